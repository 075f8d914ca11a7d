-- keras.initializers.
local Initializer = require("lunula.initializers.base").Initializer

return require "lunula.namespace"("keras.initializers", "lunula.initializers", "initializer", Initializer, {
  Constant = "constant", GlorotUniform = "glorot_uniform", HeNormal = "he_normal", Ones = "ones", RandomNormal = "random_normal",
  RandomUniform = "random_uniform", Zeros = "zeros",
})
