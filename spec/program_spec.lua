-- The command line: options, scripts, sub-commands, exit codes, warnings and errors; where lua has the same, against lua itself.
require "lunula"
local outside = require "outside"
local program, shell, folder = outside.program, outside.run, nil

-- What a command prints, both streams together, and its exit code.
local function run(command, input) return shell(("printf '%%s' '%s' | '%s' %s"):format(input or "", program, command)) end

local function script(text, name) return outside.write(folder .. "/" .. (name or "script.lua"), text) end

-- Command lines for lua and lunula alike, run in a folder that holds `scripts`; input and the environment stand before the program, as P.
local scripts = {
  ["arg.lua"] = [[for i = -6, 6 do
    if arg[i] then io.write(i, "=", arg[i]:match "/lunula$" and "lua5.4" or arg[i], " ") end
  end
  print(...)]],
  ["shebang.lua"] = "#!/usr/bin/env lua\nprint(7)",
  ["deep.lua"] = "local function f(n) if n == 0 then error('deep') end f(n - 1) return 1 end f(60)",
  ["overflow.lua"] = "local function f(n) return f(n) + 1 end f(1)",
  ["syntax.lua"] = "x = = 1",
  ["failing.lua"] = "local t = nil\nlocal function g() return t.x end\n\ng()",
  ["mod.lua"] = "return { name = ... }",
  ["broken.lua"] = "error 'no module'",
  ["returns.lua"] = "return 7",
  ["help"] = "print 'a script called help'",
  ["collect.lua"] = "setmetatable({}, { __gc = function() print 'collected' end })",
}
local alike = {
  "P arg.lua a 'b c'", "P -e 'x = 1' arg.lua a", "P -- arg.lua x", "P -E arg.lua", "P - a b < arg.lua", "P -e 'print(1)' -e 'print(2)' arg.lua", "P shebang.lua",
  "P deep.lua", "P overflow.lua", "P syntax.lua", "P failing.lua", "P returns.lua", "P nowhere.lua", "P ./help", "P collect.lua", "P -", "P - < syntax.lua",
  "P -e 'print(...)' arg.lua 1", "P -eprint'(3)'", "P -e 'x = = 1'", "P -e", "P -e -i", "P -l", "P -lnowhere", "P -x", "P -vv", "P -W1", "P --x", "P -ii",
  "P -l mod -e 'print(mod.name)'", "P -lmod -e 'print(mod.name)'", "P -l m=mod -e 'print(m.name, mod)'", "P -l broken", "P -l x=broken -e 'print(x)'",
  "P -e 'os.exit(3)'", "P -e 'os.exit(true)'", "P -e 'os.exit(false, true)'", "P -e 'error()'", "P -e 'error({})'", "P -e 'error(nil)'", "P -e 'error(\"x\", 0)'",
  "P -e 'error(setmetatable({}, { __tostring = function() return \"mine\" end }))'", "P -e 'coroutine.wrap(function() error \"inside\" end)()'",
  "P -e 'local x <const> = 1; x = 2'", "P -e 'local t <close> = setmetatable({}, { __close = function() print \"closed\" end }) error \"a\"'",
  "P -W -e 'warn \"a\"'", "P -W -e 'warn \"@off\" warn \"x\"'", "P -e 'arg = nil' arg.lua", "P -e 'print(_VERSION, package.config)'",
  "P -e 'local n = 0 for k in pairs(_G) do if k ~= \"help\" then n = n + 1 end end print(n)'",
  "LUA_INIT='print \"init\"' P arg.lua", "LUA_INIT='print \"init\"' P -E arg.lua", "LUA_INIT=@returns.lua P -e 'print(1)'", "LUA_INIT='error \"x\"' P arg.lua",
  "LUA_INIT=@nowhere.lua P arg.lua", "LUA_INIT='print(1)' LUA_INIT_5_4='print(2)' P -e 'print(3)'",
  "LUA_PATH='/a/?.lua;;' P -e 'print(package.path)'", "LUA_PATH='/a/?.lua' P -e 'print(package.path)'", "LUA_PATH='/a/?.lua' P -E -e 'print(package.path)'",
  "LUA_CPATH='/a/?.so;;' P -e 'print(package.cpath)'", "LUA_CPATH='/a/?.so' P -E -e 'print(package.cpath)'",
  "P -e 'debug.sethook(function() error \"hook\" end, \"\", 1)' arg.lua",
  "P -e 'print(require \"lfs\".attributes(\"mod.lua\", \"mode\"), require \"term\".colors ~= nil)'",
  "echo 'print(io.read())' > read.lua; echo line | P read.lua",
}

