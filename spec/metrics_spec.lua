-- The metrics against the real Keras: results after each update, weights of every rank, configs; then what "accuracy" means, masks and own classes.
local keras = require "lunula"
local class = require "lunula.class"
local core = require "lunula.core"
local ops = keras.ops

-- class, arguments, updates, the result after each, the config
local rows = {
  { "Mean", {  }, { { "V" }, { "V", "W" }, { "X" } }, { 4.0, 3.8, 3.5294118 }, "name=mean dtype=float32" },
  { "Mean", {  }, { { "T", "W" }, { "P", "W2" } }, { 0.33333334, 0.40681821 }, "name=mean dtype=float32" },
  { "Mean", { name = "m", dtype = "float64" }, { { "P" } }, { 0.33333334 }, "name=m dtype=float64" },
  { "Mean", {  }, { { "V", "W1" } }, { 3.5714285 }, "name=mean dtype=float32" },
  { "Sum", {  }, { { "V" }, { "V", "W" }, { "X" } }, { 16.0, 28.5, 30.0 }, "name=sum dtype=float32" },
  { "Sum", {  }, { { "P", "W2" }, { "P", "W" } }, { 5.4499998, 8.9499998 }, "name=sum dtype=float32" },
  { "MeanSquaredError", {  }, { { "T", "P" }, { "T", "P", "W" } }, { 0.15666668, 0.11866668 }, "name=mean_squared_error dtype=float32" },
  { "MeanAbsoluteError", {  }, { { "T", "P" }, { "T", "P", "W" } }, { 0.33333337, 0.28888893 }, "name=mean_absolute_error dtype=float32" },
  { "RootMeanSquaredError", {  }, { { "T", "P" }, { "T", "P", "W" } }, { 0.39581141, 0.34448031 }, "name=root_mean_squared_error dtype=float32" },
  { "CategoricalAccuracy", {  }, { { "T", "P" }, { "T", "P", "W" } }, { 0.5, 0.66666669 }, "name=categorical_accuracy dtype=float32" },
  { "RootMeanSquaredError", {  }, { { "T", "P", "W2" } }, { 0.3972733 }, "name=root_mean_squared_error dtype=float32" },
  { "Accuracy", {  }, { { "S", "S1" }, { "T", "T", "W2" }, { "T", "P", "W" } }, { 1.0, 1.0, 0.69117647 }, "name=accuracy dtype=float32" },
  { "BinaryAccuracy", {  }, { { "B", "Q" }, { "B", "Q", "W" }, { "B0", "Q" } }, { 0.5, 0.40000001, 0.43478259 }, "name=binary_accuracy dtype=float32 threshold=0.5" },
  { "BinaryAccuracy", { threshold = 0.3 }, { { "T", "P" }, { "T", "P", "W2" } }, { 0.66666669, 0.68085104 }, "name=binary_accuracy dtype=float32 threshold=0.3" },
  { "SparseCategoricalAccuracy", {  }, { { "S", "P" }, { "S1", "P", "W" } }, { 0.5, 0.66666669 }, "name=sparse_categorical_accuracy dtype=float32" },
}

local function f(value) return core.tensor(value, "float32") end
local data = {
  T = f { { 0, 1, 0 }, { 1, 0, 0 }, { 0, 0, 1 }, { 0, 1, 0 } },
  P = f { { .1, .7, .2 }, { .3, .4, .3 }, { .2, .1, .7 }, { .6, .3, .1 } },
  S = core.tensor({ 1, 0, 2, 1 }, "int64"), S1 = core.tensor({ { 1 }, { 0 }, { 2 }, { 1 } }, "int64"),
  B = f { { 1 }, { 0 }, { 1 }, { 1 } }, B0 = f { 1, 0, 1, 1 }, Q = f { { .6 }, { .7 }, { .2 }, { .9 } },
  W = f { 1, .5, 2, 0 }, W1 = f { { 1 }, { .5 }, { 2 }, { 0 } }, W2 = f { { 1, 2, 0 }, { .5, 1, 1 }, { 0, 0, 3 }, { 1, 1, 1 } },
  V = f { 1, 3, 5, 7 }, X = 1.5,
}

