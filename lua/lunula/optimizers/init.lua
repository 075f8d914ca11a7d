-- keras.optimizers. base.lua (with step.lua) holds the base class of optimizers, wrapper.lua that of optimizers around others, schedule.lua that of learning
-- rates that change with the step, schedules/ the built-in ones.
local Optimizer = require("lunula.optimizers.base").Optimizer

-- Names are read without regard to case, as in Keras.
local M = require "lunula.namespace"("keras.optimizers", "lunula.optimizers", "optimizer", Optimizer, {
  Adadelta = "adadelta", Adafactor = "adafactor", Adagrad = "adagrad", Adam = "adam", AdamW = "adamw", Adamax = "adamax", Ftrl = "ftrl", Lamb = "lamb",
  Lion = "lion", LossScaleOptimizer = "loss_scale_optimizer", MultiOptimizer = "multi_optimizer", Muon = "muon", Nadam = "nadam",
  OptimizerMap = "optimizer_map", RMSprop = "rmsprop", SGD = "sgd", ScheduleFreeAdamW = "schedule_free_adamw",
}, nil, string.lower)
rawset(M, "schedules", require "lunula.optimizers.schedules")
return M
