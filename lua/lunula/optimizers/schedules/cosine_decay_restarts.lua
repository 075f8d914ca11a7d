-- CosineDecayRestarts. Knows of its base class and ops only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local Schedule = require("lunula.optimizers.schedule").LearningRateSchedule

return class.builtin(Schedule, "CosineDecayRestarts", "keras.optimizers.schedules", {
  doc = "CosineDecayRestarts(initial_learning_rate, first_decay_steps, t_mul = 2.0, m_mul = 1.0, alpha = 0.0): half cosines one after the other, each t_mul times as "
    .. "long and m_mul times as high as the last.",
  params = { { "initial_learning_rate" }, { "first_decay_steps" }, { "t_mul", 2.0 }, { "m_mul", 1.0 }, { "alpha", 0.0 }, { "name", "SGDRDecay" } },
  initialize = function(self, args)
    super.initialize(self, args)
    Schedule.base.methods.check_steps(self, "first_decay_steps")
  end,
  call = function(self, step)
    local initial = self:float(self.initial_learning_rate)
    local done = ops.cast(step, initial.dtype) / self.first_decay_steps
    local restart, fraction
    if self.t_mul == 1 then
      restart = ops.floor(done)
      fraction = done - restart
    else
      -- the lengths are a geometric series: restart k begins at (1 - t^k) / (1 - t)
      restart = ops.floor(ops.log(1 - done * (1 - self.t_mul)) / math.log(self.t_mul))
      local length = ops.power(self:float(self.t_mul), restart)
      fraction = (done - (1 - length) / (1 - self.t_mul)) / length
    end
    local height = ops.power(self:float(self.m_mul), restart)
    return initial * ((1 - self.alpha) * (0.5 * height * (1 + ops.cos(math.pi * fraction))) + self.alpha)
  end,
})
