-- keras.optimizers; schedule.lua holds the base class of learning rates that change with the step.
local Optimizer = require("lunula.optimizers.base").Optimizer

return require "lunula.namespace"("keras.optimizers", "lunula.optimizers", "optimizer", Optimizer, {
  Adam = "adam", RMSprop = "rmsprop", SGD = "sgd",
})
