-- L1: the sum of absolute values, scaled. Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.regularizers.base"

return class.builtin(base.Regularizer, "L1", "keras.regularizers", {
  doc = "L1(l1 = 0.01): l1 * sum(|w|).",
  pure = true,
  params = { { "l1", 0.01 } },
  initialize = function(self, args)
    -- Keras keeps this strength, alone among the three, as a tensor of floatx, and so writes 0.009999999776482582 for 0.01
    self.l1 = core.tensor(base.strength("L1", "l1", args.l1, 0.01), core.floatx()):item()
  end,
  call = function(self, w)
    return self.l1 * ops.sum(ops.absolute(w))
  end,
})
