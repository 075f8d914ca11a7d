-- Composites of keras.ops.nn: activations and their kin. Knows of the primitives only.
local core = require "lunula.core"
local large = require("lunula.jit").large
local p = core.ops

-- Composites of several passes are compiled for large tensors, so that they take as few as they need.
local function define(name, signature, doc, sample, fn) return core.define(name, signature, doc, sample, large(fn)) end
local clip = require("lunula.ops.math").clip
local real = require "lunula.ops.real"

local M = {}
local x1 = "f({2,3},-2,2)"

-- What is subtracted before exp: the largest elements (of nothing 0), no part of the gradient.
local function top(x, axis)
  return p.stop_gradient(x.size == 0 and p.sum(x, axis, true) or p.max(x, axis, true))
end

M.softmax = define("softmax", "x, axis:axes=-1",
  "exp(x) / sum(exp(x)) over axes, without overflow. Integers give the default float dtype. An axis out of range or given twice is an error.", x1,
  function(x, axis)
    x = real(x)
    local e = p.exp(x - top(x, axis))
    return e / p.sum(e, axis, true)
  end)
M.log_softmax = define("log_softmax", "x, axis:axes=-1",
  "log(softmax(x)) over axes, without overflow or loss of small values. Integers give the default float dtype. An axis out of range or given twice "
  .. "is an error.", x1,
  function(x, axis)
    x = real(x)
    local shifted = x - top(x, axis)
    return shifted - p.log(p.sum(p.exp(shifted), axis, true))
  end)
M.relu6 = define("relu6", "x", "min(max(x, 0), 6), element by element.", "f({2,3},0.2,5)", function(x) return clip(x, 0, 6) end)
M.leaky_relu = define("leaky_relu", "x, negative_slope:float=0.2", "x where x > 0, negative_slope * x elsewhere, element by element.", "f({2,3},0.2,2)",
  function(x, slope) return p.where(p.greater(x, 0), x, x * slope) end)
M.elu = define("elu", "x, alpha:float=1.0", "x where x > 0, alpha * (exp(x) - 1) elsewhere, element by element.", "f({2,3},0.2,2)",
  function(x, alpha) return p.where(p.greater(x, 0), x, alpha * p.expm1(p.minimum(x, 0))) end)
M.selu = define("selu", "x", "1.05070098 * elu(x, 1.67326324), element by element (Klambauer and others, 2017).", "f({2,3},0.2,2)",
  function(x) return 1.0507009873554805 * M.elu(x, 1.6732632423543772) end)
M.silu = define("silu", "x", "x * sigmoid(x), element by element.", x1, function(x) return x * p.sigmoid(x) end)
M.gelu = define("gelu", "x, approximate:bool=true", "x * P(X <= x) for a standard normal X, element by element; with approximate 0.5 x (1 + tanh("
  .. "sqrt(2 / pi) (x + 0.044715 x^3))).", x1,
  function(x, approximate)
    x = real(x)
    if approximate then return 0.5 * x * (1 + p.tanh(0.7978845608028654 * (x + 0.044715 * (x * x * x)))) end
    return 0.5 * x * (1 + p.erf(x * 0.7071067811865476))
  end)
M.softsign = define("softsign", "x", "x / (1 + |x|), element by element.", "f({2,3},0.2,2)", function(x) return x / (1 + p.absolute(real(x))) end)
M.log_sigmoid = define("log_sigmoid", "x", "log(sigmoid(x)), element by element, without overflow.", x1, function(x) return -p.softplus(-real(x)) end)
M.hard_tanh = define("hard_tanh", "x", "min(max(x, -1), 1), element by element.", "f({2,3},-0.9,0.9)", function(x) return clip(x, -1, 1) end)
M.celu = define("celu", "x, alpha:float=1.0", "max(x, 0) + min(alpha * (exp(x / alpha) - 1), 0), element by element.", "f({2,3},0.2,2)",
  function(x, alpha) return p.maximum(x, 0) + alpha * p.expm1(p.minimum(x, 0) / alpha) end)
M.hard_sigmoid = define("hard_sigmoid", "x", "relu6(x + 3) / 6, element by element.", "f({2,3},-2,2)", function(x) return M.relu6(real(x) + 3) / 6 end)
M.hard_silu = define("hard_silu", "x", "x * hard_sigmoid(x), element by element.", "f({2,3},-2,2)", function(x) return x * M.hard_sigmoid(x) end)

return M
