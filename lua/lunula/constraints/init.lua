-- keras.constraints.
local Constraint = require("lunula.constraints.base").Constraint

return require "lunula.namespace"("keras.constraints", "lunula.constraints", "constraint", Constraint, {
  MaxNorm = "max_norm", MinMaxNorm = "min_max_norm", NonNeg = "non_neg", UnitNorm = "unit_norm",
})
