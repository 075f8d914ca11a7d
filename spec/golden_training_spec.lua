-- Twenty steps of training from the real Keras's initial weights on its data, unshuffled: the same final weights and history, for
-- every optimizer, clipping, weight decay, averaging, regularizer, constraint, weighting, and for classes of one's own.
local keras = require "lunula"
local helper = require "helper"
local ops = keras.ops

-- Rounding of float32 accumulated over twenty steps, in units of helper's tolerance.
local SLACK = 2

local own = {
  LogSquare = keras.Loss("LogSquare", {
    call = function(_, y_true, y_pred)
      return ops.mean(ops.log(1 + ops.square(y_pred - y_true)), -1)
    end,
  }),
  Halved = keras.Constraint("Halved", {
    call = function(_, w)
      return ops.where(ops.less(w, 0), w * 0.5, w)
    end,
  }),
}

local make
function make(namespace, description)
  if type(description) ~= "table" then
    return description
  end
  local options = {}
  for k, v in pairs(description) do
    if k ~= "class" then
      options[k] = type(v) == "table" and v.class and make(namespace.schedules, v) or v
    end
  end
  local class = own[description.class] or namespace[description.class]
  return class(options)
end

local function weights(list)
  local revived = {}
  for k, golden in ipairs(list) do
    revived[k] = helper.tensor(golden)
  end
  return revived
end

local rows = helper.golden "keras/training"
local data = table.remove(rows, 1)

local function train(row)
  local dense = { units = 4, activation = "tanh" }
  for key, description in pairs(row.layer) do
    dense[key] = make(key:find "constraint" and keras.constraints or keras.regularizers, description)
  end
  local model = keras.Sequential {
    keras.layers.Input { shape = { 3 } },
    keras.layers.Dense(dense),
    keras.layers.Dense { units = row.units, activation = row.units == 3 and "softmax" or nil },
  }
  model:set_weights(weights(data.start[tostring(row.units)]))
  model:compile {
    optimizer = make(keras.optimizers, row.optimizer),
    loss = make(keras.losses, row.loss),
    metrics = #row.metrics > 0 and row.metrics or nil,
    weighted_metrics = #row.weighted_metrics > 0 and row.weighted_metrics or nil,
    loss_weights = row.compile.loss_weights,
  }
  local options = { batch_size = row.fit.batch_size or 5, epochs = 5, shuffle = false, verbose = 0 }
  if row.fit.sample_weight then
    options.sample_weight = helper.tensor(data.sample_weight)
  end
  if row.fit.class_weight then
    options.class_weight = {}
    for k, weight in ipairs(row.fit.class_weight) do
      options.class_weight[k - 1] = weight
    end
  end
  if row.fit.validation then
    options.validation_data = weights(data.validation)
  end
  options.validation_split = row.fit.validation_split
  for _, key in ipairs { "initial_epoch", "validation_batch_size", "validation_freq", "steps_per_epoch" } do options[key] = row.fit[key] end
  local y = helper.tensor(row.units == 3 and data.labels or data.y)
  if row.fit.one_hot then
    y = ops.one_hot(y, 3)
  end
  return model, model:fit(helper.tensor(data.x), y, options)
end

-- Hides the steps whose first feature is below -0.5.
local Inner = keras.Layer("Inner", {
  supports_masking = true,
  compute_mask = function(_, x)
    return ops.greater(x["..., 0"], -0.5)
  end,
})

local function train_sequences(row)
  local list = { input_shape = { 5, 3 }, keras.layers.Dense { 4, activation = "tanh" }, keras.layers.Dense(2) }
  if not row.weights_per_step then
    table.insert(list, 1, Inner())
  end
  local model = keras.Sequential(list)
  model:set_weights(weights(data.start["2"]))
  model:compile { optimizer = make(keras.optimizers, row.optimizer), loss = row.loss, metrics = row.compile.metrics,
    weighted_metrics = row.compile.weighted_metrics }
  return model, model:fit(ops.reshape(helper.tensor(data.x), { 4, 5, 3 }), ops.reshape(helper.tensor(data.y), { 4, 5, 2 }),
    { batch_size = 2, epochs = 5, shuffle = false, verbose = 0,
      sample_weight = row.weights_per_step and ops.reshape(helper.tensor(data.sample_weight), { 4, 5 }) or nil })
end

describe("twenty steps with", function()
  for _, row in ipairs(rows) do
    it(row.name, function()
      local model, history = (row.sequences and train_sequences or train)(row)
      for key, expected in pairs(row.history) do
        local got = history.history[key]
        assert.truthy(got, "history has no " .. key)
        assert.equal(#expected, #got)
        for epoch, value in ipairs(expected) do
          helper.near(value, got[epoch], ("%s of epoch %d"):format(key, epoch), SLACK)
        end
      end
      for k, w in ipairs(model:get_weights()) do
        assert.is_nil(helper.difference(w, row.weights[k], SLACK), "weight " .. k)
      end
      for key in pairs(row.evaluated and {} or history.history) do
        assert.truthy(row.history[key], "history has " .. key .. " too")
      end
      for key, value in pairs(row.evaluated or {}) do
        local got = model:evaluate(ops.reshape(helper.tensor(data.x), { 4, 5, 3 }), ops.reshape(helper.tensor(data.y), { 4, 5, 2 }),
          { batch_size = 2, verbose = 0, return_dict = true })[key]
        helper.near(value, got, key, SLACK)
      end
      assert.is_nil(row.prediction and helper.difference(model(helper.tensor(data.validation[1])), row.prediction, SLACK))
    end)
  end
end)
