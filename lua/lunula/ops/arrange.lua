-- Composites that gather, extend and accumulate along axes, and two activations. Knows of the primitives only.
local core = require "lunula.core"
local p, define = core.ops, core.define

local M = {}

-- The part [from, to) of an axis.
local function part(x, axis, from, to)
  local start, stop, step = {}, {}, {}
  for k, n in ipairs(x.shape) do
    start[k], stop[k], step[k] = 0, n, 1
  end
  start[axis + 1], stop[axis + 1] = from, to
  return p.strided_slice(x, start, stop, step)
end

M.cumsum = define("cumsum", "x, axis:int=nil, dtype:dtype=nil",
  "Running sums along an axis; of all elements in C order when axis is nil.", "f({2,5},-2,2), 1",
  function(x, axis, dtype)
    if axis == nil then
      x, axis = p.reshape(x, { -1 }), 0
    elseif axis < -x.ndim or axis >= x.ndim then
      core.raise(("cumsum: axis %d is out of range for %d axes"):format(axis, x.ndim))
    elseif axis < 0 then
      axis = axis + x.ndim
    end
    x = p.cast(x, dtype or (x.dtype == "bool" and "int32" or x.dtype))
    -- Doubling: after k rounds each element holds the sum of the 2^k elements that end at it.
    local n, step = x.shape[axis + 1], 1
    while step < n do
      x = p.concatenate({ part(x, axis, 0, step), part(x, axis, step, n) + part(x, axis, 0, n - step) }, axis)
      step = step * 2
    end
    return x
  end)

-- The rows of an axis of length n that reflect and symmetric padding repeat, by position: position -1 is the first to the left.
local function mirrored(position, n, mode)
  if n == 1 then
    return 0
  end
  local period = mode == "reflect" and 2 * (n - 1) or 2 * n
  local at = position % period
  if at >= n then
    at = mode == "reflect" and period - at or period - 1 - at
  end
  return at
end

M.pad = define("pad", 'x, pad_width:any, mode:string="constant", constant_values:any=nil',
  "x with entries added around it: one width, one pair or a pair per axis; constant (0), reflect or symmetric.",
  "f({2,3},-2,2), {{1,0},{2,1}}",
  function(x, widths, mode, value)
    if mode ~= "constant" and mode ~= "reflect" and mode ~= "symmetric" then
      core.raise(("pad: mode must be constant, reflect or symmetric, got '%s'"):format(mode))
    elseif value ~= nil and mode ~= "constant" then
      core.raise(("pad: constant_values has no meaning in mode '%s'"):format(mode))
    end
    local function pair(axis)
      if type(widths) ~= "table" then
        return widths, widths
      end
      local entry = widths
      if type(widths[1]) == "table" then
        entry = #widths == 1 and widths[1] or widths[axis + 1]
        if #widths ~= 1 and #widths ~= x.ndim then
          core.raise(("pad: %d pairs of widths for a tensor of %d axes"):format(#widths, x.ndim))
        end
      end
      return entry[1], entry[2] or entry[1]
    end
    for axis = 0, x.ndim - 1 do
      local before, after = pair(axis)
      if not (math.tointeger(before) and math.tointeger(after) and before >= 0 and after >= 0) then
        core.raise "pad: widths must be integers of at least 0"
      end
      local shape = x.shape
      local n = shape[axis + 1]
      if mode == "constant" then
        local parts = { x }
        local function block(width)
          shape[axis + 1] = width
          return p.cast(p.full(shape, value or 0), x.dtype)
        end
        if before > 0 then
          table.insert(parts, 1, block(before))
        end
        if after > 0 then
          parts[#parts + 1] = block(after)
        end
        x = #parts > 1 and p.concatenate(parts, axis) or x
      elseif before + after > 0 then
        if n == 0 then
          core.raise(("pad: axis %d is empty; there is nothing to repeat"):format(axis))
        end
        local rows = {}
        for position = -before, n + after - 1 do
          rows[#rows + 1] = mirrored(position, n, mode)
        end
        x = p.take_axis(x, core.tensor(rows, "int32"), axis)
      end
    end
    return x
  end)

M.take_along_axis = define("take_along_axis", "x, indices, axis:int=nil",
  "The elements of x at indices along an axis (of x in C order when nil); negative ones count from the end.",
  "f({2,3},-2,2), i({2,2},0,3), 1",
  function(x, indices, axis)
    if axis == nil then
      return p.take_axis(p.reshape(x, { -1 }), indices, 0)
    end
    if x.ndim ~= indices.ndim or axis < -x.ndim or axis >= x.ndim then
      core.raise(("take_along_axis: indices of %d axes along axis %d of a tensor of %d axes"):format(indices.ndim, axis, x.ndim))
    end
    axis = axis < 0 and axis + x.ndim or axis
    local n = x.shape[axis + 1]
    local row = p.cast(indices, "int64")
    row = p.where(p.less(row, 0), row + n, row)
    -- The place in C order, axis by axis; an axis of length 1 is broadcast.
    local place, stride = nil, 1
    for k = x.ndim, 1, -1 do
      local length = x.shape[k]
      local along
      if k - 1 == axis then
        along = row
      else
        local shape = {}
        for j = 1, x.ndim do
          shape[j] = j == k and length or 1
        end
        along = p.reshape(p.iota(length, "int64"), shape)
      end
      local term = along * stride
      place = place and place + term or term
      stride = stride * length
    end
    return p.take_axis(p.reshape(x, { -1 }), place, 0)
  end)

M.hard_tanh = define("hard_tanh", "x", "min(max(x, -1), 1).", "f({2,3},-0.9,0.9)",
  function(x) return p.minimum(p.maximum(x, -1), 1) end)

M.celu = define("celu", "x, alpha:float=1.0", "max(x, 0) + min(alpha * (exp(x / alpha) - 1), 0).", "f({2,3},0.2,2)",
  function(x, alpha) return p.maximum(x, 0) + alpha * p.expm1(p.minimum(x, 0) / alpha) end)

return M