describe("lunula and lua", function()
  -- lua's name and usage, and addresses, are its own
  local function neutral(text) -- as is where a stack overflows, by the few slots that hold what called the script
    text = text:gsub("%(skipping %d%d%d%d%d%d levels%)", "(skipping many levels)")
    text = text:gsub("usage: lua[^\n]*\nAvailable.*$", "usage"):gsub("usage: lunula.*$", "usage")
    return (text:gsub("0x%x+", "ADDRESS"):gsub("lua5%.4: ", "lunula: "):gsub("no module '[^\n]*' in the Lua half\n", ""))
  end

  setup(function()
    folder = outside.folder()
    for name, text in pairs(scripts) do script(text, name) end
  end)

  for _, line in ipairs(alike) do
    it("do the same: " .. line, function()
      local function outcome(name)
        local text, code = shell(("cd '%s' && %s"):format(folder, line:gsub("%f[%w]P%f[ \0]", (name:gsub("%%", "%%%%")))))
        return neutral(text) .. "exit " .. tostring(code)
      end
      assert.equal(outcome "lua5.4", outcome("'" .. program .. "'"))
    end)
  end
end)

describe("patterns, whose search Ctrl-C can end,", function()
  for seed = 1, 3 do
    it("do what Lua's do: seed " .. seed, function()
      local expected = shell(("lua5.4 spec/patterns.lua %d 30000"):format(seed))
      assert.is_true(select(2, expected:gsub("\n", "\n")) > 30000)
      assert.is_true(expected == (run(("spec/patterns.lua %d 30000"):format(seed))))
    end)
  end
end)

