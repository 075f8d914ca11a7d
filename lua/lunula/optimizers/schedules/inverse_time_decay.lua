-- InverseTimeDecay. Knows of its base class and ops only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local Schedule = require("lunula.optimizers.schedule").LearningRateSchedule

return class.builtin(Schedule, "InverseTimeDecay", "keras.optimizers.schedules", {
  doc = {
    "Falls as one over the time.",
    formula = "initial_learning_rate / (1 + decay_rate * step / decay_steps); staircase rounds step / decay_steps down",
    example = [[
local rate = keras.optimizers.schedules.InverseTimeDecay { 0.5, decay_steps = 10, decay_rate = 1.0 }
print(rate(0))  --> tensor(0.5, shape=(), dtype=float32)
print(rate(10))  --> tensor(0.25, shape=(), dtype=float32)
print(rate(30))  --> tensor(0.125, shape=(), dtype=float32)]],
  },
  params = {
    { "initial_learning_rate", doc = "rate at step 0" }, { "decay_steps", doc = "the unit of time, in steps" },
    { "decay_rate", doc = "how fast the rate falls" }, { "staircase", false, doc = "whether to fall only every decay_steps steps" },
    { "name", "InverseTimeDecay", doc = "the name of the schedule" },
  },
  initialize = function(self, args)
    super.initialize(self, args)
    Schedule.base.methods.check_steps(self, "decay_steps")
  end,
  call = function(self, step)
    local initial = self:float(self.initial_learning_rate)
    local p = ops.cast(step, initial.dtype) / self.decay_steps
    if self.staircase then p = ops.floor(p) end
    return initial / (1 + p * self.decay_rate)
  end,
})
