-- Softmax. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.layers.base"

local largest = { float16 = -3e4 } -- what stands for minus infinity where a mask hides an element

return class.builtin(base.Layer, "Softmax", "keras.layers", {
  doc = {
    "Numbers to probabilities along an axis. Where a mask hides elements, their probability is 0.",
    formula = "exp(x) / sum(exp(x))", shapes = "any -> the same; a mask broadcasts to it",
    example = [==[
print(keras.layers.Softmax()(ops.array { 1.0, 2.0, 1.0 }))  --> tensor([0.21194156, 0.57611686, 0.21194156], shape=(3,), dtype=float32)]==],
  },
  supports_masking = true,
  node_kwargs = { mask = core.null },
  one_input = true,
  params = { { "axis", -1, doc = "axis along which the probabilities sum to 1, or a list of them" } },
  call = function(self, x, options)
    local mask = options.mask
    if mask == nil then return ops.softmax(x, self.axis) end
    local a, b = mask.shape, x.shape
    for back = 0, #a - 1 do
      local m, n = a[#a - back], b[#b - back]
      if n == nil or m ~= 1 and m ~= n and m ~= core.null and n ~= core.null then
        core.raise(("ValueError: Softmax \"%s\": The `mask` must be broadcastable to `inputs`, got shapes %s and %s"):format(self.name, base.shape_text(a),
          base.shape_text(b)))
      end
    end
    if mask.dtype ~= "bool" then mask = ops.greater(mask, 0.5) end
    local y = ops.softmax(ops.where(mask, x, core.tensor(largest[x.dtype] or -1e9, x.dtype)), self.axis)
    return ops.where(mask, y, ops.zeros_like(y))
  end,
})
