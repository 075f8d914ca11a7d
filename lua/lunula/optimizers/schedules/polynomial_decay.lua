-- PolynomialDecay. Knows of its base class and ops only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local Schedule = require("lunula.optimizers.schedule").LearningRateSchedule

return class.builtin(Schedule, "PolynomialDecay", "keras.optimizers.schedules", {
  doc = "PolynomialDecay(initial_learning_rate, decay_steps, end_learning_rate = 0.0001, power = 1.0, cycle = false): falls to the end rate as a polynomial; with "
    .. "`cycle` decay_steps is stretched to the multiple of itself that holds the step.",
  params = { { "initial_learning_rate" }, { "decay_steps" }, { "end_learning_rate", 0.0001 }, { "power", 1.0 }, { "cycle", false },
    { "name", "PolynomialDecay" } },
  initialize = function(self, args)
    super.initialize(self, args)
    Schedule.base.methods.check_steps(self, "decay_steps")
  end,
  call = function(self, step)
    local initial, last = self:float(self.initial_learning_rate), self:float(self.end_learning_rate)
    local at, steps = ops.cast(step, initial.dtype), self:float(self.decay_steps)
    if self.cycle then
      steps = steps * ops.where(ops.equal(at, 0), 1.0, ops.ceil(at / self.decay_steps))
    else
      at = ops.minimum(at, steps)
    end
    return (initial - last) * ops.power(1 - at / steps, self.power) + last
  end,
})
