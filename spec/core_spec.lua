-- The C core as Lua sees it: tensors, arguments, variables, tapes, environments, memory.
local keras = require "lunula"
local core = require "lunula.core"
local ops = keras.ops

local function message(fn, ...)
  local ok, text = pcall(fn, ...)
  assert.is_false(ok)
  return text
end

describe("tensors", function()
  it("come from nested tables and go back", function()
    local t = core.tensor { { 1, 2 }, { 3, 4 } }
    assert.same({ 2, 2 }, t.shape)
    assert.equal("int32", t.dtype)
    assert.same({ { 1, 2 }, { 3, 4 } }, t:totable())
    assert.equal("float32", core.tensor({ 1, 2.5 }).dtype)
    assert.equal("bool", core.tensor({ true, false }).dtype)
    assert.equal("int64", core.tensor({ 1 << 40 }).dtype)
    assert.same({ 0 }, core.tensor({}).shape)
    assert.equal("float16", core.tensor({ 1, 2 }, "float16").dtype)
  end)
  it("refuse ragged tables and strangers by name", function()
    assert.matches("ragged", message(core.tensor, { { 1, 2 }, { 3 } }))
    assert.matches("ragged", message(core.tensor, { 1, { 3 } }))
    assert.matches("ragged", message(core.tensor, { { 3 }, 1 }))
    assert.matches("neither number nor boolean", message(core.tensor, { "x" }))
    assert.matches("there is no dtype 'float33'", message(core.tensor, { 1 }, "float33"))
    assert.matches("got function", message(core.tensor, print))
  end)
  it("are immutable, with a length, a mask and an item", function()
    local t = core.tensor { 1.0, 2.0, 3.0 }
    assert.equal(3, #t)
    assert.matches("immutable", message(function() t.x = 1 end))
    assert.matches("no field or method 'shap'", message(function() return t.shap end))
    assert.is_nil(t.mask)
    local m = t:with_mask(core.tensor { true, false, true })
    assert.same({ true, false, true }, m.mask:totable())
    assert.is_nil((m + 1).mask)
    assert.equal(2.0, core.tensor({ 2.0 }):item())
    assert.matches("one element", message(function() return t:item() end))
  end)
  it("compare as booleans only where they are single elements", function()
    assert.is_true(core.tensor(1.0) < 2)
    assert.is_false(core.tensor(3) <= 2)
    assert.matches("ops.less", message(function() return core.tensor { 1, 2 } < 2 end))
    local t = core.tensor { 1, 2 }
    assert.is_true(t == t)
    assert.is_false(t == core.tensor { 1, 2 })
  end)
  it("release their memory early on request", function()
    local t = core.tensor { 1, 2, 3 }
    t:release()
    assert.matches("released", message(function() return t + 1 end))
    do
      local u <close> = core.tensor { 1 }
      assert.equal(1, #u)
    end
  end)
end)

describe("the clock", function()
  it("goes on while nothing is computed, never back", function()
    local wall, last = core.clock(), 0
    local sleep = io.popen "sleep 0.05"
    sleep:close()
    local passed = core.clock() - wall
    assert.is_true(passed >= 0.05 and passed < 60)
    for _ = 1, 1000 do
      local at = core.clock()
      assert.is_true(at >= last)
      last = at
    end
  end)
end)

describe("arguments", function()
  it("come by position, then by name", function()
    local x = core.tensor { { 1.0, 2.0 }, { 3.0, 4.0 } }
    assert.same({ 4.0, 6.0 }, ops.sum(x, 0):totable())
    assert.same({ { 4.0, 6.0 } }, ops.sum(x, { axis = 0, keepdims = true }):totable())
    assert.same({ { 4.0, 6.0 } }, ops.sum(x, 0, true):totable())
    assert.equal(10.0, x:sum():item())
    assert.equal(10.0, ops.sum(x, keras.null):item())
    assert.equal(10.0, ops.sum(x, { 0, 1 }):item())
  end)
  it("say what is wrong with them, and what is near", function()
    assert.matches("sum: there is no argument 'axes'; did you mean 'axis'", message(ops.sum, { 1, 2 }, { axes = 0 }))
    assert.matches("sum: argument 'x' is missing", message(ops.sum))
    assert.matches("has named entries", message(ops.sum, { x = 3 }))
    assert.matches("given twice", message(ops.sum, { 1, 2 }, 0, { axis = 0 }))
    for _, case in ipairs {
      { "sum: 'keepdims' expected a boolean, got 3", ops.sum, { 1, 2 }, 0, 3 },
      { "sum: 'axis' expected an axis or a list of axes, got 0.5", ops.sum, { 1, 2 }, 0.5 },
      { "sum: 'axis' expected an axis or a list of axes, got 'last'", ops.sum, { 1, 2 }, { axis = "last" } },
      { "reshape: 'newshape' expected a list of dimensions, got false", ops.reshape, { 1, 2 }, false },
      { "zeros: 'shape' expected a list of dimensions, got table", ops.zeros, { { 2, 3 } } },
      { "normal: 'shape' expected a list of dimensions, got table", keras.random.normal, { 2, { 3 } } },
      { "cast: 'dtype' expected the name of a dtype, got table", ops.cast, { 1, 2 }, {} },
      { "cast: 'dtype': there is no dtype 'flot32'; did you mean 'float32'?", ops.cast, { 1, 2 }, "flot32" },
      { "stack: 'x' expected a list of tensors, got 2", ops.stack, 2 },
      { "sum: 'x' expected a tensor, got 'x'", ops.sum, "x" },
      { "keras has no member 'loses'; did you mean 'losses'?", function() return keras.loses end },
      { "keras.ops has no op 'meen'; did you mean 'mean'?", function() return ops.meen end },
    } do
      local text = message(table.unpack(case, 2))
      assert.truthy(text:find(case[1], 1, true), text)
    end
    assert.matches("axis 2 is out of range", message(ops.sum, { 1, 2 }, 2))
    assert.matches("at most 3 arguments", message(ops.sum, { 1, 2 }, 0, true, 7))
    assert.matches("shapes %(2,%) and %(3,%)", message(ops.add, { 1, 2 }, { 1, 2, 3 }))
  end)
  it("fail at the line of the script", function()
    local text = message(function() return ops.sum({ 1, 2 }, 5) end)
    assert.matches("core_spec.lua:%d+: ", text)
  end)
end)

describe("variables", function()
  it("change by assignment only", function()
    local v = keras.Variable({ 1.0, 2.0 }, { name = "v" })
    local old = v.value
    v:assign { 3.0, 4.0 }
    assert.same({ 1.0, 2.0 }, old:totable())
    v:assign_add(1)
    assert.same({ 4.0, 5.0 }, v.value:totable())
    v:assign_sub { 1.0, 1.0 }
    assert.same({ 3.0, 4.0 }, v:totable())
    assert.same({ 6.0, 8.0 }, (v * 2):totable())
    assert.equal("v", v.name)
    assert.is_true(v.trainable)
    assert.matches('Variable "v": assign: the variable has shape %(2,%), the value %(3,%)', message(v.assign, v, { 1.0, 2.0, 3.0 }))
    assert.matches("no settable field 'value'", message(function() v.value = 3 end))
  end)
end)

describe("tapes", function()
  it("differentiate what depends on the watched tensors", function()
    local x, y = core.tensor { 1.0, 2.0 }, core.tensor { 5.0, 6.0 }
    local tape = core.tape()
    tape:watch(x)
    local z = ops.sum(x * x * y)
    tape:stop()
    local g = tape:gradient(z, { x, y })
    assert.same({ 10.0, 24.0 }, g[1]:totable())
    assert.is_false(g[2])
  end)
  it("nest, for second derivatives", function()
    local x = core.tensor(3.0)
    local outer = core.tape():watch(x)
    local inner = core.tape():watch(x)
    local y = x * x * x
    inner:stop()
    local first = inner:gradient(y, { x })[1]
    outer:stop()
    assert.equal(27.0, first:item())
    assert.equal(18.0, outer:gradient(first, { x })[1]:item())
  end)
  it("refuse integers", function()
    local x = core.tensor { 1, 2 }
    local tape = core.tape():watch(x)
    local y = x * x
    tape:stop()
    assert.matches("only a float has a gradient; this is int32", message(tape.gradient, tape, y, { x }))
  end)
end)

-- luacheck: globals where
describe("environments", function()
  it("are replaced in a copy that shares the other upvalues", function()
    local count = 0
    local function f()
      count = count + 1
      return where
    end
    local g = core.with_env(f, { where = "there" })
    assert.equal("there", g())
    assert.is_nil(f())
    assert.equal(2, count)
    assert.equal(_ENV, core.env_of(f))
    assert.equal(print, core.with_env(print, {}))
  end)
end)

describe("symbols", function()
  it("flow through inference without values", function()
    local s = core.symbol { core.null, 3 }
    local y = ops.sum(s + core.tensor { 1.0, 2.0, 3.0 }, -1)
    assert.same({ core.null }, y.shape)
    assert.equal("float32", y.dtype)
    assert.matches("run_eagerly", message(function() return y:totable() end))
  end)
end)

describe("limits", function()
  it("turn an impossible size into an error", function()
    assert.matches("more than memory can address", message(ops.zeros, { 1 << 40, 1 << 40 }))
    core.set_memory_limit(core.memory().live_bytes + core.memory().lent_bytes + (64 << 20))
    assert.matches("out of memory", message(ops.zeros, { 1 << 30 }))
    core.set_memory_limit(0)
  end)
end)
