-- MaxNorm: shrinks vectors along an axis whose norm is above a bound. Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Constraint = require("lunula.constraints.base").Constraint

return class.builtin(Constraint, "MaxNorm", "keras.constraints", {
  doc = {
    "Shortens vectors of weights whose norm is above max_value. Over axis 0 these are the weights into each output of a Dense layer.",
    formula = "w clip(N, 0, max_value) / (N + epsilon); N = sqrt(sum(w^2)) over axis",
    shapes = "w of any shape -> the same",
    source = "Srivastava et al., Dropout: a simple way to prevent neural networks from overfitting, 2014",
    example = [[
local constraint = keras.constraints.MaxNorm { max_value = 1.0 }
print(constraint { 3.0, 4.0 })  --> tensor([0.6, 0.8], shape=(2,), dtype=float32)]],
  },
  pure = true,
  params = { { "max_value", 2, doc = "the largest norm" }, { "axis", 0, doc = "the axis, or a list of axes, along which a vector lies" } },
  call = function(self, w)
    local norm = ops.sqrt(ops.sum(ops.square(w), self.axis, true))
    return w * (ops.clip(norm, 0, self.max_value) / (norm + core.epsilon()))
  end,
})