describe("lunula", function()
  setup(function() folder = outside.folder() end)

  it("says what it is and what it takes", function()
    for _, option in ipairs { "-v", "--version" } do
      local library = " %d+%.%d+[%d.]*"
      local text = run(option)
      assert.matches("^Lunula %d+%.%d+%.%d+ %(Lua 5%.4%.%d+%)\nmatrix products: [^\n]+\nlibraries: cJSON %d[^\n]*, LPeg %d", text)
      assert.matches("cJSON" .. library .. ", libzip" .. library .. ", zlib" .. library, text)
    end
    for _, option in ipairs { "-h", "--help" } do assert.matches("^usage: lunula %[options%] %[script", (run(option))) end
    local text, code = run "-x"
    assert.matches("^lunula: unrecognized option '%-x'\nusage: ", text)
    assert.equal(1, code)
  end)

  it("ends with 1 and the place of the error", function()
    local path = script "local ops = require('lunula').ops\n\nlocal function f() return ops.sum({ 1, 2 }, { axs = 0 }) + 1 end\nf()\n"
    local text, code = run(path)
    assert.equal(1, code)
    assert.truthy(text:find(path .. ":3: sum: there is no argument 'axs'; did you mean 'axis'?\nstack traceback:", 1, true), text)
  end)

  it("shows the user's own lines of a stack, or all of it", function()
    local path = script [[
local keras = require "lunula"
local Sum = keras.Loss("Sum", { call = function(self, y_true, y_pred)
  return keras.ops.sum(y_pred, { axs = 1 })
end })
local function train()
  local model = keras.Sequential { keras.layers.Dense(1) }
  model:compile { loss = Sum(), jit_compile = false }
  model:fit({ { 1.0 } }, { { 1.0 } }, { verbose = 0 })
end
train()]]
    local text = run(path)
    assert.matches("script.lua:3: sum: there is no argument 'axs'", text)
    assert.is_nil(text:find("\n\tlunula/", 1, true), text)
    assert.matches("stack traceback:.-script%.lua:3: in .-script%.lua:8: in .-script%.lua:10: in main chunk", text)
    local full = shell(("LUNULA_TRACEBACK=full %s %s"):format(program, path))
    assert.matches("\n\tlunula/models/", full)
  end)

  it("puts the user's line before an error of Lua's inside the Lua half", function()
    local path = script "local keras = require 'lunula'\nlocal model = keras.Sequential {}\nmodel.count_params(nil)"
    local text, code = run(path)
    assert.matches("^lunula: [^\n]*script%.lua:3: lunula/layers/base%.lua:%d+: attempt to index a nil value %(local 'self'%)\nstack traceback:\n\t[^\n]*script%.lua:3: ",
      text)
    assert.equal(1, code)
  end)

  it("knows the user's lines from its own in a folder of the same name", function()
    shell("mkdir '" .. folder .. "/lunula'")
    script("local function f() error 'mine' end\nf()", "lunula/mine.lua")
    local text = shell(("cd '%s' && '%s' lunula/mine.lua"):format(folder, program))
    assert.matches("^lunula: %./lunula/mine%.lua:1: mine\nstack traceback:\n\t%[C%]: in function 'error'\n\t%./lunula/mine%.lua:1: ", text)
  end)

  it("shows warnings, unless the script turns them off", function()
    local warning = "require('lunula') warn 'a warning'"
    assert.equal("Lua warning: a warning\n", (run(script(warning))))
    assert.equal("", (run(script("warn '@off' " .. warning))))
  end)

  it("loads modules written in C", function()
    assert.equal("x\tuserdata\n", (run [[-e 'local lpeg = require "lpeg" print(lpeg.match(lpeg.C "x", "x"), type(lpeg.P "a"))']]))
    assert.equal("5\n", (run [[-l system.core -e 'print(5)']]))
  end)
end)

