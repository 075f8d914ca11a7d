-- GlobalAveragePooling1D. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Layer = require("lunula.layers.base").Layer

return class.builtin(Layer, "GlobalAveragePooling1D", "keras.layers", {
  doc = {
    "The mean over the steps of a sequence, of those that the mask lets count.",
    formula = "sum over steps of x mask / sum of mask", shapes = "(batch, steps, features) -> (batch, features)",
    example = [==[
print(keras.layers.GlobalAveragePooling1D()(ops.array { { { 1.0 }, { 3.0 } } }))  --> tensor([[2.]], shape=(1, 1), dtype=float32)]==],
  },
  supports_masking = true,
  node_kwargs = { mask = core.null },
  one_input = true,
  params = { { "data_format", "channels_last", doc = "channels_first: the steps are the last axis" },
    { "keepdims", false, doc = "whether the axis of the steps stays, with length 1" } },
  initialize = function(self, args)
    super.initialize(self, args)
    if self.data_format == nil then self.data_format = "channels_last" end
    if self.data_format ~= "channels_last" and self.data_format ~= "channels_first" then
      core.raise(("ValueError: GlobalAveragePooling1D: data_format is channels_last or channels_first, got %s"):format(tostring(self.data_format)))
    end
  end,
  call = function(self, x, options)
    local last = self.data_format == "channels_last"
    local axis, mask = last and 1 or 2, options.mask
    if mask == nil then return ops.mean(x, axis, self.keepdims) end
    local there = ops.cast(ops.expand_dims(mask, last and 2 or 1), "bool")
    return ops.sum(ops.where(there, x, ops.zeros_like(x)), axis, self.keepdims) / ops.sum(ops.cast(there, x.dtype), axis, self.keepdims)
  end,
  compute_mask = function() return nil end,
})
