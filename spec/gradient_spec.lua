-- Gradients of every op of the table against central finite differences in float64, first and second order, and
-- the functions that users take gradients with.
local keras = require "lunula"
local core = require "lunula.core"
local helper = require "helper"
local ops = keras.ops

local STEP = 1e-5
-- Truncation is O(STEP^2), rounding O(1e-16 / STEP): either far below this for samples of the order of 1.
local TOLERANCE = 1e-6

-- Not the derivative of its value, by definition.
local exempt = { stop_gradient = true }
-- Float results that are rounded to floatx, which differences of STEP can't see, or that don't depend on the arguments.
local without = { eye = true, one_hot = true, ones = true, zeros = true, arange = true, iota = true }

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

-- The weighted sum of all of an op's float results, or nil when it has none.
local function objective(fn, args)
  local results = table.pack(fn(table.unpack(args, 1, args.n)))
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
  local names, all = {}, {}
  for _, family in ipairs { core.ops, ops } do
    for name, fn in pairs(family) do
      if type(fn) == "function" and core.op_info(fn) and not exempt[name] and not name:find "^random_" then all[name] = fn end
    end
  end
  for name in pairs(all) do names[#names + 1] = name end
  table.sort(names)
  local function parse(name)
    local info = core.op_info(all[name])
    return assert(load("return table.pack(" .. info.sample .. ")", "=sample", "t",
      setmetatable(helper.sampler "float64", { __index = { table = table } })))()
  end

  it("every op with float results is checked", function()
    local checked = 0
    for _, name in ipairs(names) do
      local value = objective(all[name], parse(name))
      if value and value.dtype ~= "float64" then assert.truthy(without[name], name .. " gives " .. value.dtype) end
      checked = checked + (value and value.dtype == "float64" and 1 or 0)
    end
    assert.is_true(checked > 100)
  end)

  for _, name in ipairs(names) do
    it(name, function()
      local fn, args = all[name], parse(name)
      local value = objective(fn, args)
      if not value or value.dtype ~= "float64" then
        assert.truthy(without[name] or not value)
        return
      end
      for k, x in ipairs(float_tensors(args)) do
        local numeric = differences(function(a) return objective(fn, a) end, args, x)
        local first = gradient(fn, args, x, 1)
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
            local g = gradient(fn, a, moved, 1)
            return g and weigh(g) or ops.zeros({}, "float64")
          end, args, x)
          agree(gradient(fn, args, x, 2), second, "second, input " .. k)
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

  it("differentiates by the tensors of nested tables, in their structure", function()
    local x, y = core.tensor({ 1.0, 2.0 }, "float64"), core.tensor(3.0, "float64")
    local value, g, dz = keras.value_and_grad(function(t, z) return ops.sum(t.a * t.list[1].b) * z end)({ a = x, list = { { b = y } }, n = 5 }, y * 2)
    assert.equal(54.0, value:item())
    assert.same({ 18.0, 18.0 }, g.a:totable())
    assert.equal(18.0, g.list[1].b:item())
    assert.is_nil(g.n)
    assert.equal(9.0, dz:item())
  end)

  it("gives zeros for what the value doesn't depend on, and for integers", function()
    local _, a, b = keras.value_and_grad(function(x) return ops.sum(x) end)(core.tensor { 1.0, 2.0 }, core.tensor { 1, 2 })
    assert.same({ 1.0, 1.0 }, a:totable())
    assert.same({ 0, 0 }, b:totable())
  end)

  it("differentiates through its variables twice", function()
    local v = keras.Variable(core.tensor(2.0, "float64"))
    local value, grads = keras.value_and_grad(function()
      local _, inner = keras.value_and_grad(function() return v * v * v end, { v })()
      return inner[1]
    end, { v })()
    assert.equal(12.0, value:item())
    assert.equal(12.0, grads[1]:item())
  end)

  it("leaves nothing behind when the function fails", function()
    local x = core.tensor { 1.0, 2.0 }
    assert.error_matches(function() keras.value_and_grad(function() error "boom" end)(x) end, "boom")
    local _, g = keras.value_and_grad(function(t) return ops.sum(t * t) end)(x)
    assert.same({ 2.0, 4.0 }, g:totable())
  end)

  it("refuses what has no gradient", function()
    local x = core.tensor { 1.0, 2.0 }
    for expected, fn in pairs {
      ["one number, got 2"] = function(t) return t * t end, ["only a float has a gradient; the function gives int32"] = function(t) return ops.argmax(t) end,
      ["gives a tensor, got number"] = function() return 3 end, ["gives a tensor, got nil"] = function() end,
    } do
      assert.error_matches(function() keras.value_and_grad(fn)(x) end, "value_and_grad: .*" .. expected)
    end
    assert.error_matches(function() keras.value_and_grad(3) end, "value_and_grad: expected a function, got number")
    assert.error_matches(function() keras.value_and_grad(ops.sum, { x }) end, "entry 1 of the variables is a userdata")
  end)

  it("reaches empty and scalar inputs of every op, with gradients of their shape", function()
    local reached = 0
    for name, fn in pairs(ops) do
      local info = type(fn) == "function" and core.op_info(fn)
      for _, shape in ipairs(info and { {}, { 0 } } or {}) do
        local args = assert(load("return table.pack(" .. info.sample .. ")", "=sample", "t",
          setmetatable(helper.sampler "float64", { __index = { table = table } })))()
        local x
        for k = 1, args.n do
          if core.is_tensor(args[k]) and is_float(args[k]) and args[k].dtype == "float64" then
            args[k] = ops.full(shape, 0.75, "float64")
            x = x or args[k]
          end
        end
        local ok, value = pcall(objective, fn, args)
        if x and ok and value and value.dtype == "float64" then
          local g = gradient(fn, args, x, 1)
          if g then
            reached = reached + 1
            assert.same(x.shape, g.shape)
          end
        elseif x and not ok then
          assert.is_nil(helper.not_refused(info.name, ok, value))
        end
      end
    end
    assert.is_true(reached > 60)
  end)

  it("sums the ways by which an input is used", function()
    local x = core.tensor({ 1.5, -2.0 }, "float64")
    local _, g = keras.value_and_grad(function(t) return ops.sum(t + t * t + ops.exp(t) * 0) end)(x)
    assert.same({ 4.0, -3.0 }, g:totable())
  end)
end)

