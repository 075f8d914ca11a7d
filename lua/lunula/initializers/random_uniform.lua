-- RandomUniform. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local random = require "lunula.random"
local base = require "lunula.initializers.base"

return class.builtin(base.Initializer, "RandomUniform", "keras.initializers", {
  doc = "RandomUniform(minval = -0.05, maxval = 0.05, seed = nil).",
  aliases = { "random_uniform", "uniform" },
  params = { { "minval", -0.05 }, { "maxval", 0.05 }, { "seed", core.null } },
  call = function(self, shape, options)
    return random.uniform(shape, { minval = self.minval, maxval = self.maxval, dtype = base.dtype(options), seed = self.seed })
  end,
})
