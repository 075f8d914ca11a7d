-- Reductions that run in the pass which makes or reads what they reduce (fuse.c, reduce.c, native.c): the bits of the ops one by one, for any
-- number of them, sizes, dtypes and threads; which of them join, and what they leave alone.
local keras = require "lunula"
local ops = keras.ops
local same = require("helper").same

local function data(shape, seed, dtype)
  return ops.cast(keras.random.uniform(shape, { minval = -1, maxval = 1, seed = seed, dtype = "float64" }), dtype or "float32")
end

-- Runs f one op at a time and compiled with one thread and with two; gives the dump.
local function check(what, f, ...)
  local expected, compiled, before = table.pack(f(...)), keras.jit(f), keras.config.threads()
  for threads = 1, 2 do
    keras.config.threads(threads)
    local got = table.pack(compiled(...))
    for k = 1, expected.n do assert.is_true(same(expected[k], got[k]), ("%s, result %d, %d threads\n%s"):format(what, k, threads, compiled:dump())) end
  end
  keras.config.threads(before)
  return compiled:dump()
end

-- f of (a, b): what its reductions come to stand in the dump of large tensors.
local functions = {
  dice = { function(a, b) return ops.sum(a * b), ops.sum(a), ops.sum(b) end, "into sum and sum and sum" },
  ["raw before made"] = { function(a, b)
    local first = ops.sum(b)
    return first, ops.mean(a * b + 1)
  end, "into sum and mean" },
  moments = { function(a, b) return ops.sum(a * b), ops.sum(a * a), ops.sum(b * b), ops.mean(a), ops.mean(b) end, "into sum and sum and sum and mean and mean" },
  ["one value twice"] = { function(a, b)
    local e = a - b
    return ops.mean(e), ops.max(e), ops.min(e), ops.mean(ops.abs(e))
  end, "into mean and max and min and mean" },
  ["a result too"] = { function(a, b)
    local e = a * 2 - b
    return e, ops.sum(e), ops.sum(ops.square(e)), ops.max(e)
  end, "into sum and sum and max" },
  ["all kinds"] = { function(a, b)
    local e = a * b
    return ops.any(ops.greater(e, 0.9)), ops.all(ops.less(e, 0.9)), ops.sum(ops.less(a, b)), ops.prod(ops.abs(e) + 0.5), ops.sum(e)
  end, "into any and all and sum and prod and sum" },
  ["long lines"] = { function(a, b)
    local e = ops.exp(-ops.abs(a * 3)) * b
    return ops.sum(e), ops.sum(ops.log(ops.abs(b) + 0.1) * e), ops.sum(ops.softplus(a) - ops.sigmoid(b)), ops.mean(a), ops.mean(b)
  end, "into sum and sum and sum and mean and mean" },
  ["more than a pass takes"] = { function(a, b)
    local list = {}
    for k = 1, 8 do list[k] = ops.sum(a * k - b) end
    return ops.mean(a), table.unpack(list)
  end, "into sum and sum and sum and sum and sum and sum\n" },
}

