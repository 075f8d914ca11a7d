-- RandomNormal. Knows of its base class only.
local class = require "lunula.class"
local random = require "lunula.random"
local base = require "lunula.initializers.base"

return class.builtin(base.Initializer, "RandomNormal", "keras.initializers", {
  doc = {
    "Normal random numbers.",
    formula = "normal of mean and stddev",
    shapes = "any shape",
    example = [[
print(keras.initializers.RandomNormal { stddev = 1.0, seed = 1 }({ 3 }))  --> tensor([ 1.6585125,  1.049903 , -0.706942 ], shape=(3,), dtype=float32)]],
  },
  aliases = { "normal" },
  inherit = base.RandomInitializer,
  params = { { "mean", 0.0, doc = "mean of the distribution" }, { "stddev", 0.05, doc = "standard deviation of the distribution" } },
  initialize = function(self, args)
    super.initialize(self, args)
    base.number("RandomNormal", "mean", self.mean)
    base.number("RandomNormal", "stddev", self.stddev)
  end,
  call = function(self, shape, options)
    return random.normal(shape, { mean = self.mean, stddev = self.stddev, dtype = options.dtype, seed = self:draw_seed() })
  end,
})
