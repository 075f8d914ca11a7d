-- keras.optimizers; schedule.lua holds the base class of learning rates that change with the step.
local Optimizer = require("lunula.optimizers.base").Optimizer

-- Names are read without regard to case, as in Keras.
return require "lunula.namespace"("keras.optimizers", "lunula.optimizers", "optimizer", Optimizer, {
  Adam = "adam", RMSprop = "rmsprop", SGD = "sgd",
}, nil, string.lower)
