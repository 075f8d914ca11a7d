-- Composites over shapes: what a tensor's shape is, and its elements joined, cut and moved. Knows of the primitives only.
local core = require "lunula.core"
local p, define = core.ops, core.define

local M = {}

M.shape = define("shape", "x", "The shape as a list of integers; keras.null where a symbol's dimension is unknown.",
  "f({2,3},-2,2)", function(x) return x.shape end)
M.is_tensor = define("is_tensor", "x:any", "Whether x is a tensor: true or false. A variable is none, nor is a table that could become one.", "f({2,3},-2,2)",
  function(x) return core.is_tensor(x) end)
M.size = define("size", "x", "The number of elements, an integer.", "f({2,3},-2,2)", function(x) return x.size end)
M.ndim = define("ndim", "x", "The number of axes, an integer.", "f({2,3},-2,2)", function(x) return x.ndim end)

M.ravel = define("ravel", "x", "All elements on one axis, in C order. A view where x lies in that order.",
  "f({2,3},-2,2)", function(x) return p.reshape(x, { -1 }) end)

M.stack = define("stack", "x:tensors, axis:axis=0",
  "Tensors of one shape one after the other along a new axis of the result. The dtype is the promoted one. No tensors, "
  .. "shapes that differ and an axis out of range are errors.", "{f({2,3},-2,2), f({2,3},-2,2)}, 1",
  function(xs, axis)
    local list = {}
    if #xs == 0 then core.raise "stack: there is nothing to stack" end
    local rank, shape = xs[1].ndim, xs[1].shape
    if axis < -rank - 1 or axis > rank then core.raise(("stack: axis %d is out of range for a result of %d axes"):format(axis, rank + 1)) end
    for i, x in ipairs(xs) do
      local fits = x.ndim == rank
      for k, n in ipairs(x.shape) do fits = fits and (n == shape[k] or n == core.null or shape[k] == core.null) end
      if not fits then
        core.raise(("stack: tensor %d has another shape than the first"):format(i - 1))
      end
      list[i] = p.expand_dims(x, axis)
    end
    return p.concatenate(list, axis)
  end)

-- x[start:stop] along one axis.
local function part(x, axis, from, to)
  local start, stop, step = {}, {}, {}
  for i, n in ipairs(x.shape) do start[i], stop[i], step[i] = 0, n, 1 end
  start[axis + 1], stop[axis + 1] = from, to
  return p.strided_slice(x, start, stop, step)
end

-- {n} for a number n, a list itself, nil for anything else or for entries that aren't integers.
local function integers(v)
  local list = type(v) == "table" and v or { v }
  for i, n in ipairs(list) do
    if not math.tointeger(n) then return nil end
    list[i] = math.tointeger(n)
  end
  return #list > 0 and list or nil
end

