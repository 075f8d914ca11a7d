-- Ones. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local base = require "lunula.initializers.base"

return class.builtin(base.Initializer, "Ones", "keras.initializers", {
  doc = "Ones(): all 1.",
  aliases = { "one" },
  call = function(_, shape, options)
    return core.ops.full(shape, 1, base.dtype(options))
  end,
})
