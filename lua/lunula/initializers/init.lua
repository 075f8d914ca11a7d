-- keras.initializers. windows.lua holds what STFT knows of windows.
local core = require "lunula.core"
local base = require "lunula.initializers.base"
local ops = require "lunula.ops"

local M = require "lunula.namespace"("keras.initializers", "lunula.initializers", "initializer", base.Initializer, {
  Constant = "constant", GlorotNormal = "glorot_normal", GlorotUniform = "glorot_uniform", HeNormal = "he_normal", HeUniform = "he_uniform",
  Identity = "identity", LecunNormal = "lecun_normal", LecunUniform = "lecun_uniform", Ones = "ones", Orthogonal = "orthogonal",
  RandomNormal = "random_normal", RandomUniform = "random_uniform", STFT = "stft", TruncatedNormal = "truncated_normal",
  VarianceScaling = "variance_scaling", Zeros = "zeros",
})

local get = M.get

-- As the other namespaces' get; a tensor means a function that gives it, whose shape must be the weight's.
function M.get(identifier)
  if not core.is_tensor(identifier) then return get(identifier) end
  return function(shape, options)
    local wanted, there = base.shape_text(shape), base.shape_text(identifier.shape)
    if wanted ~= there then core.raise(("ValueError: a tensor of shape %s can't initialize a weight of shape %s"):format(there, wanted)) end
    return ops.cast(identifier, type(options) == "table" and options.dtype or options or core.floatx())
  end
end

return M
