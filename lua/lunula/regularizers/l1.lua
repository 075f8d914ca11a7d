-- L1: the sum of absolute values, scaled. Knows of its base class only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local base = require "lunula.regularizers.base"

return class.builtin(base.Regularizer, "L1", "keras.regularizers", {
  doc = {
    "The sum of absolute values: drives small weights to 0.",
    formula = "l1 sum(|w|)",
    shapes = "any shape -> ()",
    source = "Tibshirani, 1996",
    example = [[
print(keras.regularizers.L1(0.5)({ 1.0, -3.0 }))  --> tensor(2., shape=(), dtype=float32)]],
  },
  pure = true,
  params = { { "l1", 0.01, doc = "strength, not negative" } },
  initialize = function(self, args)
    super.initialize(self, args)
    self.l1 = base.rounded("L1", "l1", args.l1, 0.01)
  end,
  call = function(self, w)
    return self.l1 * ops.sum(ops.absolute(w))
  end,
})
