-- keras.optimizers; schedule.lua holds the base class of learning rates that change with the step, schedules/ the built-in ones.
local Optimizer = require("lunula.optimizers.base").Optimizer

-- Names are read without regard to case, as in Keras.
local M = require "lunula.namespace"("keras.optimizers", "lunula.optimizers", "optimizer", Optimizer, {
  Adam = "adam", LossScaleOptimizer = "loss_scale_optimizer", RMSprop = "rmsprop", SGD = "sgd",
}, nil, string.lower)
rawset(M, "schedules", require "lunula.optimizers.schedules")
return M
