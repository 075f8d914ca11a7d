-- TruncatedNormal. Knows of its base class only.
local class = require "lunula.class"
local random = require "lunula.random"
local base = require "lunula.initializers.base"

return class.builtin(base.Initializer, "TruncatedNormal", "keras.initializers", {
  doc = {
    "Normal random numbers, those beyond two deviations drawn again.",
    formula = "normal of mean and stddev, in mean +-2 stddev; the deviation that is left is 0.8796 stddev",
    shapes = "any shape",
    example = [[
print(keras.initializers.TruncatedNormal { stddev = 1.0, seed = 1 }({ 3 }))  --> tensor([ 1.6585125,  1.049903 , -0.706942 ], shape=(3,), dtype=float32)]],
  },
  inherit = base.RandomInitializer,
  params = { { "mean", 0.0, doc = "middle of the distribution" }, { "stddev", 0.05, doc = "standard deviation before the ends are cut" } },
  initialize = function(self, args)
    super.initialize(self, args)
    base.number("TruncatedNormal", "mean", self.mean)
    base.number("TruncatedNormal", "stddev", self.stddev)
  end,
  call = function(self, shape, options)
    return random.truncated_normal(shape, { mean = self.mean, stddev = self.stddev, dtype = options.dtype, seed = self:draw_seed() })
  end,
})