M.split = define("split", "x, indices_or_sections:any, axis:axis=0",
  "A list of parts along an axis: that many equal ones, or cut before each of a list of indices (negative ones count from the end, those "
  .. "beyond it give empty parts). Views. A number that doesn't divide the length, indices that aren't integers and an axis out of range "
  .. "are errors.", "f({4,3},-2,2), 2",
  function(x, sections, axis)
    local place = axis < 0 and axis + x.ndim or axis
    if place < 0 or place >= x.ndim then
      core.raise(("split: axis %d is out of range for a tensor of %d axes"):format(axis, x.ndim))
    end
    local length, cuts = x.shape[place + 1], {}
    if length == core.null then core.raise(("split: axis %d of this symbol has no known length"):format(place)) end
    if math.type(sections) == "integer" then
      if sections < 1 or length % sections ~= 0 then
        core.raise(("split: %d elements can't become %d equal parts"):format(length, sections))
      end
      for i = 1, sections - 1 do cuts[i] = i * (length // sections) end
    elseif type(sections) == "table" and (#sections == 0 or integers(sections)) then
      for i, v in ipairs(sections) do cuts[i] = math.max(0, math.min(length, v < 0 and v + length or v)) end
    else
      core.raise("split: indices_or_sections is an integer or a list of integers")
    end
    local parts, from = {}, 0
    for i = 1, #cuts + 1 do
      local to = cuts[i] or length
      parts[i] = part(x, place, from, math.max(from, to))
      from = to
    end
    return parts
  end)

M.slice = define("slice", "inputs, start_indices:ints, shape:ints",
  "The block of a shape that begins at start_indices, one start and one size per axis; negative starts count from the end, a size of -1 "
  .. "reaches to the end. A view. A wrong number of them and a block that leaves inputs are errors.", "f({4,5},-2,2), {1,2}, {2,3}",
  function(x, start, shape)
    start, shape = type(start) == "table" and start or { start }, type(shape) == "table" and shape or { shape }
    local from, stop, step, lengths = {}, {}, {}, x.shape
    if #start ~= x.ndim or #shape ~= x.ndim then
      core.raise(("slice: %d starts and %d sizes for a tensor of %d axes"):format(#start, #shape, x.ndim))
    end
    for i, n in ipairs(lengths) do
      from[i], stop[i], step[i] = start[i], n, 1
      if n == core.null then
        if start[i] ~= 0 or shape[i] ~= -1 then core.raise(("slice: axis %d of this symbol has no known length"):format(i - 1)) end
      else
        if from[i] < 0 then from[i] = from[i] + n end
        if shape[i] ~= -1 then stop[i] = from[i] + shape[i] end
        if from[i] < 0 or from[i] > n or shape[i] < -1 or stop[i] > n then
          core.raise(("slice: %d elements from %d leave axis %d of length %d"):format(shape[i], start[i], i - 1, n))
        end
      end
    end
    return p.strided_slice(x, from, stop, step)
  end)

M.roll = define("roll", "x, shift:any, axis:axes=nil",
  "x with its elements moved shift places towards the end of an axis, those that leave it coming back at its start; of all elements in C "
  .. "order, the shape kept, when axis is nil. Lists of shifts and axes are taken in pairs, a single one with each of the others; an axis "
  .. "may come again. Shifts that aren't integers, lists of different lengths and an axis out of range are errors.", "f({2,3},-2,2), 1, 1",
  function(x, shift, axis)
    local shifts, axes = integers(shift), axis == nil and { 0 } or integers(axis)
    if not shifts then core.raise(("roll: shift is an integer or a list of them, got %s"):format(tostring(shift))) end
    if not axes or #shifts ~= #axes and #shifts ~= 1 and #axes ~= 1 then
      core.raise(("roll: %d shifts for %d axes"):format(#shifts, axes and #axes or 0))
    end
    local shape = x.shape
    if axis == nil then x = p.reshape(x, { -1 }) end
    for i = 1, math.max(#shifts, #axes) do
      local by, along = shifts[i] or shifts[1], axes[i] or axes[1]
      local place = along < 0 and along + x.ndim or along
      if place < 0 or place >= x.ndim then
        core.raise(("roll: axis %d is out of range for a tensor of %d axes"):format(along, x.ndim))
      end
      local n = x.shape[place + 1]
      if n == core.null then core.raise(("roll: axis %d of this symbol has no known length"):format(place)) end
      by = n > 0 and by % n or 0
      if by > 0 then x = p.concatenate({ part(x, place, n - by, n), part(x, place, 0, n - by) }, place) end
    end
    return axis == nil and p.reshape(x, shape) or x
  end)

M.swapaxes = define("swapaxes", "x, axis1:axis, axis2:axis", "x with two axes exchanged. A view. An axis out of range is an error.", "f({2,3,4},-2,2), 0, -1",
  function(x, a, b)
    local order = {}
    for i = 1, x.ndim do order[i] = i - 1 end
    for _, axis in ipairs { a, b } do
      if axis < -x.ndim or axis >= x.ndim then
        core.raise(("swapaxes: axis %d is out of range for a tensor of %d axes"):format(axis, x.ndim))
      end
    end
    a, b = a < 0 and a + x.ndim or a, b < 0 and b + x.ndim or b
    order[a + 1], order[b + 1] = order[b + 1], order[a + 1]
    return p.transpose(x, order)
  end)

return M
