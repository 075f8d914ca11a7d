-- MaxNorm: shrinks vectors along an axis whose norm is above a bound. Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.constraints.base"

return class.builtin(base.Constraint, "MaxNorm", "keras.constraints", {
  doc = {
    "Vectors whose norm is above a bound are shrunk to it.",
    formula = "w clip(N, 0, max_value) / (epsilon + N); N = sqrt(sum(w^2)) over axis",
    shapes = "any shape, which stays; the incoming weights of a unit stand along axis 0 of a Dense kernel, along { 0, 1, 2 } of a Conv2D kernel",
    source = "Srivastava and others, 2014",
    example = [[
print(keras.constraints.MaxNorm { max_value = 1 }({ 3.0, 4.0 }))  --> tensor([0.6, 0.8], shape=(2,), dtype=float32)]],
  },
  pure = true,
  params = {
    { "max_value", 2, doc = "largest norm, not negative" }, { "axis", 0, doc = "axis of the vectors, or a list of axes; keras.null for all" },
  },
  initialize = function(self, args)
    super.initialize(self, args)
    base.number("MaxNorm", "max_value", self.max_value)
    base.axes("MaxNorm", self.axis)
  end,
  call = function(self, w)
    return base.scaled(w, self.axis, function(norms) return ops.clip(norms, 0, self.max_value) / (core.epsilon() + norms) end)
  end,
})
