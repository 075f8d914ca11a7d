-- The examples by which Lunula is accepted, word by word, in one script; what it prints is compared byte by byte.
local outside = require "outside"
local script = [==[
local keras = require "lunula"
local ops = keras.ops

-- a constraint -------------------------------------------------------------------------------
local NonNegative = keras.Constraint("NonNegative", {
  call = function(self, w)
    return w * ops.cast(ops.greater_equal(w, 0), w.dtype)
  end,
})
local weight = ops.convert_to_tensor { -1.0, 1.0 }
print(NonNegative()(weight))     --> tensor([-0.,  1.], shape=(2,), dtype=float32)
print(keras.layers.Dense { units = 4, kernel_constraint = NonNegative() })
                                 --> <Dense name=dense, built=false>

-- a loss -------------------------------------------------------------------------------------
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
print(mse(y_true, y_pred))                                          --> tensor(123.5, shape=(), dtype=float32)
print(mse(y_true, y_pred, { sample_weight = { .25, .25, 1, 1 } }))  --> tensor(112.8125, shape=(), dtype=float32)

-- the registry -------------------------------------------------------------------------------
local ModifiedMSE = keras.Loss("ModifiedMeanSquaredError", { inherit = keras.losses.MeanSquaredError })
keras.saving.register_keras_serializable(ModifiedMSE, { package = "my_package" })
assert(keras.saving.get_registered_object("my_package>ModifiedMeanSquaredError") == ModifiedMSE)
assert(keras.saving.get_registered_name(ModifiedMSE) == "my_package>ModifiedMeanSquaredError")
local config = keras.saving.serialize_keras_object(ModifiedMSE())
-- { module = ..., class_name = "ModifiedMeanSquaredError", registered_name = "my_package>Modified...",
--   config = { name = "mean_squared_error", reduction = "sum_over_batch_size" } }
local again = keras.saving.deserialize_keras_object(config)
local adam = keras.saving.deserialize_keras_object {
  class_name = "Adam", module = "keras.optimizers", registered_name = keras.null,
  config = { amsgrad = false, beta_1 = 0.8999999761581421, beta_2 = 0.9990000128746033,
             epsilon = 1e-07, learning_rate = 0.0010000000474974513, name = "Adam" },
}
]==]

local printed = {
  "tensor([-0.,  1.], shape=(2,), dtype=float32)", "<Dense name=dense, built=false>", "tensor(123.5, shape=(), dtype=float32)",
  "tensor(112.8125, shape=(), dtype=float32)", "",
}

local function run(text) return outside.output(("'%s' '%s'"):format(outside.program, outside.write(outside.path "examples.lua", text))) end

describe("the acceptance examples", function()
  it("print what they say", function() assert.equal(table.concat(printed, "\n"), run(script)) end)

  it("leave the configs and objects that they say", function()
    local tail = [==[
print(keras.json.encode(config))
print(again, again.reduction, adam, adam.beta_1 == 0.8999999761581421, adam.epsilon == 1e-07, adam.name)
print(keras.json.encode(keras.saving.serialize_keras_object(adam).config))]==]
    local expected = table.concat(printed, "\n") .. [==[
{"module": null, "class_name": "ModifiedMeanSquaredError", "config": {"name": "mean_squared_error", "reduction": "sum_over_batch_size"}, ]==]
      .. [==["registered_name": "my_package>ModifiedMeanSquaredError"}
<ModifiedMeanSquaredError>	sum_over_batch_size	<Adam>	true	true	Adam
{"name": "Adam", "learning_rate": 0.0010000000474974513, "weight_decay": null, "clipnorm": null, "global_clipnorm": null, "clipvalue": null, ]==]
      .. [==["use_ema": false, "ema_momentum": 0.99, "ema_overwrite_frequency": null, "loss_scale_factor": null, "gradient_accumulation_steps": null, ]==]
      .. [==["beta_1": 0.8999999761581421, "beta_2": 0.9990000128746033, "epsilon": 1e-07, "amsgrad": false}
]==]
    assert.equal(expected, run(script .. tail))
  end)
end)
