-- L2: the sum of squares, scaled. Knows of its base class only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local Regularizer = require("lunula.regularizers.base").Regularizer

return class.builtin(Regularizer, "L2", "keras.regularizers", {
  doc = "L2(l2 = 0.01): l2 * sum(w^2).",
  aliases = { "l2" },
  pure = true,
  params = { { "l2", 0.01 } },
  call = function(self, w)
    return self.l2 * ops.sum(ops.square(w))
  end,
})
