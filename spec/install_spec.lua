-- What `cmake --install` installs, by DESTDIR and prefix, serves C99, C++17, pkg-config, CMake, editors and stock Lua, wherever it is moved to;
-- so does the build folder. Every program of examples/c/ is compiled in each of these ways and says the same.
local version = require("lunula").version
local outside = require "outside"
local run, read = outside.output, outside.read
local folder, here, programs = nil, outside.here, { "readme", "check" }
-- What a program links for its own code; all else comes with the library.
local own = { op = "-lm", serve = "-pthread" }

local function write(name, text) outside.write(folder .. "/" .. name, text) end

-- A command with pkg-config set to what was installed, or to the build folder; $library is where liblunula is.
local function with(place, command)
  local library = place == "installed" and folder .. "/moved/lib" or here .. "/build"
  local packages = place == "installed" and library .. "/pkgconfig" or library
  return run(("set -e; export PKG_CONFIG_PATH='%s' LD_LIBRARY_PATH='%s' library='%s'; strict='-Wall -Wextra -Wpedantic -Werror'; cd '%s'\n%s")
    :format(packages, library, library, folder, command))
end

-- Runs a program where examples find their data.
local function output(place, path) return with(place, ("cd '%s' && '%s/%s'"):format(here, folder, path)) end

setup(function()
  folder = outside.folder()
  run(("DESTDIR='%s/stage' cmake --install build --prefix /opt/moon"):format(folder))
  run(("mv '%s/stage/opt/moon' '%s/moved' && rmdir '%s/stage/opt' '%s/stage'"):format(folder, folder, folder, folder))
  write("readme.c", read("README.md"):match "\n```c\n(.-\n)```")
  write("check.c", [[
#include <lunula.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
    char header[64];
    lunula_host *host = lunula_host_create(NULL);
    int bad = lunula_host_run_string(host, "print(require([=[lunula]=]).ops.sum { 1, 2 })", "=c", false) != LUNULA_OK;
    lunula_host_free(host);
    sprintf(header, "%d.%d.%d", LUNULA_VERSION_MAJOR, LUNULA_VERSION_MINOR, LUNULA_VERSION_PATCH);
    bad |= !LUNULA_COMPATIBLE() || strcmp(header, LUNULA_VERSION) || strcmp(header, lunula_version());
    bad |= lunula_compatible(LUNULA_VERSION_MAJOR + 1, 0, 0) || lunula_compatible(LUNULA_VERSION_MAJOR, LUNULA_VERSION_MINOR + 1, 0);
    bad |= lunula_compatible(LUNULA_VERSION_MAJOR, LUNULA_VERSION_MINOR, LUNULA_VERSION_PATCH + 1);
    puts(lunula_version());
    return bad;
}
]])
  for _, path in ipairs(outside.lines "ls examples/c/*.c") do
    local name = path:match "([%w_]+)%.c$"
    programs[#programs + 1] = name
    write(name .. ".c", read(path))
  end
end)

