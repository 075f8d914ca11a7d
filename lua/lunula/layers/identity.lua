-- Identity. Knows of its base class only.
local class = require "lunula.class"
local Layer = require("lunula.layers.base").Layer

return class.builtin(Layer, "Identity", "keras.layers", {
  doc = {
    "Gives back its input: a place for a layer where none is wanted.", formula = "x", shapes = "any -> the same",
    example = [==[
print(keras.layers.Identity()(ops.array { 1.0, 2.0 }))  --> tensor([1., 2.], shape=(2,), dtype=float32)]==],
  },
  supports_masking = true,
  call = function(_, x) return x end,
})
