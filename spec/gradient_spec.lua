-- Gradients of every op of the table against central finite differences in float64, first and second order, and
-- the functions that users take gradients with.
package.path = "spec/?.lua;" .. package.path
local keras = require "lunula"
local core = require "lunula.core"
local helper = require "helper"
local ops = keras.ops

local STEP = 1e-5
-- Truncation is O(STEP^2), rounding O(1e-16 / STEP): either far below this for samples of the order of 1.
local TOLERANCE = 1e-6

-- Not the derivative of its value, by definition.
local exempt = { stop_gradient = true }

local function is_float(t)
  return t.dtype:find "float" ~= nil
end

-- A fixed, uneven weighting, so that errors in different elements can't cancel.
local function weigh(t)
  local values = {}
  for k = 1, t.size do
    values[k] = math.sin(k * 1.7) + 1.3
  end
  return ops.sum(ops.multiply(t, helper.tensor { t = t.dtype, s = t.shape, v = values }))
end

local function float_tensors(x, list)
  list = list or {}
  if core.is_tensor(x) then
    if is_float(x) and x.size > 0 then
      list[#list + 1] = x
    end
  elseif type(x) == "table" then
    for k = 1, (x.n or #x) do
      float_tensors(x[k], list)
    end
    for k, v in pairs(x) do
      if type(k) == "string" and k ~= "n" then
        float_tensors(v, list)
      end
    end
  end
  return list
end

local function replace(x, from, to)
  if rawequal(x, from) then
    return to
  elseif type(x) == "table" then
    local copy = {}
    for k, v in pairs(x) do
      copy[k] = replace(v, from, to)
    end
    return copy
  end
  return x
end

-- The weighted sum of an op's float results, or nil when it has none.
local function objective(fn, args)
  local results = fn(table.unpack(args, 1, args.n))
  local total
  for _, t in ipairs(float_tensors(results)) do
    total = total and total + weigh(t) or weigh(t)
  end
  return total
end

-- d weigh(d objective / dx) / dx by order 2, d objective / dx by order 1, both by tape.
local function gradient(fn, args, x, order)
  local tape = core.tape()
  tape:watch(x)
  local y
  if order == 1 then
    y = objective(fn, args)
  else
    local g = gradient(fn, args, x, 1)
    y = g and weigh(g)
  end
  tape:stop()
  return y and tape:gradient(y, { x })[1] or false
end

-- `value(args)` differentiated numerically by each element of x.
local function differences(value, args, x)
  local form, result = helper.form(x), {}
  for k = 1, #form.v do
    local there = form.v[k]
    form.v[k] = there + STEP
    local above = value(replace(args, x, helper.tensor(form))):item()
    form.v[k] = there - STEP
    local below = value(replace(args, x, helper.tensor(form))):item()
    form.v[k] = there
    result[k] = (above - below) / (2 * STEP)
  end
  return result
end

local function agree(analytic, numeric, what)
  local values = analytic and helper.flat(analytic) or {}
  for k, expected in ipairs(numeric) do
    local got = analytic and values[k] or 0
    local bound = TOLERANCE * (1 + math.abs(expected)) * 10
    local message = ("%s: element %d is %.12g, by differences %.12g"):format(what, k - 1, got, expected)
    assert.is_true(math.abs(got - expected) <= bound, message)
  end
end

describe("the gradient of", function()
  local names = {}
  for name, fn in pairs(ops) do
    if type(fn) == "function" and core.op_info(fn) and not exempt[name] then
      names[#names + 1] = name
    end
  end
  table.sort(names)
  for _, name in ipairs(names) do
    it(name, function()
      local info = core.op_info(ops[name])
      local chunk = assert(load("return table.pack(" .. info.sample .. ")", "=sample", "t",
        setmetatable(helper.sampler "float64", { __index = { table = table } })))
      local args = chunk()
      local value = objective(ops[name], args)
      if not value or value.dtype ~= "float64" then
        return -- nothing to differentiate, or rounded to floatx, which differences of STEP can't see
      end
      for k, x in ipairs(float_tensors(args)) do
        local numeric = differences(function(a) return objective(ops[name], a) end, args, x)
        local first = gradient(ops[name], args, x, 1)
        agree(first, numeric, "input " .. k)
        if first then
          local second = differences(function(a)
            -- the perturbed tensor stands where x stood
            local moved
            for n, t in ipairs(float_tensors(a)) do
              if n == k then
                moved = t
              end
            end
            local g = gradient(ops[name], a, moved, 1)
            return g and weigh(g) or ops.zeros({}, "float64")
          end, args, x)
          agree(gradient(ops[name], args, x, 2), second, "second, input " .. k)
        end
      end
    end)
  end
end)

describe("keras.value_and_grad", function()
  it("returns the value, then the gradient of each argument", function()
    local a, b = core.tensor({ 1.0, 2.0 }, "float64"), core.tensor({ 3.0, 5.0 }, "float64")
    local value, da, db = keras.value_and_grad(function(x, y) return ops.sum(x * y) end)(a, b)
    assert.equal(13.0, value:item())
    assert.same({ 3.0, 5.0 }, da:totable())
    assert.same({ 1.0, 2.0 }, db:totable())
  end)

  it("gives a list for variables", function()
    local v = keras.Variable(core.tensor({ 2.0, 3.0 }, "float32"))
    local value, grads = keras.value_and_grad(function(x) return ops.sum(v * v * x) end, { v })(core.tensor(2.0, "float32"))
    assert.equal(26.0, value:item())
    assert.same({ 8.0, 12.0 }, grads[1]:totable())
  end)

  it("nests", function()
    local function first(x)
      local _, g = keras.value_and_grad(function(t) return ops.sum(t * t * t) end)(x)
      return ops.sum(g)
    end
    local value, second = keras.value_and_grad(first)(core.tensor({ 2.0, -1.0 }, "float64"))
    assert.equal(15.0, value:item())
    assert.same({ 12.0, -6.0 }, second:totable())
  end)

  it("sums the ways by which an input is used", function()
    local x = core.tensor({ 1.5, -2.0 }, "float64")
    local _, g = keras.value_and_grad(function(t) return ops.sum(t + t * t + ops.exp(t) * 0) end)(x)
    assert.same({ 4.0, -3.0 }, g:totable())
  end)
end)

describe("keras.utils.check_gradient", function()
  local a, b = core.tensor({ 0.5, -1.5 }, "float64"), core.tensor({ { 2.0 }, { 3.0 } }, "float64")

  it("accepts a right gradient", function()
    assert.is_true(keras.utils.check_gradient(function(x, y) return ops.sum(ops.tanh(x * y)) end, a, b) < 1e-8)
  end)

  it("names the element whose gradient is wrong", function()
    assert.error_matches(function()
      keras.utils.check_gradient(function(x) return ops.sum(ops.stop_gradient(x) * x) end, a)
    end, "argument 1, element 0: the gradient is 0.5, by differences 1")
  end)

  it("asks for float64", function()
    assert.error_matches(function()
      keras.utils.check_gradient(ops.sum, core.tensor({ 1.0 }, "float32"))
    end, "argument 1 is float32")
  end)
end)
