-- MaxNorm: shrinks vectors along an axis whose norm is above a bound. Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Constraint = require("lunula.constraints.base").Constraint

return class.builtin(Constraint, "MaxNorm", "keras.constraints", {
  doc = "MaxNorm(max_value = 2, axis = 0): w * clip(N, 0, max_value) / (epsilon + N), N the Euclidean norm over axis (an integer or a list).",
  pure = true,
  params = { { "max_value", 2 }, { "axis", 0 } },
  call = function(self, w)
    local norm = ops.sqrt(ops.sum(ops.square(w), self.axis, true))
    return w * (ops.clip(norm, 0, self.max_value) / (norm + core.epsilon()))
  end,
})
