-- Flatten. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Layer = require("lunula.layers.base").Layer

return class.builtin(Layer, "Flatten", "keras.layers", {
  doc = "Flatten(): (batch, ...) to (batch, features).",
  params = { { "data_format", "channels_last" } },
  call = function(_, x)
    local shape, features = x.shape, 1
    for i = 2, #shape do
      if shape[i] == core.null then core.raise "Flatten: every axis but the batch's must be known" end
      features = features * shape[i]
    end
    return ops.reshape(x, { shape[1] == core.null and -1 or shape[1], features })
  end,
})
