-- RandomUniform. Knows of its base class only.
local class = require "lunula.class"
local random = require "lunula.random"
local base = require "lunula.initializers.base"

return class.builtin(base.Initializer, "RandomUniform", "keras.initializers", {
  doc = {
    "Uniform random numbers.",
    formula = "uniform in [minval, maxval)",
    shapes = "any shape",
    example = [[
print(keras.initializers.RandomUniform { minval = 0.0, maxval = 1.0, seed = 1 }({ 3 }))  --> tensor([0.89025915, 0.67199826, 0.24740148], shape=(3,), dtype=float32)]],
  },
  aliases = { "uniform" },
  inherit = base.RandomInitializer,
  params = { { "minval", -0.05, doc = "lower end, included" }, { "maxval", 0.05, doc = "upper end, not included" } },
  initialize = function(self, args)
    super.initialize(self, args)
    base.number("RandomUniform", "minval", self.minval)
    base.number("RandomUniform", "maxval", self.maxval)
  end,
  call = function(self, shape, options)
    return random.uniform(shape, { minval = self.minval, maxval = self.maxval, dtype = options.dtype, seed = self:draw_seed() })
  end,
})
