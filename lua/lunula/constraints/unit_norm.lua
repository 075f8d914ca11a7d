-- UnitNorm: vectors along an axis get norm 1. Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Constraint = require("lunula.constraints.base").Constraint

return class.builtin(Constraint, "UnitNorm", "keras.constraints", {
  doc = {
    "Gives vectors of weights the norm 1. Over axis 0 these are the weights into each output of a Dense layer.",
    formula = "w / (N + epsilon); N = sqrt(sum(w^2)) over axis",
    shapes = "w of any shape -> the same",
    example = [[
print(keras.constraints.UnitNorm() { 3.0, 4.0 })  --> tensor([0.6, 0.8], shape=(2,), dtype=float32)]],
  },
  pure = true,
  params = { { "axis", 0, doc = "the axis, or a list of axes, along which a vector lies" } },
  call = function(self, w)
    return w / (core.epsilon() + ops.sqrt(ops.sum(ops.square(w), self.axis, true)))
  end,
})
