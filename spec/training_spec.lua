-- fit, evaluate, predict and their relatives as a Keras user knows them: arguments, data, logs, own steps, configurations, summaries.
local keras = require "lunula"
local core = require "lunula.core"
local helper = require "helper"
local ops = keras.ops
local layers = keras.layers

local x = ops.reshape(ops.arange(40), { 20, 2 }) / 40.0
local y = ops.sum(x, -1, true)

local function compiled(options)
  local model = keras.Sequential { input_shape = { 2 }, layers.Dense(3), layers.Dense(1) }
  local arguments = { optimizer = keras.optimizers.SGD(0.01), loss = "mse" }
  for key, value in pairs(options or {}) do arguments[key] = value end
  model:compile(arguments)
  return model
end

describe("summary", function()
  local models = {}
  function models.plain()
    return keras.Sequential { name = "plain", layers.Input { shape = { 64 } }, layers.Dense { 1000, name = "hidden" },
      layers.Dropout { 0.5, name = "drop" }, layers.Dense { 10, name = "out" } }
  end
  function models.frozen()
    local model = models.plain()
    model.layers[1].trainable = false
    return model
  end
  function models.long()
    return keras.Sequential { name = "long", layers.Input { shape = { 3 } },
      layers.Dense { 2, name = "a_layer_with_a_name_that_is_far_too_long_for_its_column" }, layers.Dense { 5, name = "short" } }
  end
  function models.unbuilt()
    return keras.Sequential { name = "unbuilt", layers.Dense { 2, name = "first" }, layers.Flatten { name = "flat" } }
  end
  function models.lazy()
    local model = keras.Sequential { name = "lazy", layers.Dense { 2, name = "first" }, layers.Flatten { name = "flat" } }
    model(ops.ones { 20, 4 })
    return model
  end
  function models.nested()
    return keras.Sequential { name = "nested", layers.Input { shape = { 6 } }, layers.Dense { 4, name = "before" },
      keras.Sequential { name = "block", layers.Input { shape = { 4 } }, layers.Dense { 3, name = "inner" }, layers.Activation { "relu", name = "act" } },
      layers.Dense { 2, name = "after" } }
  end
  function models.compiled()
    local model = models.plain()
    model:compile { optimizer = "adam", loss = "mse" }
    model:train_on_batch(ops.ones { 2, 64 }, ops.ones { 2, 10 })
    return model
  end
  for i, row in ipairs(helper.golden "keras/summary") do
    it(("%d, of the %s model, is Keras's"):format(i, row.name), function()
      local text
      local options = { print_fn = function(t) text = t end }
      for key, value in pairs(row.options) do options[key] = value end
      options.line_length = options.line_length or options.show_trainable and 100 or 88
      models[row.name]():summary(options)
      assert.equal(row.text, text)
    end)
  end
  it("refuses what makes no table", function()
    assert.error_matches(function() models.plain():summary { line_length = 9 } end, "too short")
    assert.error_matches(function() models.plain():summary { layer_range = { "nobody", "out" } } end, "nobody")
    assert.error_matches(function() models.plain():summary { lin_length = 9 } end, "line_length")
  end)
end)

