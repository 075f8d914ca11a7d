-- CosineDecayRestarts. Knows of its base class and ops only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local Schedule = require("lunula.optimizers.schedule").LearningRateSchedule

return class.builtin(Schedule, "CosineDecayRestarts", "keras.optimizers.schedules", {
  doc = {
    "Half cosines one after the other, each t_mul times as long and m_mul times as high as the last.",
    formula = "initial_learning_rate ((1 - alpha) m_mul^k (1 + cos(pi f)) / 2 + alpha), f = share of cycle k that is over",
    source = "Loshchilov and Hutter, 2016",
    example = [[
local rate = keras.optimizers.schedules.CosineDecayRestarts { 0.5, first_decay_steps = 10, m_mul = 0.5 }
print(rate(0))  --> tensor(0.5, shape=(), dtype=float32)
print(rate(10))  --> tensor(0.25, shape=(), dtype=float32)
print(rate(30))  --> tensor(0.125, shape=(), dtype=float32)]],
  },
  params = {
    { "initial_learning_rate", doc = "rate at step 0" }, { "first_decay_steps", doc = "length of the first cycle" },
    { "t_mul", 2.0, doc = "each cycle's length as a multiple of the last one's" }, { "m_mul", 1.0, doc = "each cycle's height as a multiple of the last one's" },
    { "alpha", 0.0, doc = "the lowest rate as a share of initial_learning_rate" }, { "name", "SGDRDecay", doc = "the name of the schedule" },
  },
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
