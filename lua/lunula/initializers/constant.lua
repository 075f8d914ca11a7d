-- Constant. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.initializers.base"

return class.builtin(base.Initializer, "Constant", "keras.initializers", {
  doc = {
    "The same value everywhere.",
    formula = "value",
    shapes = "any shape, to which a value that is a tensor must broadcast",
    example = [[
print(keras.initializers.Constant(0.5)({ 2 }))  --> tensor([0.5, 0.5], shape=(2,), dtype=float32)]],
  },
  params = { { "value", 0.0, doc = "a number, a boolean or a tensor" } },
  initialize = function(self, args)
    super.initialize(self, args)
    local kind = type(self.value)
    if kind ~= "number" and kind ~= "boolean" and not core.is_tensor(self.value) then
      core.raise(("ValueError: Constant: value is a number, a boolean or a tensor, got %s"):format(tostring(self.value)))
    end
  end,
  call = function(self, shape, options) return ops.broadcast_to(ops.convert_to_tensor(self.value, options.dtype), shape) end,
})
