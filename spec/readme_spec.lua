-- The README holds: its scripts print what it says, its C program compiles against the installed library and runs by the commands shown, and
-- what `cmake --install` installs serves C99, C++17, pkg-config, CMake and stock Lua.
local file = assert(io.open "README.md")
local readme = file:read "a"
file:close()

local program = os.getenv "LUNULA_PROGRAM" or "./build/lunula"
local folder, here

local function run(command)
  local pipe = assert(io.popen("( " .. command .. "\n) 2>&1"))
  local text = pipe:read "a"
  local ok, _, code = pipe:close()
  assert(ok, ("%s\nended with %s:\n%s"):format(command, tostring(code), text))
  return text
end

local function write(name, text)
  local out = assert(io.open(folder .. "/" .. name, "w"))
  out:write(text)
  out:close()
end

local function blocks(language)
  local list = {}
  for text in readme:gmatch("\n```" .. language .. "\n(.-\n)```") do list[#list + 1] = text end
  assert(#list > 0, "no " .. language .. " in the README")
  return list
end

describe("the README", function()
  setup(function()
    folder = run("mktemp -d"):gsub("%s+$", "")
    here = run("pwd"):gsub("%s+$", "")
  end)
  teardown(function() run("rm -rf '" .. folder .. "'") end)

  it("shows scripts that print what it says", function()
    for _, script in ipairs(blocks "lua") do
      local expected = {}
      for text in script:gmatch "%-%->%s*([^\n]*)" do expected[#expected + 1] = text .. "\n" end
      assert.is_true(#expected > 0)
      write("first.lua", script)
      assert.equal(table.concat(expected), run(("%s '%s/first.lua'"):format(program, folder)))
    end
  end)
  it("shows commands that work", function()
    local stock = readme:match "`(LUA_CPATH=[^`]+)`"
    assert.equal(require("lunula").version .. "\n", run(stock))
    assert.matches("usage: lunula", run(program .. " -h"))
    for path in readme:gmatch "`([%w_/.]+%.%a+)`" do
      if path:find "/" then run("test -e " .. path) end
    end
  end)
  it("shows a C program that runs by the commands below it", function()
    write("first.c", blocks("c")[1])
    local commands = blocks("sh")[1]:gsub("%$HOME", folder):gsub("cmake %-%-install build", ("cmake --install '%s/build'"):format(here))
    assert.matches("\n3.0\ntensor%(%[1., 2., 3.%], shape=%(3,%), dtype=float32%)\n$", run(("set -e; cd '%s'\n%s"):format(folder, commands)))
  end)
end)

describe("what is installed", function()
  setup(function()
    folder = run("mktemp -d"):gsub("%s+$", "")
    here = run("pwd"):gsub("%s+$", "")
    run(("DESTDIR='%s/stage' cmake --install build --prefix /usr"):format(folder))
    run(("mv '%s/stage/usr' '%s/moved'"):format(folder, folder)) -- nothing in it names its prefix
  end)
  teardown(function() run("rm -rf '" .. folder .. "'") end)

  local function flags()
    local library = run(("dirname $(find '%s/moved' -name liblunula.a)"):format(folder)):gsub("%s+$", "")
    return ("export PKG_CONFIG_PATH='%s/pkgconfig' LD_LIBRARY_PATH='%s' library='%s' strict='-Wall -Wextra -Wpedantic -Werror'; cd '%s'; ")
      :format(library, library, library, folder)
  end

  it("is a header that stands alone in C99 and in C++17", function()
    write("alone.c", "#include <lunula.h>\n")
    for _, compiler in ipairs { "cc -std=c99", "cc -std=c11", "g++ -x c++ -std=c++17" } do
      run(flags() .. compiler .. " $strict $(pkg-config --cflags lunula) -c alone.c -o alone.o")
    end
  end)
  it("links through pkg-config, dynamically and statically, from C and C++", function()
    local source = '#include <lunula.h>\n#include <stdio.h>\nint main(void)\n{\n    lunula_host *host = lunula_host_create(NULL);\n'
      .. '    int bad = lunula_host_run_string(host, "print(require([[lunula]]).ops.sum { 1, 2 })", "=c", false) != LUNULA_OK;\n'
      .. "    lunula_host_free(host);\n    puts(lunula_version());\n    return bad;\n}\n"
    write("host.c", source)
    local wanted = "tensor(3, shape=(), dtype=int32)\n" .. require("lunula").version .. "\n"
    for _, build in ipairs {
      "cc -std=c99 $strict host.c -o host $(pkg-config --cflags --libs lunula)", "g++ -x c++ -std=c++17 $strict host.c -o host $(pkg-config --cflags --libs lunula)",
      "cc -std=c99 host.c -o host $(pkg-config --cflags --libs --static lunula | sed 's/-llunula /-l:liblunula.a /') && ! ldd host | grep liblunula",
    } do
      assert.equal(wanted, run(flags() .. build .. " && ./host"))
    end
    assert.equal(require("lunula").version .. "\n", run(flags() .. "pkg-config --modversion lunula"))
    write("CMakeLists.txt", "cmake_minimum_required(VERSION 3.25)\nproject(host LANGUAGES C)\nfind_package(lunula 0.1 REQUIRED)\n"
      .. "add_executable(host host.c)\ntarget_link_libraries(host PRIVATE lunula::lunula)\n")
    assert.equal(wanted, run(flags() .. ("{ cmake -S . -B out -DCMAKE_PREFIX_PATH='%s/moved' && cmake --build out; } >log 2>&1 || cat log; ./out/host"):format(folder)))
  end)
  it("serves stock Lua and is a program", function()
    local module = run(("find '%s/moved' -path '*lua/5.4/lunula.so'"):format(folder)):gsub("%s+$", "")
    assert.equal("int32\n", run(("LUA_CPATH='%s/?.so' lua5.4 -e 'print(require [[lunula]].ops.sum{1}.dtype)'"):format(module:match "^(.*)/")))
    assert.equal("3\n", run(("'%s/moved/bin/lunula' -e 'print(1 + 2)'"):format(folder)))
  end)
  it("exports lunula's names only", function()
    for name in run("nm -D --defined-only build/liblunula.so build/lua/lunula.so"):gmatch " [A-TV-Z] ([%w_]+)" do
      assert.truthy(name:find "^lunula_" or name == "luaopen_lunula", name)
    end
  end)
end)
