-- Multiply. Knows of its base class and ops only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local Layer = require("lunula.layers.base").Layer
local Merge = require("lunula.layers.merge").Merge

return class.builtin(Layer, "Multiply", "keras.layers", {
  inherit = Merge,
  doc = {
    "The product of its inputs, element by element.",
    formula = "x1 * x2 * ...",
    shapes = "a list of (batch, ...) that broadcast together -> (batch, ...); a shorter shape gets axes of length 1 behind the batch's",
    example = [==[
local layer = keras.layers.Multiply()
print(layer { ops.array { { 1.0, 6.0 } }, ops.array { { 3.0, 2.0 } } })  --> tensor([[ 3., 12.]], shape=(1, 2), dtype=float32)]==],
  },
  -- What a mask hides counts as 1; what all masks hide is 0.
  merge = function(_, inputs)
    local y, all
    for i, x in ipairs(inputs) do
      local mask = x.mask and ops.expand_dims(x.mask, -1)
      if mask then x = ops.where(mask, x, ops.ones_like(x)) end
      if i == 1 then all = mask else all = all and mask and ops.logical_or(all, mask) end
      y = y and y * x or x
    end
    return all and ops.where(all, y, ops.zeros_like(y)) or y
  end,
})
