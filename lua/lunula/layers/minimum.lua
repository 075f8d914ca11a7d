-- Minimum. Knows of its base class and ops only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local Layer = require("lunula.layers.base").Layer
local Merge = require("lunula.layers.merge").Merge

return class.builtin(Layer, "Minimum", "keras.layers", {
  inherit = Merge,
  doc = {
    "The smallest of its inputs, element by element.",
    formula = "min(x1, x2, ...)",
    shapes = "a list of (batch, ...) that broadcast together -> (batch, ...); a shorter shape gets axes of length 1 behind the batch's",
    example = "print(keras.layers.Minimum()({ ops.array { { 1.0, 6.0 } }, ops.array { { 3.0, 2.0 } } }))  --> ",
  },
  merge = function(_, inputs)
    local y = inputs[1]
    for i = 2, #inputs do y = ops.minimum(y, inputs[i]) end
    return y
  end,
})
