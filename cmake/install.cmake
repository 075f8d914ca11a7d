# What `cmake --install build` puts below its prefix: the header, both libraries, the program, the Lua module where lua5.4 looks, and what
# pkg-config and CMake's find_package(lunula) need. Nothing in it names the prefix, so that it may be moved.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(LUNULA_LUA_DIR ${CMAKE_INSTALL_LIBDIR}/lua/5.4 CACHE PATH "Where the Lua module is installed, below the prefix")
set(PC_DIR ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
set(PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/lunula)

install(FILES include/lunula.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS lunula_static ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES docs/lunula.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(TARGETS module LIBRARY DESTINATION ${LUNULA_LUA_DIR})
install(TARGETS lunula_shared EXPORT lunula LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

set_target_properties(lunula_shared PROPERTIES EXPORT_NAME lunula)
install(EXPORT lunula NAMESPACE lunula:: FILE lunulaConfig.cmake DESTINATION ${PACKAGE_DIR})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/lunulaConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/lunulaConfigVersion.cmake DESTINATION ${PACKAGE_DIR})

file(RELATIVE_PATH PC_TO_PREFIX /${PC_DIR} /)
configure_file(cmake/lunula.pc.in ${CMAKE_BINARY_DIR}/lunula.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/lunula.pc DESTINATION ${PC_DIR})
