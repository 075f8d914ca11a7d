-- Lunula in other programs: several runtimes and threads in one process, states opened and closed by a stock Lua, and the Lua half from a
-- folder. The C programs stand in spec/c.
local outside = require "outside"
local run, program = outside.run, outside.program

-- Compiles spec/c/NAME.c, or the path given, and gives what it prints.
local function built(name, flags, arguments, environment)
  local path = outside.compiled(name:find "/" and name or ("spec/c/%s.c"):format(name), "-std=c99 -pthread " .. flags)
  return outside.output(("%s '%s' %s"):format(environment or "", path, arguments or ""))
end
local linked = outside.linked

describe("a C program", function()
  it("has many runtimes on many threads, which share nothing", function()
    assert.equal("ok\n", built("runtimes", linked))
  end)
  it("serves one compiled model from several threads", function()
    assert.equal("1000 answers from 4 threads, as the model's own: yes\n", built("examples/c/serve.c", linked))
  end)
  it("is held to limits as docs/embedding.md shows", function()
    local source = outside.read "docs/embedding.md":match "\n```c\n(.-\n)```"
    assert.equal("ended by a limit\nusable\n", built(outside.write(outside.path "limits.c", source), linked))
  end)
  it("works with objects, functions, classes, ops and copies of compiled models, is told and cancels", function()
    assert.equal("ok\n", built("host", linked))
  end)
  it("does so where a comma stands for the point", function()
    local locales = outside.folder()
    run(("localedef -i de_DE -f UTF-8 %s/de_DE.UTF-8"):format(locales))
    assert.equal("ok\n", built("host", linked, "", ("LOCPATH=%s LC_ALL=de_DE.UTF-8"):format(locales)))
  end)
  it("has tensors in Lua that go when Lua frees them, without finalizers", function()
    assert.equal("ok\n", built("boxes", linked .. " $(pkg-config --cflags --libs lua5.4)"))
  end)
  it("has local views, which others may hold on other threads", function()
    assert.equal("ok\n", built("local", linked))
  end)
  it("opens and closes Lua states with the module in them", function()
    assert.equal("ok\n", built("states", "$(pkg-config --cflags lua5.4) -Wl,--export-dynamic -Wl,--whole-archive -l:liblua5.4.a -Wl,--no-whole-archive -lm -ldl",
      "build/lua"))
  end)
end)

-- One in a hundred of those that `sweep FOLDER 1 1` lets fail.
describe("an allocation that fails", function()
  -- a sanitizer has a malloc of its own
  for flags, whose in pairs { [""] = "the host's allocator", ["-DEVERY_MALLOC"] = not os.getenv "LUNULA_EMBED_FLAGS" and "any malloc of the process" or nil } do
    it(("ends in an error, loses nothing and leaves all usable: %s"):format(whose), function()
      local folder = outside.folder()
      local text = built("sweep", linked .. " " .. flags, folder .. " 97 307")
      assert.is_true(tonumber(text:match "\n(%d+) allocations failed\nok\n$") > 600, text)
      assert.equal("model.keras\nmodel.weights.h5\nsaved.keras\nsaved.npz\nsaved.weights.h5\n", (run("ls " .. folder)))
    end)
  end
end)

describe("stock lua5.4", function()
  it("loads the module, works on several threads and ends cleanly, with and without closing its state", function()
    local script = [[local keras = require "lunula" keras.config.threads(4) local t = keras.ops.ones { 1000, 1000 }
      print(keras.ops.sum(t):item(), keras.ops.matmul(t, t)[0][0]:item()) kept = t %s]]
    for _, ending in ipairs { "", "os.exit(0, true)", "os.exit(0, false)", "package.loaded.lunula = nil; require [[lunula]]", "keras = nil collectgarbage()" } do
      assert.equal("1000000.0\t1000.0\n", outside.output(("LUA_CPATH='build/lua/?.so;;' lua5.4 -e '%s'"):format(script:format(ending))))
    end
  end)
  it("refuses an op in a finalizer that runs after its state's end", function()
    local script = [[local keras = {} late = setmetatable({}, { __gc = function() print(pcall(keras.ops.add, keras.t, 1)) end })
      keras.ops = require [=[lunula]=].ops keras.t = keras.ops.ones { 2 }]]
    assert.equal("false\tadd: this Lua state is closing\n", (run(("LUA_CPATH='build/lua/?.so;;' lua5.4 -e '%s'"):format(script))))
  end)
  it("keeps the module's code in memory after its state has closed", function()
    assert.matches("NODELETE", (run "readelf -d build/lua/lunula.so"))
  end)
end)

describe("LUNULA_PATH", function()
  local folder = outside.folder()
  local function with_path(path, script)
    return (run(("LUNULA_PATH='%s' %s -e '%s'"):format(path, program, script)))
  end

  it("takes the Lua half from a folder", function()
    assert.equal("relu\n", with_path("lua", "print(keras and 1 or require [[lunula]].activations.serialize(require [[lunula]].activations.relu))"))
    run(("cp -r lua/lunula %s; echo 'return { answer = 42 }' >%s/lunula/extra.lua"):format(folder, folder))
    assert.equal("42\n", with_path(folder, "print(require [[lunula.extra]].answer)"))
  end)
  it("never mixes the folder's half with the embedded one", function()
    run(("rm -rf %s/lunula; cp -r lua/lunula %s; rm %s/lunula/json.lua"):format(folder, folder, folder))
    local text = with_path(folder, "print(pcall(require, [[lunula.json]]))")
    assert.truthy(text:find(("no module 'lunula.json' in the folder '%s' that LUNULA_PATH names"):format(folder), 1, true), text)
    text = with_path("/no/such/folder", "print(1)")
    assert.truthy(text:find("no module 'lunula' in the folder '/no/such/folder' that LUNULA_PATH names", 1, true), text)
    assert.equal("1\n", with_path("", "print(1)"))
  end)
  it("shows a mistake in the folder by file and line", function()
    run(("rm -rf %s/lunula; cp -r lua/lunula %s; echo 'x = = 1' >%s/lunula/json.lua"):format(folder, folder, folder))
    assert.matches("lunula/json.lua:1: unexpected symbol near '='", with_path(folder, "require [[lunula]].json.decode [[1]]"))
  end)
end)
