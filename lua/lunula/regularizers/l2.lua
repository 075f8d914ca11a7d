-- L2: the sum of squares, scaled. Knows of its base class only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local base = require "lunula.regularizers.base"

return class.builtin(base.Regularizer, "L2", "keras.regularizers", {
  doc = {
    "The sum of squares: keeps weights small.",
    formula = "l2 sum(w^2)",
    shapes = "any shape -> ()",
    source = "Hoerl and Kennard, 1970",
    example = [[
print(keras.regularizers.L2(0.5)({ 1.0, -3.0 }))  --> tensor(5., shape=(), dtype=float32)]],
  },
  pure = true,
  params = { { "l2", 0.01, doc = "strength, not negative" } },
  initialize = function(self, args)
    super.initialize(self, args)
    self.l2 = base.strength("L2", "l2", args.l2, 0.01)
  end,
  call = function(self, w)
    return self.l2 * ops.sum(ops.square(w))
  end,
})
