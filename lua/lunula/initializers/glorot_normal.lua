-- GlorotNormal. Knows of its base class only.
local class = require "lunula.class"
local base = require "lunula.initializers.base"

return class.builtin(base.Initializer, "GlorotNormal", "keras.initializers", {
  doc = {
    "Normal numbers, none beyond two deviations, that keep the size of activations and of gradients through a layer.",
    formula = "normal, truncated, of variance 2 / (fan_in + fan_out)",
    shapes = "any shape; fan_in and fan_out are the last two dimensions, each times all others",
    source = "Glorot and Bengio, 2010",
    example = [[
print(keras.initializers.GlorotNormal { seed = 1 }({ 3 }))  --> tensor([ 1.0885797,  0.6891134, -0.4640078], shape=(3,), dtype=float32)]],
  },
  inherit = base.ScaledInitializer,
  call = function(self, shape, options) return self:draw(shape, options.dtype, 1.0, "fan_avg", "truncated_normal") end,
})
