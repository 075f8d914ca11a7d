-- Composites of arithmetic and reductions. Knows of the primitives only.
local core = require "lunula.core"
local p, define = core.ops, core.define

local M = {}

M.clip = define("clip", "x, x_min, x_max", "min(max(x, x_min), x_max), element by element.", "f({2,3},-2,2), -1.0, 1.0",
  function(x, low, high) return p.minimum(p.maximum(x, low), high) end)

M.round = define("round", "x, decimals:int=0", "x rounded to a number of decimals, halves to even.", "f({2,3},-2,2), 1",
  function(x, decimals)
    if decimals == 0 then return p.rint(x) end
    local scale = 10.0 ^ math.abs(decimals)
    if decimals > 0 then return p.rint(x * scale) / scale end
    return p.cast(p.rint(x / scale) * scale, x.dtype)
  end)

-- max and min with Keras's `initial`: a value that takes part too, and what an empty axis gives.
for name, combine in pairs { max = p.maximum, min = p.minimum } do
  local reduce = p[name]
  M[name] = define(name, "x, axis:axes=nil, keepdims:bool=false, initial:any=nil", core.op_info(reduce).doc, "f({2,3},-2,2), 1",
    function(x, axis, keepdims, initial)
      if initial == nil then return reduce(x, axis, keepdims) end
      if x.size > 0 then return combine(reduce(x, axis, keepdims), initial) end
      return combine(p.cast(p.sum(x, axis, keepdims), x.dtype) * 0 + initial, initial)
    end)
end

M.cumsum = p.cumsum -- the scan in C, in place of the composite of arrange.lua

M.var = define("var", "x, axis:axes=nil, keepdims:bool=false", "The mean squared deviation from the mean over axes (all when nil).", "f({2,3},-2,2), 1",
  function(x, axis, keepdims)
    local wide = x.dtype == "float64" and x or p.cast(x, core.promote(x.dtype, "float32"))
    local result = p.mean(p.square(wide - p.mean(wide, axis, true)), axis, keepdims)
    local kind = core.promote(x.dtype, "float")
    return p.cast(result, kind)
  end)
M.std = define("std", "x, axis:axes=nil, keepdims:bool=false", "The square root of the variance over axes (all when nil).", "f({2,3},-2,2), 1",
  function(x, axis, keepdims) return p.sqrt(M.var(x, axis, keepdims)) end)

M.logsumexp = define("logsumexp", "x, axis:axes=nil, keepdims:bool=false", "log(sum(exp(x))) over axes (all when nil), without overflow.", "f({2,3},-2,2), 1",
  function(x, axis, keepdims)
    local top = p.stop_gradient(p.max(x, axis, true))
    top = p.where(p.isfinite(top), top, 0)
    local total = p.log(p.sum(p.exp(x - top), axis, true)) + p.cast(top, core.promote(top.dtype, "float"))
    if keepdims then return total end
    if axis == nil then return p.reshape(total, {}) end
    return p.squeeze(total, axis)
  end)

-- The norms of matrices that need no singular values: Frobenius's, and the largest (ord > 0) or smallest sum of a column (1) or row.
local function matrix_norm(x, ord, axes, keepdims)
  if ord == "fro" then return p.sqrt(p.sum(p.square(x), axes, keepdims)) end
  local summed = ({ [1] = 1, [math.huge] = 2 })[type(ord) == "number" and math.abs(ord)]
  if not summed then core.raise(("norm: there is no norm '%s' of matrices here; there are fro, 1, -1, inf, -inf"):format(tostring(ord))) end
  local sums = p.sum(p.absolute(x), axes[summed], true)
  local result = (ord > 0 and p.max or p.min)(sums, axes, true)
  if keepdims then return result end
  return p.squeeze(result, axes)
end

