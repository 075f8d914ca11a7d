-- keras.layers. properties.lua, tracking.lua and calls.lua hold what base.lua builds on, merge.lua and affine.lua what several layers share.
local Layer = require("lunula.layers.base").Layer
local functional = require("lunula.layers.merge").functional

local M = require "lunula.namespace"("keras.layers", "lunula.layers", "layer", Layer, {
  Activation = "activation", ActivityRegularization = "activity_regularization", Add = "add", Average = "average",
  BatchNormalization = "batch_normalization", Concatenate = "concatenate", Dense = "dense", Dot = "dot", Dropout = "dropout", ELU = "elu",
  Embedding = "embedding", Flatten = "flatten", GaussianNoise = "gaussian_noise", GlobalAveragePooling1D = "global_average_pooling1d",
  Identity = "identity", InputLayer = "input_layer", Lambda = "lambda", LayerNormalization = "layer_normalization", LeakyReLU = "leaky_relu",
  Masking = "masking", Maximum = "maximum", Minimum = "minimum", Multiply = "multiply", Normalization = "normalization", PReLU = "prelu",
  Permute = "permute", ReLU = "relu", RepeatVector = "repeat_vector", Rescaling = "rescaling", Reshape = "reshape", Softmax = "softmax",
  Subtract = "subtract", UnitNormalization = "unit_normalization",
})
rawset(M, "Input", function(...) return M.InputLayer(...).output end)
-- The layers of lists as functions: add(inputs), concatenate(inputs, axis), dot(inputs, axes, normalize), and named arguments.
for name, class in pairs { add = "Add", average = "Average", maximum = "Maximum", minimum = "Minimum", multiply = "Multiply", subtract = "Subtract" } do
  rawset(M, name, functional(class, {}))
end
rawset(M, "concatenate", functional("Concatenate", { "axis" }))
rawset(M, "dot", functional("Dot", { "axes", "normalize" }))
return M
