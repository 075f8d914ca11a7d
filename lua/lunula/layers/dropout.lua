-- Dropout. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Layer = require("lunula.layers.base").Layer

return class.builtin(Layer, "Dropout", "keras.layers", {
  doc = "Dropout(rate, seed = nil): in training, zeroes elements with probability rate and divides the others by 1 - rate.",
  params = { { "rate" }, { "noise_shape", core.null }, { "seed", core.null } },
  get_config = function(self)
    local config = super.get_config(self)
    local keys = getmetatable(config).keys -- Keras writes seed before noise_shape
    keys[#keys - 1], keys[#keys] = "seed", "noise_shape"
    return config
  end,
  initialize = function(self, args)
    super.initialize(self, args)
    if type(self.rate) ~= "number" or self.rate < 0 or self.rate > 1 then
      core.raise(("Dropout \"%s\": rate is a number in [0, 1], got %s"):format(self.name, tostring(self.rate)))
    end
    rawset(self, "generator", require("lunula.random").SeedGenerator(self.seed))
  end,
  call = function(self, x, options)
    if not options.training or self.rate == 0 then return x end
    if self.rate == 1 then return ops.zeros_like(x) end
    local random = require "lunula.random"
    local keep = ops.greater_equal(random.uniform(self.noise_shape or x.shape, { seed = self.generator }), self.rate)
    return ops.where(keep, x / (1 - self.rate), 0)
  end,
})
