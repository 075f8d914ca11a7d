-- RandomNormal. Knows of its base class and ops only.
local class = require "lunula.class"
local random = require "lunula.random"
local base = require "lunula.initializers.base"

return class.builtin(base.Initializer, "RandomNormal", "keras.initializers", {
  doc = "RandomNormal(mean = 0.0, stddev = 0.05, seed = nil).",
  aliases = { "normal" },
  inherit = base.RandomInitializer,
  params = { { "mean", 0.0 }, { "stddev", 0.05 } },
  call = function(self, shape, options)
    return random.normal(shape, { mean = self.mean, stddev = self.stddev, dtype = base.dtype(options), seed = self:draw_seed() })
  end,
})
