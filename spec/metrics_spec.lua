-- The metrics against the real Keras: results after each update, weights of every rank, configs; then what "accuracy" means, masks and own classes.
local keras = require "lunula"
local class = require "lunula.class"
local core = require "lunula.core"
local outside = require "outside"
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
      local metric = keras.metrics.for_model("accuracy", core.symbol(t, "float32"), core.symbol(p, "float32"))
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
        self.value = self:add_variable({}, "zeros", { name = "value" })
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

  it("refuse to pair every sample with every other in a function of one's own", function()
    local function square(t, p) return ops.mean(ops.square(t - p), -1) end
    local wrong = keras.metrics.MeanMetricWrapper { square, name = "square" }
    assert.error_matches(function() wrong:update_state(data.B0, data.Q) end, "ValueError: square: y_true has shape %(4,%) and y_pred %(4, 1%), which would broadcast")
    near(0.325, wrong(data.B, data.Q):item())
    near(0.325, keras.metrics.MeanMetricWrapper(keras.losses.mean_squared_error)(data.B0, data.Q):item())
  end)

  it("hold the state of their fields, in order of assignment", function()
    local Both = keras.Metric("Both", {
      initialize = function(self, args)
        super.initialize(self, args)
        self.mean = keras.metrics.Mean()
        self.most = self:add_weight { name = "most", initializer = "ones", dtype = "float64" }
        self.extra = keras.Variable(core.tensor(2.0), { trainable = false })
      end,
      update_state = function(self, values, sample_weight)
        self.mean:update_state(values, sample_weight)
        self.most:assign(ops.maximum(self.most, ops.cast(ops.max(values), "float64")))
      end,
      result = function(self) return { mean = self.mean:result(), most = self.most.value } end,
    })
    local both = Both()
    assert.same({ "most", both.extra.name, "total", "count" }, { both.variables[1].name, both.variables[2].name, both.variables[3].name, both.variables[4].name })
    assert.equal(4, #both.variables)
    assert.equal("float64", both.most.dtype)
    assert.equal(1, both.most.value:item())
    local result = both(f { 1, 5 })
    assert.equal(3, result.mean:item())
    assert.equal(5, result.most:item())
    both:reset_state()
    for _, v in ipairs(both.variables) do assert.equal(0, v.value:item()) end
    assert.equal("<Both name=both>", tostring(both):gsub("_%d+", ""), nil)
    assert.error_matches(function()
      keras.Metric("Early", { initialize = function(self) self.total = self:add_variable() end })()
    end, "Early: call super.initialize%(self, args%) before")
  end)

  it("give fn of MeanMetricWrapper its further arguments, and keep them in the config", function()
    local metric = keras.metrics.MeanMetricWrapper { fn = keras.metrics.binary_accuracy, threshold = 0.8, name = "strict" }
    near(0.5, metric(data.B, data.Q):item())
    assert.equal("name=strict dtype=float32 threshold=0.8", config_text(metric))
    local again = keras.metrics.deserialize(keras.metrics.serialize(metric))
    near(0.5, again(data.B, data.Q):item())
    assert.error_matches(function() keras.metrics.MeanMetricWrapper { fn = keras.losses.Huber() } end, "TypeError: MeanMetricWrapper: fn is a function")
    assert.error_matches(function() keras.metrics.MeanMetricWrapper { fn = "mse" } end, "TypeError: MeanMetricWrapper: fn is a function")
    assert.error_matches(function() keras.metrics.BinaryAccuracy { fn = print } end, "there is no argument 'fn'")
  end)

  it("say what is wrong with an update", function()
    local m = keras.metrics
    local cases = {
      { function() m.MeanSquaredError():update_state(data.T) end, "mean_squared_error: argument 'y_pred' is missing" },
      { function() m.MeanSquaredError():update_state(data.T, data.P, { sample_weigth = data.W }) end, "did you mean 'sample_weight'" },
      { function() m.MeanSquaredError():update_state(data.T, data.P, { 1, 2, 3 }) end, "ValueError: mean_squared_error: sample_weight of shape %(3,%) does not fit" },
      { function() m.Precision():update_state(data.T, data.B) end, "ValueError: Precision: y_true and y_pred must have the same shape, got %(4, 3%) and %(4, 1%)" },
      { function() m.Precision():update_state(data.T, data.P, { 1, 2, 3 }) end, "sample_weight of shape %(3, 1%) does not fit values of shape %(4, 3%)" },
      { function() m.Precision { class_id = 3 }:update_state(data.T, data.P) end, "ValueError: Precision: class_id 3 is none of the 3 classes" },
      { function() m.Precision { class_id = 0 }:update_state(data.B0, data.B0) end, "class_id needs y_pred of shape %(n, classes%)" },
      { function() m.AUC { multi_label = true }:update_state(data.B0, data.B0) end, "y_pred must have shape %(n, labels%)" },
      { function() m.AUC { multi_label = true }:result() end, "there is no result before the first update" },
      { function() m.F1Score():result() end, "f1_score: there is no result before the first update" },
      { function() m.F1Score():update_state(data.B0, data.B0) end, "ValueError: f1_score: y_true and y_pred must have one shape %(n, classes%)" },
      { function() m.R2Score():update_state(data.T, data.B) end, "ValueError: r2_score: y_true and y_pred must have one shape" },
      { function() m.MeanIoU(3):update_state(data.S, data.T) end, "y_true and y_pred must have one entry for each other, got 4 and 12" },
      { function() m.IoU(2, {}) end, "target_class_ids is a list of classes" },
    }
    for _, case in ipairs(cases) do assert.error_matches(case[1], case[2]) end
  end)

  it("weigh classes of class_id by their own weights", function()
    local precision = keras.metrics.Precision { class_id = 1 }
    precision:update_state(data.T, data.P, data.W2)
    local alone = keras.metrics.Precision()
    alone:update_state(ops.take(data.T, core.tensor { 1 }, 1), ops.take(data.P, core.tensor { 1 }, 1), ops.take(data.W2, core.tensor { 1 }, 1))
    near(alone:result():item(), precision:result():item())
  end)

  it("take a nan for no prediction above a threshold", function()
    local p = f { 0.9, 0 / 0, 0.2 }
    for _, thresholds in ipairs { { 0.5 }, { 0, 0.5, 1 } } do
      local metric = keras.metrics.TruePositives { thresholds = thresholds }
      metric:update_state({ 1, 1, 1 }, p)
      near(1, #thresholds == 1 and metric:result():item() or metric:result()[1]:item())
    end
    near(1 / 3, keras.metrics.SparseTopKCategoricalAccuracy { k = 1 }({ 0, 1, -1 }, f { { 2, 1 }, { 1, 0 / 0 }, { 1, 2 } }):item())
  end)

  it("warn once when IoU's integer counts would lose fractions of weights", function()
    local metric = keras.metrics.BinaryIoU()
    local said = outside.warned(function()
      for _ = 1, 2 do metric:update_state({ 0, 1 }, { 0.2, 0.9 }, { sample_weight = { 0.5, 1.5 } }) end
    end)
    assert.equal(1, #said)
    assert.matches("each weight loses its fraction", said[1])
  end)
end)

describe("metrics of compile", function()
  local x = keras.random.uniform({ 24, 5 }, { minval = -1, seed = 1 })
  local noise = keras.random.uniform({ 24, 3 }, { seed = 2 })
  local one_hot = ops.one_hot(ops.argmax(noise, -1), 3)
  local weight = keras.random.uniform({ 24 }, { seed = 3 })

  local function fitted(options, y, activation)
    keras.utils.set_random_seed(5)
    local model = keras.Sequential { input_shape = { 5 }, keras.layers.Dense { 3, activation = activation } }
    options.optimizer, options.loss = "sgd", options.loss or "mse"
    model:compile(options)
    return model:fit(x, y, { epochs = 2, batch_size = 10, verbose = 0, sample_weight = weight }).history, model
  end

  local arguments = { IoU = { num_classes = 3, target_class_ids = { 0, 2 } }, OneHotIoU = { num_classes = 3, target_class_ids = { 0, 2 } },
    MeanIoU = { num_classes = 3 }, OneHotMeanIoU = { num_classes = 3 }, BinaryIoU = { dtype = "float32" }, PrecisionAtRecall = { recall = 0.5 },
    RecallAtPrecision = { precision = 0.3 }, SensitivityAtSpecificity = { specificity = 0.3 }, SpecificityAtSensitivity = { sensitivity = 0.5 },
    TopKCategoricalAccuracy = { k = 2 }, SparseTopKCategoricalAccuracy = { k = 2 }, AUC = { multi_label = true }, R2Score = { num_regressors = 2 },
    MeanMetricWrapper = { fn = function(t, p) return ops.mean(ops.absolute(t - p), -1) end } }
  local sparse = { SparseCategoricalAccuracy = true, SparseCategoricalCrossentropy = true, SparseTopKCategoricalAccuracy = true }
  local labels = { one_hot = one_hot, sparse = ops.argmax(noise, -1) }
  local losses = { one_hot = "mse", sparse = "sparse_categorical_crossentropy" }
  local of_values = { Mean = true, Sum = true } -- these take one argument

  local function metric(name, own)
    local given = { name = own }
    for key, value in pairs(arguments[name] or {}) do given[key] = value end
    return keras.metrics[name](given)
  end

  -- The history of a training in which all the metrics for labels of a kind take part, eagerly.
  local eager = {}
  local function expected(kind)
    if eager[kind] then return eager[kind] end
    local plain, weighted = {}, {}
    for _, name in ipairs(keras.metrics.names()) do
      if not of_values[name] and (sparse[name] and "sparse" or "one_hot") == kind then
        plain[#plain + 1], weighted[#weighted + 1] = metric(name, name), metric(name, "weighted_" .. name)
      end
    end
    eager[kind] = fitted({ run_eagerly = true, metrics = plain, weighted_metrics = weighted, loss = losses[kind] }, labels[kind], "softmax")
    return eager[kind]
  end

  for _, name in ipairs(keras.metrics.names()) do
    if not of_values[name] then
      it(("%s runs compiled and gives what it gives eagerly"):format(name), function()
        local kind = sparse[name] and "sparse" or "one_hot"
        local history, model = fitted({ jit_compile = true, metrics = { metric(name, name) }, weighted_metrics = { metric(name, "weighted_" .. name) },
          loss = losses[kind] }, labels[kind], "softmax")
        assert.is_nil(model.train_function.eager)
        local reference = expected(kind)
        for _, key in ipairs { "loss", name, "weighted_" .. name } do
          for epoch = 1, 2 do
            local a, b = history[key][epoch], reference[key][epoch]
            if type(a) == "number" then a, b = { a }, { b } end
            for k = 1, #a do near(b[k], a[k]) end
          end
        end
      end)
    end
  end

  it("are named as they were given: by string, function, or class", function()
    local function names(metrics)
      local _, model = fitted({ metrics = metrics, jit_compile = true }, one_hot, "softmax")
      local list = model.metrics_names
      table.remove(list, 1)
      return table.concat(list, " ")
    end
    assert.equal("mse MAE categorical_accuracy AUC", names { "mse", "MAE", "categorical_accuracy", "AUC" })
    assert.equal("acc Accuracy ce crossentropy", names { "acc", "Accuracy", "ce", "crossentropy" })
    assert.equal("mean_squared_error top_k_categorical_accuracy custom_metric", names { keras.metrics.mean_squared_error,
      keras.metrics.top_k_categorical_accuracy, function(t, p) return t - p end })
    local function apart(t, p) return ops.absolute(t - p) end
    keras.saving.register_keras_serializable(apart, { package = "metrics_spec", name = "apart" })
    assert.equal("apart", names { apart })
    assert.equal("metrics_spec>apart", names { "metrics_spec>apart" })
  end)

  it("mean by accuracy and crossentropy what fits the shapes", function()
    local function chosen(name, t, p) return class.class_of(keras.metrics.for_model(name, core.symbol(t, "float32"), core.symbol(p, "float32"))).name end
    for _, name in ipairs { "crossentropy", "CE" } do
      assert.equal("BinaryCrossentropy", chosen(name, { 8 }, { 8, 1 }))
      assert.equal("SparseCategoricalCrossentropy", chosen(name, { 8 }, { 8, 3 }))
      assert.equal("CategoricalCrossentropy", chosen(name, { 8, 3 }, { 8, 3 }))
    end
  end)

  it("refuse a loss, and say what to take instead", function()
    local model = keras.Sequential { input_shape = { 5 }, keras.layers.Dense(3) }
    local function refused(given, message)
      assert.error_matches(function() model:compile { loss = "mse", metrics = { given } } end, message)
      assert.error_matches(function() model:compile { loss = "mse", weighted_metrics = { out = { given } } } end, message)
    end
    refused(keras.losses.MeanSquaredError(), "ValueError: compile: [%w_]+ holds the loss MeanSquaredError, and a loss is no metric; the metric is keras.metrics.Mean")
    refused(keras.losses.Huber, "holds the loss Huber, and a loss is no metric; keras.metrics.MeanMetricWrapper averages a function")
    refused(keras.Loss("Own", { call = function(_, t) return t end })(), "holds the loss Own")
    refused("binary_acuracy", "binary_accuracy")
    refused(keras.optimizers.SGD(), "Could not interpret metric identifier")
  end)

  it("may be classes of one's own that inherit from built-in ones", function()
    local Half = keras.Metric("HalfError", {
      inherit = keras.metrics.MeanSquaredError,
      params = { { "factor", 0.5 } },
      result = function(self) return super.result(self) * self.factor end,
    })
    local Strict = keras.Metric("StrictPrecision", {
      inherit = keras.metrics.Precision,
      update_state = function(self, y_true, y_pred, sample_weight) super.update_state(self, y_true, ops.square(y_pred), sample_weight) end,
    })
    local history, model = fitted({ metrics = { Half { name = "half" }, "mse", Strict { thresholds = 0.25, name = "strict" },
      keras.metrics.Precision { name = "plain" } }, weighted_metrics = { Half { factor = 2, name = "double" }, keras.metrics.MeanSquaredError { name = "weighted" } },
      jit_compile = true }, one_hot, "softmax")
    assert.is_nil(model.train_function.eager)
    for epoch = 1, 2 do
      near(history.mse[epoch] / 2, history.half[epoch])
      near(history.weighted[epoch] * 2, history.double[epoch])
      near(history.plain[epoch], history.strict[epoch])
    end
    local config = keras.metrics.serialize(Half { factor = 3 })
    assert.equal(3, config.config.factor)
    assert.equal(3, keras.metrics.deserialize(config, { custom_objects = { HalfError = Half } }).factor)
  end)
end)
