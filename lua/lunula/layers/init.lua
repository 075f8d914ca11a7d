-- keras.layers. properties.lua, tracking.lua and calls.lua hold what base.lua builds on.
local Layer = require("lunula.layers.base").Layer

local M = require "lunula.namespace"("keras.layers", "lunula.layers", "layer", Layer, {
  Activation = "activation", Dense = "dense", Dropout = "dropout", Flatten = "flatten", InputLayer = "input_layer", Reshape = "reshape",
})
rawset(M, "Input", function(...) return M.InputLayer(...).output end)
return M
