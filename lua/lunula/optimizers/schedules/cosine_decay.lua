-- CosineDecay. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Schedule = require("lunula.optimizers.schedule").LearningRateSchedule

return class.builtin(Schedule, "CosineDecay", "keras.optimizers.schedules", {
  doc = {
    "Half a cosine down; with warmup_target a straight line up to it before that.",
    formula = "p ((1 - alpha)(1 + cos(pi min(s, n) / n)) / 2 + alpha), n = decay_steps; s = step, p = initial_learning_rate, or s = step - warmup_steps, p = "
      .. "warmup_target after the way up",
    source = "Loshchilov and Hutter, 2016; warm-up: Goyal et al., 2017",
    example = [[
local rate = keras.optimizers.schedules.CosineDecay { 0.0, decay_steps = 10, warmup_target = 0.5, warmup_steps = 4 }
print(rate(2))  --> tensor(0.25, shape=(), dtype=float32)
print(rate(4))  --> tensor(0.5, shape=(), dtype=float32)
print(rate(14))  --> tensor(0., shape=(), dtype=float32)]],
  },
  params = {
    { "initial_learning_rate", doc = "rate at step 0" }, { "decay_steps", doc = "number of steps of the way down" },
    { "alpha", 0.0, doc = "the last rate as a share of the highest" }, { "name", "CosineDecay", doc = "the name of the schedule" },
    { "warmup_target", core.null, doc = "the highest rate, where the way up ends; null begins with the way down" },
    { "warmup_steps", 0, doc = "number of steps of the way up" },
  },
  initialize = function(self, args)
    super.initialize(self, args)
    Schedule.base.methods.check_steps(self, "decay_steps")
  end,
  call = function(self, step)
    local initial = self:float(self.initial_learning_rate)
    local at, target = ops.cast(step, initial.dtype), self.warmup_target
    local peak = target and self:float(target) or initial
    local after = target and at - self.warmup_steps or at
    local fraction = ops.minimum(after, self.decay_steps) / self.decay_steps
    local decayed = peak * ((1 - self.alpha) * (0.5 * (1 + ops.cos(math.pi * fraction))) + self.alpha)
    if not target then return decayed end
    local warming = initial + (peak - initial) * (at / self.warmup_steps)
    return ops.where(ops.less(at, self.warmup_steps), warming, decayed)
  end,
})
