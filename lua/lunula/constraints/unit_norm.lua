-- UnitNorm: vectors along an axis get norm 1. Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Constraint = require("lunula.constraints.base").Constraint

return class.builtin(Constraint, "UnitNorm", "keras.constraints", {
  doc = "UnitNorm(axis = 0): w / (epsilon + N), N the Euclidean norm over axis (an integer or a list).",
  pure = true,
  params = { { "axis", 0 } },
  call = function(self, w)
    return w / (core.epsilon() + ops.sqrt(ops.sum(ops.square(w), self.axis, true)))
  end,
})
