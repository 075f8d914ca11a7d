-- RandomNormal. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local random = require "lunula.random"
local base = require "lunula.initializers.base"

return class.builtin(base.Initializer, "RandomNormal", "keras.initializers", {
  doc = "RandomNormal(mean = 0.0, stddev = 0.05, seed = nil).",
  aliases = { "random_normal", "normal" },
  params = { { "mean", 0.0 }, { "stddev", 0.05 }, { "seed", core.null } },
  call = function(self, shape, options)
    return random.normal(shape, { mean = self.mean, stddev = self.stddev, dtype = base.dtype(options), seed = self.seed })
  end,
})
