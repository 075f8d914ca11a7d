-- How LuaRocks builds and installs the module: `luarocks make` in this folder, with cmake and the Debian packages that ./setup names. source.url
-- is this folder; whoever publishes the rock fills in the repository's address and the tag, and names the file after the version.
rockspec_format = "3.0"
package = "lunula"
version = "scm-1"
source = { url = "." }
description = {
  summary = "Keras-style models in Lua",
  detailed = [[
Losses, constraints and layers are written as Lua tables and trained, with Keras's names, arguments, defaults and numbers. Configurations and
weights go to Python's Keras and back.]],
  license = "MIT",
  labels = { "machine-learning", "keras", "tensor", "neural-network" },
}
supported_platforms = { "linux" }
dependencies = { "lua >= 5.4, < 5.5" }
external_dependencies = { CJSON = { header = "cjson/cJSON.h" }, ZIP = { header = "zip.h" } }
build = {
  type = "cmake",
  variables = {
    CMAKE_BUILD_TYPE = "Release",
    CMAKE_INSTALL_PREFIX = "$(PREFIX)",
    LUNULA_LUA_DIR = "$(LIBDIR)",
    LUNULA_BUILD_PROGRAM = "OFF",
    LUNULA_BUILD_SHARED = "OFF",
    LUNULA_BUILD_STATIC = "OFF",
    LUNULA_BUILD_CHECKS = "OFF",
  },
}
