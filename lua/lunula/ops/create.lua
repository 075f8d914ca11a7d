-- Composites that make tensors. Knows of the primitives only.
local core = require "lunula.core"
local p, define = core.ops, core.define

local M = {}

M.convert_to_tensor = define("convert_to_tensor", "x:any, dtype:dtype=nil",
  "A tensor from a number, a boolean, a nested table, a variable or a tensor. Integers give int32, other numbers the default float dtype.",
  "{{1,2},{3,4}}", function(x, dtype) return core.tensor(x, dtype) end)

M.zeros = define("zeros", "shape:shape, dtype:dtype=nil", "Zeros of a shape; the default float dtype unless given.", "{2,3}",
  function(shape, dtype) return p.full(shape, 0, dtype) end)
M.ones = define("ones", "shape:shape, dtype:dtype=nil", "Ones of a shape; the default float dtype unless given.", "{2,3}",
  function(shape, dtype) return p.full(shape, 1, dtype) end)
M.zeros_like = define("zeros_like", "x, dtype:dtype=nil", "Zeros of the shape and dtype of x.", "f({2,3},-2,2)",
  function(x, dtype) return p.full(x.shape, 0, dtype or x.dtype) end)
M.ones_like = define("ones_like", "x, dtype:dtype=nil", "Ones of the shape and dtype of x.", "f({2,3},-2,2)",
  function(x, dtype) return p.full(x.shape, 1, dtype or x.dtype) end)
M.full_like = define("full_like", "x, fill_value, dtype:dtype=nil", "fill_value in the shape and dtype of x.", "f({2,3},-2,2), 7.0",
  function(x, value, dtype) return p.full(x.shape, value, dtype or x.dtype) end)

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
  "start, start + step, ... before stop; with one argument 0, 1, ... before it. Integers give int32, other numbers the default float dtype.",
  "5", function(start, stop, step, dtype)
    for _, v in pairs { start, stop, step } do
      if type(v) ~= "number" then core.raise("arange: expected numbers, got " .. type(v)) end
    end
    if stop == nil then start, stop = 0, start end
    step = step or 1
    if step == 0 then core.raise("arange: step can't be 0") end
    local whole = math.type(start) == "integer" and math.type(stop) == "integer" and math.type(step) == "integer"
    local n = count(start, stop, step, whole)
    dtype = dtype or (whole and "int32" or core.floatx())
    if whole then return p.cast(p.iota(n, "int64") * step + start, dtype) end
    return p.cast(p.cast(p.iota(n, "int64"), "float64") * step + start, dtype)
  end)

M.linspace = define("linspace", "start, stop, num:int=50, endpoint:bool=true, dtype:dtype=nil",
  "num numbers evenly spaced from start to stop, with stop itself when endpoint is true.", "f({2},-2,2), f({2},3,4), 5",
  function(start, stop, num, endpoint, dtype)
    if num < 0 then core.raise(("linspace: num can't be negative, got %d"):format(num)) end
    local kind = dtype or core.promote(p.add(start, stop).dtype, core.floatx())
    local shape = { num }
    for i = 1, math.max(start.ndim, stop.ndim) do shape[i + 1] = 1 end
    local parts = math.max(1, endpoint and num - 1 or num)
    local steps = p.reshape(p.cast(p.iota(num), "float64") / parts, shape)
    local a, b = p.cast(start, "float64"), p.cast(stop, "float64")
    return p.cast(p.where(p.equal(steps, 1), b, a + (b - a) * steps), kind)
  end)

M.eye = define("eye", "N:int, M:int=nil, k:int=0, dtype:dtype=nil", "N by M (N by N) with ones on the k-th diagonal, zeros elsewhere.", "3, 4, 1",
  function(n, m, k, dtype)
    local rows, columns = p.reshape(p.iota(n), { n, 1 }), p.reshape(p.iota(m or n), { 1, m or n })
    return p.cast(p.equal(columns - rows, k), dtype or core.floatx())
  end)

M.one_hot = define("one_hot", "x, num_classes:int, axis:axis=-1, dtype:dtype=nil",
  "Rows of zeros with a one at each integer of x, on a new axis; an integer outside [0, num_classes) gives zeros.", "i({2,3},0,4), 4",
  function(x, classes, axis, dtype)
    local place = axis < 0 and axis + x.ndim + 1 or axis
    local shape = {}
    for i = 0, x.ndim do shape[i + 1] = i == place and classes or 1 end
    return p.cast(p.equal(p.expand_dims(x, axis), p.reshape(p.iota(classes), shape)), dtype or core.floatx())
  end)

return M
