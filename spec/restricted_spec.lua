-- Restricted hosts: what scripts of strangers can't do, and that no limit is escaped. Each case runs in a process of its own, through spec/c/restricted.c.
local outside = require "outside"
local program, script_path = nil, outside.path "script.lua"

setup(function() program = outside.compiled("spec/c/restricted.c", "-std=c99 " .. outside.linked) end)

-- Runs a script with limits { seconds, instructions, MiB }; gives what it printed. A case that hangs is killed.
local function restricted(script, limits)
  limits = limits or { 5, 0, 256 }
  outside.write(script_path, script)
  return (outside.run(("timeout -s KILL 60 '%s' %g %d %d <'%s'"):format(program, limits[1], limits[2], limits[3], script_path)))
end

local function gives(expected, script, limits)
  local text = restricted(script, limits)
  assert.truthy(text:find(expected, 1, true), ("%s\ngave\n%s\ninstead of\n%s"):format(script, text, expected))
  assert.truthy(text:find("\nusable\n", 1, true), text)
end

describe("a restricted host", function()
  it("runs scripts with Lunula and what of Lua does no harm", function()
    gives("6.0\t3\tHello\t2\nok", [[
      local keras = require "lunula"
      print(keras.ops.sum(keras.ops.convert_to_tensor { 1.0, 2.0, 3.0 }):item(), #"abc", ("hello"):gsub("^%l", string.upper), math.max(1, 2))]])
  end)
  it("trains a model whose loss and constraint are the script's", function()
    gives("true\nok", [[
      local keras = require "lunula"
      local Half = keras.Constraint("Half", { call = function(self, w) return w * 0.5 end })
      local Square = keras.Loss("Square", { call = function(self, y, p) return keras.ops.mean((y - p) ^ 2, -1) end })
      local model = keras.Sequential { keras.layers.Dense(1, { kernel_constraint = Half() }) }
      model:compile { optimizer = "sgd", loss = Square() }
      local x = keras.ops.ones { 8, 2 }
      local history = model:fit(x, keras.ops.zeros { 8, 1 }, { epochs = 3, verbose = 0 })
      print(history.history.loss[3] < history.history.loss[1])]])
  end)

  it("has a list of globals and no others", function()
    gives("_G _VERSION assert collectgarbage coroutine error getmetatable ipairs load math next pairs pcall print rawequal rawget rawlen rawset "
      .. "require select setmetatable string table tonumber tostring type utf8 warn xpcall\n", [[
      local names = {} for name in pairs(_G) do names[#names + 1] = name end table.sort(names) print(table.concat(names, " "))]])
  end)

  for _, case in ipairs {
    -- what it is, the script, what it prints or how it ends
    { "files", "print(io, os, debug, package, dofile, loadfile)", "nil\tnil\tnil\tnil\tnil\tnil\n" },
    { "modules", "print(pcall(require, 'os')) print(pcall(require, 'lunula.core')) print(pcall(require, '/etc/passwd'))",
      "module 'lunula.core' can't be loaded in a restricted host" },
    { "files through Lunula", "print(pcall(require 'lunula'.io.load_npy, '/etc/passwd'))", "this runtime has no files" },
    { "writing through Lunula", "print(pcall(require 'lunula'.io.save_npy, '/tmp/lunula-restricted.npy', require 'lunula'.ops.ones { 2 }))",
      "this runtime has no files" },
    { "models and weights", [[local k = require 'lunula' local m = k.Sequential { k.layers.Dense(1) } m:build { 1, 2 }
      for _, path in ipairs { "/tmp/x.keras", "/tmp/x.weights.h5" } do
        local save = path:match "weights" and m.save_weights or m.save
        print(select(2, pcall(save, m, path)):match "has no files$")
      end]], ("has no files\n"):rep(2) },
    { "files through callbacks", [[local k = require 'lunula' local m = k.Sequential { k.layers.Dense(1) } m:compile { loss = "mse" }
      print(pcall(m.fit, m, k.ops.ones { 2, 2 }, k.ops.ones { 2, 1 }, { verbose = 0, callbacks = { k.callbacks.CSVLogger("/tmp/x.csv") } }))]],
      "this host has no files" },
    { "backups and checkpoints", [[local k = require 'lunula' local m = k.Sequential { k.layers.Dense(1) } m:compile { loss = "mse" }
      for _, c in ipairs { k.callbacks.BackupAndRestore "/tmp/x", k.callbacks.ModelCheckpoint "/tmp/x.keras", k.callbacks.TensorBoard "/tmp/x" } do
        local ok, message = pcall(m.fit, m, k.ops.ones { 2, 2 }, k.ops.ones { 2, 1 }, { verbose = 0, callbacks = { c } })
        print(ok, message:match "has no files$" or message)
      end]], ("false\thas no files\n"):rep(3) },
    { "bytecode", "print(string.dump, load('\\27Lua', 'x', 'b'))", "nil\tnil\tattempt to load a text chunk" },
    { "bytecode by default", "print(load('\\27LuaT'))", "attempt to load a binary chunk" },
    { "chunks that pass for the Lua half", "print(load('while true do end', '@lunula/x.lua'))", "a chunk's name can't begin with '@lunula/'" },
    { "globals of the Lua half through load", "print(load('return io, os, debug')())", "nil\tnil\tnil\n" },
    { "the metatable of strings", "print(getmetatable(''), pcall(setmetatable, '', {}))", "false\tfalse\t" },
    { "metatables of tensors", "print(getmetatable(require 'lunula'.ops.ones { 1 }))", "lunula.tensor\n" },
    { "metatables of classes and objects", [[local k = require 'lunula'
      print(getmetatable(k), getmetatable(k.ops), getmetatable(k.losses.Huber), getmetatable(k.losses.Huber()), pcall(setmetatable, k, {}))]],
      "false\tfalse\tfalse\tfalse\tfalse\tcannot change a protected metatable" },
    { "finalizers", "print(pcall(setmetatable, {}, { __gc = function() while true do end end }))", "a restricted host has no finalizers" },
    { "finalizers of classes", [[local k = require 'lunula'
      print(pcall(function() return k.Constraint("G", { __gc = function() while true do end end })() end))]], "a restricted host has no finalizers" },
    { "finalizers put in late", "local m = {} setmetatable({}, m) m.__gc = function() while true do end end for _ = 1, 1e5 do local _ = {} end print 'end'", "end\nok" },
    { "the collector", "print(select(2, pcall(collectgarbage, 'stop')), type(collectgarbage 'count'))", "knows 'count' alone" },
    { "the memory limit", "print(pcall(require 'lunula'.config.set_memory_limit, 0))", "the memory limit of a restricted host can't be changed" },
    { "the number of threads", "print(pcall(require 'lunula'.config.threads, 64))",
      "false\tscript:1: the number of threads of a restricted host can't be changed" },
    { "own metatables work", "local m = { __index = { a = 1 } } local t = setmetatable({}, m) print(t.a, getmetatable(t) == m)", "1\ttrue\n" },
  } do
    it("keeps shut: " .. case[1], function() gives(case[3], case[2]) end)
  end
end)

-- Every row of the right column of what others' sandboxes hung on, and its kin.
describe("the limit of time ends", function()
  for _, case in ipairs {
    { "a loop", "while true do end" },
    { "a loop of pcalls of loops", "while true do pcall(function() while true do end end) end" },
    { "an xpcall whose handler loops", "xpcall(function() while true do end end, function() while true do end end)" },
    { "a handler that loops after an error of the script's own", "xpcall(function() error 'x' end, function() while true do end end)" },
    { "a handler that fails without end", "while true do xpcall(error, function() error 'again' end) end" },
    { "a loop in a coroutine", "coroutine.wrap(function() while true do end end)()" },
    { "coroutines resumed without end", "while true do coroutine.resume(coroutine.create(function() while true do end end)) end" },
    { "coroutines in coroutines", "local function f() while true do pcall(coroutine.wrap(f)) end end f()" },
    { "a variable's __close that loops", "local x <close> = setmetatable({}, { __close = function() while true do end end }) error 'x'" },
    { "a __close that loops in a coroutine that is closed", [[local co = coroutine.create(function()
        local x <close> = setmetatable({}, { __close = function() while true do end end }) coroutine.yield() end)
      coroutine.resume(co) coroutine.close(co)]] },
    { "a __close that loops after the limit", [[local co = coroutine.wrap(function()
        local x <close> = setmetatable({}, { __close = function() while true do end end }) while true do end end) while true do pcall(co) end]] },
    { "a pattern that backtracks", "string.find(('a'):rep(40), ('a?'):rep(40) .. ('a'):rep(40))" },
    { "a pattern that backtracks as a method", "(('a'):rep(5000)):match(('.-'):rep(20) .. 'b')" },
    { "gsub and gmatch that backtrack", "for _ in (('a'):rep(3000)):gmatch(('a*'):rep(12) .. 'b') do end" },
    { "repeated upper on 10 MB", "local s = ('x'):rep(10000000) while true do s:upper() end" },
    { "long strings joined", "local s = ('x'):rep(10000000) while true do local t = s .. s end" },
    { "table.move over 1e12 places", "table.move({}, 1, 1000000000000, 2)" },
    { "table.insert where __len says 1e15", "while true do pcall(table.insert, setmetatable({}, { __len = function() return 1000000000000000 end }), 1, 1) end" },
    { "table.sort where __len says 2e9, by a C function", [[local t = setmetatable({}, { __len = function() return 2000000000 end })
      while true do pcall(table.sort, t, math.tointeger) end]] },
    { "a comparator that loops", "table.sort({ 3, 1, 2 }, function() while true do end end)" },
    { "an error object whose __tostring loops", "error(setmetatable({}, { __tostring = function() while true do end end }))" },
    { "metamethods that loop", [[local t = setmetatable({}, { __index = function() while true do end end, __concat = function() while true do end end,
        __lt = function() while true do end end, __eq = function() while true do end end, __call = function() while true do end end })
      while true do pcall(function() return t.x end) pcall(function() return t .. 'x' end) pcall(function() return t < t end) pcall(t) end]] },
    { "a coroutine that yields inside pcall", "local c = coroutine.wrap(function() pcall(function() coroutine.yield() while true do end end) end) c() c()" },
    { "next over places that are empty", "local t = {} for i = 1, 3000000 do t[i] = 1 end for i = 1, 3000000 do t[i] = nil end while true do next(t) end" },
    { "numbers as long strings", "local s = ('1'):rep(50000000) while true do local x = s + 1 end" },
    { "functions of the Lua half that a script replaced", [[local k = require 'lunula' rawset(k.ops, 'log', function() while true do end end)
      while true do pcall(k.losses.Poisson(), { 1.0 }, { 1.0 }) pcall(k.ops.log, 1) end]] },
    { "a while_loop of ops", "local k = require 'lunula' k.ops.while_loop(function() return true end, function(x) return x end, { k.ops.ones { 1 } })" },
    { "a function that is traced", "local k = require 'lunula' local f = k.jit(function() while true do end end) while true do pcall(f, k.ops.ones { 1 }) end" },
    { "an optimizer's update, which a cancel would wait for", [[local k = require 'lunula'
      local O = k.Optimizer('O', { update_step = function() while true do end end })
      local m = k.Sequential { k.layers.Dense(1) } m:compile { optimizer = O { learning_rate = 0.1 }, loss = 'mse', run_eagerly = true }
      m:fit(k.ops.ones { 4, 1 }, k.ops.ones { 4, 1 }, { verbose = 0 })]] },
    { "table.concat without end", "local t = {} for i = 1, 100000 do t[i] = 'x' end while true do table.concat(t) end" },
    { "load of long texts", "local s = ('x = 1 '):rep(200000) while true do load(s) end" },
    { "tostring of long numbers", "local s = ('1'):rep(1000000) while true do tonumber(s) end" },
    { "a kernel", "local k = require 'lunula' local a = k.ops.ones { 1500, 1500 } while true do a = k.ops.matmul(a, a) end" },
    { "one long kernel", "local k = require 'lunula' local a = k.ops.ones { 3500, 3500 } k.ops.matmul(a, a)", 0.1 },
    { "a sort", "local k = require 'lunula' local x = k.random.uniform { 1000000 } while true do k.ops.sort(x) end" },
    { "a training", [[local k = require 'lunula' local m = k.Sequential { k.layers.Dense(8) } m:compile { loss = "mse" }
      m:fit(k.ops.ones { 64, 8 }, k.ops.ones { 64, 8 }, { epochs = 1000000000, verbose = 0 })]] },
    { "a loss that loops", [[local k = require 'lunula' local m = k.Sequential { k.layers.Dense(1) }
      m:compile { loss = function() while true do end end } while true do pcall(m.fit, m, k.ops.ones { 4, 1 }, k.ops.ones { 4, 1 }, { verbose = 0 }) end]] },
    { "a callback that catches", [[local k = require 'lunula' local m = k.Sequential { k.layers.Dense(1) } m:compile { loss = "mse" }
      local C = k.Callback("C", { on_epoch_end = function() pcall(function() while true do end end) end })
      m:fit(k.ops.ones { 4, 1 }, k.ops.ones { 4, 1 }, { verbose = 0, epochs = 100000000, callbacks = { C() } })]] },
  } do
    it(case[1], function()
      local started = os.time()
      gives("limit: ", case[2], { case[3] or 0.3, 0, 256 })
      assert.is_true(os.time() - started <= 15)
    end)
  end
end)

describe("the limit of instructions ends", function()
  for _, case in ipairs {
    { "a loop", "while true do end" },
    { "a loop of pcalls", "while true do pcall(pcall, error) end" },
    { "table.move over 1e12 places", "table.move({}, 1, 1000000000000, 2)" },
    { "a pattern", "string.find(('a'):rep(40), ('a?'):rep(40) .. ('a'):rep(40))" },
    { "repeated upper on 10 MB", "local s = ('x'):rep(10000000) while true do s:upper() end" },
    { "string.rep of nothing", "while true do (''):rep(1000000000000) end" },
  } do
    it(case[1], function() gives("the limit of 5000000 instructions is reached", case[2], { 50, 5000000, 256 }) end)
  end
  it("and does not end what stays below it", function() gives("ok", "for _ = 1, 1000000 do end", { 50, 5000000, 256 }) end)
end)

-- What other limits end, Lua's own.
describe("an error ends", function()
  for _, case in ipairs {
    { "a sort by no order", "local t = {} for i = 1, 1000 do t[i] = i % 7 end table.sort(t, function() return true end)", "invalid order function" },
    { "expressions nested too deeply", "assert(load('return ' .. ('('):rep(300) .. '1' .. (')'):rep(300)))", "C stack overflow" },
    { "too wide a format", "string.format('%1000d', 1)", "invalid conversion" },
    { "a pattern nested too deeply", "(('x'):rep(300)):find(('(x'):rep(300))", "too many captures" },
  } do
    it(case[1], function() gives("script: script:1: ", case[2]) gives(case[3], case[2]) end)
  end
end)

describe("the limit of memory holds for", function()
  for _, case in ipairs {
    { "tables", "local t = {} for i = 1, 1e9 do t[i] = {} end" },
    { "strings", "local s = 'x' while true do s = s .. s end" },
    { "string.rep", "return ('x'):rep(1 << 30)" },
    { "string.rep with a separator", "return ('x'):rep(1000000000, 'y')" },
    { "table.concat", "local t = {} for i = 1, 64 do t[i] = ('x'):rep(1 << 20) end return table.concat(t)" },
    { "table.unpack", "return select('#', table.unpack({}, 1, 1000000))", "script" },
    { "string.format", "local s, t = ('x'):rep(1000000), {} for i = 1, 100 do t[i] = s end return ('%s'):rep(100):format(table.unpack(t))" },
    { "string.gsub", "return ('x'):rep(1000000):gsub('x', ('y'):rep(1000))" },
    { "recursion", "local function f() return f() + 1 end f()" },
    { "JSON that is read", "return require 'lunula'.json.decode('[1' .. (',1'):rep(1000000) .. ']')" },
    { "JSON that is written", "local t = {} for i = 1, 400000 do t[i] = i end return require 'lunula'.json.encode(t)" },
    { "a layer's weights", "require 'lunula'.layers.Dense(1 << 20):build { 1, 1 << 20 }" },
    { "more than there can be", "require 'lunula'.ops.ones { 1 << 60 }" },
    { "tensors", "local k = require 'lunula' return k.ops.ones { 100000000 }" },
    { "tensors and strings together", [[local k = require 'lunula' local s, kept = {}, {}
      for i = 1, 40 do s[i] = ('x'):rep(1 << 20) .. i kept[i] = k.ops.ones { 1 << 18 } end]] },
    { "who catches the error", "local t = {} while #t < 1e9 do pcall(function() for i = 1, 1e6 do t[#t + 1] = {} end end) end", "limit" },
  } do
    it(case[1], function() gives(("%s: "):format(case[3] or "memory"), case[2], { 3, 0, 48 }) end)
  end
end)
