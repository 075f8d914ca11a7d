-- LecunUniform. Knows of its base class only.
local class = require "lunula.class"
local base = require "lunula.initializers.base"

return class.builtin(base.Initializer, "LecunUniform", "keras.initializers", {
  doc = {
    "Uniform numbers that keep the size of activations.",
    formula = "uniform in +-sqrt(3 / fan_in)",
    shapes = "any shape; fan_in and fan_out are the last two dimensions, each times all others",
    source = "LeCun and others, 1998",
    example = [[
print(keras.initializers.LecunUniform { seed = 1 }({ 3 }))  --> tensor([ 0.78051835,  0.34399652, -0.50519705], shape=(3,), dtype=float32)]],
  },
  inherit = base.ScaledInitializer,
  call = function(self, shape, options) return self:draw(shape, options.dtype, 1.0, "fan_in", "uniform") end,
})
