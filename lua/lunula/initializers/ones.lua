-- Ones. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local base = require "lunula.initializers.base"

return class.builtin(base.Initializer, "Ones", "keras.initializers", {
  doc = {
    "1 everywhere.",
    formula = "1",
    shapes = "any shape",
    example = [[
print(keras.initializers.Ones()({ 2 }))  --> tensor([1., 1.], shape=(2,), dtype=float32)]],
  },
  aliases = { "one" },
  call = function(_, shape, options) return core.ops.full(shape, 1, options.dtype) end,
})
