-- Concatenate. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Layer = require("lunula.layers.base").Layer
local merge = require "lunula.layers.merge"

return class.builtin(Layer, "Concatenate", "keras.layers", {
  inherit = merge.Merge,
  doc = {
    "Its inputs one behind the other along an axis.",
    formula = "y = x1, x2, ... one behind the other along axis",
    shapes = "a list of tensors whose shapes differ in that axis alone -> their shape with the sum of these lengths",
    example = [==[
local layer = keras.layers.Concatenate { axis = 1 }
print(layer { ops.ones { 1, 2 }, ops.zeros { 1, 1 } })  --> tensor([[1., 1., 0.]], shape=(1, 3), dtype=float32)]==],
  },
  params = { { "axis", -1, doc = "axis along which they are joined, the batch's being 0" } },
  expands = false,
  initialize = function(self, args)
    super.initialize(self, args)
    if not (math.type(self.axis) and math.tointeger(self.axis)) then
      core.raise(("ValueError: Concatenate \"%s\": axis is an integer, got %s"):format(self.name, tostring(self.axis)))
    end
  end,
  check = function(self, shapes)
    local first = shapes[1]
    for _, shape in ipairs(shapes) do
      local fits = #shape == #first
      local axis = self.axis < 0 and self.axis + #shape or self.axis
      for i, n in ipairs(shape) do
        fits = fits and (i == axis + 1 or i == 1 or n == first[i] or n == core.null or first[i] == core.null)
      end
      if not fits or axis < 0 or axis >= #shape then
        core.raise(("ValueError: Concatenate \"%s\": inputs need matching shapes except for axis %d, got %s"):format(self.name, self.axis,
          merge.shapes_text(shapes)))
      end
    end
  end,
  merge = function(self, inputs) return ops.concatenate(inputs, self.axis) end,
  -- Where a mask has fewer axes than its input, it holds for all elements behind; an input without one is wholly there.
  compute_mask = function(self, inputs, masks)
    if masks == nil then return nil end
    local list = {}
    for i, x in ipairs(inputs) do
      local mask = masks[i]
      if mask == nil then
        mask = ops.ones_like(x, "bool")
      elseif mask.ndim < x.ndim then
        mask = ops.logical_or(ops.expand_dims(mask, -1), ops.zeros_like(x, "bool"))
      end
      list[i] = mask
    end
    return ops.any(ops.concatenate(list, self.axis), -1)
  end,
})
