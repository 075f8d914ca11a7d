-- Zeros. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local base = require "lunula.initializers.base"

return class.builtin(base.Initializer, "Zeros", "keras.initializers", {
  doc = {
    "0 everywhere.",
    formula = "0",
    shapes = "any shape",
    example = [[
print(keras.initializers.Zeros()({ 2 }))  --> tensor([0., 0.], shape=(2,), dtype=float32)]],
  },
  aliases = { "zero" },
  call = function(_, shape, options) return core.ops.full(shape, 0, options.dtype) end,
})
