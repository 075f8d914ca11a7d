-- keras.regularizers.
local Regularizer = require("lunula.regularizers.base").Regularizer

return require "lunula.namespace"("keras.regularizers", "lunula.regularizers", "regularizer", Regularizer, {
  L1 = "l1", L2 = "l2", L1L2 = "l1l2",
})
