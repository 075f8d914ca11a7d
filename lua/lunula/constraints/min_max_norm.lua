-- MinMaxNorm: moves the norm of vectors along an axis between two bounds, at a rate. Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Constraint = require("lunula.constraints.base").Constraint

return class.builtin(Constraint, "MinMaxNorm", "keras.constraints", {
  doc = {
    "Moves the norm of vectors of weights between two bounds. Over axis 0 these are the weights into each output of a Dense layer.",
    formula = "w (rate clip(N, min_value, max_value) + (1 - rate) N) / (N + epsilon); N = sqrt(sum(w^2)) over axis",
    shapes = "w of any shape -> the same",
    example = [[
local constraint = keras.constraints.MinMaxNorm { min_value = 1.0, max_value = 2.0, rate = 0.5 }
print(constraint { 3.0, 4.0 })  --> tensor([2.1, 2.8], shape=(2,), dtype=float32)]],
  },
  pure = true,
  params = {
    { "min_value", 0.0, doc = "the smallest norm" }, { "max_value", 1.0, doc = "the largest norm" },
    { "rate", 1.0, doc = "share of the way to the bound that a step goes; 1 keeps the bound" },
    { "axis", 0, doc = "the axis, or a list of axes, along which a vector lies" },
  },
  call = function(self, w)
    local norm = ops.sqrt(ops.sum(ops.square(w), self.axis, true))
    local wanted = self.rate * ops.clip(norm, self.min_value, self.max_value) + (1 - self.rate) * norm
    return w * (wanted / (norm + core.epsilon()))
  end,
})
