-- NonNeg: negative weights become 0. Knows of its base class only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local Constraint = require("lunula.constraints.base").Constraint

return class.builtin(Constraint, "NonNeg", "keras.constraints", {
  doc = "NonNeg(): max(w, 0).",
  pure = true,
  call = function(_, w) return ops.maximum(w, 0) end,
})
