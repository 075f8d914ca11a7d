-- keras.optimizers.
local Optimizer = require("lunula.optimizers.base").Optimizer

return require "lunula.namespace"("keras.optimizers", "lunula.optimizers", "optimizer", Optimizer, {
  Adam = "adam", RMSprop = "rmsprop", SGD = "sgd",
})
