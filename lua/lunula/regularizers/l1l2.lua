-- L1L2: both penalties. Knows of its base class only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local base = require "lunula.regularizers.base"

return class.builtin(base.Regularizer, "L1L2", "keras.regularizers", {
  doc = {
    "The sums of absolute values and of squares; one of strength 0 isn't computed.",
    formula = "l1 sum(|w|) + l2 sum(w^2)",
    shapes = "any shape -> ()",
    source = "Zou and Hastie, 2005",
    example = [[
print(keras.regularizers.L1L2 { l1 = 0.5, l2 = 0.25 }({ 1.0, -3.0 }))  --> tensor(4.5, shape=(), dtype=float32)]],
  },
  pure = true,
  params = { { "l1", 0.0, doc = "strength of the absolute values, not negative" }, { "l2", 0.0, doc = "strength of the squares, not negative" } },
  initialize = function(self, args)
    super.initialize(self, args)
    self.l1, self.l2 = base.strength("L1L2", "l1", args.l1, 0.0), base.strength("L1L2", "l2", args.l2, 0.0)
  end,
  call = function(self, w)
    local penalty = ops.zeros({}, ops.convert_to_tensor(w).dtype)
    if self.l1 ~= 0 then penalty = penalty + self.l1 * ops.sum(ops.absolute(w)) end
    if self.l2 ~= 0 then penalty = penalty + self.l2 * ops.sum(ops.square(w)) end
    return penalty
  end,
})
