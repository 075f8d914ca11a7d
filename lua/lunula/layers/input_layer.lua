-- InputLayer. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local Layer = require("lunula.layers.base").Layer

return class.builtin(Layer, "InputLayer", "keras.layers", {
  doc = "InputLayer { batch_shape = { null, ... } } or { shape = { ... } }: declares what a model receives.",
  params = { { "shape", core.null, config = false }, { "batch_shape", core.null }, { "sparse", false }, { "ragged", false }, { "optional", false } },
  initialize = function(self, args)
    super.initialize(self, args)
    if not self.batch_shape then
      if not self.shape then core.raise("Input: expected a shape") end
      local shape = { core.null }
      for i, n in ipairs(self.shape) do shape[i + 1] = n end
      self.batch_shape = shape
    end
    rawset(self, "shape", nil)
    rawset(self, "built", true)
  end,
  get_config = function(self)
    return class.ordered { { "batch_shape", self.batch_shape }, { "dtype", self.dtype }, { "sparse", self.sparse }, { "ragged", self.ragged },
      { "name", self.name }, { "optional", self.optional } }
  end,
})
