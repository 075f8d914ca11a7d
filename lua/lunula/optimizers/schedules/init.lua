-- keras.optimizers.schedules: learning rates as functions of the step.
local Schedule = require("lunula.optimizers.schedule").LearningRateSchedule

return require "lunula.namespace"("keras.optimizers.schedules", "lunula.optimizers.schedules", "learning rate schedule", Schedule, {
  CosineDecay = "cosine_decay", CosineDecayRestarts = "cosine_decay_restarts", ExponentialDecay = "exponential_decay",
  InverseTimeDecay = "inverse_time_decay", PiecewiseConstantDecay = "piecewise_constant_decay", PolynomialDecay = "polynomial_decay",
})
