-- The regularizers: values and gradients against the real Keras, what Keras divides by 0, errors, configs and names, and training with each, compiled.
local keras = require "lunula"
local core = require "lunula.core"
local helper = require "helper"
local regularizers, ops, saving, json = keras.regularizers, keras.ops, keras.saving, keras.json

local golden = helper.golden "keras/regularizers"

local function make(row)
  local options = {}
  for key, value in pairs(row.options) do options[key] = value end
  return regularizers[row.class](options)
end

local walk = {}

function walk.value(row)
  local input = golden.inputs[row.input]
  local x = helper.tensor { t = row.dtype, s = input.s, v = input.v }
  local regularizer = make(row)
  local plain = regularizer(x)
  local value, gradient = keras.value_and_grad(function(w) return regularizer(w) end)(x)
  for _, y in ipairs { plain, value } do
    assert.is_nil(helper.difference(y, { t = row.dtype, s = {}, v = { row.value } }))
  end
  for k, v in ipairs(input.v) do
    -- the slope of |w| at 0 is 0, as in TensorFlow and Torch; JAX has 1, which would drive weights of 0 away
    if v == 0 and row.class ~= "OrthogonalRegularizer" then row.gradient[k] = 0 end
  end
  assert.is_nil(helper.difference(gradient, { t = row.dtype, s = input.s, v = row.gradient }))
end

function walk.config(row)
  assert.equal(row.json, json.encode(saving.serialize_keras_object(make(row))))
  for _, read in ipairs { saving.deserialize_keras_object, regularizers.get, regularizers.deserialize } do
    assert.equal(row.json, json.encode(saving.serialize_keras_object(read(json.decode(row.json)))))
  end
end

function walk.refused(row) assert.error_matches(function() make(row) end, "ValueError: " .. row.class .. ": ") end

function walk.name(row)
  assert.equal("<" .. row.class .. ">", tostring(regularizers.get(row.name)))
end

function walk.member(row)
  if row.name ~= "Regularizer" then assert.equal(regularizers[row.class], regularizers[row.name]) end
end

describe("of the regularizers of Keras", function()
  local used = 0
  for n, row in ipairs(golden.cases) do
    it(("row %d, the %s of %s %s %s, agrees"):format(n, row.kind, row.class, row.input or row.name or "", row.dtype or ""), function()
      used = used + 1
      walk[row.kind](row)
    end)
  end
  it("every row is walked", function() assert.equal(#golden.cases, used) end)
end)

describe("OrthogonalRegularizer", function()
  it("is 0 of a single row or column and of rows of zeros, with a gradient of 0, where Keras has nan", function()
    for _, dtype in ipairs { "float16", "bfloat16", "float32", "float64" } do
      local regularizer = regularizers.OrthogonalRegularizer { factor = 1.0 }
      for _, x in ipairs { core.tensor({ { 1.0, 2.0 } }, dtype), core.tensor({ { 0.0, 0.0 }, { 0.0, 0.0 } }, dtype), ops.zeros({ 0, 3 }, dtype) } do
        local value, gradient = keras.value_and_grad(function(w) return regularizer(w) end)(x)
        assert.equal(0.0, value:item())
        for _, g in ipairs(helper.flat(gradient)) do assert.equal(0.0, g) end
      end
    end
  end)

  it("takes matrices only", function()
    assert.error_matches(function() regularizers.OrthogonalRegularizer()(ops.ones { 3 }) end,
      "ValueError: OrthogonalRegularizer: the weight is a matrix, got 1 axes")
  end)
end)

describe("a regularizer", function()
  it("takes a nested table of numbers for a tensor, the script's own regularizers too", function()
    local Total = keras.Regularizer("Total", { call = function(_, w) return w:sum() end })
    assert.equal(3.0, Total()({ 1.0, 2.0 }):item())
    assert.error_matches(function() Total()() end, "Total: argument 'w' is missing")
  end)
  it("leaves out what has strength 0", function()
    local x = core.tensor { math.huge, 1.0 }
    assert.equal(0.0, regularizers.L1L2()(x):item())
    assert.equal(math.huge, regularizers.L1L2 { l1 = 0.1 }(x):item())
  end)

  it("may be a function, a custom class, a class or nothing", function()
    local function fn(w) return ops.sum(w) end
    assert.equal(fn, regularizers.get(fn))
    assert.is_nil(regularizers.get(nil))
    local Sum = keras.Regularizer("Sum", { pure = true, params = { { "by", 2.0 } }, call = function(self, w) return self.by * ops.sum(w) end })
    assert.equal(6.0, regularizers.get(Sum)(core.tensor { 1.0, 2.0 }):item())
    assert.equal(2.0, Sum():get_config().by)
    assert.error_matches(function() regularizers.get "l3" end, "ValueError: Could not interpret regularizer identifier: 'l3'")
    assert.error_matches(function() regularizers.get(keras.constraints.NonNeg()) end, "ValueError: Could not interpret regularizer")
  end)

  it("trains compiled, whichever it is, and adds what it says to the loss", function()
    local x, y = keras.random.normal({ 8, 4 }, { seed = 1 }), keras.random.normal({ 8, 3 }, { seed = 2 })
    for _, name in ipairs(regularizers.names()) do
      local regularizer = regularizers[name](name == "L1L2" and { l1 = 0.1, l2 = 0.2 } or {})
      local dense = keras.layers.Dense { 3, kernel_regularizer = regularizer, kernel_initializer = keras.initializers.HeNormal { seed = 1 } }
      local model = keras.Sequential { input_shape = { 4 }, dense }
      model:compile { loss = "mse", optimizer = keras.optimizers.SGD(0.0), jit_compile = true }
      local history = model:fit(x, y, { epochs = 1, batch_size = 8, verbose = 0, shuffle = false })
      local plain = keras.losses.MeanSquaredError()(y, model(x)):item()
      local wanted = plain + regularizer(dense.kernel.value):item()
      assert.is_true(math.abs(history.history.loss[1] - wanted) < 1e-5, name)
    end
  end)
end)
