-- HeNormal. Knows of its base class only.
local class = require "lunula.class"
local base = require "lunula.initializers.base"

return class.builtin(base.Initializer, "HeNormal", "keras.initializers", {
  doc = {
    "Normal numbers, none beyond two deviations, that keep the size of activations through layers with relu.",
    formula = "normal, truncated, of variance 2 / fan_in",
    shapes = "any shape; fan_in and fan_out are the last two dimensions, each times all others",
    source = "He and others, 2015",
    example = [[
print(keras.initializers.HeNormal { seed = 1 }({ 3 }))  --> tensor([ 1.5394841,  0.9745535, -0.6562061], shape=(3,), dtype=float32)]],
  },
  inherit = base.ScaledInitializer,
  call = function(self, shape, options) return self:draw(shape, options.dtype, 2.0, "fan_in", "truncated_normal") end,
})