describe("a Lua number as operand", function()
  it("keeps its digits in gradients of float64", function()
    local x = core.tensor({ 2.0 }, "float64")
    for exact, f in pairs {
      [2.3 * 2 ^ 1.3] = function(t) return ops.power(t, 2.3) end, [2.3] = function(t) return t * 2.3 end, [1 / 2.3] = function(t) return t / 2.3 end,
      [-2.3 / 4] = function(t) return 2.3 / t end, [math.log(2.3) * 2.3 ^ 2] = function(t) return ops.power(2.3, t) end,
    } do
      local _, g = keras.value_and_grad(function(t) return ops.sum(f(t)) end)(x)
      assert.is_true(math.abs(g:item() - exact) < 1e-14, ("%.17g instead of %.17g"):format(g:item(), exact))
    end
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

  it("refuses what it can't check", function()
    for expected, arguments in pairs {
      ["expected a function, got number"] = { 3, a }, ["there is no tensor"] = { ops.sum, 3 }, ["argument 1 is a table"] = { ops.sum, { a } },
      ["one number, got 2"] = { function(x) return x end, a }, ["only a float"] = { ops.argmax, a },
    } do
      assert.error_matches(function() keras.utils.check_gradient(table.unpack(arguments)) end, expected)
    end
  end)

  it("asks for float64", function()
    assert.error_matches(function()
      keras.utils.check_gradient(ops.sum, core.tensor({ 1.0 }, "float32"))
    end, "argument 1 is float32")
  end)
end)
