-- Maximum. Knows of its base class and ops only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local Layer = require("lunula.layers.base").Layer
local merge = require "lunula.layers.merge"

return class.builtin(Layer, "Maximum", "keras.layers", {
  inherit = merge.Merge,
  doc = {
    "The largest of its inputs, element by element.",
    formula = "max(x1, x2, ...)",
    shapes = "a list of (batch, ...) that broadcast together -> (batch, ...); a shorter shape gets axes of length 1 behind the batch's",
    example = [==[
local layer = keras.layers.Maximum()
print(layer { ops.array { { 1.0, 6.0 } }, ops.array { { 3.0, 2.0 } } })  --> tensor([[3., 6.]], shape=(1, 2), dtype=float32)]==],
  },
  merge = function(_, inputs) return merge.fold(inputs, ops.maximum) end,
})