describe("sums of one pass", function()
  for name, case in pairs(functions) do
    it("have the bits of the ops: " .. name, function()
      for _, shape in ipairs { { 1 }, { 10 }, { 2000 }, { 32768 }, { 33000 }, { 70001 }, { 7, 9001 }, { 300000 } } do
        for _, dtype in ipairs { "float32", "float64", "float16", "int32" } do
          local a, b = data(shape, 1, dtype), data(shape, 2, dtype)
          if dtype == "int32" then a, b = ops.cast(data(shape, 1) * 9, dtype), ops.cast(data(shape, 2) * 9, dtype) end
          local dump = check(("%s of %s"):format(table.concat(shape, ","), dtype), case[1], a, b)
          if dtype == "float32" then assert.equal(a.size >= 32768, dump:find(case[2], 1, true) ~= nil, dump) end
        end
      end
    end)
  end

  it("are of rows too, of which each has its result", function()
    local function f(a, b) return ops.sum(a * b, -1), ops.max(a, -1), ops.mean(b, { 1 }), ops.sum(a - b) end
    for _, dtype in ipairs { "float32", "float64", "bfloat16" } do
      local dump = check(dtype, f, data({ 9, 7000 }, 1, dtype), data({ 9, 7000 }, 2, dtype))
      assert.matches("into sum and max and mean\n", dump)
    end
  end)

  it("take what is computed of rows, and their weights", function()
    local dump = check("weighted rows", function(a, b, w)
      local rows = ops.mean(ops.square(a - b), -1)
      return ops.sum(rows * w), ops.sum(w), ops.max(rows)
    end, data({ 40000, 5 }, 1), data({ 40000, 5 }, 2), data({ 40000 }, 3))
    assert.matches("into sum and sum and max", dump)
  end)

  it("read operands that broadcast, and leave what does to their own pass", function()
    local function f(a, row, column) return ops.sum(a * row), ops.sum(a + column), ops.mean(a), ops.sum(row), ops.sum(column) end
    for _, shape in ipairs { { 60, 900 }, { 7, 9000 }, { 5, 40000 } } do
      local dump = check(table.concat(shape, ","), f, data(shape, 1), data({ shape[2] }, 2), data({ shape[1], 1 }, 3))
      assert.matches("into sum and sum and mean\n", dump)
    end
  end)

  it("take dtypes apart: labels of integers, predictions in halves", function()
    for _, dtype in ipairs { "float32", "float16", "float64" } do
      local y, p = ops.cast(data({ 50001 }, 1) * 3, "int32"), data({ 50001 }, 2, dtype)
      local dump = check(dtype, function(t, q)
        local labels = ops.cast(t, q.dtype)
        return ops.sum(labels * q), ops.sum(labels), ops.sum(q), ops.max(t)
      end, y, p)
      assert.matches("into sum and sum and sum and max", dump)
    end
  end)

  it("sum special numbers and arguments that are far", function()
    for _, special in ipairs { 1 / 0, -1 / 0, 0 / 0, -0.0, 1e30, 500 } do
      for _, at in ipairs { 0, 33000, 40000 } do
        local x = ops.where(ops.equal(ops.arange(40001), at), special, data({ 40001 }, 1))
        local function f(a, b) return ops.sum(ops.exp(a) * b), ops.sum(a), ops.sum(b), ops.sum(ops.tanh(a * 3)), ops.max(a) end
        check(special .. " at " .. at, f, x, data({ 40001 }, 2))
      end
    end
    check("zeros", function(a) return ops.sum(-(a * 0)), ops.sum(a * 0), ops.sum(a), ops.min(a) end, ops.zeros { 40000 } * -1)
  end)

  it("know any and all early, and yet make what else is asked for", function()
    for _, at in ipairs { -1, 0, 1500, 66000, 199999 } do
      local x = ops.where(ops.equal(ops.arange(200000), at), -1, ops.abs(data({ 200000 }, 1)) + 0.5)
      local function alone(a) return ops.all(ops.greater(a * 2, 0)), ops.any(ops.less(a, 0)), ops.all(ops.less(a + 9, 0), 0, true) end
      assert.matches("into all and any and all", check("alone at " .. at, alone, x))
      local function stored(a)
        local b = a * 2
        return ops.all(ops.greater(b, 0)), b
      end
      assert.matches("into all\n", check("stored at " .. at, stored, x))
      assert.equal(at < 0, ops.all(ops.greater(x, 0)):item())
      assert.equal(at >= 0, ops.any(ops.less(ops.reshape(x, { 2, 100000 }), 0), -1)[at < 100000 and 0 or 1]:item())
    end
  end)

  it("leave room for the constants of what they sum", function()
    check("a hundred constants", function(a)
      local total = ops.sum(a)
      for k = 1, 100 do total = total + ops.sum(a * k) - ops.sum(ops.abs(a - k)) end
      return total
    end, data({ 33000 }, 1))
  end)

  it("see a variable's value before it changes, and after", function()
    for _, shape in ipairs { { 40000 }, { 8, 5000 } } do
      local v, x = keras.Variable(data(shape, 1)), data(shape, 2)
      local first = v.value
      local function f(a)
        local old = v.value
        v:assign(old * 0.5 + a)
        return ops.sum(old), ops.sum(old * a), ops.sum(v.value), ops.max(v.value - a), ops.sum(a)
      end
      local expected = table.pack(f(x))
      local last = v.value
      v:assign(first)
      local compiled = keras.jit(f)
      local got = table.pack(compiled(x))
      for k = 1, expected.n do assert.is_true(same(expected[k], got[k]), k .. "\n" .. compiled:dump()) end
      assert.is_true(same(last, v.value))
      assert.matches("into sum and sum and sum and max and sum", compiled:dump())
    end
  end)

  it("stay apart where the pass needs one of them", function()
    local dump = check("centred", function(a, b)
      local centred = a - ops.mean(a)
      return ops.sum(centred * b), ops.sum(b), ops.sum(centred)
    end, data({ 50000 }, 1), data({ 50000 }, 2))
    assert.matches("into sum and sum and sum", dump)
    assert.matches("step 0: mean", dump)
    dump = check("shapes", function(a) return ops.sum(a * a), ops.sum(a, -1), ops.mean(a) end, data({ 5, 20000 }, 1))
    assert.matches("into sum and mean", dump)
  end)

  it("read a strided constant and a transposed argument in their order", function()
    local c = ops.transpose(data({ 200, 300 }, 1))
    check("constant", function(a) return ops.sum(a * c), ops.sum(c), ops.sum(a) end, data({ 300, 200 }, 2))
    local function f(a, b) return ops.sum(ops.transpose(a) * b), ops.sum(ops.transpose(a)), ops.sum(b), ops.sum(a) end
    check("argument", f, data({ 200, 300 }, 1), data({ 300, 200 }, 2))
  end)

  -- Long values and what is reduced of them, which later ones read; some are results, some become a variable's next value.
  it("fit any program", function()
    local unary, binary = { "square", "negative", "exp", "tanh", "abs", "sin", "relu" }, { "add", "subtract", "multiply", "maximum" }
    local reductions = { "sum", "mean", "max", "min", "sum", "mean" }
    for seed = 1, 60 do
      local shape = ({ { 33000 }, { 40100 }, { 9, 4000 }, { 32768, 2 } })[seed % 4 + 1]
      local a, b = data(shape, seed), data(shape, seed + 1, ({ "float32", "float32", "float64", "int32" })[seed // 4 % 4 + 1])
      local v = keras.Variable(data(shape, seed + 2))
      local first = v.value
      local function program(x, y)
        local state = seed
        local function draw(n)
          state = state * 6364136223846793005 + 1442695040888963407
          return (state >> 33) % n + 1
        end
        local pool, results = { x, y, v.value }, {}
        local function any() return pool[draw(#pool)] end
        for _ = 1, 5 + draw(25) do
          local kind, t = draw(9), any()
          if kind <= 2 then t = ops[unary[draw(#unary)]](t)
          elseif kind <= 5 then t = ops[binary[draw(#binary)]](t, any())
          elseif kind <= 7 then
            local s = ops[reductions[draw(#reductions)]](t, draw(3) == 1 and -1 or nil, true)
            if kind == 6 then results[#results + 1] = s else t = t - ops.tanh(s) end
          elseif kind == 8 then v:assign(ops.tanh(t)) t = v.value
          else results[#results + 1] = t end
          pool[#pool + 1] = t
        end
        results[#results + 1] = ops.sum(any())
        return table.unpack(results)
      end
      local expected = table.pack(program(a, b))
      local last, compiled = v.value, keras.jit(program)
      v:assign(first)
      local got = table.pack(compiled(a, b))
      assert.equal(expected.n, got.n)
      for k = 1, expected.n do
        assert.is_true(same(expected[k], got[k]), ("program %d, result %d\n%s"):format(seed, k, compiled:dump()))
      end
      assert.is_true(same(last, v.value), ("program %d, its variable\n%s"):format(seed, compiled:dump()))
    end
  end)

  it("are those of Dice and Tversky, whose arguments are read once", function()
    for _, name in ipairs { "Dice", "Tversky" } do
      local loss = keras.losses[name]()
      local dump = check(name, function(y, p) return loss(y, p) end, data({ 60, 1000 }, 1), data({ 60, 1000 }, 2))
      assert.matches("into sum and sum and sum", dump)
      local function g(y, p)
        local value, d = keras.value_and_grad(function(q) return loss(y, ops.sigmoid(q)) end)(p)
        return value, d
      end
      check(name .. "'s gradient", g, data({ 60, 1000 }, 1), data({ 60, 1000 }, 2))
    end
  end)
end)
