-- Dot. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Layer = require("lunula.layers.base").Layer
local merge = require "lunula.layers.merge"
local normalize = require "lunula.layers.unit_normalization".normalize

local function whole(n) return math.type(n) and math.tointeger(n) ~= nil end

-- The axis of each input, from 0.
local function axes_of(self, shapes)
  local axes = type(self.axes) == "table" and self.axes or { self.axes, self.axes }
  local found = {}
  for i = 1, 2 do
    local axis = axes[i] < 0 and axes[i] + #shapes[i] or axes[i]
    if axis <= 0 or axis >= #shapes[i] then
      core.raise(("ValueError: Dot \"%s\": axis %d is out of range for an input of shape %s; the batch's axis can't be summed over"):format(self.name, axes[i],
        merge.shapes_text { shapes[i] }))
    end
    found[i] = axis
  end
  return found
end

-- x with one axis moved to `place`, as (batch, a, b), and the lengths of the axes that a or b stands for.
local function folded(x, axis, last)
  local order, kept, size, shape = { 0 }, {}, 1, x.shape
  for i = 1, #shape - 1 do
    if i ~= axis then
      order[#order + 1], kept[#kept + 1] = i, shape[i + 1]
      size = (size == core.null or shape[i + 1] == core.null) and core.null or size * shape[i + 1]
    end
  end
  table.insert(order, last and #order + 1 or 2, axis)
  local summed = shape[axis + 1]
  return ops.reshape(ops.transpose(x, order), last and { shape[1], size, summed } or { shape[1], summed, size }), kept
end

return class.builtin(Layer, "Dot", "keras.layers", {
  inherit = merge.Merge,
  doc = {
    "Products of two inputs, summed over one axis of each, sample by sample.",
    formula = "y[b, i..., j...] = sum over k of x1[b, i..., k] x2[b, k, j...], where k is the axis of `axes`",
    shapes = "(batch, i..., k), (batch, k, j...) -> (batch, i..., j...), (batch, 1) when nothing is left",
    example = [==[
local layer = keras.layers.Dot { axes = 1 }
print(layer { ops.array { { 1.0, 2.0 } }, ops.array { { 3.0, 4.0 } } })  --> tensor([[11.]], shape=(1, 1), dtype=float32)]==],
  },
  params = { { "axes", doc = "axis that is summed over, or one for each input" },
    { "normalize", false, doc = "whether both are brought to length 1 along that axis first, so that the result is a cosine" } },
  least = 2, most = 2, expands = false,
  initialize = function(self, args)
    super.initialize(self, args)
    local axes = self.axes
    if type(axes) == "table" then
      if #axes ~= 2 or not whole(axes[1]) or not whole(axes[2]) then core.raise "ValueError: Dot: axes is an integer or a list of two integers" end
    elseif not whole(axes) then
      core.raise(("TypeError: Dot: axes is an integer or a list of two, got a %s"):format(type(axes)))
    end
  end,
  check = function(self, shapes)
    local axes = axes_of(self, shapes)
    local n, m = shapes[1][axes[1] + 1], shapes[2][axes[2] + 1]
    if n ~= m and n ~= core.null and m ~= core.null then
      core.raise(("ValueError: Dot \"%s\": Incompatible input shapes: axis values %s (at axis %d) != %s (at axis %d) of %s"):format(self.name, tostring(n), axes[1],
        tostring(m), axes[2], merge.shapes_text(shapes)))
    end
  end,
  merge = function(self, inputs)
    local axes = axes_of(self, { inputs[1].shape, inputs[2].shape })
    if self.normalize then inputs = { normalize(inputs[1], axes[1]), normalize(inputs[2], axes[2]) } end
    local a, left = folded(inputs[1], axes[1], true)
    local b, right = folded(inputs[2], axes[2], false)
    local shape = { a.shape[1], table.unpack(left) }
    table.move(right, 1, #right, #shape + 1, shape)
    if #shape == 1 then shape[2] = 1 end
    return ops.reshape(ops.matmul(a, b), shape)
  end,
  compute_mask = function() return nil end,
})
