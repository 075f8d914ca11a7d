-- Permute. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.layers.base"

return class.builtin(base.Layer, "Permute", "keras.layers", {
  doc = {
    "The axes behind the batch's in another order.",
    formula = "axis k of y is axis dims[k] of x", shapes = "(batch, n1, n2, ...) -> (batch, n of dims[1], n of dims[2], ...)",
    example = [==[
print(keras.layers.Permute { { 2, 1 } }(ops.ones { 1, 2, 3 }).shape[2])  --> 3]==],
  },
  one_input = true,
  params = { { "dims", doc = "the axes, counted from 1, in their new order" } },
  initialize = function(self, args)
    super.initialize(self, args)
    local seen, list = {}, type(self.dims) == "table" and self.dims or {}
    for _, d in ipairs(list) do seen[d] = true end
    for i = 1, math.max(#list, 1) do
      if not seen[i] then
        core.raise(("ValueError: Permute \"%s\": dims holds each axis once, consecutive and counted from 1, got %s"):format(self.name,
          type(self.dims) == "table" and base.shape_text(self.dims) or tostring(self.dims)))
      end
    end
  end,
  call = function(self, x)
    if x.ndim ~= #self.dims + 1 then
      core.raise(("ValueError: Permute \"%s\": expected an input of %d axes, got shape %s"):format(self.name, #self.dims + 1, base.shape_text(x.shape)))
    end
    return ops.transpose(x, { 0, table.unpack(self.dims) })
  end,
})
