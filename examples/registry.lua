-- Objects to configs and back, by registered name.
local keras = require "lunula"

local ModifiedMSE = keras.Loss("ModifiedMeanSquaredError", { inherit = keras.losses.MeanSquaredError })
keras.saving.register_keras_serializable(ModifiedMSE, { package = "my_package" })
assert(keras.saving.get_registered_object("my_package>ModifiedMeanSquaredError") == ModifiedMSE)
assert(keras.saving.get_registered_name(ModifiedMSE) == "my_package>ModifiedMeanSquaredError")
local config = keras.saving.serialize_keras_object(ModifiedMSE())
print(config.module, config.class_name, config.registered_name)
print(config.config.name, config.config.reduction)
local again = keras.saving.deserialize_keras_object(config)
print(again)
local adam = keras.saving.deserialize_keras_object {
  class_name = "Adam", module = "keras.optimizers", registered_name = keras.null,
  config = { amsgrad = false, beta_1 = 0.8999999761581421, beta_2 = 0.9990000128746033,
             epsilon = 1e-07, learning_rate = 0.0010000000474974513, name = "Adam" },
}
print(adam, adam.beta_1)
