-- Composites over shapes and indices. Knows of the primitives only.
local core = require "lunula.core"
local p, define = core.ops, core.define

local M = {}

M.shape = define("shape", "x", "The shape as a Lua list; null where it is unknown.", "f({2,3},-2,2)", function(x) return x.shape end)
M.is_tensor = function(x) return core.is_tensor(x) end
M.size = define("size", "x", "The number of elements.", "f({2,3},-2,2)", function(x) return x.size end)
M.ndim = define("ndim", "x", "The number of axes.", "f({2,3},-2,2)", function(x) return x.ndim end)

M.ravel = define("ravel", "x", "All elements on one axis, in C order.", "f({2,3},-2,2)", function(x) return p.reshape(x, { -1 }) end)

M.stack = define("stack", "x:tensors, axis:axis=0", "Tensors of one shape along a new axis.", "{f({2,3},-2,2), f({2,3},-2,2)}, 1",
  function(xs, axis)
    local list = {}
    for i, x in ipairs(xs) do list[i] = p.expand_dims(x, axis) end
    return p.concatenate(list, axis)
  end)

-- x[start:stop] along one axis.
local function part(x, axis, from, to)
  local start, stop, step = {}, {}, {}
  for i, n in ipairs(x.shape) do start[i], stop[i], step[i] = 0, n, 1 end
  start[axis + 1], stop[axis + 1] = from, to
  return p.strided_slice(x, start, stop, step)
end

M.split = define("split", "x, indices_or_sections:any, axis:axis=0",
  "A list of parts along an axis: that many equal ones, or cut before each of a list of indices.", "f({4,3},-2,2), 2",
  function(x, sections, axis)
    local place = axis < 0 and axis + x.ndim or axis
    if place < 0 or place >= x.ndim then
      core.raise(("split: axis %d is out of range for a tensor of %d axes"):format(axis, x.ndim))
    end
    local length, cuts = x.shape[place + 1], {}
    if math.type(sections) == "integer" then
      if sections < 1 or length % sections ~= 0 then
        core.raise(("split: %d elements can't become %d equal parts"):format(length, sections))
      end
      for i = 1, sections - 1 do cuts[i] = i * (length // sections) end
    elseif type(sections) == "table" then
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

M.slice = define("slice", "inputs, start_indices:ints, shape:ints", "The block of a shape that begins at start_indices.", "f({4,5},-2,2), {1,2}, {2,3}",
  function(x, start, shape)
    local stop, step = {}, {}
    if #start ~= x.ndim or #shape ~= x.ndim then core.raise(("slice: expected %d starts and sizes"):format(x.ndim)) end
    for i = 1, x.ndim do
      if start[i] < 0 or shape[i] < 0 or start[i] + shape[i] > x.shape[i] then
        core.raise(("slice: %d elements from %d leave axis %d of length %d"):format(shape[i], start[i], i - 1, x.shape[i]))
      end
      stop[i], step[i] = start[i] + shape[i], 1
    end
    return p.strided_slice(x, start, stop, step)
  end)

M.take = define("take", "x, indices, axis:axis=nil",
  "Slices of x along an axis (of all elements in C order when nil) at integer indices; negative ones count from the end. An index out of "
  .. "range is an error.", "f({4,3},-2,2), i({2,2},0,4), 0",
  function(x, indices, axis)
    if axis == nil then return p.take_axis(p.reshape(x, { -1 }), indices, 0) end
    return p.take_axis(x, indices, axis)
  end)

M["repeat"] = define("repeat", "x, repeats:any, axis:axis=nil",
  "Each element (slice along an axis) repeats times in a row; a list has one count for each.", "f({2,3},-2,2), 2, 1",
  function(x, repeats, axis)
    if axis == nil then x, axis = p.reshape(x, { -1 }), 0 end
    local place = axis < 0 and axis + x.ndim or axis
    if type(repeats) == "table" then
      local rows, n = {}, x.shape[place + 1]
      if #repeats ~= n then core.raise(("repeat: %d counts for an axis of length %d"):format(#repeats, n)) end
      local total = 0
      for row, count in ipairs(repeats) do
        if math.type(count) ~= "integer" or count < 0 then
          core.raise(("repeat: a count is an integer that isn't negative; the one of row %d is %s"):format(row - 1, tostring(count)))
        end
        total = total + count
        if total < 0 or total > 1 << 31 or count > 1 << 31 then core.raise "repeat: the counts add up to more than 2147483648 rows" end
      end
      for row, count in ipairs(repeats) do
        for _ = 1, count do rows[#rows + 1] = row - 1 end
      end
      return p.take_axis(x, core.tensor(rows, "int32"), place)
    end
    repeats = math.tointeger(repeats) or core.raise "repeat: repeats must be an integer or a list of them"
    if repeats < 0 then core.raise(("repeat: repeats can't be negative, got %d"):format(repeats)) end
    local wide, final = {}, {}
    for i, n in ipairs(x.shape) do
      wide[#wide + 1], final[#final + 1] = n, i == place + 1 and n * repeats or n
      if i == place + 1 then wide[#wide + 1] = repeats end
    end
    return p.reshape(p.broadcast_to(p.expand_dims(x, place + 1), wide), final)
  end)

M.tile = define("tile", "x, repeats:ints", "x as a whole repeated along each axis; the shorter of shape and repeats is padded with ones in front.",
  "f({2,3},-2,2), {2,2}",
  function(x, repeats)
    repeats = type(repeats) == "table" and repeats or { repeats }
    local rank = math.max(x.ndim, #repeats)
    local before, wide, final = {}, {}, {}
    for i = 1, rank do
      local n = i <= rank - x.ndim and 1 or x.shape[i - (rank - x.ndim)]
      local r = i <= rank - #repeats and 1 or repeats[i - (rank - #repeats)]
      before[2 * i - 1], before[2 * i], wide[2 * i - 1], wide[2 * i], final[i] = 1, n, r, n, n * r
    end
    return p.reshape(p.broadcast_to(p.reshape(x, before), wide), final)
  end)

M.swapaxes = define("swapaxes", "x, axis1:axis, axis2:axis", "x with two axes exchanged.", "f({2,3,4},-2,2), 0, -1",
  function(x, a, b)
    local order = {}
    for i = 1, x.ndim do order[i] = i - 1 end
    a, b = a < 0 and a + x.ndim or a, b < 0 and b + x.ndim or b
    if not (order[a + 1] and order[b + 1]) then core.raise("swapaxes: an axis is out of range") end
    order[a + 1], order[b + 1] = order[b + 1], order[a + 1]
    return p.transpose(x, order)
  end)

return M
