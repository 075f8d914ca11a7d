-- ELU. Knows of its base class and ops only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local Layer = require("lunula.layers.base").Layer

return class.builtin(Layer, "ELU", "keras.layers", {
  doc = {
    "The exponential linear unit: smooth, and -alpha far below 0.",
    formula = "x where x > 0, else alpha (exp(x) - 1)", shapes = "any -> the same", source = "Clevert, Unterthiner and Hochreiter, 2016",
    example = [==[
print(keras.layers.ELU()(ops.array { -1.0, 1.0 }))  --> tensor([-0.63212055,  1.        ], shape=(2,), dtype=float32)]==],
  },
  supports_masking = true,
  one_input = true,
  params = { { "alpha", 1.0, doc = "how far below 0 the results reach" } },
  call = function(self, x) return ops.elu(x, self.alpha) end,
  get_config = function(self)
    local config = super.get_config(self)
    getmetatable(config).keys = { "name", "alpha", "trainable", "dtype" } -- Keras has no get_config of ELU's own, so that its order differs
    return config
  end,
})
