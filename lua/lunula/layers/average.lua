-- Average. Knows of its base class and ops only.
local class = require "lunula.class"
local Layer = require("lunula.layers.base").Layer
local Merge = require("lunula.layers.merge").Merge

return class.builtin(Layer, "Average", "keras.layers", {
  inherit = Merge,
  doc = {
    "The mean of its inputs, element by element.",
    formula = "(x1 + ... + xn) / n",
    shapes = "a list of (batch, ...) that broadcast together -> (batch, ...); a shorter shape gets axes of length 1 behind the batch's",
    example = [==[
local layer = keras.layers.Average()
print(layer { ops.array { { 1.0, 6.0 } }, ops.array { { 3.0, 2.0 } } })  --> tensor([[2., 4.]], shape=(1, 2), dtype=float32)]==],
  },
  merge = function(_, inputs)
    local y = inputs[1]
    for i = 2, #inputs do y = y + inputs[i] end
    return y / #inputs
  end,
})
