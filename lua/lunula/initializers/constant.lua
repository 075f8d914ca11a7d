-- Constant. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local base = require "lunula.initializers.base"

return class.builtin(base.Initializer, "Constant", "keras.initializers", {
  doc = "Constant(value = 0.0): all value.",
  params = { { "value", 0.0 } },
  call = function(self, shape, options)
    return core.ops.full(shape, self.value, base.dtype(options))
  end,
})
