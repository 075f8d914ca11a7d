-- Composites that make tensors larger: repeat, tile, pad. Knows of the primitives only.
local core = require "lunula.core"
local p, define = core.ops, core.define

local M = {}

-- n * times, unknown when n is.
local function scaled(n, times)
  return n == core.null and n or n * times
end

-- x under a shape of as many elements. A symbol's shape may have several unknown dimensions, which reshape can't tell apart.
local function reshaped(x, shape)
  return x.size == core.null and core.symbol(shape, x.dtype) or p.reshape(x, shape)
end

-- The rows of an axis that a list of counts asks for.
local function rows_of(counts, n)
  local rows, total = {}, 0
  if #counts ~= 1 and #counts ~= n then core.raise(("repeat: %d counts for an axis of length %s"):format(#counts, tostring(n))) end
  for row, count in ipairs(counts) do
    if math.type(count) ~= "integer" or count < 0 then
      core.raise(("repeat: a count is an integer that isn't negative; the one of row %d is %s"):format(row - 1, tostring(count)))
    end
    total = total + count
    if total < 0 or total > 1 << 31 or count > 1 << 31 then core.raise "repeat: the counts add up to more than 2147483648 rows" end
  end
  for row, count in ipairs(counts) do
    for _ = 1, count do rows[#rows + 1] = row - 1 end
  end
  return core.tensor(rows, "int32")
end

M["repeat"] = define("repeat", "x, repeats:any, axis:axis=nil",
  "Each slice along an axis (each element in C order when axis is nil) repeats times in a row; a list has one count for each. The dtype "
  .. "stays. Negative counts, counts that aren't integers, a list of another length and an axis out of range are errors.", "f({2,3},-2,2), 2, 1",
  function(x, repeats, axis)
    if core.is_tensor(repeats) then repeats = repeats:totable() end
    if axis == nil then x, axis = p.reshape(x, { -1 }), 0 end
    if x.ndim == 0 then x = p.reshape(x, { 1 }) end -- a scalar counts as a vector, as in NumPy
    local place = axis < 0 and axis + x.ndim or axis
    if place < 0 or place >= x.ndim then
      core.raise(("repeat: axis %d is out of range for a tensor of %d axes"):format(axis, x.ndim))
    end
    if type(repeats) == "table" and #repeats == 1 then repeats = repeats[1] end
    if type(repeats) == "table" then return p.take(x, rows_of(repeats, x.shape[place + 1]), place) end
    local times = math.tointeger(repeats)
    if not times then core.raise(("repeat: repeats is an integer or a list of them, got %s"):format(tostring(repeats))) end
    if times < 0 then core.raise(("repeat: repeats can't be negative, got %d"):format(times)) end
    local wide, final = {}, {}
    for i, n in ipairs(x.shape) do
      wide[#wide + 1], final[#final + 1] = n, i == place + 1 and scaled(n, times) or n
      if i == place + 1 then wide[#wide + 1] = times end
    end
    return reshaped(p.broadcast_to(p.expand_dims(x, place + 1), wide), final)
  end)

M.tile = define("tile", "x, repeats:ints",
  "x as a whole repeated along each axis; the shorter of shape and repeats is padded with ones in front. The dtype stays. A negative "
  .. "count is an error.", "f({2,3},-2,2), {2,2}",
  function(x, repeats)
    repeats = type(repeats) == "table" and repeats or { repeats }
    local added = math.max(0, #repeats - x.ndim)
    if added > 0 then
      local shape = x.shape
      for _ = 1, added do table.insert(shape, 1, 1) end
      x = reshaped(x, shape)
    end
    for i, times in ipairs(repeats) do
      local place, shape = x.ndim - #repeats + i, x.shape
      if times < 0 then core.raise(("tile: repeats can't be negative, got %d"):format(times)) end
      if times ~= 1 then
        local final = x.shape
        table.insert(shape, place, times)
        final[place] = scaled(final[place], times)
        x = reshaped(p.broadcast_to(p.expand_dims(x, place - 1), shape), final)
      end
    end
    return x
  end)

-- The row of an axis of length n that stands at a position of a padded axis, where position -1 is the first to the left.
local places = {
  edge = function(position, n) return math.max(0, math.min(n - 1, position)) end,
  wrap = function(position, n) return position % n end,
  reflect = function(position, n)
    if n == 1 then return 0 end
    local at = position % (2 * (n - 1))
    return at >= n and 2 * (n - 1) - at or at
  end,
  symmetric = function(position, n)
    local at = position % (2 * n)
    return at >= n and 2 * n - 1 - at or at
  end,
}

-- The widths before and after each axis, as a list of pairs.
local function pairs_of_widths(widths, rank)
  local function pair(entry)
    local before, after = entry, entry
    if type(entry) == "table" then before, after = entry[1], entry[2] == nil and entry[1] or entry[2] end
    before, after = math.tointeger(before), math.tointeger(after)
    if not (before and after and before >= 0 and after >= 0) then core.raise "pad: widths are integers that aren't negative" end
    return { before, after }
  end
  local list = {}
  local nested = type(widths) == "table" and type(widths[1]) == "table"
  if nested and #widths ~= 1 and #widths ~= rank then
    core.raise(("pad: %d pairs of widths for a tensor of %d axes"):format(#widths, rank))
  end
  for axis = 1, rank do list[axis] = pair(nested and (widths[axis] or widths[1]) or widths) end
  return list
end

local function pad_constant(x, axis, before, after, value)
  local shape, parts = x.shape, { x }
  local function block(width)
    shape[axis + 1] = width
    if x.size == core.null then return core.symbol(shape, x.dtype) end
    return p.broadcast_to(p.cast(core.tensor(value), x.dtype), shape)
  end
  if before > 0 then table.insert(parts, 1, block(before)) end
  if after > 0 then parts[#parts + 1] = block(after) end
  return #parts > 1 and p.concatenate(parts, axis) or x
end

M.pad = define("pad", 'x, pad_width:any, mode:string="constant", constant_values:any=nil',
  "x with entries added around it: one width, one pair {before, after} or a pair per axis. The mode tells which: \"constant\" "
  .. "(constant_values, 0 by default), \"edge\" (the outermost), \"reflect\" (mirrored without the outermost), \"symmetric\" (mirrored with it) "
  .. "or \"wrap\" (from the other end). The dtype stays. Negative widths, a wrong number of pairs, constant_values with another mode, and an "
  .. "empty axis with nothing to repeat are errors.",
  "f({2,3},-2,2), {{1,0},{2,1}}",
  function(x, widths, mode, value)
    local place = places[mode]
    if not place and mode ~= "constant" then
      core.raise(("pad: mode is constant, edge, reflect, symmetric or wrap, got '%s'"):format(mode))
    elseif value ~= nil and value ~= core.null and place then
      core.raise(("pad: constant_values has no meaning in mode '%s'"):format(mode))
    end
    if value == nil or value == core.null then value = 0 end
    for k, width in ipairs(pairs_of_widths(widths, x.ndim)) do
      local axis, before, after = k - 1, width[1], width[2]
      if not place then
        x = pad_constant(x, axis, before, after, value)
      elseif before + after > 0 then
        local n = x.shape[k]
        if n == core.null then core.raise(("pad: axis %d of this symbol has no known length, which mode '%s' needs"):format(axis, mode)) end
        if n == 0 then core.raise(("pad: axis %d is empty; there is nothing to repeat"):format(axis)) end
        local rows = {}
        for position = -before, n + after - 1 do rows[#rows + 1] = place(position, n) end
        x = p.take(x, core.tensor(rows, "int32"), axis)
      end
    end
    return x
  end)

return M
