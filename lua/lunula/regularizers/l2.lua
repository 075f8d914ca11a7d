-- L2: the sum of squares, scaled. Knows of its base class only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local base = require "lunula.regularizers.base"

return class.builtin(base.Regularizer, "L2", "keras.regularizers", {
  doc = "L2(l2 = 0.01): l2 * sum(w^2).",
  pure = true,
  params = { { "l2", 0.01 } },
  initialize = function(self, args) self.l2 = base.strength("L2", "l2", args.l2, 0.01) end,
  call = function(self, w)
    return self.l2 * ops.sum(ops.square(w))
  end,
})
