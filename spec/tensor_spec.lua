-- Tensors as values: rank, size, views, alignment, impossible shapes, release, memory, and their way from and to Lua's tables.
local keras = require "lunula"
local core = require "lunula.core"
local helper = require "helper"
local outside = require "outside"
local ops = keras.ops

local function message(fn, ...)
  local ok, text = pcall(fn, ...)
  assert.is_false(ok, "no error")
  return text
end

local function refused(wanted, fn, ...)
  local text = message(fn, ...)
  assert.truthy(text:find(wanted, 1, true), text)
end

local function run(script) return outside.output(("'%s' -e '%s'"):format(outside.program, script)) end

local function filled(n, value)
  local list = {}
  for k = 1, n do list[k] = value end
  return list
end

local integers = { "uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64" }
local floats = { "float16", "bfloat16", "float32", "float64" }

describe("rank", function()
  it("may be 16 and up to 32", function()
    for _, rank in ipairs { 16, 32 } do
      local shape = filled(rank, 1)
      shape[1], shape[rank // 2], shape[rank] = 2, 3, 4
      local t = ops.reshape(ops.arange(24), shape)
      assert.equal(rank, t.ndim)
      assert.equal(276, ops.sum(t):item())
      assert.same(shape, (t * 2 + 1).shape)
      local turned = ops.transpose(t)
      assert.equal(4, turned.shape[1])
      assert.equal(276, ops.sum(turned + 0):item())
      assert.equal(rank - 1, t[-1].ndim)
      assert.same({ 3, 7, 11 }, ops.reshape(t["0, ..., -1"], { -1 }):totable())
      assert.equal(rank, #ops.sum(t, { axis = 0, keepdims = true }).shape)
      assert.equal(276, ops.sum(core.tensor(t:totable())):item())
      assert.matches("^tensor%(" .. ("%["):rep(rank) .. " 0,%s+1,%s+2,%s+3%]", tostring(t))
    end
  end)
  it("may not be 33", function()
    local shape = filled(33, 1)
    for _, fn in ipairs { ops.zeros, core.symbol, function(s) return ops.reshape(1, s) end } do assert.matches("32", message(fn, shape)) end
    refused("can't be broadcast", ops.broadcast_to, 1, shape)
    refused("at most 32 axes", ops.expand_dims, ops.zeros(filled(32, 1)), 0)
    refused("at most 32 axes", ops.stack, { ops.zeros(filled(32, 1)) })
  end)
end)

describe("size 0", function()
  it("passes through ops", function()
    local none = ops.zeros { 0, 3 }
    assert.equal(0, #none)
    assert.same({}, none:totable())
    assert.same({ {}, {} }, ops.zeros({ 2, 0 }):totable())
    assert.same({ 0, 3 }, (none + 1).shape)
    assert.same({ 0, 3 }, (none * ops.ones { 3 }).shape)
    assert.same({ 0.0, 0.0, 0.0 }, ops.sum(none, 0):totable())
    assert.same({ 1.0, 1.0, 1.0 }, ops.prod(none, 0):totable())
    assert.same({}, ops.max(none, 1):totable())
    refused("no elements", ops.max, none, 0)
    assert.same({ { 0.0, 0.0 } }, ops.matmul(ops.zeros { 1, 0 }, ops.zeros { 0, 2 }):totable())
    assert.same({ { 1.0, 1.0, 1.0 } }, ops.concatenate({ none, ops.ones { 1, 3 } }):totable())
    assert.same({ 3, 0 }, ops.transpose(none).shape)
    assert.same({ 0 }, ops.reshape(none, { -1 }).shape)
    assert.same({ 5, 0, 3 }, ops.broadcast_to(none, { 5, 0, 3 }).shape)
    assert.same({ 0, 3 }, none["1:"].shape)
    refused("index 0 is out of range for axis 0 of length 0", function() return none[0] end)
    assert.equal("tensor([], shape=(0, 3), dtype=float32)", tostring(none))
  end)
end)

describe("views", function()
  it("share storage: slices, transposes, reshapes and broadcasts take no bytes for elements", function()
    local t = ops.zeros { 1024, 1024 }
    for _, make in ipairs {
      function() return ops.transpose(t) end, function() return t["10:-10:3, ::-1"] end, function() return t[5] end,
      function() return ops.reshape(t, { -1 }) end, function() return ops.broadcast_to(t, { 1000, 1024, 1024 }) end,
      function() return ops.expand_dims(t, 1) end, function() return ops.squeeze(t["0:1"]) end, function() return ops.flip(t) end,
      function() return ops.stop_gradient(t) end,
    } do
      local before = core.memory().live_bytes
      local view = make()
      assert.is_true(core.memory().live_bytes - before <= 4096)
      assert.equal(0.0, ops.max(view["0:1"]):item())
    end
  end)
  it("outlive what they are views of", function()
    local t = ops.arange(6)
    local view = ops.reshape(t, { 2, 3 })[1]
    t:release()
    collectgarbage()
    assert.same({ 3, 4, 5 }, view:totable())
  end)
end)

describe("an impossible shape is an error before anything is allocated:", function()
  local one = ops.ones { 1 }
  local two = ops.ones { 2 }
  -- A system that promises more memory than it has would let the smaller ones begin.
  before_each(function() core.set_memory_limit(core.memory().live_bytes + core.memory().lent_bytes + (1 << 30)) end)
  after_each(function() core.set_memory_limit(0) end)
  for _, n in ipairs { 1 << 40, 1 << 58, 1 << 62, math.maxinteger } do
    local wide = n <= 1 << 58 and ops.broadcast_to(one, { n }) or nil
    local cases = {
      zeros = function() return ops.zeros { n } end, zeros2 = function() return ops.zeros { n, n } end, ones = function() return ops.ones { n } end,
      full = function() return ops.full({ 4, n }, 1) end, zeros_like = wide and function() return ops.zeros_like(wide) end,
      reshape = function() return ops.reshape(one, { n, n }) end, broadcast = function() return ops.broadcast_to(one, { n, n }) end,
      added = wide and function() return wide + 1 end, copied = wide and function() return ops.cumsum(wide) end,
      outer = wide and function() return ops.expand_dims(wide, 1) * wide end,
      matmul = wide and function() return ops.matmul(ops.expand_dims(wide, 1), ops.expand_dims(wide, 0)) end,
      tile = function() return ops.tile(two, { n }) end, tile2 = function() return ops.tile(two, { n, n }) end,
      repeated = function() return ops["repeat"](two, n) end, counts = function() return ops["repeat"](two, { n, n }) end,
      pad = function() return ops.pad(two, { { 0, n } }) end, pad2 = function() return ops.pad(two, { { n, n } }) end,
      arange = function() return ops.arange(n) end, between = function() return ops.arange(-n, n) end, floats = function() return ops.arange(0, n * 1.0, 0.5) end,
      tiny = function() return ops.arange(0, 1, 1 / n / n) end, linspace = function() return ops.linspace(0, 1, n) end,
      eye = function() return ops.eye(n) end, row = function() return ops.eye(1, n) end, one_hot = function() return ops.one_hot({ 0, 1 }, n) end,
      concatenate = wide and function() return ops.concatenate { wide, wide, wide } end, stack = wide and function() return ops.stack { wide, wide } end,
      uniform = function() return keras.random.uniform { n } end, normal = function() return keras.random.normal { n, n } end,
      totable = wide and function() return wide:totable() end, rows = wide and function() return ops.zeros({ n, 0 }):totable() end,
    }
    it(("%d"):format(n), function()
      for name, fn in pairs(cases) do
        if fn then
          local requests = core.memory().live_bytes
          local text = message(fn)
          assert.is_true(text:find "out of memory: %d+ bytes" ~= nil or text:find "more than memory can address" ~= nil
            or text:find "no tensor can have" ~= nil or text:find "more than 2147483648 rows" ~= nil or text:find "Lua's tables" ~= nil, name .. ": " .. text)
          assert.matches("^spec/tensor_spec.lua:%d+: ", text)
          assert.is_true(core.memory().live_bytes - requests < 1 << 20, name)
        end
      end
    end)
  end
end)

describe("memory", function()
  it("of 4 000 temporaries of 1 MiB stays within 64 MiB above the start", function()
    local text = run [[
      local keras = require "lunula"
      local function status(field)
        for line in io.lines "/proc/self/status" do
          local kib = line:match("^" .. field .. ":%s*(%d+) kB")
          if kib then return tonumber(kib) end
        end
      end
      keras.ops.ones { 256, 1024 }
      local start = status "VmRSS"
      for k = 1, 4000 do
        local t = keras.ops.ones { 256, 1024 }
        assert(#t == 256)
      end
      print((status "VmHWM" - start) // 1024)]]
    assert.is_true(tonumber(text) < 64, text)
  end)
  it("of temporaries stays as small with what is cached", function()
    local text = run [[
      local keras = require "lunula"
      collectgarbage()
      collectgarbage()
      local before, peak = keras.config.memory(), 0
      for _ = 1, 1000 do
        local t = keras.ops.zeros { 256, 1024 }
        assert(#t == 256)
        local memory = keras.config.memory()
        peak = math.max(peak, memory.live_bytes + memory.cached_bytes)
      end
      print((peak - before.live_bytes) >> 20)]]
    assert.is_true(tonumber(text) < 64, text)
  end)
  it("drives the collector by what is made: views of a large tensor and its value make nothing", function()
    local text = run [[
      local keras = require "lunula"
      local t = keras.Variable(keras.ops.zeros { 1000, 1000 })
      local collections = 0
      local function count() setmetatable({}, { __gc = function() collections = collections + 1 count() end }) end
      count()
      for k = 1, 1000 do local row, rows, all = t[k % 1000], t["1:3"], t.value end
      local viewed = collections
      for k = 1, 100 do local other = keras.ops.zeros { 1000, 1000 } end
      print(viewed < 20 and collections - viewed > 40, viewed, collections)]]
    assert.matches("^true", text)
  end)
  it("of what tapes and variables have let go stays small too", function()
    local text = run [[
      local keras = require "lunula"
      local core = require "lunula.core"
      local v, peak = keras.Variable(keras.ops.zeros { 500, 1000 }), 0
      local step = keras.jit(function(x) v:assign(v.value * 0.5 + x) end)
      local function measure() peak = math.max(peak, core.memory().live_bytes) end
      for k = 1, 100 do
        local old = v.value
        step(keras.ops.ones { 1 })
        measure()
      end
      for k = 1, 100 do
        local tape <close> = core.tape()
        tape:watch(v.value)
        local a = v * 2
        local b = a * a
        measure()
      end
      print(peak >> 20)]]
    assert.is_true(tonumber(text) < 64, text)
  end)
  it("of temporaries in arithmetic stays as small", function()
    local text = run [[
      local keras = require "lunula"
      local x, peak = keras.ops.ones { 256, 1024 }, 0
      local start = keras.config.memory().live_bytes
      for k = 1, 1000 do
        local y = (x * 2 + 1) / 3 - x
        peak = math.max(peak, keras.config.memory().live_bytes - start)
      end
      print(peak >> 20)]]
    assert.is_true(tonumber(text) < 64, text)
  end)
  it("that doesn't fit into the cache leaves there what small ones need", function()
    local text = run [[
      local keras = require "lunula"
      local kept = keras.ops.zeros { 10 << 20 }
      local function loop()
        local made = { keras.ops.zeros { 5 << 20 }, keras.ops.zeros { 5 << 20 } }
        for k = 1, 8 do made[#made + 1] = keras.ops.ones { k << 16 } end
        for _, t in ipairs(made) do t:release() end
      end
      loop()
      loop()
      local before = keras.config.memory().requests
      for _ = 1, 100 do loop() end
      print(keras.config.memory().requests - before, #kept)]]
    assert.is_true(tonumber(text:match "%d+") <= 100, text) -- one of the two large ones
  end)
  it("that is asked for no more makes room in the cache", function()
    local text = run [[
      local keras = require "lunula"
      for k = 1, 7 do keras.ops.zeros { (k + 7) << 17 }:release() end
      local function loop() keras.ops.zeros { 5 << 20 }:release() end
      loop()
      local before = keras.config.memory()
      for _ = 1, 100 do loop() end
      local after = keras.config.memory()
      print(after.requests - before.requests + (after.cached_bytes > 32 << 20 and 1 or 0))]]
    assert.equal("0\n", text)
  end)
  it("is reported: live bytes and live tensors come and go", function()
    collectgarbage()
    local before = keras.config.memory()
    local t = ops.zeros { 1000, 1000 }
    local with = keras.config.memory()
    assert.equal(1, with.live_tensors - before.live_tensors)
    assert.is_true(with.live_bytes - before.live_bytes >= 4000000)
    t:release()
    local after = keras.config.memory()
    assert.equal(before.live_tensors, after.live_tensors)
    assert.equal(before.live_bytes, after.live_bytes)
  end)
  it("is given back by release, <close> and errors on the way", function()
    collectgarbage()
    local before = keras.config.memory().live_tensors
    do
      local t <close> = ops.zeros { 10 }
      assert.equal(10, #t)
    end
    pcall(function()
      local t <close> = ops.zeros { 10 }
      error(t)
    end)
    collectgarbage()
    assert.equal(before, keras.config.memory().live_tensors)
  end)
  it("has a limit", function()
    collectgarbage()
    ops.zeros({ 1 << 20 }):release() -- a block in the cache serves nothing beyond the limit
    core.set_memory_limit(core.memory().live_bytes + core.memory().lent_bytes + (1 << 20))
    local ok, text = pcall(ops.zeros, { 1 << 20 })
    local served, small = pcall(ops.zeros, { 1000 })
    core.set_memory_limit(0)
    assert.is_true(served, small)
    assert.is_false(ok)
    assert.matches("out of memory: 4194304 bytes for a tensor's elements; %d+ are in use and the limit is %d+", text)
    assert.equal(1000, #small)
  end)
end)

describe("a released tensor", function()
  it("is named as such by every op, with the argument", function()
    local checked = 0
    for name in pairs(core.methods) do
      local ok, info = pcall(core.op_info, name)
      local fn = rawget(ops, name)
      if not ok then
        ok, info = pcall(core.op_info, fn)
      end
      local sample = ok and info and info.sample
      if sample then
        local args = table.pack(assert(load("return " .. sample, name, "t", helper.sampler()))())
        if core.is_tensor(args[1]) and name ~= "is_tensor" then
          args[1]:release()
          local text = message(core.methods[name], table.unpack(args, 1, args.n))
          assert.truthy(text:find("'" .. info.params[1].name .. "' is a tensor that was released", 1, true), name .. ": " .. text)
          checked = checked + 1
        end
      end
    end
    assert.is_true(checked > 80, tostring(checked))
  end)
  it("is named by fields, indices, operators and whatever takes tensors", function()
    local t = ops.ones { 2 }
    t:release()
    t:release() -- twice is no harm
    assert.equal("<released tensor>", tostring(t))
    assert.is_true(t == t)
    local v = keras.Variable { 1.0, 2.0 }
    for name, fn in pairs {
      shape = function() return t.shape end, dtype = function() return t.dtype end, ndim = function() return t.ndim end, size = function() return t.size end,
      mask = function() return t.mask end, row = function() return t[0] end, slice = function() return t["..."] end, len = function() return #t end,
      add = function() return 1 + t end, unm = function() return -t end, lt = function() return t < 1 end, item = function() return t:item() end,
      totable = function() return t:totable() end, with_mask = function() return t:with_mask(nil) end, as_mask = function() return v.value:with_mask(t) end,
      tensor = function() return core.tensor(t) end, variable = function() return keras.Variable(t) end, assign = function() return v:assign(t) end,
      stack = function() return ops.stack { v, t } end, save = function() keras.io.save_npy("/tmp/never.npy", t) end,
      watch = function() local tape <close> = core.tape() tape:watch(t) end,
    } do
      assert.matches("released", message(fn), name)
    end
    assert.same({ 1.0, 2.0 }, v:totable())
  end)
end)

describe("a tensor from nested tables", function()
  it("has the shape and kind of what they hold", function()
    for _, case in ipairs {
      { 1, "int32", "" }, { 1.0, "float32", "" }, { true, "bool", "" }, { {}, "float32", "0" }, { { {} }, "float32", "1,0" }, { { {}, {} }, "float32", "2,0" },
      { { 1, 2 }, "int32", "2" }, { { 1, 1 << 31 }, "int64", "2" }, { { -1 - (1 << 31) }, "int64", "1" }, { { 1, 2.0 }, "float32", "2" },
      { { true, 1 }, "int32", "2" }, { { true, 0.5 }, "float32", "2" }, { { { 1 }, { true } }, "int32", "2,1" }, { { { { false } } }, "bool", "1,1,1" },
    } do
      local t = core.tensor(case[1])
      assert.equal(case[2], t.dtype)
      assert.equal(case[3], table.concat(t.shape, ","))
    end
    local backwards = {}
    for k = 50, 1, -1 do backwards[k] = k end
    assert.same({ 50 }, core.tensor(backwards).shape)
    keras.config.set_floatx "float64"
    local dtype = core.tensor({ 0.5 }).dtype
    keras.config.set_floatx "float32"
    assert.equal("float64", dtype)
  end)
  it("is refused by the place that is wrong", function()
    local deep, cycle = 1, {}
    for _ = 1, 33 do deep = { deep } end
    cycle[1] = cycle
    for _, case in ipairs {
      { { { 1, 2 }, { 3 } }, "is ragged at [2]: 1 entries where the rows before have 2" },
      { { { { 1, 2 }, { 3, 4 } }, { { 1, 2 }, { 3 } } }, "is ragged at [2][2]: 1 entries where the rows before have 2" },
      { { {}, { 1 } }, "is ragged at [2]: 1 entries where the rows before have 0" }, { { { { 1 } }, { 1 } }, "is ragged at [2][1]: a number beside rows" },
      { { 1, { 3 } }, "is ragged at [2]: a row beside numbers" }, { { { 3 }, 1 }, "is ragged at [2]: a number beside rows" },
      { { { 1 }, { "x" } }, "holds a string at [2][1], which is neither number nor boolean" }, { { print }, "holds a function at [1]" },
      { { 1, nil, 3 }, "has a hole at [2]" }, { { { 1 }, { 1, x = 2 } }, "has named entries at [2]" }, { { 1, [5] = 2 }, "has named entries" },
      { { { ops.ones {} } }, "holds a tensor at [1][1]; ops.stack joins tensors" }, { { keras.Variable(1) }, "holds a tensor at [1]" },
      { deep, "is nested too deeply: a tensor has at most 32 axes" }, { cycle, "is nested too deeply" },
    } do
      refused("a table that should become a tensor " .. case[2], core.tensor, case[1])
    end
    refused("expected a tensor, got nil", core.tensor, nil)
    refused("expected a tensor, got string", core.tensor, "1")
    refused("there is no dtype 'float33'", core.tensor, { 1 }, "float33")
  end)
end)

describe("totable and item", function()
  it("give each dtype's kind of Lua value", function()
    for _, dtype in ipairs(integers) do
      local t = core.tensor({ { 1, 2 }, { 3, 127 } }, dtype)
      assert.same({ { 1, 2 }, { 3, 127 } }, t:totable())
      assert.equal("integer", math.type(t[1][1]:item()))
      assert.equal("integer", math.type(t:totable()[1][1]))
    end
    for _, dtype in ipairs(floats) do
      local t = core.tensor({ -0.5, 1.0, 1 / 0, -1 / 0 }, dtype)
      assert.same({ -0.5, 1.0, 1 / 0, -1 / 0 }, t:totable())
      assert.equal("float", math.type(t[1]:item()))
      local nan = core.tensor(0 / 0, dtype):item()
      assert.is_true(nan ~= nan)
      assert.equal("-0.0", tostring(core.tensor(-0.0, dtype):item()))
    end
    assert.same({ true, false }, core.tensor({ true, false }):totable())
    assert.is_true(core.tensor(2, "bool"):item())
    assert.equal(0x1.998p-4, core.tensor(0.1, "float16"):item())
    assert.equal(0x1.9ap-4, core.tensor(0.1, "bfloat16"):item())
    assert.equal(0x1.99999ap-4, core.tensor(0.1, "float32"):item())
    assert.equal(0.1, core.tensor(0.1, "float64"):item())
    assert.equal(math.mininteger, core.tensor(math.mininteger, "int64"):item())
    assert.same({ math.mininteger, math.maxinteger }, core.tensor({ math.mininteger, math.maxinteger }):totable())
  end)
  it("give uint64 beyond 2^63 the integer of the same bits, as Lua's own functions do", function()
    local t = core.tensor({ -1, 1 << 63, 1 }, "uint64")
    assert.equal("tensor([18446744073709551615,  9223372036854775808,                    1], shape=(3,), dtype=uint64)", tostring(t))
    assert.equal("ffffffffffffffff", ("%x"):format(t[0]:item()))
    assert.is_true(math.ult(t[1]:item(), t[0]:item()))
    assert.same(t:totable(), core.tensor(t:totable(), "uint64"):totable())
    assert.equal("tensor(9223372036854775808, shape=(), dtype=uint64)", tostring(core.tensor(2.0 ^ 63, "uint64")))
    assert.equal(2.0 ^ 63, ops.cast(t[1], "float64"):item())
  end)
  it("read views in their order", function()
    local t = ops.reshape(ops.arange(6), { 2, 3 })
    assert.same({ { 0, 3 }, { 1, 4 }, { 2, 5 } }, ops.transpose(t):totable())
    assert.same({ { 5, 4, 3 }, { 2, 1, 0 } }, t["::-1, ::-1"]:totable())
    assert.same({ { 7, 7 }, { 7, 7 } }, ops.broadcast_to(7, { 2, 2 }):totable())
    assert.equal(4, t["1:, 1:2"]:item())
  end)
  it("say what they can't", function()
    refused("item: expected a tensor of one element, got 3", function() return ops.ones({ 3 }):item() end)
    refused("item: expected a tensor of one element, got 0", function() return ops.ones({ 0 }):item() end)
    refused("run_eagerly", function() return core.symbol({}):item() end)
    refused("run_eagerly", function() return core.symbol({ 2 }):totable() end)
    refused("a tensor without axes has no length", function() return #ops.ones {} end)
    refused("no known length", function() return #core.symbol { core.null } end)
    assert.equal(3, #core.symbol { 3, core.null })
  end)
end)

describe("a Variable", function()
  it("gives snapshots, and keeps shape and dtype", function()
    local v = keras.Variable({ 1.0, 2.0 }, { name = "kernel", trainable = false })
    local old, view = v.value, v.value["1:"]
    v:assign { 3, 4 }
    v:assign_add { 1, 1 }
    v:assign_sub(core.tensor({ 2, 2 }, "int8"))
    assert.same({ 1.0, 2.0 }, old:totable())
    assert.same({ 2.0 }, view:totable())
    assert.same({ 2.0, 3.0 }, v.value:totable())
    assert.same({ "kernel", false, "float32", 1, 2 }, { v.name, v.trainable, v.dtype, v.ndim, v.shape[1] })
    v.value:release()
    assert.same({ 2.0, 3.0 }, v.value:totable())
    assert.equal(v, v:assign { 0, 0 })
    assert.equal("<Variable name=kernel, value=tensor([0., 0.], shape=(2,), dtype=float32)>", tostring(v))
    local n = keras.Variable { 1, 2 }
    n:assign { 1.7, 2.2 }
    assert.same({ 1, 2 }, n:totable())
    n:assign_add { 1.7, 2.2 } -- 1 + 1.7, then cast, as Keras does
    assert.same({ 2, 4 }, n:totable())
  end)
  it("refuses what doesn't fit by name and leaves its value", function()
    local v = keras.Variable({ 1.0, 2.0 }, { name = "kernel" })
    local shape = 'Variable "kernel": assign: the variable has shape (2,), the value '
    refused(shape .. "(3,)", v.assign, v, { 1.0, 2.0, 3.0 })
    refused(shape .. "()", v.assign, v, 1.0)
    refused(shape .. "(1,)", v.assign, v, { 1.0 })
    refused('Variable "kernel": ', v.assign_add, v, { 1.0, 2.0, 3.0 })
    refused('Variable "kernel": ', v.assign_sub, v, ops.ones { 2, 2 })
    refused('Variable "kernel": expected a tensor, got nil', v.assign, v)
    refused('Variable "kernel": a table that should become a tensor is ragged at [2]', v.assign, v, { 1, { 2 } })
    refused("no settable field 'value'", function() v.value = 3 end)
    refused("no settable field 'dtype'", function() v.dtype = "int32" end)
    assert.same({ 1.0, 2.0 }, v:totable())
  end)
  it("has the name it is given, or the next free one", function()
    core.reset_names()
    assert.equal("variable", keras.Variable(1).name)
    assert.equal("variable_1", keras.Variable(1).name)
    assert.equal("w", keras.Variable(1, { name = "w" }).name)
    assert.is_true(keras.Variable(1).trainable)
    assert.equal("float64", keras.Variable(1, { dtype = "float64" }).dtype)
    assert.same({ 2, 3 }, keras.Variable(keras.initializers.Zeros(), { shape = { 2, 3 } }).shape)
    refused("Variable: there is no argument 'nme'; did you mean 'name'?", keras.Variable, 1, { nme = "x" })
    refused("Variable: 'shape' expected a list of dimensions, got 'x'", keras.Variable, 1, "x")
  end)
  it("comes from a value or an initializer, in order or by name", function()
    assert.same({ { 1.0, 1.0 } }, keras.Variable { initializer = "ones", shape = { 1, 2 } }:totable())
    assert.same({ { 0.0 } }, keras.Variable("zeros", { 1, 1 }, "float32", false):totable())
    assert.same({ 2.0 }, keras.Variable(function(shape) return ops.full(shape, 2.0) end, { shape = { 1 } }):totable())
    local v = keras.Variable({ 1.0 }, { constraint = "non_neg", regularizer = "l2", trainable = false })
    assert.same({ "<NonNeg>", "<L2>", false }, { tostring(v.constraint), tostring(v.regularizer), v.trainable })
    refused("Variable: argument 'initializer' is missing", keras.Variable)
    refused("Variable: argument 'initializer' is missing", keras.Variable, { shape = { 2 } })
    refused("Variable: an initializer needs a shape", keras.Variable, "ones")
    refused("Could not interpret initializer identifier: 'zeross'. Did you mean 'zeros'?", keras.Variable, "zeross", { 2 })
    refused("Variable: the value has shape (2,), not (3,)", keras.Variable, { 1, 2 }, { shape = { 3 } })
  end)
end)

-- Calls read(), each time behind change(), while finalizers call change() at nearly every allocation of Lua's.
local function disturbed(read, change)
  local count = 20000
  local left = count
  local meta = { __gc = function()
    left = left - 1
    if left % 10 == 0 then change() end -- one a step of the collector: a second one would use the memory again
  end }
  for _ = 1, count do setmetatable({}, meta) end
  local mode = collectgarbage "incremental"
  repeat collectgarbage "step" until left < count
  assert.is_true(left > 0)
  collectgarbage("incremental", 100, 1000, 1) -- then ten an allocation
  for _ = 1, 20000 do
    if left == 0 then break end
    change()
    read()
  end
  collectgarbage("incremental", 200, 100, 13)
  collectgarbage(mode)
  collectgarbage()
  assert.equal(0, left)
end

describe("a variable or tensor may be assigned to or released by a finalizer while", function()
  local v = keras.Variable(ops.ones { 2, 3 })
  local function assign()
    local value <close> = ops.ones { 2, 3 }
    v:assign(value)
  end
  local trace = core.trace()
  local symbol = trace:input(ops.ones { 2, 3 })
  local double = trace:compile { symbol + symbol }
  local reads = {
    ["its value is read"] = function() assert.equal(2, v.value.ndim) end,
    ["it is printed"] = function() assert.matches("1., 1., 1.", tostring(v)) end,
    ["its shape is read"] = function() assert.same({ 2, 3 }, v.shape) end,
    ["it becomes a table"] = function() assert.same({ { 1, 1, 1 }, { 1, 1, 1 } }, v:totable()) end,
    ["a row of it is taken"] = function() assert.equal(1, v[1].ndim) end,
    ["a part of it is taken"] = function() assert.equal(2, v["1:, None, 0"].ndim) end,
    ["it is given a mask"] = function() assert.equal(2, ops.shape(core.methods.with_mask(v, nil))[1]) end,
    ["another one is made of it"] = function() assert.equal(2, core.variable(v).ndim) end,
    ["an op reads it"] = function() assert.equal(2, (v + 1).ndim) end,
    ["several of it are stacked"] = function() assert.equal(3, ops.stack({ v, v, v }).ndim) end,
    ["a compiled function reads it"] = function() assert.equal(2, double(v).ndim) end,
    ["a gradient is taken"] = function()
      local tape <close> = core.tape()
      tape:watch(v)
      local y = ops.sum(v * v)
      tape:gradient(y, { v })
    end,
    ["it becomes a file"] = function() assert.equal("table", type(core.zip.open(core.zip.format { { name = "x", bytes = ops.cast(v, "uint8") } }):members())) end,
  }
  for name, read in pairs(reads) do it(name, function() disturbed(read, assign) end) end

  it("a tensor is given a mask", function()
    local t = ops.ones { 2, 3 }
    disturbed(function()
      t = ops.ones { 2, 3 }
      local ok, copy = pcall(t.with_mask, t, nil)
      if ok then assert.same({ 2, 3 }, copy.shape) else assert.matches("was released", copy) end
    end, function() t:release() end)
  end)

  it("an op collects garbage, since there is no memory for its result", function()
    local elements = 1 << 20
    local large, other = keras.Variable(ops.ones { elements }), ops.full({ elements }, 5.0)
    collectgarbage()
    collectgarbage "stop"
    ops.zeros { 4 * elements } -- garbage
    setmetatable({}, { __gc = function() large:assign(other) end })
    core.set_memory_limit(core.memory().live_bytes + core.memory().lent_bytes + 2 * elements)
    local ok, sum = pcall(ops.add, large, 1)
    core.set_memory_limit(0)
    collectgarbage "restart"
    assert.is_true(ok, sum)
    assert.same({ 5, 2 }, { large[1]:item(), ops.max(sum):item() })
  end)
end)

-- Large ones are turned tile by tile (tensor.c): whole tiles, rests of both axes, axes around and between.
describe("a transposed tensor in C order", function()
  local cases = { { { 130, 300 }, { 1, 0 } }, { { 1024, 64 }, { 1, 0 } }, { { 64, 1000 }, { 1, 0 } }, { { 3, 129, 5, 70 }, { 3, 0, 2, 1 } },
    { { 3, 129, 5, 70 }, { 0, 3, 2, 1 } }, { { 2, 65, 257 }, { 2, 1, 0 } }, { { 20, 30, 40 }, { 1, 2, 0 } } }
  for _, dtype in ipairs { "uint8", "float16", "int32", "float32", "float64" } do
    it("of " .. dtype .. " holds each element at its place", function()
      for _, case in ipairs(cases) do
        local shape, axes = case[1], case[2]
        local x = ops.reshape(ops.cast(ops.arange(ops.zeros(shape).size) % 251, dtype), shape)
        local turned = ops.transpose(x, axes)
        local index, step, places = 0, 1, {}
        for k = #shape, 1, -1 do
          places[k] = step
          step = step * shape[k]
        end
        for k, axis in ipairs(axes) do -- where each element comes from
          local extent = {}
          for _ = k + 1, #axes do extent[#extent + 1] = 1 end
          index = index + ops.reshape(ops.arange(shape[axis + 1]) * places[axis + 1], { shape[axis + 1], table.unpack(extent) })
        end
        local expected = ops.take(ops.reshape(x, { -1 }), ops.reshape(index, { -1 }), 0)
        for _, to in ipairs { dtype, "float64", "uint8" } do
          local got = ops.reshape(ops.cast(turned, to), { -1 })
          assert.is_true(ops.all(ops.equal(got, ops.cast(expected, to))):item(), table.concat(shape, ",") .. " as " .. to)
        end
      end
    end)
  end
end)
