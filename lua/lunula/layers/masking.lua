-- Masking. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Layer = require("lunula.layers.base").Layer

return class.builtin(Layer, "Masking", "keras.layers", {
  doc = {
    "Masks the steps of a sequence all of whose features have one value: layers that know masks skip them, losses don't count them.",
    formula = "mask = any(x ~= mask_value over the last axis); y = x where mask, else 0", shapes = "(batch, steps, features) -> the same, with a mask (batch, steps)",
    example = [==[
local y = keras.layers.Masking()(ops.array { { { 1.0, 2.0 }, { 0.0, 0.0 } } })
print(y.mask)  --> tensor([[ True, False]], shape=(1, 2), dtype=bool)]==],
  },
  supports_masking = true,
  one_input = true,
  params = { { "mask_value", 0.0, doc = "the value that means that nothing is there" } },
  compute_mask = function(self, x) return ops.any(ops.not_equal(x, self.mask_value), -1) end,
  call = function(self, x)
    local there = ops.any(ops.not_equal(x, self.mask_value), -1, true)
    return ops.where(there, x, core.tensor(0, x.dtype)):with_mask(ops.squeeze(there, -1))
  end,
})
