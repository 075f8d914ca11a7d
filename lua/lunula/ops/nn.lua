-- Composites of keras.ops.nn: activations and their kin. Knows of the primitives only.
local core = require "lunula.core"
local large = require("lunula.jit").large
local p = core.ops

-- Composites of several passes are compiled for large tensors, so that they take as few as they need.
local function define(name, signature, doc, sample, fn) return core.define(name, signature, doc, sample, large(fn)) end
local clip = require("lunula.ops.math").clip
local real = require "lunula.ops.real"
local create = require "lunula.ops.create"
local split = require("lunula.ops.shape").split

local M = {}
local x1, x2 = "f({2,3},-2,2)", "f({2,3},0.2,2)"

-- fn of the finite elements of x, `there` of the infinite ones: for formulas, or gradients of them, that would multiply infinity by 0.
local function with_limits(x, there, fn)
  local infinite = p.isinf(x)
  return p.where(infinite, there(x), fn(p.where(infinite, 0, x)))
end

-- What is subtracted before exp: the largest elements (of nothing 0), no part of the gradient.
local function top(x, axis)
  return p.stop_gradient(x.size == 0 and p.sum(x, axis, true) or p.max(x, axis, true))
end

-- The axis as a place in [0, rank), and its length.
local function along(name, x, axis)
  local place = axis < 0 and axis + x.ndim or axis
  if place < 0 or place >= x.ndim then core.raise(("%s: axis %d is out of range for a tensor of %d axes"):format(name, axis, x.ndim)) end
  local length = x.shape[place + 1]
  if length == core.null then core.raise(("%s: axis %d of this symbol has no known length"):format(name, place)) end
  return place, length
end

M.softmax = define("softmax", "x, axis:axes=-1",
  "exp(x) / sum(exp(x)) over axes, without overflow. Integers give the default float dtype. An axis out of range or given twice is an error.", x1,
  function(x, axis)
    x = real(x)
    local e = p.exp(x - top(x, axis))
    local total = p.sum(e, axis, true)
    -- A product takes a fraction of a quotient's time; it would cost 16 bits too many of theirs.
    if x.dtype == "float32" or x.dtype == "float64" then return e * p.reciprocal(total) end
    return e / total
  end)
M.log_softmax = define("log_softmax", "x, axis:axes=-1",
  "log(softmax(x)) over axes, without overflow or loss of small values. Integers give the default float dtype. An axis out of range or given twice "
  .. "is an error.", x1,
  function(x, axis)
    x = real(x)
    local shifted = x - top(x, axis)
    return shifted - p.log(p.sum(p.exp(shifted), axis, true))
  end)
M.sparsemax = define("sparsemax", "x, axis:axis=-1",
  "The point of the probability simplex nearest to x along an axis: max(x - t, 0), where t makes the sum 1; small elements become exactly 0 (Martins and "
  .. "Astudillo, 2016). Integers give the default float dtype. An axis out of range is an error.", "f({2,3},-1,1)",
  function(x, axis)
    local place, n = along("sparsemax", x, axis)
    x = p.cast(x, core.promote(x.dtype, "float"))
    local z = p.cast(x - top(x, place), core.promote(x.dtype, "float32")) -- the same for x + c, and the sums below stay small
    local fixed = p.stop_gradient(z)
    local sorted = p.take_along_axis(fixed, p.argsort(-fixed, place), place)
    local shape = {}
    for i = 1, x.ndim do shape[i] = i == place + 1 and n or 1 end
    local rank = p.reshape(create.arange(1, n + 1, 1, z.dtype), shape)
    local total = p.cumsum(sorted, place) - 1
    local kept = p.greater(rank * sorted, total) -- as many of the largest as stay above 0
    local smallest = p.min(p.where(kept, sorted, math.huge), place, true)
    local support = p.greater_equal(fixed, smallest)
    local threshold = (p.sum(p.where(support, z, 0), place, true) - 1) / p.sum(p.cast(support, z.dtype), place, true)
    return p.cast(p.maximum(z - threshold, 0), x.dtype)
  end)

M.relu6 = define("relu6", "x", "min(max(x, 0), 6), element by element.", x2, function(x) return p.where(p.greater_equal(x, 6), 6.0, p.relu(x)) end)
M.leaky_relu = define("leaky_relu", "x, negative_slope:float=0.2", "x where x >= 0, negative_slope * x elsewhere, element by element.", x2,
  function(x, slope) return p.where(p.greater_equal(x, 0), x, x * slope) end)
M.elu = define("elu", "x, alpha:float=1.0", "x where x > 0, alpha * (exp(x) - 1) elsewhere, element by element (Clevert and others, 2016).", x2,
  function(x, alpha)
    local positive = p.greater(x, 0)
    return p.where(positive, x, alpha * p.expm1(p.where(positive, 0, x)))
  end)
M.selu = define("selu", "x", "1.05070098 * elu(x, 1.67326324), element by element (Klambauer and others, 2017).", x2,
  function(x) return 1.0507009873554805 * M.elu(x, 1.6732632423543772) end)
