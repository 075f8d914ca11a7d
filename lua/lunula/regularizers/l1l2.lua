-- L1L2: both penalties. Knows of its base class only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local base = require "lunula.regularizers.base"

return class.builtin(base.Regularizer, "L1L2", "keras.regularizers", {
  doc = "L1L2(l1 = 0, l2 = 0): l1 * sum(|w|) + l2 * sum(w^2).",
  pure = true,
  params = { { "l1", 0.0 }, { "l2", 0.0 } },
  initialize = function(self, args)
    self.l1, self.l2 = base.strength("L1L2", "l1", args.l1, 0.0), base.strength("L1L2", "l2", args.l2, 0.0)
  end,
  call = function(self, w)
    return self.l1 * ops.sum(ops.absolute(w)) + self.l2 * ops.sum(ops.square(w))
  end,
})
