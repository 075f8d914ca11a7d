-- CosineDecay. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Schedule = require("lunula.optimizers.schedule").LearningRateSchedule

return class.builtin(Schedule, "CosineDecay", "keras.optimizers.schedules", {
  doc = "CosineDecay(initial_learning_rate, decay_steps, alpha = 0.0, warmup_target = nil, warmup_steps = 0): a linear warm-up to warmup_target, then half a cosine "
    .. "down to alpha times that (Loshchilov and Hutter, 2016).",
  params = { { "initial_learning_rate" }, { "decay_steps" }, { "alpha", 0.0 }, { "name", "CosineDecay" }, { "warmup_target", core.null },
    { "warmup_steps", 0 } },
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
