-- L1L2: both penalties. Knows of its base class only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local Regularizer = require("lunula.regularizers.base").Regularizer

return class.builtin(Regularizer, "L1L2", "keras.regularizers", {
  doc = "L1L2(l1 = 0, l2 = 0): l1 * sum(|w|) + l2 * sum(w^2).",
  aliases = { "l1_l2" },
  pure = true,
  params = { { "l1", 0.0 }, { "l2", 0.0 } },
  call = function(self, w)
    return self.l1 * ops.sum(ops.absolute(w)) + self.l2 * ops.sum(ops.square(w))
  end,
})
