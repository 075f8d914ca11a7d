-- Identity. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.initializers.base"

return class.builtin(base.Initializer, "Identity", "keras.initializers", {
  doc = {
    "The identity matrix; without the rows or columns that are missing when it isn't square.",
    formula = "gain where the row's number is the column's, 0 elsewhere",
    shapes = "(rows, columns)",
    example = [==[
print(keras.initializers.Identity { gain = 2.0 }({ 1, 3 }))  --> tensor([[2., 0., 0.]], shape=(1, 3), dtype=float32)]==],
  },
  aliases = { "IdentityInitializer" },
  params = { { "gain", 1.0, doc = "value on the diagonal; Keras reads it in a config but doesn't write it" } },
  initialize = function(self, args)
    super.initialize(self, args)
    base.number("Identity", "gain", self.gain)
  end,
  call = function(self, shape, options)
    if #shape ~= 2 then core.raise(("ValueError: Identity: the shape has two dimensions, got %s"):format(base.shape_text(shape))) end
    return ops.cast(self.gain * ops.eye(shape[1], shape[2], 0, core.promote(options.dtype, "float")), options.dtype)
  end,
})
