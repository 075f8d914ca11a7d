-- NonNeg: negative weights become 0. Knows of its base class only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local Constraint = require("lunula.constraints.base").Constraint

return class.builtin(Constraint, "NonNeg", "keras.constraints", {
  doc = {
    "Negative weights become 0.",
    formula = "max(w, 0)",
    shapes = "any shape, which stays",
    example = [[
print(keras.constraints.NonNeg()({ -1.0, 2.0 }))  --> tensor([0., 2.], shape=(2,), dtype=float32)]],
  },
  pure = true,
  call = function(_, w) return ops.maximum(w, 0) end,
})
