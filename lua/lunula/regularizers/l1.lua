-- L1: the sum of absolute values, scaled. Knows of its base class only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local Regularizer = require("lunula.regularizers.base").Regularizer

return class.builtin(Regularizer, "L1", "keras.regularizers", {
  doc = "L1(l1 = 0.01): l1 * sum(|w|).",
  aliases = { "l1" },
  pure = true,
  params = { { "l1", 0.01 } },
  call = function(self, w)
    return self.l1 * ops.sum(ops.absolute(w))
  end,
})
