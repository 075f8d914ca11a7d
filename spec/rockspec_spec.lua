-- The rockspec: its fields, and that its CMake variables are ours and install the module where LuaRocks looks for it, and little else. `luarocks lint`
-- and `luarocks make`, which builds everything anew, are run by hand.
local outside = require "outside"
local run, read = outside.output, outside.read
local rock, path = {}, nil

setup(function()
  local found = run("ls *.rockspec")
  path = found:match "^(%S+)\n$"
  assert(path, "expected one rockspec, got " .. found)
  assert(loadfile(path, "t", rock))()
end)

describe("the rockspec", function()
  it("is named after the package and its version", function() assert.equal(("%s-%s.rockspec"):format(rock.package, rock.version), path) end)
  it("has the fields of its format, of their types", function()
    local fields = { rockspec_format = "string", package = "string", version = "string", source = "table", description = "table", supported_platforms = "table",
      dependencies = "table", external_dependencies = "table", build = "table" }
    for name, value in pairs(rock) do assert.equal(fields[name], type(value), name) end
    for name in pairs(fields) do assert.not_nil(rock[name], name) end
    assert.is_true(#rock.description.summary > 0 and #rock.description.summary < 80)
    assert.truthy(read("LICENSE"):find(rock.description.license, 1, true))
    assert.equal("string", type(rock.source.url))
  end)
  it("asks for the Lua that the module is built for", function()
    assert.same({ "lua >= 5.4, < 5.5" }, rock.dependencies)
    assert.matches("pkg_check_modules%(LUA REQUIRED IMPORTED_TARGET lua5%.4%)", read "CMakeLists.txt")
  end)
  it("names headers that the code includes", function()
    local count = 0
    for _, dependency in pairs(rock.external_dependencies) do
      count = count + 1
      run(("grep -rq '#include <%s>' src"):format(dependency.header))
    end
    assert.equal(2, count)
  end)
  it("builds by CMake, with variables that there are, and installs the module and its types alone", function()
    assert.equal("cmake", rock.build.type)
    local cmake, arguments = read "CMakeLists.txt" .. read "cmake/install.cmake", {}
    local places = { PREFIX = "/rock", LIBDIR = "/rock/lib" }
    for name, value in pairs(rock.build.variables) do
      assert.truthy(name:find "^CMAKE_" or cmake:find(name, 1, true), name)
      arguments[#arguments + 1] = ("'-D%s=%s'"):format(name, value:gsub("%$%((%w+)%)", places))
    end
    local folder = outside.folder()
    run(("cmake -S . -B '%s' %s"):format(folder, table.concat(arguments, " ")))
    local installs = read(folder .. "/cmake_install.cmake")
    local listed = {}
    for destination, names in installs:gmatch 'file%(INSTALL DESTINATION "([^"]*)"[^\n]-FILES "([^\n]*)"%)' do
      listed[#listed + 1] = destination:gsub("${CMAKE_INSTALL_PREFIX}", "/rock") .. " " .. names:match "[^/]+$"
    end
    table.sort(listed)
    assert.same({ "/rock/lib lunula.so", "/rock/share/lunula/meta lunula.lua" }, listed)
  end)
end)
