-- Reductions and scans: what the golden walk over all ops doesn't reach: accuracy of long sums, bits that depend on the shape alone,
-- nan, empty axes, and derivatives of products at zeros. Numbers are the real Keras's (JAX backend) unless a line says otherwise.
local keras = require "lunula"
local core = require "lunula.core"
local ops = keras.ops

local nan = 0 / 0

-- Pseudo-random float32 values of a shape.
local function noise(shape)
  local x = ops.reshape(ops.arange(ops.ones(shape).size), shape)
  return ops.cast(ops.sin(ops.cast(x, "float64") * 12.9898) * 43.5, "float32")
end

local function equal(expected, t)
  assert.same(expected, t:totable())
end

describe("sum", function()
  it("of 10^7 float32 values of 0.1 is within 4 ulp of the exact sum", function()
    local total = ops.sum(ops.full({ 10000000 }, 0.1, "float32")):item()
    -- the float32 nearest to 0.1 is 13421773 / 2^27; an ulp at 10^6 is 2^-4
    assert.is_true(math.abs(total - 1e7 * 13421773 / 2 ^ 27) <= 4 * 2 ^ -4)
  end)

  it("gives the same bits on any number of threads", function()
    local before = core.threads()
    finally(function() core.threads(before) end)
    local cases = {
      { noise { 300000 } }, { noise { 5000, 40 }, 0 }, { noise { 70000, 9 }, 0 }, { noise { 300, 700 }, 1 }, { noise { 40, 50, 60 }, { 0, 2 } },
      { ops.cast(noise { 300000 }, "float64") }, { ops.cast(noise { 90000, 10 }, "float64"), 0 },
    }
    for _, case in ipairs(cases) do
      for _, name in ipairs { "sum", "mean", "max", "min" } do
        core.threads(1)
        local one = ops[name](table.unpack(case)):totable()
        core.threads(4)
        assert.same(one, ops[name](table.unpack(case)):totable())
      end
    end
  end)

  it("gives the same bits for any strides", function()
    for _, shape in ipairs {
      { 3000, 20 }, { 7, 129 }, { 2100, 300 }, { 1, 9 }, { 16, 16 }, { 40, 37 }, { 200, 21 }, { 15, 133 }, { 4, 8 }, { 1100, 7 }, { 8, 2 }, { 9, 3 },
    } do
      for _, dtype in ipairs { "float32", "float64", "int32" } do
        local x = ops.cast(noise(shape), dtype)
        local columns = ops.transpose(core.tensor(ops.transpose(x):totable(), dtype))
        for _, name in ipairs { "sum", "min", "any" } do
          equal(ops[name](x, 0):totable(), ops[name](columns, 0))
          equal(ops[name](x, 1):totable(), ops[name](columns, 1))
        end
      end
    end
  end)

  it("of short rows joins sixteen lanes in one order, for every length and number of rows", function()
    local function joined(row)
      local four = {}
      for k = 1, 4 do four[k] = ((row[k] or 0) + (row[k + 8] or 0)) + ((row[k + 4] or 0) + (row[k + 12] or 0)) end
      return (four[1] + four[2]) + (four[3] + four[4])
    end
    for n = 1, 16 do
      for rows = 1, 17 do
        -- magnitudes so far apart that another order rounds otherwise, in float64 too
        local x = noise { rows, n } * ops.cast(2 ^ (ops.cast(ops.arange(rows * n), "float64"):reshape { rows, n } * 29 % 61), "float32")
        local sums = {}
        for r, row in ipairs(x:totable()) do sums[r] = joined(row) end
        equal(core.tensor(sums, "float32"):totable(), ops.sum(x, -1))
        equal(core.tensor(sums, "float64"):totable(), ops.sum(ops.cast(x, "float64"), -1))
      end
      local zeros = ops.sum(ops.full({ 9, n }, -0.0, "float32"), -1)
      local zero = n == 1 and -math.huge or math.huge -- rows of one element are copied
      equal(ops.full({ 9 }, zero, "float32"):totable(), 1 / zeros)
    end
  end)

  it("over axis 0 is what a plain loop adds up", function()
    for _, shape in ipairs { { 1500, 33 }, { 9, 260 }, { 3, 8 } } do
      local x = ops.cast(noise(shape), "int64")
      local rows, expected = x:totable(), {}
      for c = 1, shape[2] do
        expected[c] = 0
        for r = 1, shape[1] do expected[c] = expected[c] + rows[r][c] end
      end
      equal(expected, ops.sum(x, 0))
    end
  end)

  it("of few columns counts each row, however many there are", function()
    for _, dtype in ipairs { "float32", "float64" } do
      for rows = 1, 34 do
        for _, width in ipairs { 1, 2, 3, 4, 5, 9, 17 } do
          local sums = ops.sum(ops.reshape(ops.arange(rows * width, { dtype = dtype }), { rows, width }), 0):totable()
          for c = 1, width do assert.equal(rows * (c - 1) + width * rows * (rows - 1) / 2, sums[c], ("%d x %d %s"):format(rows, width, dtype)) end
        end
      end
    end
  end)

  it("over any axes of any view is that of its rows laid out one behind the other", function()
    local axes_of = { { 0 }, { 1 }, { 2 }, { 3 }, { 0, 1 }, { 0, 2 }, { 1, 3 }, { 2, 3 }, { 0, 1, 2 }, { 1, 2, 3 }, { 0, 1, 2, 3 } }
    for _, dtype in ipairs { "float32", "float64", "float16", "int32", "uint64", "bool" } do
      local whole = ops.cast(ops.round(noise { 6, 10, 7, 8 }), dtype)
      local views = { whole, whole["1:5, :4, ::-1, 2:5"], whole[":, 3:4, :, ::2"], ops.transpose(whole, { 3, 1, 0, 2 }) }
      for _, x in ipairs(views) do
        for _, axes in ipairs(axes_of) do
          local order, kept, is_reduced = {}, {}, {}
          for _, a in ipairs(axes) do is_reduced[a] = true end
          for a = 0, 3 do
            if not is_reduced[a] then order[#order + 1], kept[#kept + 1] = a, x.shape[a + 1] end
          end
          table.move(axes, 1, #axes, #order + 1, order)
          kept[#kept + 1] = -1
          local rows = core.tensor(ops.reshape(ops.transpose(x, order), kept):totable(), dtype)
          for _, name in ipairs { "sum", "mean", "prod", "max", "min", "any", "all" } do
            equal(ops[name](rows, -1):totable(), ops[name](x, axes))
          end
        end
      end
    end
  end)

  it("of one element is that element, -0 and nan included, whatever the strides", function()
    local x = core.tensor { { { -0.0, 1.5, nan, -1 / 0 } }, { { 3, -0.0, 2, 0.0 } } }
    local views = { [{ 1 }] = x, [{ 2 }] = ops.transpose(x, { 0, 2, 1 }), [{ 0 }] = ops.transpose(x, { 1, 2, 0 }), [{ 0, 3 }] = ops.reshape(x, { 1, 2, 4, 1 }) }
    for axes, t in pairs(views) do
      local expected = ops.reshape(t, { -1 }):totable()
      for _, name in ipairs { "sum", "mean", "max", "min", "prod" } do
        for _, dtype in ipairs { "float16", "float32", "float64" } do
          local function f(v) return ops[name](v, axes), ops[name](v, axes, true) end
          local typed = ops.cast(t, dtype)
          for _, r in ipairs { { f(typed) }, { keras.jit(f)(typed) } } do
            assert.equal(t.ndim - #axes, r[1].ndim)
            assert.equal(t.ndim, r[2].ndim)
            for _, result in ipairs(r) do
              assert.equal(dtype, result.dtype)
              for i, v in ipairs(ops.reshape(result, { -1 }):totable()) do
                local e = expected[i]
                assert.is_true(v == e and 1 / v == 1 / e or v ~= v and e ~= e)
              end
            end
          end
        end
      end
    end
    equal({ true, false }, ops.any(core.tensor { { true }, { false } }, 1))
    equal({ 2.0, 3.0 }, ops.mean(core.tensor({ { 2 }, { 3 } }, "int32"), 1))
  end)

  it("of nothing is 0, its mean nan, its product 1", function()
    local none = ops.zeros { 2, 0 }
    equal({ 0.0, 0.0 }, ops.sum(none, 1))
    equal({ 1.0, 1.0 }, ops.prod(none, 1))
    assert.is_true(ops.mean(ops.zeros { 0 }):item() ~= ops.mean(ops.zeros { 0 }):item())
    assert.same({ 0 }, ops.sum(none, 0).shape)
  end)
end)

describe("prod", function()
  local x = core.tensor { { 1.5, 0.0, 2.0 }, { 0.5, 3.0, -1.0 } }

  it("takes a dtype", function()
    local wide = ops.prod(x, 1, false, "float64")
    assert.equal("float64", wide.dtype)
    equal({ 0.0, -1.5 }, wide)
    equal(44, ops.prod(core.tensor({ 100, 3 }, "int8"), { dtype = "int8" }))
    equal(6, ops.prod(core.tensor { 2.7, 3.2 }, { dtype = "int32" }))
    equal(true, ops.prod(core.tensor { 2.7, 0.5 }, { dtype = "bool" }))
  end)

  local z = core.tensor({ { 2, 0, 3, 0.5, 4 }, { 0, 5, 0, 2, 1 }, { 1.5, 2, -3, 0.5, 1 } }, "float64")

  it("has a right gradient at zeros", function()
    local weights = core.tensor({ 1.0, 2.0, 3.0 }, "float64")
    local _, g = keras.value_and_grad(function(t) return ops.sum(ops.prod(t, 1) * weights) end)(z)
    equal({ { 0.0, 12.0, 0.0, 0.0, 0.0 }, { 0.0, 0.0, 0.0, 0.0, 0.0 }, { -9.0, -6.75, 4.5, -27.0, -13.5 } }, g)
    -- the same along the other axis of the transposed tensor
    _, g = keras.value_and_grad(function(t) return ops.sum(ops.prod(ops.transpose(t), 0) * weights) end)(z)
    equal({ -9.0, -6.75, 4.5, -27.0, -13.5 }, g[2])
  end)

  it("has right second derivatives at zeros", function()
    local function hessian_rows(row)
      local _, second = keras.value_and_grad(function(t)
        local _, g = keras.value_and_grad(function(u) return ops.prod(u) end)(t)
        return ops.sum(g)
      end)(row)
      return second
    end
    equal({ 6.0, 37.0, 4.0, 24.0, 3.0 }, hessian_rows(z[0]))
    equal({ 10.0, 0.0, 10.0, 0.0, 0.0 }, hessian_rows(z[1]))
  end)
end)

describe("max, min, argmax, argmin", function()
  local n = core.tensor { { 1.0, nan, 3.0 }, { nan, 2.0, nan } }

  it("let nan win", function()
    equal({ 1, 0 }, ops.argmax(n, 1))
    equal({ 1, 0 }, ops.argmin(n, 1))
    for _, v in ipairs(ops.max(n, 0):totable()) do assert.is_true(v ~= v) end
    for _, v in ipairs(ops.min(n, 1):totable()) do assert.is_true(v ~= v) end
    -- also far from the row's begin, across blocks
    assert.is_true(ops.isnan(ops.max(ops.concatenate { noise { 3000 }, n[0], noise { 3000 } })):item())
  end)

  it("let nan win in any line of columns, and give zero as +0", function()
    for _, shape in ipairs { { 3, 2 }, { 30, 9 }, { 1100, 5 }, { 40, 130 } } do
      local x = noise(shape)
      for _, line in ipairs { 0, 1, shape[1] - 1 } do
        local bad = ops.where(ops.equal(ops.reshape(ops.arange(shape[1]), { -1, 1 }), line), nan, x)
        for _, dtype in ipairs { "float16", "float32", "float64" } do
          for _, name in ipairs { "max", "min" } do
            equal(true, ops.all(ops.isnan(ops[name](ops.cast(bad, dtype), 0))))
            equal(true, ops.all(ops.greater(1 / ops[name](ops.full(shape, -0.0, dtype), 0), 0)))
          end
        end
      end
    end
  end)

  it("take the first of equals, and share the gradient among them", function()
    equal(1, ops.argmin(core.tensor { 2, 1, 1 }))
    local _, g = keras.value_and_grad(function(t) return ops.max(t) end)(core.tensor { 1.0, 3.0, 3.0, 2.0 })
    equal({ 0.0, 0.5, 0.5, 0.0 }, g)
  end)

  it("need `initial` for nothing", function()
    assert.error_matches(function() ops.max(ops.zeros { 2, 0 }, 1) end, "max: no elements")
    equal({ -1.0, -1.0 }, ops.max(ops.zeros { 2, 0 }, 1, false, -1.0))
  end)

  it("keep unsigned 64-bit order", function()
    local big = ops.cast(core.tensor({ 1, -1, 2 }, "int64"), "uint64") -- -1 wraps to 2^64 - 1
    equal(1, ops.argmax(big))
    equal(1, ops.min(big))
  end)
end)

describe("any and all", function()
  it("count fractions as true", function()
    equal(true, ops.all(core.tensor { 0.5, 0.25 }))
    equal(false, ops.any(ops.zeros { 3 }))
    equal({ true, false }, ops.all(core.tensor { { 1.0, 0.0 }, { 0.5, 3.0 } }, 0))
  end)
end)

describe("cumsum", function()
  local x = core.tensor { { 1.5, 0.0, 2.0 }, { 0.5, 3.0, -1.0 } }

  it("is Keras's", function()
    equal({ 1.5, 1.5, 3.5, 4.0, 7.0, 6.0 }, ops.cumsum(x))
    local half = ops.cumsum(x, 0, "float16")
    assert.equal("float16", half.dtype)
    equal({ { 1.5, 0.0, 2.0 }, { 2.0, 3.0, 1.0 } }, half)
    equal({ 100, -56, 44 }, ops.cumsum(core.tensor({ 100, 100, 100 }, "int8")))
    equal({ 1, 2, 2 }, ops.cumsum(core.tensor { 1.7, 1.7, -0.9 }, { dtype = "int32" }))
  end)

  it("agrees with sums of slices, along any axis and across strips", function()
    for _, case in ipairs { { { 3, 400 }, 1 }, { { 400, 3 }, 0 }, { { 5, 7, 300 }, 1 } } do
      local t = ops.cast(noise(case[1]), "int64")
      local sums = ops.cumsum(t, case[2])
      local n = case[1][case[2] + 1]
      for _, last in ipairs { 0, n // 2, n - 1 } do
        local rows = ops.arange(last + 1)
        equal(ops.sum(ops.take(t, rows, case[2]), case[2]):totable(), ops.take(sums, core.tensor(last), case[2]))
      end
    end
  end)

  it("names an axis out of range", function()
    assert.error_matches(function() ops.cumsum(x, 2) end, "cumsum: axis 2 is out of range")
  end)
end)
