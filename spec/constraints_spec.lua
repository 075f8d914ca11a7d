-- The constraints: values against the real Keras, 16-bit weights whose squares overflow, errors, configs and names, and training with each, compiled.
local keras = require "lunula"
local class = require "lunula.class"
local core = require "lunula.core"
local helper = require "helper"
local constraints, ops, saving, json = keras.constraints, keras.ops, keras.saving, keras.json

local golden = helper.golden "keras/constraints"

local function make(row)
  local options = {}
  for key, value in pairs(row.options) do options[key] = value end
  return constraints[row.class](options)
end

local walk = {}

function walk.value(row)
  local input = golden.inputs[row.input]
  local x = helper.tensor { t = row.dtype, s = input.s, v = input.v }
  local constraint = make(row)
  local want = { t = row.gives, s = input.s, v = row.value }
  assert.is_nil(helper.difference(constraint(x), want))
  assert.is_nil(helper.difference(keras.jit(function(w) return constraint(w) end)(x), want))
  assert.is_nil(helper.difference(constraint:call(x), want))
end

function walk.config(row)
  assert.equal(row.json, json.encode(saving.serialize_keras_object(make(row))))
  for _, read in ipairs { saving.deserialize_keras_object, constraints.get, constraints.deserialize } do
    assert.equal(row.json, json.encode(saving.serialize_keras_object(read(json.decode(row.json)))))
  end
end

function walk.name(row) assert.equal("<" .. row.class .. ">", tostring(constraints.get(row.name))) end

function walk.member(row)
  if row.name ~= "Constraint" then assert.equal(constraints[row.class], constraints[row.name]) end
end

describe("of the constraints of Keras", function()
  local used = 0
  for n, row in ipairs(golden.cases) do
    it(("row %d, the %s of %s %s %s, agrees"):format(n, row.kind, row.class, row.input or row.name or "", row.dtype or ""), function()
      used = used + 1
      walk[row.kind](row)
    end)
  end
  it("every row is walked", function() assert.equal(#golden.cases, used) end)
end)

describe("a constraint", function()
  it("takes a nested table of numbers for a tensor, the script's own constraints too", function()
    local Doubled = keras.Constraint("Doubled", { call = function(_, w) return w * 2 end })
    assert.same({ -2.0, 4.0 }, Doubled()({ -1.0, 2.0 }):totable())
    assert.same({ 0.0, 2.0 }, constraints.NonNeg()({ -1.0, 2.0 }):totable())
    assert.same({ 6.0 }, Doubled()(keras.Variable { 3.0 }):totable())
    assert.error_matches(function() Doubled()() end, "Doubled: argument 'w' is missing")
  end)

  it("that returns nothing is an error that names it, called and while a model trains", function()
    local Forgot = keras.Constraint("Forgot", { call = function(_, w) local _ = w * 2 end })
    local Worded = keras.Regularizer("Worded", { call = function() return "w" end })
    local model = keras.Sequential { input_shape = { 4 }, keras.layers.Dense { 3, kernel_constraint = Forgot() } }
    model:compile { loss = "mse", optimizer = "sgd" }
    local forgot = "Forgot: call returned nothing; it must return a tensor"
    assert.error_matches(function() Forgot()({ 1.0 }) end, forgot)
    assert.error_matches(function() model:fit(ops.ones { 2, 4 }, ops.ones { 2, 3 }, { verbose = 0 }) end, forgot)
    assert.error_matches(function() Worded()({ 1.0 }) end, "Worded: call returned a string; it must return a tensor")
  end)

  it("of norms holds where the square of a 16-bit weight overflows, which Keras sets to 0", function()
    local w = core.tensor({ 300.0, 400.0 }, "float16")
    assert.same({ 1.2001953125, 1.599609375 }, constraints.MaxNorm()(w):totable())
    assert.same({ 0.60009765625, 0.7998046875 }, constraints.UnitNorm()(w):totable())
    assert.same({ 0.60009765625, 0.7998046875 }, constraints.MinMaxNorm()(w):totable())
  end)

  it("refuses parameters of another kind, by name", function()
    for expected, call in pairs {
      ["MaxNorm: max_value is a number, got a"] = function() constraints.MaxNorm "a" end,
      ["MaxNorm: axis is an integer, a list of integers or nothing, got a"] = function() constraints.MaxNorm { axis = "a" } end,
      ["UnitNorm: axis is an integer, a list of integers or nothing, got 0.5"] = function() constraints.UnitNorm { axis = { 0, 0.5 } } end,
      ["MinMaxNorm: rate is a number, got true"] = function() constraints.MinMaxNorm { rate = true } end,
      ["Could not interpret constraint identifier: 'nonneg'"] = function() constraints.get "nonneg" end,
    } do
      assert.error_matches(call, "ValueError: " .. expected)
    end
    assert.error_matches(function() constraints.UnitNorm { axis = 2 }(ops.ones { 2, 2 }) end, "axis 2 is out of range")
  end)

  it("may be a function, a custom class with the params of a built-in one, a class or nothing", function()
    local function fn(w) return w end
    assert.equal(fn, constraints.get(fn))
    assert.is_nil(constraints.get(nil))
    assert.equal("<NonNeg>", tostring(constraints.get(constraints.NonNeg)))
    local Positive = keras.Constraint("Positive", { inherit = constraints.MaxNorm, params = { { "least", 0.5 } }, pure = true,
      call = function(self, w) return ops.maximum(super.call(self, w), self.least) end })
    local positive = Positive { max_value = 1 }
    assert.same({ 0.5, 0.5, 0.5 }, constraints.get(positive)(core.tensor { -1.0, 0.25, 0.0 }):totable())
    assert.same({ max_value = 1, axis = 0, least = 0.5 }, { max_value = positive:get_config().max_value, axis = 0, least = positive:get_config().least })
  end)

  it("holds during compiled training, whichever it is, with lists of axes", function()
    local x, y = keras.random.normal({ 8, 4 }, { seed = 1 }), keras.random.normal({ 8, 3 }, { seed = 2 })
    local kinds = { constraints.NonNeg(), constraints.MaxNorm(0.5), constraints.MaxNorm { 0.5, axis = { 0, 1 } }, constraints.UnitNorm(),
      constraints.MinMaxNorm { min_value = 0.5, max_value = 0.75, rate = 0.5 } }
    local missing = {}
    for _, name in ipairs(constraints.names()) do missing[name] = true end
    for _, constraint in ipairs(kinds) do missing[class.class_of(constraint).name] = nil end
    assert.is_nil(next(missing))
    for _, constraint in ipairs(kinds) do
      local dense = keras.layers.Dense { 3, kernel_constraint = constraint }
      local model = keras.Sequential { input_shape = { 4 }, dense }
      model:compile { loss = "mse", optimizer = keras.optimizers.SGD(0.1), jit_compile = true }
      model:fit(x, y, { epochs = 20, batch_size = 4, verbose = 0 })
      assert.is_nil(model.train_function.eager)
      local kernel = dense.kernel.value
      -- epsilon's part: a weight that satisfies a constraint moves by it no more; a rate below 1 only approaches
      local moved = ops.max(ops.abs(constraint(kernel) - kernel)):item()
      assert.is_true(moved < (constraint.rate == 0.5 and 0.1 or 1e-5), ("%s moved %g"):format(tostring(constraint), moved))
    end
  end)
end)
