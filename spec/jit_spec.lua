-- Compiled functions: the same numbers as eager ones, variables committed together, signatures, errors.
local keras = require "lunula"
local core = require "lunula.core"
local ops = keras.ops
local same = require("helper").same

-- Deterministic data.
local function data(shape, low, high, dtype)
  local x = keras.random.uniform(shape, { minval = low, maxval = high, seed = 7, dtype = "float64" })
  return ops.cast(x, dtype or "float32")
end

local function bits(t)
  if core.is_tensor(t) then return tostring(t.dtype) .. table.concat(t.shape, ",") .. "|" .. string.format("%q", tostring(t)) end
  return tostring(t)
end

describe("jit", function()
  it("gives what the function gives, in its structure", function()
    local function f(x, options, k)
      local y = ops.tanh(x.a) * k + x[1]
      return y, { mean = ops.mean(y), list = { y * 2, 3 } }, options.name
    end
    local x, compiled = { data({ 2, 3 }, -1, 1), a = data({ 3 }, -1, 1) }, keras.jit(f)
    local y, t, s = f(x, { name = "hi" }, 2.5)
    for _ = 1, 3 do
      local cy, ct, cs = compiled(x, { name = "hi" }, 2.5)
      assert.is_true(same(y, cy))
      assert.is_true(same(t.mean, ct.mean))
      assert.is_true(same(t.list[1], ct.list[1]))
      assert.equal(3, ct.list[2])
      assert.equal(s, cs)
    end
    assert.equal(1, compiled.traces)
  end)

  it("traces once per signature: dtypes, shapes, static values", function()
    local calls = 0
    local f = keras.jit(function(x, k)
      calls = calls + 1
      return x * k
    end)
    local x = data({ 4 }, -1, 1)
    assert.is_true(same(x * 2, f(x, 2)))
    assert.is_true(same(x * 2, f(x, 2)))
    assert.is_true(same(x * 3, f(x, 3)))
    f(data({ 5 }, -1, 1), 2)
    f(data({ 4 }, -1, 1, "float64"), 2)
    assert.equal(4, calls)
  end)

  it("takes nested tables of numbers for tensors", function()
    local f = keras.jit(function(a, b) return ops.add(a, b) end)
    assert.is_true(same(core.tensor { 5, 7 }, f({ 1, 2 }, { 4, 5 })))
    assert.is_true(same(core.tensor { 2, 3 }, f({ 1, 1 }, { 1, 2 })))
    assert.equal(1, f.traces)
  end)

  it("reads variables at each run and assigns them together", function()
    local a, b = keras.Variable(core.tensor { 1., 2 }), keras.Variable(core.tensor { 10., 20 })
    local step = keras.jit(function(x)
      local old = a.value
      a:assign(b.value) -- a swap
      b:assign(old)
      a:assign_add(x)
      return a.value + 0.
    end)
    local snapshot = a.value
    assert.is_true(same(core.tensor { 11., 21 }, step(ops.ones { 2 })))
    assert.is_true(same(core.tensor { 11., 21 }, a.value))
    assert.is_true(same(core.tensor { 1., 2 }, b.value))
    step(ops.ones { 2 })
    assert.is_true(same(core.tensor { 2., 3 }, a.value))
    assert.is_true(same(core.tensor { 11., 21 }, b.value))
    assert.is_true(same(core.tensor { 1., 2 }, snapshot))
    b:assign { 0., 0 }
    step(ops.ones { 2 })
    assert.is_true(same(core.tensor { 1., 1 }, a.value))
  end)

  it("swaps variables without an op between", function()
    local a, b = keras.Variable(core.tensor { 1., 2 }), keras.Variable(core.tensor { 3., 4 })
    local swap = keras.jit(function()
      local old = a.value
      a:assign(b.value)
      b:assign(old)
    end)
    swap()
    assert.is_true(same(core.tensor { 3., 4 }, a.value))
    assert.is_true(same(core.tensor { 1., 2 }, b.value))
    swap()
    assert.is_true(same(core.tensor { 1., 2 }, a.value))
  end)

  it("writes a variable in place only when nobody reads it afterwards", function()
    local v = keras.Variable(ops.reshape(ops.arange(6) * 1., { 2, 3 }))
    local function f()
      local old = v.value
      v:assign(old * 2)
      return ops.transpose(old), ops.matmul(old, ops.transpose(v.value)), v.value
    end
    local expected = table.pack(f())
    local after = v.value
    v:assign(ops.reshape(ops.arange(6) * 1., { 2, 3 }))
    local got = table.pack(keras.jit(f)())
    for i = 1, 3 do assert.is_true(same(expected[i], got[i])) end
    assert.is_true(same(after, v.value))
  end)

  it("reverses and transposes variables into themselves", function()
    local v = keras.Variable(core.tensor { { 1., 2 }, { 3, 4 } })
    keras.jit(function() v:assign(ops.transpose(v.value)) end)()
    assert.is_true(same(core.tensor { { 1., 3 }, { 2, 4 } }, v.value))
    keras.jit(function() v:assign(ops.flip(v.value, 0) + v.value) end)()
    assert.is_true(same(core.tensor { { 3., 7 }, { 3, 7 } }, v.value))
  end)

  it("keeps what a variable was when a run fails", function()
    local v = keras.Variable(ops.zeros { 3 })
    local f = keras.jit(function(x, i)
      v:assign_add(x)
      return ops.take(x, i, 0)
    end)
    f(ops.ones { 3 }, core.tensor { 0 })
    assert.has_error(function() f(ops.ones { 3 }, core.tensor { 5 }) end)
    assert.is_true(same(ops.ones { 3 }, v.value))
  end)

  it("draws new random numbers at each run, the ones that eager code would draw", function()
    local function draws(wrap)
      local seed = keras.random.SeedGenerator(5)
      local f = wrap(function() return keras.random.normal({ 4 }, { seed = seed }) end)
      return { f(), f(), f() }
    end
    local eager, compiled = draws(function(f) return f end), draws(keras.jit)
    for i = 1, 3 do assert.is_true(same(eager[i], compiled[i])) end
    assert.is_false(same(compiled[1], compiled[2]))
  end)

  it("holds gradients, first and second", function()
    local x = data({ 3, 4 }, 0.5, 2)
    local function inner(t) return ops.sum(ops.log_softmax(t) * ops.sqrt(t)) end
    local function first(t)
      local _, g = keras.value_and_grad(inner)(t)
      return ops.sum(g * g)
    end
    local function f(t) return keras.value_and_grad(first)(t) end
    local a, da = f(x)
    local b, db = keras.jit(f)(x)
    assert.is_true(same(a, b))
    assert.is_true(same(da, db))
  end)

  it("is the function itself under a tape", function()
    local f = keras.jit(function(t) return ops.sum(t * t) end)
    local _, g = keras.value_and_grad(function(t) return f(t) * 2 end)(core.tensor { 1., 2 })
    assert.is_true(same(core.tensor { 4., 8 }, g))
  end)

  it("works on empty tensors, scalars, weak scalars, every dtype and strided arguments", function()
    local function f(x) return ops.exp(x) + x * 2, ops.sum(x), ops.greater(x, 0) end
    local compiled = keras.jit(f)
    local cases = { ops.zeros { 0, 3 }, core.tensor(2.5, "float32"), ops.transpose(data({ 3, 5 }, -2, 2)), data({ 6 }, -2, 2)["::-2"] }
    for _, dtype in ipairs { "bool", "uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float64" } do
      cases[#cases + 1] = data({ 2, 70 }, 0, 3, dtype)
    end
    for _, x in ipairs(cases) do
      local expected, got = table.pack(f(x)), table.pack(compiled(x))
      for i = 1, 3 do assert.is_true(same(expected[i], got[i]), bits(expected[i]) .. " against " .. bits(got[i])) end
    end
  end)

  it("leaves nothing behind of what is empty", function()
    local before
    for round = 1, 3 do
      keras.jit(function(x, m) return ops.where(ops.cast(m, "bool"), ops.cast(x, "float64"), 0), ops.reshape(x, { 0 }) end)(ops.zeros { 0, 2 },
        ops.zeros({ 0, 2 }, "int32"))
      collectgarbage()
      collectgarbage()
      if round == 2 then before = core.memory().live_tensors end
    end
    assert.equal(before, core.memory().live_tensors)
  end)

  it("gives constants, arguments and variables back as results", function()
    local v, c = keras.Variable(core.tensor { 1. }), core.tensor { 5 }
    local f = keras.jit(function(x) return c, x, v.value, v, ops.expand_dims(x, 0) end)
    local r = table.pack(f(core.tensor { 2 }))
    assert.is_true(same(c, r[1]))
    assert.is_true(same(core.tensor { 2 }, r[2]))
    assert.is_true(same(core.tensor { 1. }, r[3]))
    assert.is_true(same(core.tensor { 1. }, r[4]))
    assert.is_true(same(core.tensor { { 2 } }, r[5]))
    v:assign { 9. }
    assert.is_true(same(core.tensor { 1. }, r[3]))
  end)

  it("says at which line a value was asked of a symbol", function()
    local f = keras.jit(function(x)
      if x:item() > 0 then return x end
      return -x
    end)
    local ok, message = pcall(f, ops.ones {})
    assert.is_false(ok)
    assert.matches("jit_spec.lua:%d+: ", message)
    assert.matches("run_eagerly", message)
    assert.is_false(core.is_tracing())
  end)

  it("refuses symbols that have left their trace", function()
    local kept
    keras.jit(function(x)
      kept = x * 2
      return x
    end)(ops.ones { 2 })
    assert.has_error(function() return kept:totable() end)
    assert.has_error(function() return keras.jit(function(x) return x + kept end)(ops.ones { 2 }) end)
    assert.has_error(function() return keras.jit(function() return kept end)() end)
  end)

  it("computes what long reductions read on the way", function()
    for _, name in ipairs { "sum", "mean", "max", "min", "prod", "any", "all" } do
      for _, shape in ipairs { { 70000 }, { 40, 1100 }, { 8, 5000 }, { 2, 3, 12000 } } do
        for _, dtype in ipairs { "float32", "float64", "int32", "float16" } do
          local x, v = data(shape, -1, 1, dtype), keras.Variable(data(shape, -1, 1))
          local function f(t)
            local y = t * t - 0.25
            v:assign(v.value * 0.5)
            return ops[name](y, -1), ops[name](ops.cast(t, "float32") + v.value)
          end
          local first = v.value
          local a, b = f(x)
          v:assign(first)
          local compiled = keras.jit(f)
          local c, d = compiled(x)
          assert.is_true(same(a, c), name .. " " .. dtype)
          assert.is_true(same(b, d), name .. " " .. dtype)
          if shape[2] ~= 1100 then assert.matches("into " .. name, compiled:dump()) end -- those rows fit a group of rows
        end
      end
    end
  end)

  -- Rows of one element, few, many, more than a block holds, more than a fold's block; the whole shape of one to three axes.
  it("computes rows with what is folded from them in one pass", function()
    local functions = {
      softmax = function(x) return ops.softmax(x) end,
      log_softmax = function(x) return ops.log_softmax(x, -1) end,
      normalised = function(x)
        local centred = x - ops.mean(x, -1, true)
        return centred / ops.sqrt(ops.mean(ops.square(centred), -1, true) + 1e-3)
      end,
      ["unit norm"] = function(x) return x / (1e-7 + ops.sqrt(ops.sum(ops.square(x), -1, true))) end,
      ["losses and weights"] = function(x)
        local losses = ops.mean(ops.square(x * 2 - 1), -1)
        local weight = ops.exp(-losses)
        return losses * weight, ops.expand_dims(weight, -1) * x
      end,
      extremes = function(x) return (x - ops.min(x, -1, true)) / (ops.max(x, -1, true) - ops.min(x, -1, true) + 1) end,
    }
    for name, f in pairs(functions) do
      for _, shape in ipairs { { 7 }, { 1, 10 }, { 300, 10 }, { 33, 100 }, { 3, 600 }, { 5, 1000 }, { 2, 2500 }, { 4, 5, 6 }, { 3, 1, 700 }, { 6, 1 } } do
        for _, dtype in ipairs { "float32", "float64", "float16" } do
          local x, compiled = data(shape, -2, 2, dtype), keras.jit(f)
          local expected, got = table.pack(f(x)), table.pack(compiled(x))
          for k = 1, expected.n do
            assert.is_true(same(expected[k], got[k]), ("%s of %s, result %d\n%s"):format(name, dtype, k, compiled:dump()))
          end
          if dtype == "float32" and shape[#shape] > 1 then assert.matches(" rows of " .. shape[#shape], compiled:dump()) end
          -- and its gradient, under broadcast operands
          local function g(t)
            local _, d = keras.value_and_grad(function(v) return ops.sum(ops.sin((f(v * t[0])))) end)(t)
            return d
          end
          assert.is_true(same(g(x), keras.jit(g)(x)), ("the gradient of %s of %s"):format(name, dtype))
        end
      end
    end
  end)

  it("works on a matrix product's result as it is finished", function()
    local products = { { { 32, 784 }, { 784, 128 } }, { { 1, 30 }, { 30, 10 } }, { { 5, 7 }, { 7, 3 } }, { { 300, 40 }, { 40, 1 } },
      { { 2, 3, 20, 30 }, { 30, 50 } }, { { 4, 17, 9 }, { 4, 9, 200 } }, { { 1, 4 }, { 4, 1 } } }
    for _, shapes in ipairs(products) do
      for _, dtype in ipairs { "float32", "float64", "float16" } do
        local x, w = data(shapes[1], -1, 1, dtype), data(shapes[2], -1, 1, dtype)
        local b = data({ shapes[2][#shapes[2]] }, -1, 1, dtype)
        for _, turned in ipairs { false, true } do
          local function f(p, q, r)
            -- made in the other order; eager and compiled products read it with the same strides
            local function turn(t) return turned and ops.swapaxes(ops.concatenate({ ops.swapaxes(t, -1, -2) }, 0), -1, -2) or t end
            p, q = turn(p), turn(q)
            local y = ops.matmul(p, q) + r
            return ops.tanh(y), ops.relu(y)
          end
          local compiled = keras.jit(f)
          local expected, got = table.pack(f(x, w, b)), table.pack(compiled(x, w, b))
          for k = 1, 2 do assert.is_true(same(expected[k], got[k]), dtype .. compiled:dump()) end
          if dtype ~= "float16" then assert.matches("matmul, then fused", compiled:dump()) end
        end
      end
    end
  end)

  it("fuses a graph of many thousand ops as a short one", function()
    local steps = 4500
    local function f(x)
      local first = x * 2
      local y = first
      for _ = 1, steps do y = ops.tanh(ops.cumsum(y)) * 0.5 - 0.25 end
      return y + first
    end
    local x, compiled = data({ 3 }, -1, 1, "float32"), keras.jit(f)
    assert.is_true(same(f(x), compiled(x)))
    local _, fused = compiled:dump():gsub("fused, 3 ops", "")
    assert.are.equal(steps - 1, fused) -- the last one takes in the sum
  end)

  it("shows what it does", function()
    local f = keras.jit(function(x) return ops.sum(ops.square(x) * 2 + 1) end)
    f(ops.ones { 4 })
    assert.matches("fused, 4 ops", f:dump())
    assert.matches("sum", f:dump())
  end)

  it("stores what a group makes over what it reads last, element by element", function()
    local x, w = data({ 48, 48 }, -1, 1), data({ 48, 48 }, -1, 1)
    local function places(f)
      local compiled = keras.jit(f)
      local expected, got = table.pack(f(x, w)), table.pack(compiled(x, w))
      local text, list = compiled:dump(), {}
      for k = 1, expected.n do assert.is_true(same(expected[k], got[k]), text) end
      for op, at in text:gmatch "= (%w+)%b() float32%b()  arena at (%d+)" do list[op] = at end
      return list, text
    end
    local function turned(t) return ops.cumsum(t, 0) end
    local at, text = places(function(a) return turned(ops.exp(turned(a))) end)
    assert.equal(at.cumsum, at.exp, text)
    at, text = places(function(a, b) return ops.matmul(ops.relu(ops.matmul(a, b) + 1), b) end)
    assert.equal(at.matmul, at.relu, text)
    -- not where it is read in another order, by others or later
    at, text = places(function(a)
      local t = turned(a)
      return turned(ops.exp(t) + ops.transpose(t))
    end)
    assert.not_equal(at.cumsum, at.add, text)
    at, text = places(function(a)
      local t = turned(a)
      return turned(ops.exp(t)), turned(t)
    end)
    assert.not_equal(at.cumsum, at.exp, text)
    at, text = places(function(a, b)
      local t = turned(a)
      local e = ops.exp(t)
      return turned(e), turned(ops.tanh(e * b) * t)
    end)
    assert.is_truthy(at.exp and at.multiply, text)
    at, text = places(function(a, b) return ops.matmul(ops.exp(ops.matmul(turned(a), b)), b) end)
    assert.is_truthy(at.exp ~= at.cumsum and at.exp == at.matmul, text)
  end)

  it("leaves out reductions of one element and choices made before", function()
    local x = data({ 16, 1 }, -1, 1)
    local function f(t)
      local mean = ops.mean(ops.square(t), -1)
      return ops.where(false, 0, ops.sum(ops.sum(mean))), ops.where(true, mean, 1)
    end
    local compiled = keras.jit(f)
    local a, b = f(x)
    local c, d = compiled(x)
    assert.is_true(same(a, c) and same(b, d))
    local text = compiled:dump()
    assert.is_nil(text:find("where", 1, true), text)
    assert.is_nil(text:find("mean", 1, true), text)
    assert.equal(1, select(2, text:gsub("= sum", "")), text)
  end)

  it("runs in a steady state without the allocator, results aside", function()
    local v = keras.Variable(ops.zeros { 300 })
    local f = keras.jit(function(x)
      v:assign(v.value * 0.9 + ops.tanh(x) * 0.1)
      return ops.sum(v.value)
    end)
    local x = data({ 300 }, -1, 1)
    for _ = 1, 20 do f(x):release() end
    local before = core.memory().requests
    for _ = 1, 100 do f(x):release() end
    assert.equal(before, core.memory().requests)
  end)
end)

-- Programs of rows (graph/block.h): a row that all share is loaded once for many blocks, a column is spread over each.
describe("rows with a shared row and a column", function()
  local function f(x, row, column)
    local e = ops.exp(x * 0.1)
    local y = ops.where(ops.greater(row, column), e + row, e * column)
    return ops.sum(y, -1) + ops.max(y - row, -1), ops.min(y * row, -1)
  end
  for _, columns in ipairs { 2, 3, 10, 17, 100, 512, 513 } do
    it(("of %d are the same compiled"):format(columns), function()
      for _, rows in ipairs { 1, 5, 103, 3000 } do
        for _, dtype in ipairs { "float32", "float64", "int32" } do
          local x, row, column = data({ rows, columns }, -9, 9), data({ 1, columns }, -5, 5, dtype), data({ rows, 1 }, -4, 6, dtype)
          local one, two = f(x, row, column)
          local first, second = keras.jit(f)(x, row, column)
          assert.is_true(same(one, first) and same(two, second), rows .. " " .. dtype)
        end
      end
    end)
  end
end)

-- Every op of the table, on its sample: compiled equals eager, bit for bit outside matrix products.
describe("an element of each row", function()
  for _, shape in ipairs { { 7, 5 }, { 2, 3, 10 }, { 3, 1000 }, { 5, 1 }, { 2, 5000 } } do
    for _, dtype in ipairs { "float32", "float64", "float16", "int64" } do
      it(("is picked in the pass of its row, of %s of %s"):format(dtype, table.concat(shape, "x")), function()
        local x, n = data(shape, -3, 3, dtype), shape[#shape]
        local rows = { table.unpack(shape, 1, #shape - 1) }
        for _, index_dtype in ipairs { "int32", "int64" } do
          local index = ops.cast(ops.floor(data(rows, -2, n + 2)), index_dtype) -- some name no element
          local here = ops.equal(ops.arange(n), ops.expand_dims(index, -1))
          local function by_pick(a, i) return core.ops.pick(a + a, i) end
          local wanted = ops.sum(ops.where(here, x + x, 0), -1)
          assert.is_true(same(ops.cast(wanted, dtype), by_pick(x, index)), "eager")
          assert.is_true(same(ops.cast(wanted, dtype), keras.jit(by_pick)(x, index)), "compiled")
          if dtype:find "float" then
            local function loss(a) return ops.sum(ops.log(ops.sum(ops.exp(a), -1)) - core.ops.pick(a * 2, index) * 3) end
            local function g(t) return (select(2, keras.value_and_grad(loss)(t))) end
            assert.is_true(same(g(x), keras.jit(g)(x)), "gradient")
          end
        end
      end)
    end
  end
  it("of another shape is an error", function()
    assert.error_matches(function() core.ops.pick(ops.ones { 2, 3 }, ops.ones({ 3 }, { dtype = "int32" })) end, "axis 0 has length 2, that of indices 3")
    assert.error_matches(function() core.ops.pick(ops.ones { 2, 3 }, ops.ones { 2 }) end, "integers")
  end)
end)

describe("compiled ops", function()
  local helper = require "helper"
  local names = {}
  for name in pairs(ops) do names[#names + 1] = name end
  table.sort(names)
  for _, name in ipairs(names) do
    local info = core.op_info(name)
    if info and info.sample ~= "" and not info.internal then
      it(name, function()
        local args = assert(load("return table.pack(" .. info.sample .. ")", "=sample of " .. name, "t",
          setmetatable(helper.sampler("float32"), { __index = { table = table } })))()
        local function f(...) return ops[name](...) end
        local expected = table.pack(f(table.unpack(args, 1, args.n)))
        local recording <close> = core.trace()
        local inputs, symbols = {}, { n = args.n }
        local function swap(value)
          if core.is_tensor(value) then
            inputs[#inputs + 1] = value
            return recording:input(value)
          elseif type(value) == "table" and core.is_tensor(value[1]) then
            local list = {}
            for i, t in ipairs(value) do list[i] = swap(t) end
            return list
          end
          return value
        end
        for i = 1, args.n do symbols[i] = swap(args[i]) end
        local traced = table.pack(f(table.unpack(symbols, 1, args.n)))
        local list, wanted = {}, {}
        local function collect(value, eager)
          if core.is_tensor(value) then
            list[#list + 1], wanted[#wanted + 1] = value, eager
          elseif type(value) == "table" then
            for i = 1, #value do collect(value[i], eager[i]) end
          end
        end
        for i = 1, traced.n do collect(traced[i], expected[i]) end
        if #list == 0 then -- what is known of symbols: numbers, shapes
          assert.same(expected, traced)
          return
        end
        local got = table.pack(recording:compile(list)(table.unpack(inputs)))
        for i = 1, #list do
          assert.is_true(same(wanted[i], got[i]), bits(wanted[i]) .. "\nagainst\n" .. bits(got[i]))
        end
      end)
    end
  end
end)