M.celu = define("celu", "x, alpha:float=1.0", "max(x, 0) + min(alpha * (exp(x / alpha) - 1), 0), element by element (Barron, 2017).", x2,
  function(x, alpha) return p.maximum(x, 0) + alpha * p.expm1(p.minimum(x, 0) / alpha) end)

M.silu = define("silu", "x", "x * sigmoid(x), element by element; 0 at -inf (Ramachandran and others, 2017).", x1,
  function(x) return with_limits(x, p.relu, function(v) return v * p.sigmoid(v) end) end)
M.gelu = define("gelu", "x, approximate:bool=true", "x * P(X <= x) for a standard normal X, element by element; with approximate 0.5 x (1 + tanh("
  .. "sqrt(2 / pi) (x + 0.044715 x^3))); 0 at -inf (Hendrycks and Gimpel, 2016).", x1,
  function(x, approximate)
    return with_limits(real(x), p.relu, function(v)
      if not approximate then return 0.5 * v * p.erfc(v * -0.7071067811865476) end
      local w = clip(v, -30, 30) -- tanh is +-1 beyond, and the cube stays finite
      return 0.5 * v * (1 + p.tanh(0.7978845608028654 * (w + 0.044715 * (w * w * w))))
    end)
  end)
M.glu = define("glu", "x, axis:axis=-1", "a * sigmoid(b), where a and b are the halves of x along an axis (Dauphin and others, 2017). An axis of odd length "
  .. "or out of range is an error.", "f({2,4},-2,2)",
  function(x, axis)
    local place, n = along("glu", x, axis)
    if n % 2 ~= 0 then core.raise(("glu: axis %d has length %d, which can't be halved"):format(place, n)) end
    local a, b = table.unpack(split(x, 2, place))
    return a * p.sigmoid(b)
  end)

M.softsign = define("softsign", "x", "x / (1 + |x|), element by element; +-1 at +-inf.", x2,
  function(x) return with_limits(real(x), p.sign, function(v) return v / (1 + p.absolute(v)) end) end)
M.log_sigmoid = define("log_sigmoid", "x", "log(sigmoid(x)), element by element, without overflow.", x1, function(x) return -p.softplus(-real(x)) end)
M.squareplus = define("squareplus", "x, b:float=4", "(x + sqrt(x^2 + b)) / 2, element by element, without overflow or loss of small values (Barron, 2021).", x1,
  function(x, b)
    return with_limits(real(x), p.relu, function(v)
      local negative = p.less(v, 0)
      local size = p.where(negative, -v, v)
      local scale = p.stop_gradient(p.maximum(size, 1)) -- sqrt(v^2 + b) is computed in units of it
      local half = 0.5 * size + 0.5 * scale * p.sqrt(p.square(v / scale) + b / scale / scale)
      return p.where(negative, p.divide_no_nan(0.25 * b, half), half)
    end)
  end)

M.hard_tanh = define("hard_tanh", "x", "min(max(x, -1), 1), element by element.", "f({2,3},-0.9,0.9)",
  function(x) return p.where(p.greater(x, 1), 1, p.where(p.less(x, -1), -1, x)) end)
M.hard_sigmoid = define("hard_sigmoid", "x", "relu6(x + 3) / 6, element by element.", x1, function(x) return M.relu6(real(x) + 3) / 6 end)
M.hard_silu = define("hard_silu", "x", "x * hard_sigmoid(x), element by element; 0 at -inf (Howard and others, 2019).", x1,
  function(x) return with_limits(x, p.relu, function(v) return v * M.hard_sigmoid(v) end) end)
M.hard_shrink = define("hard_shrink", "x, threshold:float=0.5", "x where |x| > threshold, 0 elsewhere, element by element.", "f({2,3},0.6,2)",
  function(x, threshold) return p.where(p.greater(p.absolute(x), threshold), x, 0.0) end)
M.soft_shrink = define("soft_shrink", "x, threshold:float=0.5",
  "x - threshold where x > threshold, x + threshold where x < -threshold, 0 elsewhere, element by element.", "f({2,3},0.6,2)",
  function(x, threshold)
    return p.where(p.greater(x, threshold), x - threshold, p.where(p.less(x, -threshold), x + threshold, 0))
  end)
M.tanh_shrink = define("tanh_shrink", "x", "x - tanh(x), element by element.", x1, function(x) return x - p.tanh(x) end)
M.threshold = define("threshold", "x, threshold:float, default_value:float", "x where x > threshold, default_value elsewhere, element by element.",
  "f({2,3},0.6,2), 0.5, -1",
  function(x, threshold, default_value) return p.where(p.greater(x, threshold), x, default_value) end)
M.sparse_plus = define("sparse_plus", "x", "0 where x <= -1, x where x >= 1, (x + 1)^2 / 4 between, element by element.", "f({2,3},-0.9,0.9)",
  function(x) return p.where(p.greater_equal(x, 1), x, p.square(clip(x, -1, 1) + 1) / 4) end)
M.sparse_sigmoid = define("sparse_sigmoid", "x", "0 where x <= -1, 1 where x >= 1, (x + 1) / 2 between, element by element (Martins and Astudillo, 2016).",
  "f({2,3},-0.9,0.9)", function(x) return 0.5 * clip(x + 1, 0, 2) end)

return M
