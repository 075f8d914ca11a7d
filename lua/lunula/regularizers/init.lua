-- keras.regularizers.
local Regularizer = require("lunula.regularizers.base").Regularizer

local M = require "lunula.namespace"("keras.regularizers", "lunula.regularizers", "regularizer", Regularizer, {
  L1 = "l1", L2 = "l2", L1L2 = "l1l2", OrthogonalRegularizer = "orthogonal_regularizer",
})

M.l1_l2 = require "lunula.regularizers.l1l2" -- a member's name in Keras, but not a string that means it

return M
