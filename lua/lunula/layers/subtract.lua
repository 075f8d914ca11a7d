-- Subtract. Knows of its base class and ops only.
local class = require "lunula.class"
local Layer = require("lunula.layers.base").Layer
local Merge = require("lunula.layers.merge").Merge

return class.builtin(Layer, "Subtract", "keras.layers", {
  inherit = Merge,
  doc = {
    "The difference of two inputs, element by element.",
    formula = "x1 - x2",
    shapes = "a list of (batch, ...) that broadcast together -> (batch, ...); a shorter shape gets axes of length 1 behind the batch's",
    example = [==[
local layer = keras.layers.Subtract()
print(layer { ops.array { { 1.0, 6.0 } }, ops.array { { 3.0, 2.0 } } })  --> tensor([[-2.,  4.]], shape=(1, 2), dtype=float32)]==],
  },
  least = 2, most = 2,
  merge = function(_, inputs) return inputs[1] - inputs[2] end,
})