describe("fit", function()
  it("goes through steps_per_epoch batches an epoch and goes on where it stopped", function()
    local rows = {}
    local Spy = keras.Model("Spy", {
      initialize = function(self, args)
        super.initialize(self, args)
        self.dense = layers.Dense(1)
      end,
      call = function(self, input) return self.dense(input) end,
      train_step = function(self, data)
        rows[#rows + 1] = data[1][0][0]:item()
        return super.train_step(self, data)
      end,
    })
    local model = Spy()
    model:compile { optimizer = "sgd", loss = "mse" }
    local history = model:fit(x, y, { batch_size = 5, steps_per_epoch = 3, epochs = 2, shuffle = false, verbose = 0 })
    assert.equal(2, #history.epoch)
    -- four batches: the first epoch ends after three; the second finds one, then the data's end
    assert.same({ 0.0, 0.25, 0.5, 0.75 }, rows)
  end)

  it("validates every validation_freq epochs, or at those listed", function()
    local function validated(frequency)
      local history = compiled():fit(x, y, { epochs = 4, validation_data = { x, y }, validation_freq = frequency, verbose = 0 })
      return #(history.history.val_loss or {})
    end
    assert.equal(4, validated(1))
    assert.equal(2, validated(2))
    assert.equal(1, validated(3))
    assert.equal(2, validated { 1, 4 })
    assert.error_matches(function() validated "often" end, "validation_freq")
  end)

  it("starts at initial_epoch", function()
    local history = compiled():fit(x, y, { epochs = 5, initial_epoch = 3, verbose = 0 })
    assert.same({ 3, 4 }, history.epoch)
  end)

  it("takes batches from a function", function()
    local at = 0
    local function batches()
      at = at + 1
      if at % 3 == 0 then return nil end
      return x, y
    end
    local model = compiled()
    assert.equal(2, #model:fit(batches, { epochs = 2, verbose = 0 }).epoch)
    assert.equal(6, at)
    assert.equal("number", type((model:evaluate(function() at = at + 1 if at % 3 ~= 0 then return x, y end end, { verbose = 0 }))))
  end)

  it("takes positional arguments in Keras's order", function()
    assert.equal(2, #compiled():fit(x, y, 10, 2, 0).epoch)
  end)

  it("says what is wrong with its data and arguments", function()
    local model = compiled()
    local bad = {
      { { x, y["0:10"] }, "y has 10 samples, x has 20" },
      { { x, y, { sample_weight = ops.ones { 3 } } }, "sample_weight has 3 samples" },
      { { ops.zeros { 0, 2 }, ops.zeros { 0, 1 } }, "no samples" },
      { { x, y, { batch_size = 0 } }, "batch_size is an integer from 1 on" },
      { { x, y, { epochs = "3" } }, 'epochs is an integer from 0 on, got "3"' },
      { { "data.csv", y }, "fit: x is made of tensors or tables of numbers, got a string" },
      { { x, y, { epoch = 3 } }, "there is no argument 'epoch'; did you mean 'epochs'" },
      { { x, y, { verbose = 3 } }, "verbose is 0, 1, 2" },
      { { x, y, { validation_split = 1.5 } }, "leaves no samples" },
      { { x, y, { class_weight = { [0] = 1 }, sample_weight = ops.ones { 20 } } }, "not both" },
      { { x, y, { class_weight = { one = 1 } } }, "integer labels" },
      { { 1.0, y }, "x is a scalar" },
      { { x }, "needs y" },
    }
    for _, case in ipairs(bad) do
      local ok, text = pcall(model.fit, model, table.unpack(case[1]))
      assert.is_false(ok)
      assert.truthy(tostring(text):find(case[2], 1, true), tostring(text))
    end
    local fresh = keras.Sequential { layers.Dense(1) }
    assert.error_matches(function() fresh:fit(x, y) end, "compile")
    assert.error_matches(function() fresh:evaluate(x, y) end, "compile")
    assert.error_matches(function() fresh:train_on_batch(x, y) end, "compile")
    assert.error_matches(function() fresh:compile { loss = "mze" } end, "Did you mean")
    assert.error_matches(function() fresh:compile { metrics = { "acuracy" } } end, "accuracy")
    assert.error_matches(function() fresh:compile { metrics = "accuracy" } end, "metrics is a list")
    assert.error_matches(function() compiled { loss = keras.losses.MeanSquaredError { reduction = "none" } }:fit(x, y, { verbose = 0 }) end, "reduction")
  end)

  it("moves whole batches with shuffle = \"batch\"", function()
    local seen = {}
    local Order = keras.Model("Order", { call = function(_, input) return input end, train_step = function(_, data)
      seen[#seen + 1] = data[1]:totable()
      return { loss = ops.sum(data[1]) }
    end })
    local model = Order()
    model:compile { loss = "mse" }
    keras.utils.set_random_seed(3)
    model:fit(ops.reshape(ops.arange(10), { 10, 1 }), { batch_size = 4, shuffle = "batch", verbose = 0 })
    assert.equal(3, #seen)
    assert.same({ { 8 }, { 9 } }, seen[3])
    for i = 1, 2 do assert.equal(seen[i][1][1] + 3, seen[i][4][1]) end
  end)

  it("weighs classes of integer and of one-hot labels alike", function()
    local inputs, labels = ops.reshape(ops.arange(12), { 6, 2 }) / 12.0, core.tensor({ 0, 1, 2, 1, 0, 2 }, "int32")
    local losses = {}
    for i, case in ipairs { { "sparse_categorical_crossentropy", labels }, { "categorical_crossentropy", ops.one_hot(labels, 3) } } do
      local model = keras.Sequential { input_shape = { 2 }, layers.Dense { 3, activation = "softmax", kernel_initializer = "ones" } }
      model:compile { optimizer = "sgd", loss = case[1], metrics = { "accuracy" } }
      losses[i] = model:fit(inputs, case[2], { class_weight = { [0] = 2, [2] = 0.5 }, shuffle = false, verbose = 0 }).history.loss[1]
    end
    assert.is_true(math.abs(losses[1] - losses[2]) < 1e-6)
  end)
end)

describe("a compiled model", function()
  it("names metrics as Keras does", function()
    local model = compiled { metrics = { "mse", "mse" }, weighted_metrics = { "mse", "mae" } }
    local logs = model:evaluate(x, y, { sample_weight = ops.arange(20) / 20.0, return_dict = true, verbose = 0 })
    for _, name in ipairs { "loss", "mse", "mse_1", "weighted_mse", "mae" } do assert.equal("number", type(logs[name]), name) end
    assert.equal(logs.mse, logs.mse_1)
    assert.is_true(logs.mse ~= logs.weighted_mse)
    assert.same({ "loss", "mse", "mse_1", "weighted_mse", "mae" }, model.metrics_names)
  end)

  it("gives loss and metrics of a batch, by order or name", function()
    local model = compiled { metrics = { "mae" } }
    local loss, mae = model:test_on_batch(x, y)
    local named = model:test_on_batch(x, y, { return_dict = true })
    assert.equal(loss, named.loss)
    assert.equal(mae, named.mae)
    local before = model:evaluate(x, y, { verbose = 0 })
    model:train_on_batch(x, y)
    assert.is_true(model:evaluate(x, y, { verbose = 0 }) < before)
    assert.same({ 20, 1 }, model:predict_on_batch(x).shape)
    assert.same({ 20, 1 }, model:predict(x, { batch_size = 7, verbose = 0 }).shape)
    assert.same({ 0, 1 }, model:predict(ops.zeros { 0, 2 }).shape)
  end)

  it("weighs its losses, and trains several outputs", function()
    local Two = keras.Model("Two", {
      initialize = function(self, args)
        super.initialize(self, args)
        self.a, self.b = layers.Dense { 1, kernel_initializer = "ones" }, layers.Dense { 1, kernel_initializer = "zeros" }
      end,
      call = function(self, input) return { left = self.a(input), right = self.b(input) } end,
    })
    local model = Two()
    model:compile { optimizer = keras.optimizers.SGD(0.1), loss = { left = "mse", right = "mae" }, loss_weights = { left = 0.5, right = 2.0 },
      metrics = { right = { "mse" } } }
    local target = { left = y, right = y }
    local logs = model:evaluate(x, target, { return_dict = true, verbose = 0 })
    assert.is_true(math.abs(logs.loss - (0.5 * logs.left_loss + 2 * logs.right_loss)) < 1e-6)
    assert.equal("number", type(logs.right_mse))
    local history = model:fit(x, target, { epochs = 5, verbose = 0 }).history
    assert.is_true(history.right_loss[5] < history.right_loss[1])
    assert.same({ 20, 1 }, model:predict(x, { verbose = 0 }).right.shape)
  end)

  it("has a step of one's own, and a loss of one's own", function()
    local Own = keras.Model("Own", {
      initialize = function(self, args)
        super.initialize(self, args)
        self.dense = layers.Dense { 1, kernel_initializer = "zeros" }
        self.distance = keras.metrics.Mean { name = "distance" }
      end,
      call = function(self, input) return self.dense(input) end,
      train_step = function(self, data)
        local loss, gradients = keras.value_and_grad(function()
          return ops.mean(ops.square(self(data[1], { training = true }) - data[2]))
        end, self.trainable_variables)()
        self.optimizer:apply(gradients, self.trainable_variables)
        self.distance:update_state(loss)
        return { distance = self.distance:result() }
      end,
    })
    local model = Own()
    model:compile { optimizer = keras.optimizers.SGD(0.1) }
    local history = model:fit(x, y, { epochs = 3, batch_size = 20, verbose = 0 }).history
    assert.is_true(history.distance[3] < history.distance[1])
    assert.is_nil(history.loss)
    local Doubled = keras.Model("Doubled", { inherit = Own, train_step = keras.Model.train_step,
      compute_loss = function(self, input, t, p, w, training) return 2 * super.compute_loss(self, input, t, p, w, training) end })
    local double, single = Doubled(), Own()
    for _, m in ipairs { double, single } do m:compile { optimizer = keras.optimizers.SGD(0.0), loss = "mse" } end
    local loss = single:evaluate(x, y, { verbose = 0 })
    assert.is_true(math.abs(double:fit(x, y, { verbose = 0 }).history.loss[1] - 2 * loss) < 1e-6)
  end)

  it("tells two variables apart that were given one tensor", function()
    local a, b = layers.Dense { 2, use_bias = false }, layers.Dense { 2, use_bias = false }
    local model = keras.Sequential { input_shape = { 2 }, a, b }
    local three = ops.ones { 2, 2 } * 3.0
    model:set_weights { three, three }
    model:compile { optimizer = keras.optimizers.SGD(1.0), loss = "mse" }
    model:train_on_batch({ { 1., 2. } }, { { 0., 1. } })
    assert.same({ { -318., -318. }, { -639., -639. } }, a.kernel.value:totable())
    assert.same({ { -483., -474. }, { -483., -474. } }, b.kernel.value:totable())
  end)

  it("writes its compile configuration and compiles from it", function()
    local model = compiled { metrics = { "mae" }, loss = keras.losses.Huber { delta = 0.5 } }
    local config = model:get_compile_config()
    assert.same({ "optimizer", "loss", "loss_weights", "metrics", "weighted_metrics", "run_eagerly", "steps_per_execution", "jit_compile" },
      getmetatable(config).keys)
    assert.is_false(config.run_eagerly)
    local text = keras.json.encode(config)
    local again = keras.Sequential { input_shape = { 2 }, layers.Dense(1) }
    assert.equal("{}", keras.json.encode(again:get_compile_config()))
    again:compile_from_config(keras.json.decode(text))
    assert.equal(text, keras.json.encode(again:get_compile_config()))
    assert.is_true(#again.optimizer.variables >= 2)
    assert.same({ input_shape = { keras.null, 2 } }, again:get_build_config())
    local other = keras.Sequential { layers.Dense(1) }
    other:build_from_config(again:get_build_config())
    assert.is_true(other.built)
    assert.same({ 2, 1 }, other.layers[1].kernel.shape)
  end)

  it("runs steps_per_execution batches between callbacks", function()
    local told = {}
    local spy = keras.callbacks.LambdaCallback { on_train_batch_begin = function(b) told[#told + 1] = "b" .. b end,
      on_train_batch_end = function(b) told[#told + 1] = "e" .. b end }
    compiled { steps_per_execution = 2 }:fit(x, y, { batch_size = 7, callbacks = { spy }, verbose = 0 })
    assert.same({ "b0", "e1", "b2", "e2" }, told)
  end)
end)

describe("a method of a model", function()
  it("called with a dot, as in Python, says how it is called", function()
    local model = keras.Sequential { input_shape = { 2 }, keras.layers.Dense(1) }
    local data = keras.ops.ones { 4, 2 }
    local calls = { compile = { { loss = "mse" } }, fit = { data, data }, evaluate = { data, data }, predict = { data }, summary = {}, save = { "x.keras" },
      load_weights = { "x.weights.h5" }, to_json = {}, get_layer = { "dense" }, add = { model.layers[1] }, train_on_batch = { data, data } }
    for name, arguments in pairs(calls) do
      local ok, message = pcall(model[name], table.unpack(arguments))
      assert.is_false(ok)
      assert.truthy(message:find(("%s is a method: write object:%s(...), with a colon"):format(name, name), 1, true), message)
    end
    local ok, message = pcall(model.layers[1].add_weight, { name = "w", shape = {} })
    assert.is_false(ok)
    assert.truthy(message:find("add_weight is a method", 1, true))
    assert.is_nil(model.compiled)
  end)
end)

describe("mixed precision", function()
  it("computes in 16 bits and keeps float32 variables", function()
    for policy, compute in pairs { mixed_float16 = "float16", mixed_bfloat16 = "bfloat16" } do
      local layer = layers.Dense { 3, dtype = policy }
      local out = layer(x)
      assert.equal(compute, out.dtype)
      assert.equal("float32", layer.kernel.dtype)
      assert.equal(compute, layer.compute_dtype)
      local model = keras.Sequential { dtype = policy, input_shape = { 2 }, layers.Dense { 8, dtype = policy }, layers.Dense { 1, dtype = policy } }
      model:compile { optimizer = keras.optimizers.SGD(0.1), loss = "mse" }
      assert.equal(policy == "mixed_float16", model.optimizer.inner_optimizer ~= nil)
      local history = model:fit(x, y, { epochs = 20, verbose = 0 }).history.loss
      assert.is_true(history[20] < history[1])
      assert.equal("float32", model.layers[1].kernel.dtype)
    end
  end)

  it("leaves out steps whose gradients are not finite", function()
    local optimizer = keras.optimizers.LossScaleOptimizer { keras.optimizers.SGD(0.5), initial_scale = 8.0, dynamic_growth_steps = 2 }
    local v = core.variable(core.tensor({ 1.0 }, "float32"), "v", true)
    local function step(g)
      optimizer:apply({ core.tensor({ g }, "float32") }, { v })
      return v.value[0]:item(), optimizer.dynamic_scale.value:item()
    end
    assert.equal(8.0, optimizer:scale_loss(core.tensor(1.0)):item())
    assert.same({ 0.5, 8.0 }, { step(8.0) })
    assert.same({ 0.5, 4.0 }, { step(math.huge) })
    assert.same({ 0.0, 4.0 }, { step(4.0) })
    assert.same({ -0.5, 8.0 }, { step(4.0) })
  end)
end)
