-- MinMaxNorm: moves the norm of vectors along an axis between two bounds, at a rate. Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Constraint = require("lunula.constraints.base").Constraint

return class.builtin(Constraint, "MinMaxNorm", "keras.constraints", {
  doc = "MinMaxNorm(min_value = 0.0, max_value = 1.0, rate = 1.0, axis = 0): w * (rate * clip(N, min_value, max_value) + (1 - rate) * N) / (epsilon + N).",
  pure = true,
  params = { { "min_value", 0.0 }, { "max_value", 1.0 }, { "rate", 1.0 }, { "axis", 0 } },
  call = function(self, w)
    local norm = ops.sqrt(ops.sum(ops.square(w), self.axis, true))
    local wanted = self.rate * ops.clip(norm, self.min_value, self.max_value) + (1 - self.rate) * norm
    return w * (wanted / (norm + core.epsilon()))
  end,
})
