-- HeUniform. Knows of its base class only.
local class = require "lunula.class"
local base = require "lunula.initializers.base"

return class.builtin(base.Initializer, "HeUniform", "keras.initializers", {
  doc = {
    "Uniform numbers that keep the size of activations through layers with relu.",
    formula = "uniform in +-sqrt(6 / fan_in)",
    shapes = "any shape; fan_in and fan_out are the last two dimensions, each times all others",
    source = "He and others, 2015",
    example = [[
print(keras.initializers.HeUniform { seed = 1 }({ 3 }))  --> tensor([ 1.1038196 ,  0.48648456, -0.7144565 ], shape=(3,), dtype=float32)]],
  },
  inherit = base.ScaledInitializer,
  call = function(self, shape, options) return self:draw(shape, options.dtype, 2.0, "fan_in", "uniform") end,
})
