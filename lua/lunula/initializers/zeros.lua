-- Zeros. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local base = require "lunula.initializers.base"

return class.builtin(base.Initializer, "Zeros", "keras.initializers", {
  doc = "Zeros(): all 0.",
  aliases = { "zero" },
  call = function(_, shape, options)
    return core.ops.full(shape, 0, base.dtype(options))
  end,
})
