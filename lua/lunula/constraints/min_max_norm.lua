-- MinMaxNorm: moves the norm of vectors along an axis between two bounds, at a rate. Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.constraints.base"

return class.builtin(base.Constraint, "MinMaxNorm", "keras.constraints", {
  doc = {
    "Vectors whose norm is outside of two bounds go to the nearer one, or at each step a part of the way.",
    formula = "w (rate clip(N, min_value, max_value) + (1 - rate) N) / (epsilon + N); N = sqrt(sum(w^2)) over axis",
    shapes = "any shape, which stays; the incoming weights of a unit stand along axis 0 of a Dense kernel, along { 0, 1, 2 } of a Conv2D kernel",
    example = [[
print(keras.constraints.MinMaxNorm { min_value = 0.5 }({ 0.03, 0.04 }))  --> tensor([0.2999994, 0.3999992], shape=(2,), dtype=float32)]],
  },
  pure = true,
  params = {
    { "min_value", 0.0, doc = "smallest norm" }, { "max_value", 1.0, doc = "largest norm" }, { "rate", 1.0, doc = "part of the way that one step goes" },
    { "axis", 0, doc = "axis of the vectors, or a list of axes; keras.null for all" },
  },
  initialize = function(self, args)
    super.initialize(self, args)
    for _, name in ipairs { "min_value", "max_value", "rate" } do base.number("MinMaxNorm", name, self[name]) end
    base.axes("MinMaxNorm", self.axis)
  end,
  call = function(self, w)
    return base.scaled(w, self.axis, function(norms)
      local wanted = self.rate * ops.clip(norms, self.min_value, self.max_value) + (1 - self.rate) * norms
      return wanted / (core.epsilon() + norms)
    end)
  end,
})