M.norm = define("norm", "x, ord:any=nil, axis:axes=nil, keepdims:bool=false",
  "The norm over axes (all when nil). Vectors: ord 2 by default, also 1, 0, math.huge, -math.huge and any p; over two axes: \"fro\" "
  .. "by default, 1, -1, math.huge, -math.huge.", "f({2,3},0.5,2), 2, 1",
  function(x, ord, axis, keepdims)
    x = p.cast(x, core.promote(x.dtype, "float"))
    local axes = axis or {}
    if axis == nil then
      for k = 1, x.ndim do axes[k] = k - 1 end
    end
    if type(axes) == "table" and #axes == 2 and ord ~= nil then return matrix_norm(x, ord, axes, keepdims) end
    if ord == nil or ord == 2 or ord == "euclidean" then return p.sqrt(p.sum(p.square(x), axis, keepdims)) end
    if type(ord) ~= "number" then core.raise(("norm: there is no norm '%s' of vectors"):format(tostring(ord))) end
    if ord == math.huge then return p.max(p.absolute(x), axis, keepdims) end
    if ord == -math.huge then return p.min(p.absolute(x), axis, keepdims) end
    if ord == 0 then return p.sum(p.cast(p.not_equal(x, 0), x.dtype), axis, keepdims) end
    if ord == 1 then return p.sum(p.absolute(x), axis, keepdims) end
    return p.power(p.sum(p.power(p.absolute(x), ord), axis, keepdims), 1 / ord)
  end)

M.tensordot = define("tensordot", "x1, x2, axes:any=2",
  "Products summed over axes: the last n of x1 with the first n of x2 for a number n, or two lists of axes.", "f({2,3,4},-2,2), f({3,4,5},-2,2), 2",
  function(a, b, axes)
    local left, right = {}, {}
    if math.type(axes) == "integer" then
      for i = 1, axes do left[i], right[i] = a.ndim - axes + i - 1, i - 1 end
    else
      local function list(v) return type(v) == "table" and v or { v } end
      left, right = list(axes[1]), list(axes[2])
    end
    if #left ~= #right then core.raise("tensordot: the lists of axes differ in length") end
    local function plan(t, summed)
      local chosen, free, order, inner, outer, kept = {}, {}, {}, 1, 1, {}
      for i, v in ipairs(summed) do
        local axis = v < 0 and v + t.ndim or v
        chosen[axis], summed[i] = true, axis
        inner = inner * (t.shape[axis + 1] or core.raise("tensordot: an axis is out of range"))
      end
      for i = 0, t.ndim - 1 do
        if not chosen[i] then
          free[#free + 1], kept[#kept + 1], outer = i, t.shape[i + 1], outer * t.shape[i + 1]
        end
      end
      return free, order, inner, outer, kept
    end
    local free_a, order_a, inner_a, outer_a, kept = plan(a, left)
    local free_b, order_b, inner_b, outer_b, kept_b = plan(b, right)
    if inner_a ~= inner_b then core.raise("tensordot: the summed axes differ in length") end
    for _, v in ipairs(free_a) do order_a[#order_a + 1] = v end
    for _, v in ipairs(left) do order_a[#order_a + 1] = v end
    for _, v in ipairs(right) do order_b[#order_b + 1] = v end
    for _, v in ipairs(free_b) do order_b[#order_b + 1] = v end
    for _, v in ipairs(kept_b) do kept[#kept + 1] = v end
    return p.reshape(p.matmul(p.reshape(p.transpose(a, order_a), { outer_a, inner_a }),
      p.reshape(p.transpose(b, order_b), { inner_b, outer_b })), kept)
  end)

M.dot = define("dot", "x1, x2", "NumPy's dot: multiply for a scalar, otherwise the last axis of x1 with the last but one of x2.", "f({2,3},-2,2), f({3,4},-2,2)",
  function(a, b)
    if a.ndim == 0 or b.ndim == 0 then return p.multiply(a, b) end
    if b.ndim <= 2 and a.ndim <= 2 then return p.matmul(a, b) end
    return M.tensordot(a, b, { { -1 }, { b.ndim == 1 and -1 or -2 } })
  end)

return M