describe("cmake --install", function()
  it("puts each file where it belongs below DESTDIR and prefix, and nothing elsewhere", function()
    local wanted = {}
    for path in (([[bin/lunula
      include/lunula.h
      lib/cmake/lunula/lunulaConfig.cmake lib/cmake/lunula/lunulaConfigVersion.cmake
      lib/cmake/lunula/lunulaTargets-%s.cmake lib/cmake/lunula/lunulaTargets.cmake
      lib/liblunula.a lib/liblunula.so lib/liblunula.so.M lib/liblunula.so.V
      lib/lua/5.4/lunula.so
      lib/pkgconfig/lunula-static.pc lib/pkgconfig/lunula.pc
      share/lunula/meta/lunula.lua share/man/man1/lunula.1]]):format(outside.lines("sed -n 's/^CMAKE_BUILD_TYPE:.*=//p' build/CMakeCache.txt")[1]:lower())
      :gsub("so%.M", "so." .. version:match "^%d+%.%d+"):gsub("so%.V", "so." .. version)):gmatch "%S+" do
      wanted[#wanted + 1] = path
    end
    local found = outside.lines(("find '%s/moved' ! -type d -printf '%%P\\n'"):format(folder))
    table.sort(found)
    table.sort(wanted)
    assert.same(wanted, found)
  end)
  it("names the prefix nowhere, nor the folders it was built in", function()
    run(("cd '%s/moved' && ! grep -rIl -e /opt/moon -e '%s' ."):format(folder, here))
  end)
  it("gives the library a SONAME of the versions it keeps promises for", function()
    assert.matches("SONAME.*%[liblunula%.so%." .. version:match("^%d+%.%d+"):gsub("%.", "%%.") .. "%]", (run(("readelf -d '%s/moved/lib/liblunula.so'"):format(folder))))
  end)
  it("exports lunula's names only", function()
    for file, entrance in pairs { ["liblunula.so"] = true, ["lua/5.4/lunula.so"] = false } do
      local names = 0
      for name in run(("nm -D --defined-only '%s/moved/lib/%s'"):format(folder, file)):gmatch " [A-TV-Z] ([%w_]+)" do
        assert.truthy(name:find "^lunula_" or name == "luaopen_lunula", file .. " exports " .. name)
        names = names + 1
      end
      assert.is_true(names > (entrance and 50 or 1), file)
    end
  end)
  it("installs a program, and a module that isn't linked to liblua", function()
    assert.equal("3\n", run(("'%s/moved/bin/lunula' -e 'print(1 + 2)'"):format(folder)))
    run(("! readelf -d '%s/moved/lib/lua/5.4/lunula.so' | grep NEEDED.*liblua"):format(folder))
  end)
end)

describe("the header", function()
  for _, compiler in ipairs { "cc -std=c99", "cc -std=c11", "g++ -x c++ -std=c++17" } do
    it("stands alone: " .. compiler, function()
      write("alone.c", "#include <lunula.h>\n")
      with("installed", compiler .. " $strict $(pkg-config --cflags lunula) -c alone.c -o alone.o")
    end)
  end
end)

describe("C programs", function()
  local expected = {}
  for _, place in ipairs { "installed", "uninstalled" } do
    for package, kind in pairs { lunula = "shared", ["lunula-static"] = "static" } do
      it(("link by pkg-config, %s, %s"):format(kind, place), function()
        assert.equal(version .. "\n", with(place, "pkg-config --modversion " .. package))
        for _, name in ipairs(programs) do
          with(place, ("cc -std=c11 $strict %s.c -o %s $(pkg-config --cflags --libs %s) %s"):format(name, name, package, own[name] or ""))
          local linked = with(place, "ldd " .. name):find("liblunula.so", 1, true) ~= nil
          assert.equal(kind == "shared", linked, name)
          local text = output(place, name)
          expected[name] = expected[name] or text
          assert.equal(expected[name], text, name)
        end
        assert.equal("tensor(3, shape=(), dtype=int32)\n" .. version .. "\n", expected.check)
        assert.equal("1000 answers from 4 threads, as the model's own: yes\n", expected.serve)
        assert.matches("^tensor%(%[%-2%.%s*,%s+0%.489.*,%s+2%.%s*%].*\na compiled model with it learns: true\n$", expected.op)
        local first, last = expected.train:match "epoch 20: loss ([%d.]+)\n.*epoch 60: loss ([%d.]+)\n"
        assert.is_true(tonumber(last) < tonumber(first), expected.train)
      end)
    end
    it(("link by CMake's find_package, %s"):format(place), function()
      write("CMakeLists.txt", ([[cmake_minimum_required(VERSION 3.25)
project(hosts LANGUAGES C)
find_package(lunula %s REQUIRED)
set(own_op %s)
set(own_serve %s)
foreach(NAME %s)
  foreach(KIND shared static lunula)
    add_executable(${NAME}_${KIND} ${NAME}.c)
    target_link_libraries(${NAME}_${KIND} PRIVATE lunula::${KIND} ${own_${NAME}})
  endforeach()
endforeach()
]]):format(version:match "^%d+%.%d+", own.op, own.serve, table.concat(programs, " ")))
      local package = place == "installed" and ("-DCMAKE_PREFIX_PATH='%s/moved'"):format(folder) or ("-Dlunula_DIR='%s/build'"):format(here)
      with(place, ("rm -rf out; { cmake -S . -B out %s && cmake --build out; } >log 2>&1 || { cat log; exit 1; }"):format(package))
      for _, name in ipairs(programs) do
        for _, kind in ipairs { "shared", "static", "lunula" } do
          assert.equal(expected[name], output(place, ("out/%s_%s"):format(name, kind)), name)
        end
      end
    end)
  end
  it("link from C++17", function()
    with("installed", "g++ -x c++ -std=c++17 $strict check.c -o check $(pkg-config --cflags --libs lunula)")
    assert.equal(expected.check, output("installed", "check"))
  end)
  it("are refused another version by find_package", function()
    write("CMakeLists.txt", "cmake_minimum_required(VERSION 3.25)\nproject(hosts LANGUAGES C)\nfind_package(lunula 0.99 REQUIRED)\n")
    local text = with("installed", ("! cmake -S . -B other -DCMAKE_PREFIX_PATH='%s/moved'"):format(folder))
    assert.truthy(text:find("0.99", 1, true) and text:find("version: " .. version, 1, true), text)
  end)
end)