local function config_text(metric)
  local parts, config = {}, metric:get_config()
  for _, k in ipairs(getmetatable(config).keys) do
    if k ~= "fn" then parts[#parts + 1] = ("%s=%s"):format(k, config[k]) end
  end
  return table.concat(parts, " ")
end

local function near(expected, actual)
  assert.is_true(math.abs(expected - actual) <= 1e-6 * math.max(1, math.abs(expected)), ("%.9g instead of %.9g"):format(actual, expected))
end

describe("metrics", function()
  for i, row in ipairs(rows) do
    it(("%s, row %d, gives Keras's results and config"):format(row[1], i), function()
      local metric = keras.metrics[row[1]](row[2])
      for k, update in ipairs(row[3]) do
        local arguments = {}
        for j, name in ipairs(update) do arguments[j] = data[name] end
        metric:update_state(table.unpack(arguments))
        near(row[4][k], metric:result():item())
      end
      assert.equal(row[5], config_text(metric))
      assert.equal(row[2].dtype or "float32", metric:result().dtype)
      metric:reset_state()
      assert.equal(0, metric:result():item())
      local again = keras.metrics.deserialize(keras.metrics.serialize(metric))
      assert.equal(row[5], config_text(again))
      assert.equal(row[1], class.class_of(again).name)
    end)
  end

  it("update and give the result in one call, with a named weight", function()
    near(2, keras.metrics.Mean()(data.V, { sample_weight = { 1, 1, 0, 0 } }):item())
    near(0.5, keras.metrics.BinaryAccuracy()(data.B, data.Q):item())
  end)

  it("weigh masked values with 0 when there are weights, and with 1 when there are none, as Keras does", function()
    local values = f({ 1, 3, 5, 7 }):with_mask(core.tensor({ true, true, false, false }))
    local mean, sum = keras.metrics.Mean(), keras.metrics.Sum()
    near(2.5, mean(values, { 1, 3, 1, 1 }):item())
    near(10, sum(values, { 1, 3, 1, 1 }):item())
    near(4, keras.metrics.Mean()(values):item())
    near(8, keras.metrics.Sum()(values, 2):item())
  end)

  it("are found by name", function()
    for name, expected in pairs { mse = "MeanSquaredError", mae = "MeanAbsoluteError", MSE = "MeanSquaredError", binary_accuracy = "BinaryAccuracy",
      mean_squared_error = "MeanSquaredError", CategoricalAccuracy = "CategoricalAccuracy", mean = "Mean" } do
      assert.equal(expected, class.class_of(keras.metrics.get(name)).name)
    end
    assert.error_matches(function() keras.metrics.get "binary_acuracy" end, "binary_accuracy")
  end)

  it("choose the accuracy by shapes", function()
    local function chosen(t, p)
      local metric = keras.metrics.resolve_accuracy(core.symbol(t, "float32"), core.symbol(p, "float32"))
      assert.equal("accuracy", metric.name)
      return class.class_of(metric).name
    end
    assert.equal("BinaryAccuracy", chosen({ 8, 1 }, { 8, 1 }))
    assert.equal("BinaryAccuracy", chosen({ 8 }, { 8, 1 }))
    assert.equal("SparseCategoricalAccuracy", chosen({ 8 }, { 8, 3 }))
    assert.equal("SparseCategoricalAccuracy", chosen({ 8, 1 }, { 8, 3 }))
    assert.equal("CategoricalAccuracy", chosen({ 8, 3 }, { 8, 3 }))
    assert.equal("CategoricalAccuracy", chosen({ core.null, 3 }, { core.null, 3 }))
  end)

  it("leave masked samples out, nan among them", function()
    local nan = 0 / 0
    local metric = keras.metrics.MeanSquaredError()
    local p = f({ { 1. }, { nan }, { 3. } }):with_mask(core.tensor { true, false, true })
    near(5, metric(f { { 0. }, { 0. }, { 0. } }, p):item())
    near((1 + 18) / 3, keras.metrics.MeanSquaredError()(f { { 0. }, { 0. }, { 0. } }, p, { 1, 1, 2 }):item())
  end)

  it("average a function of one's own, and can be written in Lua", function()
    local metric = keras.metrics.MeanMetricWrapper { function(t, p) return ops.abs(t - p) end, name = "distance" }
    near(2, metric(f { 1, 2 }, f { 2, 5 }):item())
    assert.equal("distance", metric.name)
    local Largest = keras.Metric("Largest", {
      initialize = function(self, args)
        super.initialize(self, args)
        self.value = self:add_variable({}, "value")
      end,
      update_state = function(self, _, y_pred) self.value:assign(ops.maximum(self.value.value, ops.max(y_pred))) end,
      result = function(self) return self.value.value end,
    })
    local largest = Largest()
    largest:update_state(data.T, data.P)
    near(.7, largest:result():item())
    assert.equal(1, #largest.variables)
    assert.equal("largest", largest.name)
    assert.error_matches(function() keras.Metric("Nothing", {})():result() end, "Nothing has no result")
  end)
end)
