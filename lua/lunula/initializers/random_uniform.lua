-- RandomUniform. Knows of its base class and ops only.
local class = require "lunula.class"
local random = require "lunula.random"
local base = require "lunula.initializers.base"

return class.builtin(base.Initializer, "RandomUniform", "keras.initializers", {
  doc = "RandomUniform(minval = -0.05, maxval = 0.05, seed = nil).",
  aliases = { "uniform" },
  inherit = base.RandomInitializer,
  params = { { "minval", -0.05 }, { "maxval", 0.05 } },
  call = function(self, shape, options)
    return random.uniform(shape, { minval = self.minval, maxval = self.maxval, dtype = base.dtype(options), seed = self:draw_seed() })
  end,
})
