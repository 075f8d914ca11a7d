-- LecunNormal. Knows of its base class only.
local class = require "lunula.class"
local base = require "lunula.initializers.base"

return class.builtin(base.Initializer, "LecunNormal", "keras.initializers", {
  doc = {
    "Normal numbers, none beyond two deviations, that keep the size of activations; selu asks for them.",
    formula = "normal, truncated, of variance 1 / fan_in",
    shapes = "any shape; fan_in and fan_out are the last two dimensions, each times all others",
    source = "LeCun and others, 1998; Klambauer and others, 2017",
    example = [[
print(keras.initializers.LecunNormal { seed = 1 }({ 3 }))  --> tensor([ 1.0885797,  0.6891134, -0.4640078], shape=(3,), dtype=float32)]],
  },
  inherit = base.ScaledInitializer,
  call = function(self, shape, options) return self:draw(shape, options.dtype, 1.0, "fan_in", "truncated_normal") end,
})
