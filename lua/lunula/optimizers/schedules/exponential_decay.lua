-- ExponentialDecay. Knows of its base class and ops only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local Schedule = require("lunula.optimizers.schedule").LearningRateSchedule

return class.builtin(Schedule, "ExponentialDecay", "keras.optimizers.schedules", {
  doc = "ExponentialDecay(initial_learning_rate, decay_steps, decay_rate, staircase = false): initial * decay_rate ^ (step / decay_steps).",
  params = { { "initial_learning_rate" }, { "decay_steps" }, { "decay_rate" }, { "staircase", false }, { "name", "ExponentialDecay" } },
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
