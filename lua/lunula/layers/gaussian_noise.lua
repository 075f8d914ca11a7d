-- GaussianNoise. Knows of its base class and keras.random only.
local class = require "lunula.class"
local core = require "lunula.core"
local Layer = require("lunula.layers.base").Layer

return class.builtin(Layer, "GaussianNoise", "keras.layers", {
  doc = {
    "In training, adds normal noise of mean 0; otherwise gives back its input.",
    formula = "x + e, e from Normal(0, stddev^2)", shapes = "any -> the same",
    example = [==[
print(keras.layers.GaussianNoise(0.5)(ops.array { 1.0, 2.0 }))  --> tensor([1., 2.], shape=(2,), dtype=float32)]==],
  },
  supports_masking = true,
  node_kwargs = { training = false },
  one_input = true,
  params = { { "stddev", doc = "standard deviation of the noise, in [0, 1]" }, { "seed", core.null, doc = "integer that the noise is a function of" } },
  initialize = function(self, args)
    super.initialize(self, args)
    if type(self.stddev) ~= "number" or self.stddev < 0 or self.stddev > 1 then
      core.raise(("ValueError: GaussianNoise \"%s\": stddev is a number in [0, 1], got %s"):format(self.name, tostring(self.stddev)))
    end
    if self.stddev > 0 then self.generator = require("lunula.random").SeedGenerator(self.seed) end
  end,
  call = function(self, x, options)
    if not options.training or self.stddev == 0 or x.size == core.null then return x end
    return x + require("lunula.random").normal(x.shape, { stddev = self.stddev, dtype = self.compute_dtype, seed = self.generator })
  end,
})
