-- t[key]: an integer picks a row, a string is NumPy's basic slice ("1:3, ..., -1"), parsed by LPeg and kept. Knows of the primitives only.
local core = require "lunula.core"
local history = require "lunula.history"
local slice = require "lunula.slice"
local lpeg = require "lpeg"
local p = core.ops
local P, R, S, C, Cc, Cg, Ct = lpeg.P, lpeg.R, lpeg.S, lpeg.C, lpeg.Cc, lpeg.Cg, lpeg.Ct

local M = {}

local space = S " \t" ^ 0
-- Integers that 64 bits don't hold become the nearest that they do: as bounds they clip all the same, as indices no axis has them.
local integer = C(S "+-" ^ -1 * R "09" ^ 1) / function(text)
  return math.tointeger(tonumber(text)) or text:find "^-" and math.mininteger or math.maxinteger
end * space
local colon = P ":" * space
local range = Ct(Cg(integer, "start") ^ -1 * colon * Cg(integer, "stop") ^ -1 * (colon * Cg(integer, "step") ^ -1) ^ -1 * Cg(Cc "range", "kind"))
local element = range
  + Ct(Cg(integer, "at") * Cg(Cc "index", "kind"))
  + Ct(P "..." * space * Cg(Cc "ellipsis", "kind"))
  + Ct((P "None" + "newaxis") * space * Cg(Cc "new", "kind"))
local grammar = space * Ct(element * (P "," * space * element) ^ 0 * (P "," * space) ^ -1) * -1

local parsed = {}
local kept = 0

local function parse(key)
  local items = parsed[key]
  if not items then
    items = grammar:match(key)
    if not items then core.raise(("'%s' is not a slice: expected integers, a:b:c, ..., or None, separated by commas"):format(key)) end
    if kept >= 1000 then parsed, kept = {}, 0 end
    parsed[key], kept = items, kept + 1
  end
  return items
end

-- start, stop (as strided_slice wants them) of a range over an axis of length n.
local function normalise(item, n)
  local step = item.step or 1
  if step == 0 then core.raise "a slice's step can't be 0" end
  local low, high = step > 0 and 0 or -1, step > 0 and n or n - 1
  local function place(v, default)
    if v == nil then return default end
    if v < 0 then v = v + n end
    return math.max(low, math.min(high, v))
  end
  local start = place(item.start, step > 0 and low or high)
  local stop = place(item.stop, step > 0 and high or low)
  if step > 0 and stop < start or step < 0 and stop > start then stop = start end
  -- a step beyond the axis takes its first element only, as one of its length does, and can't overflow a stride
  step = math.max(-n - 1, math.min(n + 1, step))
  return start, stop, step
end

local function wrong_key(key) core.raise(("a tensor is indexed by an integer, a slice string or a list of their parts, not %s"):format(type(key))) end

-- One part of a key that is no string: an integer, a slice, the ellipsis, or null for a new axis.
local function part_item(part)
  local at = math.type(part) and math.tointeger(part)
  if at then return { kind = "index", at = at } end
  if part == core.null then return { kind = "new" } end
  if part == slice.ellipsis then return { kind = "ellipsis" } end
  if slice.is_slice(part) then return { kind = "range", start = part.start, stop = part.stop, step = part.step } end
  wrong_key(part)
end

local function items_of(key)
  if type(key) == "string" then return parse(key) end
  if type(key) ~= "table" or slice.is_slice(key) or key == slice.ellipsis then return { part_item(key) } end
  local items = {}
  for i, part in ipairs(key) do items[i] = part_item(part) end
  return items
end

-- A key as Keras writes it in a config: an integer, a slice, ..., or a list of such parts.
local function parts_of(key)
  local parts = {}
  for i, item in ipairs(items_of(key)) do
    if item.kind == "index" then
      parts[i] = item.at
    elseif item.kind == "new" then
      parts[i] = core.null
    elseif item.kind == "ellipsis" then
      parts[i] = slice.ellipsis
    else
      parts[i] = slice.slice(item.start, item.stop, item.step)
    end
  end
  return #parts == 1 and parts[1] or parts
end

-- The part of t that `key` names: an integer, a string in NumPy's syntax, or a list of integers, slices, the ellipsis and null, as a config holds it. Axes and
-- indices count from 0, negative ones from the end.
function M.index(t, key)
  if history.of(t) then return history.call("get_item", M.index, 2, t, parts_of(key)) end
  local items = items_of(key)
  local used, ellipses = 0, 0
  for _, item in ipairs(items) do
    if item.kind == "ellipsis" then ellipses = ellipses + 1 elseif item.kind ~= "new" then used = used + 1 end
  end
  local shape = t.shape
  if ellipses > 1 then core.raise "a slice has at most one ..." end
  if used > #shape then core.raise(("%d indices for a tensor of %d axes"):format(used, #shape)) end
  local start, stop, step, dropped, added, axis, out = {}, {}, {}, {}, {}, 1, 0
  local function whole()
    start[axis], stop[axis], step[axis] = 0, shape[axis] == core.null and -1 or shape[axis], 1
    axis, out = axis + 1, out + 1
  end
  for _, item in ipairs(items) do
    local n = shape[axis]
    if item.kind == "ellipsis" then
      for _ = 1, #shape - used do whole() end
    elseif item.kind == "new" then
      added[#added + 1], out = out, out + 1
    elseif n == core.null then
      if item.kind == "index" or item.start or item.stop or item.step then
        core.raise(("axis %d of this symbol has no known length; use run_eagerly = true where values are needed"):format(axis - 1))
      end
      whole()
    elseif item.kind == "index" then
      local at = item.at < 0 and item.at + n or item.at
      if at < 0 or at >= n then core.raise(("index %d is out of range for axis %d of length %d"):format(item.at, axis - 1, n)) end
      start[axis], stop[axis], step[axis] = at, at + 1, 1
      dropped[#dropped + 1] = axis - 1
      axis = axis + 1
    else
      start[axis], stop[axis], step[axis] = normalise(item, n)
      axis, out = axis + 1, out + 1
    end
  end
  while axis <= #shape do whole() end
  local result = p.strided_slice(t, start, stop, step)
  if #dropped > 0 then result = p.squeeze(result, dropped) end
  if #added > 0 then result = p.expand_dims(result, added) end
  return result
end

return M
