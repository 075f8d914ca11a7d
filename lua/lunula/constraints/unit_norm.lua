-- UnitNorm: vectors along an axis get norm 1. Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local base = require "lunula.constraints.base"

return class.builtin(base.Constraint, "UnitNorm", "keras.constraints", {
  doc = {
    "Vectors get norm 1; those of zeros stay.",
    formula = "w / (epsilon + N); N = sqrt(sum(w^2)) over axis",
    shapes = "any shape, which stays; the incoming weights of a unit stand along axis 0 of a Dense kernel, along { 0, 1, 2 } of a Conv2D kernel",
    example = [[
print(keras.constraints.UnitNorm()({ 3.0, 4.0 }))  --> tensor([0.6, 0.8], shape=(2,), dtype=float32)]],
  },
  pure = true,
  params = { { "axis", 0, doc = "axis of the vectors, or a list of axes; keras.null for all" } },
  initialize = function(self, args)
    super.initialize(self, args)
    base.axes("UnitNorm", self.axis)
  end,
  call = function(self, w)
    return base.scaled(w, self.axis, function(norms) return 1 / (core.epsilon() + norms) end)
  end,
})
