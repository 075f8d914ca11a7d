-- ExponentialDecay. Knows of its base class and ops only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local Schedule = require("lunula.optimizers.schedule").LearningRateSchedule

return class.builtin(Schedule, "ExponentialDecay", "keras.optimizers.schedules", {
  doc = {
    "Falls by the same factor every decay_steps steps.",
    formula = "initial_learning_rate * decay_rate ^ (step / decay_steps); staircase rounds the exponent down",
    example = [[
local rate = keras.optimizers.schedules.ExponentialDecay { 0.5, decay_steps = 10, decay_rate = 0.25 }
print(rate(0))  --> tensor(0.5, shape=(), dtype=float32)
print(rate(5))  --> tensor(0.25, shape=(), dtype=float32)
print(rate(10))  --> tensor(0.125, shape=(), dtype=float32)]],
  },
  params = {
    { "initial_learning_rate", doc = "rate at step 0" }, { "decay_steps", doc = "after so many steps the rate is decay_rate times what it was" },
    { "decay_rate", doc = "the factor" }, { "staircase", false, doc = "whether to fall only every decay_steps steps" },
    { "name", "ExponentialDecay", doc = "the name of the schedule" },
  },
  initialize = function(self, args)
    super.initialize(self, args)
    Schedule.base.methods.check_steps(self, "decay_steps")
  end,
  call = function(self, step)
    local initial = self:float(self.initial_learning_rate)
    local p = ops.cast(step, initial.dtype) / self.decay_steps
    if self.staircase then p = ops.floor(p) end
    return initial * ops.power(self:float(self.decay_rate), p)
  end,
})
