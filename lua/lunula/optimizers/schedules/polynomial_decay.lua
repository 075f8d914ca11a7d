-- PolynomialDecay. Knows of its base class and ops only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local Schedule = require("lunula.optimizers.schedule").LearningRateSchedule

return class.builtin(Schedule, "PolynomialDecay", "keras.optimizers.schedules", {
  doc = {
    "Falls from one rate to another within decay_steps steps, as a power of the steps left.",
    formula = "(initial_learning_rate - end_learning_rate) (1 - min(step, n) / n)^power + end_learning_rate, n = decay_steps; with cycle n is the multiple of "
      .. "decay_steps that holds the step",
    example = [[
local rate = keras.optimizers.schedules.PolynomialDecay { 0.5, decay_steps = 10, end_learning_rate = 0.25 }
print(rate(0))  --> tensor(0.5, shape=(), dtype=float32)
print(rate(5))  --> tensor(0.375, shape=(), dtype=float32)
print(rate(20))  --> tensor(0.25, shape=(), dtype=float32)]],
  },
  params = {
    { "initial_learning_rate", doc = "rate at step 0" }, { "decay_steps", doc = "number of steps of the fall" },
    { "end_learning_rate", 0.0001, doc = "rate at its end" }, { "power", 1.0, doc = "1.0 for a straight line" },
    { "cycle", false, doc = "whether to begin again, from ever lower rates" }, { "name", "PolynomialDecay", doc = "the name of the schedule" },
  },
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
