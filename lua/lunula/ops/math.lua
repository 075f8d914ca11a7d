-- Composites of arithmetic and reductions. Knows of the primitives only.
local core = require "lunula.core"
local real = require "lunula.ops.real"
local p, define = core.ops, core.define

local M = {}

M.clip = define("clip", "x, x_min, x_max",
  "min(max(x, x_min), x_max), element by element, with broadcasting; x_max wins where the bounds cross. The dtype is the promoted one; "
  .. "bool counts as int32. Shapes that don't broadcast are an error.", "f({2,3},-2,2), -1.0, 1.0",
  function(x, low, high)
    if x.dtype == "bool" then x = p.cast(x, "int32") end
    return p.minimum(p.maximum(x, low), high)
  end)

M.round = define("round", "x, decimals:int=0",
  "x rounded to a number of decimals (to tens, hundreds, ... when negative), halves to even. The dtype stays.", "f({2,3},-2,2), 1",
  function(x, decimals)
    if decimals == 0 then return p.rint(x) end
    local whole = not x.dtype:find "float"
    if whole and decimals > 0 then return x end
    local scale = 10.0 ^ math.abs(decimals)
    if decimals > 0 then return p.rint(x * scale) / scale end
    return p.cast(p.rint((whole and p.cast(x, "float64") or x) / scale) * scale, x.dtype)
  end)

-- max and min with Keras's `initial`: a value that takes part too, and what an empty axis gives.
for name, combine in pairs { max = p.maximum, min = p.minimum } do
  local reduce, arguments = p[name], "x, axis:axes=nil, keepdims:bool=false"
  local doc = core.op_info(reduce).doc
  M[name] = define(name, arguments .. ", initial:any=nil", doc .. " With a number `initial`, which takes part too, there is always one.", "f({2,3},-2,2), 1",
    function(x, axis, keepdims, initial)
      if initial == nil or initial == core.null then return reduce(x, axis, keepdims) end
      if x.size == core.null or x.size > 0 then return combine(reduce(x, axis, keepdims), initial) end
      return combine(p.cast(p.sum(x, axis, keepdims), x.dtype) * 0 + initial, initial)
    end)
  M["a" .. name] = define("a" .. name, arguments, doc, "f({2,3},-2,2), 1", function(x, axis, keepdims) return reduce(x, axis, keepdims) end)
end

-- The places where a condition holds, one list of positions per axis.
local function places(condition)
  if core.is_symbol(condition) then
    core.raise "where: how many elements of a symbol are true isn't known; give x1 and x2, or use run_eagerly = true"
  elseif condition.ndim == 0 then
    core.raise "where: a condition alone needs at least one axis"
  end
  local shape, found = condition.shape, {}
  for axis = 1, #shape do found[axis] = {} end
  for k, truth in ipairs(p.reshape(p.cast(condition, "bool"), { -1 }):totable()) do
    local at = k - 1
    for axis = truth and #shape or 0, 1, -1 do
      table.insert(found[axis], at % shape[axis])
      at = at // shape[axis]
    end
  end
  for axis, list in ipairs(found) do found[axis] = #list > 0 and core.tensor(list, "int32") or p.full({ 0 }, 0, "int32") end
  return found
end

M.where = define("where", "condition, x1:any=nil, x2:any=nil",
  "x1 where condition is true (not zero), x2 elsewhere. The three broadcast together; the dtype is the promoted one of x1 and x2. The "
  .. "condition alone gives the places of its true elements in C order: a list with one int32 tensor per axis, which a symbol can't. One of x1 "
  .. "and x2 without the other, and shapes that don't broadcast, are errors.", "b({2,3}), f({2,3},-2,2), f({3},-2,2)",
  function(condition, x1, x2)
    if x1 == core.null then x1 = nil end
    if x2 == core.null then x2 = nil end
    if x1 == nil and x2 == nil then return places(condition) end
    if x1 == nil or x2 == nil then core.raise "where: x1 and x2 are given both or not at all" end
    return p.where(condition, x1, x2)
  end)

M.var = define("var", "x, axis:axes=nil, keepdims:bool=false",
  "The mean squared deviation from the mean over axes (all when nil; the reduced axes stay with length 1 when keepdims is true), divided by how "
  .. "many elements they have. Integers give the default float dtype. nan of nothing. An axis out of range or given twice is an error.", "f({2,3},-2,2), 1",
  function(x, axis, keepdims)
    local wide = x.dtype == "float64" and x or p.cast(x, core.promote(x.dtype, "float32"))
    local result = p.mean(p.square(wide - p.mean(wide, axis, true)), axis, keepdims)
    local kind = core.promote(x.dtype, "float")
    return p.cast(result, kind)
  end)
M.std = define("std", "x, axis:axes=nil, keepdims:bool=false",
  "The square root of the variance over axes (all when nil; the reduced axes stay with length 1 when keepdims is true). Integers give the default "
  .. "float dtype. nan of nothing. An axis out of range or given twice is an error.", "f({2,3},-2,2), 1",
  function(x, axis, keepdims) return p.sqrt(M.var(x, axis, keepdims)) end)

