-- t[key] beyond what core.slice does (src/lualib/index.c): keys that are lists of parts, as a config holds them, and tensors with a history.
-- Knows of the primitives only.
local core = require "lunula.core"
local history = require "lunula.history"
local slice = require "lunula.slice"

local M = {}

local function wrong_key(key) core.raise(("a tensor is indexed by an integer, a slice string or a list of their parts, not %s"):format(type(key))) end

-- One part of a key that is no string, as a part of one: an integer, a slice, the ellipsis, or null for a new axis.
local function text_of_part(part)
  local at = math.type(part) and math.tointeger(part)
  if at then return ("%d"):format(at) end
  if part == core.null then return "None" end
  if part == slice.ellipsis then return "..." end
  if not slice.is_slice(part) then wrong_key(part) end
  local function bound(v) return v == nil and "" or ("%d"):format(v) end
  return ("%s:%s:%s"):format(bound(part.start), bound(part.stop), bound(part.step))
end

-- Any key as a string; of no parts the whole tensor.
local function text_of(key)
  if type(key) == "string" then return key end
  if type(key) ~= "table" or slice.is_slice(key) or key == slice.ellipsis then return text_of_part(key) end
  local parts = {}
  for i, part in ipairs(key) do parts[i] = text_of_part(part) end
  return #parts == 0 and "..." or table.concat(parts, ",")
end

-- A key as Keras writes it in a config: an integer, a slice, ..., or a list of such parts.
local function parts_of(key)
  local parts = {}
  for i, item in ipairs(core.slice_parts(text_of(key))) do
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
  return core.slice(t, text_of(key))
end

return M
