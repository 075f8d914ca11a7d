-- NonNeg: negative weights become 0. Knows of its base class only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local Constraint = require("lunula.constraints.base").Constraint

return class.builtin(Constraint, "NonNeg", "keras.constraints", {
  doc = {
    "Makes negative weights 0.",
    formula = "max(w, 0)",
    shapes = "w of any shape -> the same",
    example = [[
print(keras.constraints.NonNeg() { -1.0, 0.0, 2.0 })  --> tensor([0., 0., 2.], shape=(3,), dtype=float32)]],
  },
  pure = true,
  call = function(_, w) return ops.maximum(w, 0) end,
})