describe("the sub-command", function()
  setup(function() folder = outside.folder() end)

  it("help shows what help() shows", function()
    local shown = require("lunula.help").text
    assert.equal(shown "Huber" .. "\n", (run "help Huber"))
    assert.equal(shown "ops.sum" .. "\n\n" .. shown "keras.losses" .. "\n", (run "help ops.sum keras.losses"))
    assert.equal(shown() .. "\n", (run "help"))
    local text, code = run "help Hubr"
    assert.equal("lunula help: there is no 'Hubr'; did you mean 'Huber'?\n", text)
    assert.equal(1, code)
  end)

  it("inspect tells what files hold", function()
    local text, code = run "inspect spec/data/sequential.config.json"
    assert.equal(0, code)
    assert.matches("config in JSON, %d+ bytes\nSequential \"%w+\"\n\nLayers %(%d+%)\n", text)
    assert.matches("Dense +units = ", text)
    local made = script([[
local keras = require "lunula"
keras.io.save_npz("]] .. folder .. [[/a.npz", { a = keras.ops.ones { 3, 4 }, b = keras.ops.ones({ 2 }, "int8") })
keras.io.save_npz("]] .. folder .. [[/one.npz", { one = keras.ops.ones {} })
keras.io.save_npy("]] .. folder .. [[/a.npy", keras.ops.ones({ 5, 6 }, "float16"))
local Mine = keras.Loss("Mine", { params = { { "alpha", 2.0 } }, call = function(self, a, b) return a - b end })
keras.saving.register_keras_serializable(Mine, { package = "shop" })
local model = keras.Sequential { keras.layers.Input { shape = { 3 } }, keras.layers.Dense(4, { activation = "relu" }) }
model:compile { optimizer = "adam", loss = Mine() }
local file = io.open("]] .. folder .. [[/m.json", "w")
file:write(keras.json.encode(keras.saving.serialize_keras_object(model)))
file:close()]], "make.lua")
    assert.equal("", (run(made)))
    text = run(("inspect %s/a.npz %s/a.npy %s/m.json"):format(folder, folder, folder))
    assert.matches("archive, %d+ bytes\n2 tensors\n  a  %(3, 4%)  float32  48 bytes\n  b  %(2,%)    int8     2 bytes\n", text)
    assert.matches("bytes\n1 tensor\n  one  %(%)  float32  4 bytes\n", (run(("inspect %s/one.npz"):format(folder))))
    assert.matches("NumPy array, 188 bytes\none tensor  %(5, 6%)  float16  60 bytes\n", text)
    assert.matches("  dense +Dense +units = 4, activation = relu", text)
    assert.matches("optimizer = Adam, loss = shop>Mine", text)
    assert.matches("it wants\n  shop>Mine  class +%$%.compile_config%.loss\n", text)
  end)

  it("inspect tells of models' files", function()
    local text, code = run "inspect spec/fixtures/custom_constraint_loss.keras"
    assert.equal(0, code)
    assert.matches('archive, 15.1 kB\nSequential "sequential"\n  Keras 3.16.0, saved %d+%-', text)
    assert.matches("\n  input_layer  InputLayer  batch_shape = %(None, 3%)\n  dense +Dense +units = 2,", text)
    assert.matches("\nCompiled with\n  optimizer = SGD, loss = fixture>AsymMSE", text)
    assert.matches("\nWeights %(4 arrays, 40 bytes%)\n  layers/dense/vars/0  dense  %(3, 2%)  float32  24 bytes\n", text)
    assert.matches("that it wants\n  fixture>AsymMSE  class +%$%.compile_config%.loss\n  fixture>Scaled ", text)
    assert.matches("Nothing in it is suspicious%.\n$", text)
    assert.matches("\n  optimizer/vars/9  +adam +%(4,%) +float32  16 bytes\n  optimizer/vars/10  ", (run "inspect spec/fixtures/seq_adam.weights.h5"))
    text = run "inspect spec/fixtures/seq_adam_legacy.h5"
    assert.matches('HDF5, 34.2 kB\nSequential "sequential"\n  Keras 3.16.0\n', text)
    assert.matches("It needs no custom classes.", text)
    text = run "inspect spec/fixtures/functional_shared_nested_ops.keras"
    assert.matches("\n  sub +Sequential\n    input_layer +InputLayer ", text)
    text = run "inspect spec/hostile/lambda_nested.keras"
    assert.matches("Suspicious\n  %$%.config%.layers%[1%]%.config%.layers%[1%]%.config%.activation is a lambda", text)
  end)

  it("inspect says what is wrong with a file, and shows no escapes of its own", function()
    for content, message in pairs { [""] = "the file is empty", ["hello"] = "this is neither .keras, HDF5, JSON",
      ["{\"a\": 1}"] = "this JSON is no config: it has no class_name",
      ["{\"a\": "] = "line 1", ["\147NUMPY\1\0"] = "%S", ["PK\3\4xxxxxxxxxxxxxxxxxx"] = "%S", ["\137HDF\r\n\26\n"] = "%S" } do
      local path = script(content, "bad")
      local text, code = run("inspect " .. path)
      assert.equal(1, code)
      assert.matches("^lunula inspect: .*" .. message, text)
      assert.is_nil(text:find("traceback", 1, true))
    end
    local text, code = run "inspect /nowhere/x"
    assert.equal("lunula inspect: /nowhere/x: there is no such file\n", text)
    assert.equal(1, code)
    local path = script('{"class_name": "A\\u001b[31m", "config": {"name": "b\\u001b[0m"}}', "escape")
    assert.is_nil((run("inspect " .. path)):find "\27")
    assert.equal(1, select(2, run "inspect"))
  end)

  it("bench shows the kernels and their speed", function()
    local text, code = run "bench --threads 1"
    assert.equal(0, code)
    assert.matches("^Lunula .-\nmatrix products: .-\nthreads: 1\n", text)
    assert.matches("\nStarting +ms\n.-\nThe digits model: [^\n]+ us\n.-\nSingle ops[^\n]+ us\n.-GB/s\n.-GFLOP/s\n", text)
    local figures = 0
    for figure in text:gmatch "  (%d[%d.]*)\n" do
      figures = figures + 1
      assert.is_true(tonumber(figure) > 0)
    end
    assert.equal(15, figures)
    text, code = run "bench quickly"
    assert.matches("^lunula bench: what is 'quickly'%?\nusage", text)
    assert.equal(1, code)
  end)

  it("is left by Ctrl-C also where Lunula has another way to go on", function()
    local path = script([=[
      local keras = require "lunula"
      local ops = keras.ops
      local x, y, now = ops.ones { 4, 2 }, ops.ones { 4, 1 }, false
      local function interrupt()
        local is_first = now
        now = false
        if is_first then io.popen("kill -INT $PPID"):close() end
      end
      local function fit(model, callbacks)
        return pcall(function()
          model:compile { loss = "mse", metrics = { keras.Metric("Mine", {
            update_state = function() interrupt() end, result = function() return ops.zeros {} end })() } }
          model:fit(x, y, { verbose = 0, callbacks = callbacks })
        end)
      end
      local works = {
        ["a step that is traced"] = function()
          local model = keras.Model("Own", {
            call = function(_, t) return t end,
            train_step = function(_, batch)
              interrupt()
              return { loss = ops.mean(batch[1]) }
            end,
          })()
          now = true
          return fit(model)
        end,
        ["a pure loss"] = function()
          local pure = keras.Loss("Pure", { pure = true, call = function(_, a, b)
            interrupt()
            return ops.mean(a - b, -1)
          end })
          now = true
          return pcall(pure(), x, x)
        end,
        ["metrics that are built"] = function()
          local function model() return keras.Sequential { input_shape = { 2 }, keras.layers.Dense(1) } end
          local function backup() return keras.callbacks.BackupAndRestore { arg[1], delete_checkpoint = false } end
          assert(fit(model(), { backup() }))
          now = true
          return fit(model(), { backup() })
        end,
        ["a config that is written"] = function()
          local layer = keras.Layer("Plain", { get_config = function(self)
            interrupt()
            return super.get_config(self)
          end })
          local model = keras.Sequential { input_shape = { 2 }, layer(), keras.layers.Dense(1) }
          now = true
          return fit(model, { keras.callbacks.TensorBoard(arg[1]) })
        end,
      }
      local ok, problem = works[arg[2]]()
      print(ok, (tostring(problem):gsub("^.*: ", "")))
    ]=], "left.lua")
    for _, work in ipairs { "a step that is traced", "a pure loss", "metrics that are built", "a config that is written" } do
      assert.equal("false\tinterrupted!\n", (run(("%s %s/left '%s'"):format(path, folder, work))), work)
    end
  end)

  it("says what it takes, as the program's own help and the manual page do", function()
    local all, page = run "--help", outside.read "docs/lunula.1"
    local synopsis = page:match "%.SH SYNOPSIS\n(.-)%.SH":gsub("\\f%u", ""):gsub("\\%-", "-"):gsub("%.BR? ", ""):gsub("%.br", "")
    for _, name in ipairs { "help", "inspect", "bench" } do
      local text, code = run(name .. " --help")
      local line = text:match("^usage: (lunula " .. name .. " [^\n]+)\n")
      assert.equal(0, code)
      assert.truthy(all:find("\n       " .. line .. "  ", 1, true), line)
      assert.truthy(synopsis:gsub("%s+", " "):find(line:lower(), 1, true), line)
    end
  end)
end)
