-- Rescaling. Knows of its base class and ops only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local Layer = require("lunula.layers.base").Layer

return class.builtin(Layer, "Rescaling", "keras.layers", {
  doc = {
    "Multiplies its inputs by a number and adds another: pixels in [0, 255] to [0, 1] with scale = 1 / 255.",
    formula = "x * scale + offset", shapes = "any -> the same, in the layer's dtype",
    example = [==[
print(keras.layers.Rescaling { 0.5, offset = 1.0 }(ops.array { { 2.0, 4.0 } }))  --> tensor([[2., 3.]], shape=(1, 2), dtype=float32)]==],
  },
  supports_masking = true,
  one_input = true,
  params = { { "scale", doc = "what the inputs are multiplied by, a number or a list that broadcasts" },
    { "offset", 0.0, doc = "what is added, a number or a list that broadcasts" } },
  call = function(self, x) return ops.cast(x, self.compute_dtype) * self.scale + self.offset end,
})
