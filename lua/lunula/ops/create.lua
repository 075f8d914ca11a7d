-- Composites that make tensors. Knows of the primitives only.
local core = require "lunula.core"
local p, define = core.ops, core.define

local M = {}

-- The primitive full, with errors in the name of its caller.
local function full(name, shape, value, dtype)
  for axis, n in ipairs(type(shape) == "table" and shape or { shape }) do
    if n == core.null then core.raise(("%s: dimension %d is unknown"):format(name, axis - 1)) end
    if n < 0 then core.raise(("%s: a dimension can't be negative: axis %d has %d"):format(name, axis - 1, n)) end
  end
  if core.is_tensor(value) and (value.ndim > (type(shape) == "table" and #shape or 1)) then
    core.raise(("%s: fill_value of %d axes doesn't broadcast to the shape"):format(name, value.ndim))
  end
  return p.full(shape, value, dtype)
end

M.convert_to_tensor = define("convert_to_tensor", "x:any, dtype:dtype=nil",
  "A tensor from a number, a boolean, a nested table, a variable or a tensor, in the dtype given. Without one integers give int32 (int64 when "
  .. "they don't fit), other numbers the default float dtype, booleans bool; a tensor stays what it is. A table that isn't rectangular, has "
  .. "entries of other types or is no list is an error.",
  "{{1,2},{3,4}}", function(x, dtype) return core.tensor(x, dtype) end)

M.zeros = define("zeros", "shape:shape, dtype:dtype=nil",
  "Zeros of a shape; the default float dtype unless given. A negative dimension is an error.", "{2,3}",
  function(shape, dtype) return full("zeros", shape, 0, dtype) end)
M.ones = define("ones", "shape:shape, dtype:dtype=nil",
  "Ones of a shape; the default float dtype unless given. A negative dimension is an error.", "{2,3}",
  function(shape, dtype) return full("ones", shape, 1, dtype) end)

local function like(name, x, value, dtype)
  if x.size == core.null then return core.symbol(x.shape, dtype or x.dtype) end
  return full(name, x.shape, value, dtype or x.dtype)
end
M.zeros_like = define("zeros_like", "x, dtype:dtype=nil", "Zeros of the shape of x, and of its dtype unless another is given.", "f({2,3},-2,2)",
  function(x, dtype) return like("zeros_like", x, 0, dtype) end)
M.ones_like = define("ones_like", "x, dtype:dtype=nil", "Ones of the shape of x, and of its dtype unless another is given.", "f({2,3},-2,2)",
  function(x, dtype) return like("ones_like", x, 1, dtype) end)
M.full_like = define("full_like", "x, fill_value, dtype:dtype=nil",
  "fill_value, which broadcasts, in the shape of x, and in its dtype unless another is given. A fill_value that doesn't broadcast is an error.",
  "f({2,3},-2,2), 7.0", function(x, value, dtype) return like("full_like", x, value, dtype) end)

-- How many numbers arange gives. Integers are counted exactly, their distance being at most 2^64.
local function count(start, stop, step, whole)
  local n
  if not whole then
    n = math.ceil((stop - start) / step)
  elseif step > 0 then
    n = start < stop and (stop - start - 1) // step + 1 or 0
    if start < stop and stop - start < 0 then n = nil end
  else
    n = start > stop and (start - stop - 1) // -step + 1 or 0
    if start > stop and start - stop < 0 then n = nil end
  end
  if math.type(n) ~= "integer" then
    core.raise(("arange: from %s to %s by %s: as many elements no tensor can have"):format(start, stop, step))
  end
  return math.max(0, n)
end

M.arange = define("arange", "start:any, stop:any=nil, step:any=nil, dtype:dtype=nil",
  "start, start + step, ... before stop; with one argument 0, 1, ... before it. Integers give int32, other numbers the default float dtype, unless "
  .. "dtype is given. Arguments that aren't numbers, a step of 0 and more elements than a tensor can have are errors.",
  "5", function(start, stop, step, dtype)
    if stop == core.null then stop = nil end
    if step == core.null then step = nil end
    for _, v in pairs { start, stop, step } do
      if type(v) ~= "number" then core.raise("arange: expected numbers, got " .. type(v)) end
    end
    if stop == nil then start, stop = 0, start end
    step = step or 1
    if step == 0 then core.raise("arange: step can't be 0") end
    local whole = math.type(start) == "integer" and math.type(stop) == "integer" and math.type(step) == "integer"
    local n = count(start, stop, step, whole)
    dtype = dtype or (whole and "int32" or core.floatx())
    if whole and start == 0 and step == 1 then return p.iota(n, dtype) end
    if whole then return p.cast(p.iota(n, "int64") * step + start, dtype) end
    return p.cast(p.cast(p.iota(n, "int64"), "float64") * step + start, dtype)
  end)

M.linspace = define("linspace", "start, stop, num:int=50, endpoint:bool=true, retstep:bool=false, dtype:dtype=nil, axis:axis=0",
  "num numbers evenly spaced from start to stop, with stop itself when endpoint is true. start and stop broadcast together; the numbers lie "
  .. "on a new axis of the result. The dtype is the promoted one with the default float dtype unless given; an integer dtype gets the floor. "
  .. "With retstep the spacing is a second result (nan when there is none). A negative num, an axis out of range and shapes that don't "
  .. "broadcast are errors.", "f({2},-2,2), f({2},3,4), 5",
  function(start, stop, num, endpoint, retstep, dtype, axis)
    if num < 0 then core.raise(("linspace: num can't be negative, got %d"):format(num)) end
    local common = p.add(start, stop).dtype
    local kind = dtype or (common:find "float" and common or core.floatx())
    local rank = math.max(start.ndim, stop.ndim)
    local place = axis < 0 and axis + rank + 1 or axis
    if place < 0 or place > rank then core.raise(("linspace: axis %d is out of range for a result of %d axes"):format(axis, rank + 1)) end
    local function widened(t) -- with the shapes aligned and room for the new axis
      local shape = t.shape
      while #shape < rank do table.insert(shape, 1, 1) end
      return p.expand_dims(p.reshape(p.cast(t, "float64"), shape), place)
    end
    local shape, a, b = {}, widened(start), widened(stop)
    for k = 0, rank do shape[k + 1] = k == place and num or 1 end
    local parts = endpoint and num - 1 or num
    local steps = p.reshape(p.cast(p.iota(num), "float64") / math.max(1, parts), shape)
    local result = p.where(p.equal(steps, 1), b, a + (b - a) * steps)
    if not kind:find "float" and kind ~= "bool" then result = p.floor(result) end
    result = p.cast(result, kind)
    if not retstep then return result end
    local spacing = (p.cast(stop, "float64") - p.cast(start, "float64")) / (parts > 0 and parts or 0 / 0)
    return result, p.cast(spacing, kind:find "float" and kind or core.floatx())
  end)

M.eye = define("eye", "N:int, M:int=nil, k:int=0, dtype:dtype=nil",
  "N by M (N by N when M is nil) with ones on the k-th diagonal (above the main one for k > 0), zeros elsewhere; the default float dtype unless "
  .. "given. Negative sizes are errors.", "3, 4, 1",
  function(n, m, k, dtype)
    m = m or n
    if n < 0 or m < 0 then core.raise(("eye: sizes can't be negative, got %d and %d"):format(n, m)) end
    local rows, columns = p.reshape(p.iota(n), { n, 1 }), p.reshape(p.iota(m), { 1, m })
    return p.cast(p.equal(columns - rows, k), dtype or core.floatx())
  end)

return M