M.logsumexp = define("logsumexp", "x, axis:axes=nil, keepdims:bool=false",
  "log(sum(exp(x))) over axes (all when nil; the reduced axes stay with length 1 when keepdims is true), without overflow. Integers give the default "
  .. "float dtype. -inf of nothing. An axis out of range or given twice is an error.", "f({2,3},-2,2), 1",
  function(x, axis, keepdims)
    x = real(x)
    local top = p.stop_gradient(x.size == 0 and p.sum(x, axis, true) or p.max(x, axis, true))
    top = p.where(p.isfinite(top), top, 0)
    local total = p.log(p.sum(p.exp(x - top), axis, true)) + top
    if keepdims then return total end
    if axis == nil then return p.reshape(total, {}) end
    return p.squeeze(total, axis)
  end)

-- Norms of matrices over two axes.
local function matrix_norm(x, ord, axes, keepdims)
  local function put(result) -- of one value per matrix, the two axes gone
    if not keepdims then return result end
    local shape = x.shape
    for _, axis in ipairs(axes) do shape[(axis < 0 and axis + x.ndim or axis) + 1] = 1 end
    return p.reshape(result, shape)
  end
  if ord == "fro" then return p.sqrt(p.sum(p.square(x), axes, keepdims)) end
  local size = type(ord) == "number" and math.abs(ord) or ord
  if size == 1 or size == math.huge then
    local sums = p.sum(p.absolute(x), axes[size == 1 and 1 or 2], true)
    return put(p.squeeze((ord > 0 and p.max or p.min)(sums, axes, true), axes))
  elseif size == 2 or ord == "nuc" then
    local order, chosen = {}, {}
    for _, axis in ipairs(axes) do chosen[axis < 0 and axis + x.ndim or axis] = true end
    for axis = 0, x.ndim - 1 do
      if not chosen[axis] then order[#order + 1] = axis end
    end
    table.move(axes, 1, 2, #order + 1, order)
    local _, values = p.thin_svd(p.transpose(x, order))
    return put((ord == "nuc" and p.sum or ord > 0 and M.max or M.min)(values, -1))
  end
  core.raise(("norm: there is no norm '%s' of matrices; there are fro, nuc, 1, -1, 2, -2, inf, -inf"):format(tostring(ord)))
end

local function vector_norm(x, ord, axis, keepdims)
  local size = p.absolute(x)
  if ord == 2 then return p.sqrt(p.sum(p.square(x), axis, keepdims)) end
  if type(ord) ~= "number" then core.raise(("norm: there is no norm '%s' of vectors"):format(tostring(ord))) end
  if ord == math.huge then return M.max(size, axis, keepdims, 0) end
  if ord == -math.huge then return M.min(size, axis, keepdims) end
  if ord == 0 then return p.sum(p.cast(p.not_equal(x, 0), x.dtype), axis, keepdims) end
  if ord == 1 then return p.sum(size, axis, keepdims) end
  return p.power(p.sum(p.power(size, ord), axis, keepdims), 1 / ord)
end

M.norm = define("norm", "x, ord:any=nil, axis:axes=nil, keepdims:bool=false",
  "The norm of vectors along one axis or of matrices over two; of all elements when axis is nil. ord nil: the square root of the sum of "
  .. "squares. Vectors: 1, 2, 0 (how many aren't 0), math.huge and -math.huge (the largest and smallest), any other p: sum(|x|^p)^(1/p). "
  .. "Matrices: \"fro\" (Frobenius), \"nuc\" (the sum of the singular values), 2 and -2 (the largest and smallest of them), 1 and -1 (the "
  .. "largest and smallest sum of a column), math.huge and -math.huge (of a row). Integers give the default float dtype. Another ord, more than "
  .. "two axes (with an ord: also of x, when axis is nil) and an axis out of range are errors.", "f({2,3},0.5,2), 2, 1",
  function(x, ord, axis, keepdims)
    x = p.cast(x, core.promote(x.dtype, "float"))
    if ord == core.null then ord = nil end
    local axes = type(axis) == "table" and axis or { axis }
    if axis == nil then
      for k = 1, x.ndim do axes[k] = k - 1 end
    end
    if #axes ~= 1 and #axes ~= 2 and not (axis == nil and ord == nil) then
      core.raise(("norm: of one axis or two, not %d"):format(#axes))
    elseif ord == nil then
      return p.sqrt(p.sum(p.square(x), axis, keepdims))
    elseif #axes == 1 then
      return vector_norm(x, ord, axes, keepdims)
    end
    local checked = {}
    for k, a in ipairs(axes) do
      if a < -x.ndim or a >= x.ndim then core.raise(("norm: axis %d is out of range for a tensor of %d axes"):format(a, x.ndim)) end
      checked[k] = a < 0 and a + x.ndim or a
    end
    if checked[1] == checked[2] then core.raise(("norm: axis %d is given twice"):format(checked[1])) end
    return matrix_norm(x, ord, checked, keepdims)
  end)

-- matmul in the promoted dtype: matmul itself gives int32 for int8 operands.
local function product(a, b)
  local dtype, result = core.promote(a.dtype, b.dtype), p.matmul(a, b)
  return result.dtype == dtype and result or p.cast(result, dtype)
end

-- An axis list of tensordot, each in [0, rank).
local function summed_axes(t, list)
  local seen, result = {}, {}
  for i, v in ipairs(list) do
    if not math.tointeger(v) or v < -t.ndim or v >= t.ndim then
      core.raise(("tensordot: axis %s is out of range for a tensor of %d axes"):format(tostring(v), t.ndim))
    end
    result[i] = math.tointeger(v < 0 and v + t.ndim or v)
    if seen[result[i]] then core.raise(("tensordot: axis %d is given twice"):format(result[i])) end
    seen[result[i]] = true
  end
  return result, seen
end

-- The free axes of t before or after the summed ones, and the sizes of both groups.
local function plan(t, summed, chosen, summed_last)
  local order, kept, inner, outer, shape = {}, {}, 1, 1, t.shape
  for i = 0, t.ndim - 1 do
    if not chosen[i] then
      order[#order + 1], kept[#kept + 1] = i, shape[i + 1]
      outer = (outer == core.null or shape[i + 1] == core.null) and core.null or outer * shape[i + 1]
    end
  end
  for i, axis in ipairs(summed) do
    if shape[axis + 1] == core.null then core.raise(("tensordot: axis %d of this symbol has no known length"):format(axis)) end
    inner = inner * shape[axis + 1]
    table.insert(order, summed_last and #order + 1 or i, axis)
  end
  return order, kept, inner, outer
end

M.tensordot = define("tensordot", "x1, x2, axes:any=2",
  "Products summed over axes: the last n of x1 with the first n of x2 for a number n, or two lists of axes, paired in order. The result has "
  .. "the free axes of x1, then those of x2; the dtype is the promoted one. Axes out of range, given twice, of different lengths or in lists of "
  .. "different sizes are errors.", "f({2,3,4},-2,2), f({3,4,5},-2,2), 2",
  function(a, b, axes)
    local left, right = {}, {}
    if math.tointeger(axes) then
      if axes < 0 or axes > a.ndim or axes > b.ndim then
        core.raise(("tensordot: %d axes to sum over of tensors of %d and %d axes"):format(axes, a.ndim, b.ndim))
      end
      for i = 1, axes do left[i], right[i] = a.ndim - axes + i - 1, i - 1 end
    elseif type(axes) == "table" and #axes == 2 then
      left, right = type(axes[1]) == "table" and axes[1] or { axes[1] }, type(axes[2]) == "table" and axes[2] or { axes[2] }
    else
      core.raise(("tensordot: axes is an integer or two lists of axes, got %s"):format(tostring(axes)))
    end
    if #left ~= #right then core.raise(("tensordot: %d axes of x1 against %d of x2"):format(#left, #right)) end
    local chosen_a, chosen_b
    left, chosen_a = summed_axes(a, left)
    right, chosen_b = summed_axes(b, right)
    for i, axis in ipairs(left) do
      local n, m = a.shape[axis + 1], b.shape[right[i] + 1]
      if n ~= m and n ~= core.null and m ~= core.null then
        core.raise(("tensordot: axis %d of x1 has length %s, axis %d of x2 %s"):format(axis, n, right[i], m))
      end
    end
    local order_a, kept, inner_a, outer_a = plan(a, left, chosen_a, true)
    local order_b, kept_b, inner_b, outer_b = plan(b, right, chosen_b, false)
    table.move(kept_b, 1, #kept_b, #kept + 1, kept)
    return p.reshape(product(p.reshape(p.transpose(a, order_a), { outer_a, inner_a }), p.reshape(p.transpose(b, order_b), { inner_b, outer_b })), kept)
  end)

M.dot = define("dot", "x1, x2",
  "NumPy's dot: the product with a scalar, otherwise the products summed over the last axis of x1 and the last but one of x2 (the only one of a "
  .. "vector). The dtype is the promoted one. Axes of different lengths are an error.", "f({2,3},-2,2), f({3,4},-2,2)",
  function(a, b)
    if a.ndim == 0 or b.ndim == 0 then return p.multiply(a, b) end
    local n, m = a.shape[a.ndim], b.shape[math.max(1, b.ndim - 1)]
    if n ~= m and n ~= core.null and m ~= core.null then
      core.raise(("dot: the last axis of x1 has length %s, axis %d of x2 %s"):format(n, math.max(0, b.ndim - 2), m))
    end
    if b.ndim <= 2 and a.ndim <= 2 then return product(a, b) end
    return M.tensordot(a, b, { { -1 }, { b.ndim == 1 and -1 or -2 } })
  end)

return M
