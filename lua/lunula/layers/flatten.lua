-- Flatten. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Layer = require("lunula.layers.base").Layer

return class.builtin(Layer, "Flatten", "keras.layers", {
  doc = {
    "All axes but the batch's as one.", formula = "y[b, i n + j] = x[b, i, j] for an axis of length n", shapes = "(batch, ...) -> (batch, product of the others)",
    example = [==[
print(keras.layers.Flatten()(ops.ones { 1, 2, 2 }))  --> tensor([[1., 1., 1., 1.]], shape=(1, 4), dtype=float32)]==],
  },
  one_input = true,
  params = { { "data_format", "channels_last", doc = "kept for Keras" } },
  call = function(_, x)
    local shape, features = x.shape, 1
    for i = 2, #shape do
      if shape[i] == core.null then core.raise "Flatten: every axis but the batch's must be known" end
      features = features * shape[i]
    end
    return ops.reshape(x, { shape[1] == core.null and -1 or shape[1], features })
  end,
})
