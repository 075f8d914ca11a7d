-- Dropout. Knows of its base class and keras.random only.
local class = require "lunula.class"
local core = require "lunula.core"
local Layer = require("lunula.layers.base").Layer

return class.builtin(Layer, "Dropout", "keras.layers", {
  doc = {
    "In training, sets elements to 0 at random and makes the others larger, so that their expected sum stays; otherwise gives back its input.",
    formula = "0 with probability rate, else x / (1 - rate)", shapes = "any -> the same", source = "Srivastava and others, 2014",
    example = [==[
print(keras.layers.Dropout(0.5)(ops.array { 1.0, 2.0 }))  --> tensor([1., 2.], shape=(2,), dtype=float32)]==],
  },
  supports_masking = true,
  node_kwargs = { training = false },
  one_input = true,
  params = { { "rate", doc = "probability of 0, in [0, 1]" },
    { "noise_shape", core.null, doc = "shape of the draws, which broadcasts to the input's; null: a draw for each element" },
    { "seed", core.null, doc = "integer that the draws are a function of" } },
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
    if self.noise_shape ~= nil then
      for i, n in ipairs(self.noise_shape) do
        if n ~= core.null and not (math.type(n) == "integer" and n > 0) then
          core.raise(("Dropout \"%s\": noise_shape holds positive integers and null, got %s at place %d"):format(self.name, tostring(n), i - 1))
        end
      end
    end
    self.generator = require("lunula.random").SeedGenerator(self.seed)
  end,
  call = function(self, x, options)
    if not options.training or self.rate == 0 then return x end
    local shape = self.noise_shape and { table.unpack(self.noise_shape) }
    for i, n in ipairs(shape or {}) do
      if n == core.null then shape[i] = x.shape[i] end
    end
    return require("lunula.random").dropout(x, self.rate, shape, self.generator)
  end,
})
