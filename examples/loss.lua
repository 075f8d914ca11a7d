-- A loss of one's own, in a model and by hand, with sample weights.
local keras = require "lunula"
local ops = keras.ops

local CustomMSE = keras.Loss("CustomMeanSquaredError", {
  call = function(self, y_true, y_pred)
    return ops.mean(ops.square(y_pred - y_true), -1)
  end,
})
local model = keras.Sequential { input_shape = { 10 }, keras.layers.Dense(10) }
model:compile { loss = CustomMSE() }

local mse = CustomMSE { name = "my_custom_mse_instance" }
local y_true = ops.reshape(ops.arange(20), { 4, 5 })
local y_pred = ops.reshape(ops.arange(20), { 4, 5 }) * 2
print(mse(y_true, y_pred))
print(mse(y_true, y_pred, { sample_weight = { .25, .25, 1, 1 } }))
