-- A training's state (models/progress.lua) to and from arrays of a .weights.h5: "lunula/training/state" is JSON's text, in which { "$tensor": n } stands for the array
-- "lunula/training/tensors/n". Knows of JSON and of HDF5 as core.h5 gives it.
local core = require "lunula.core"
local json = require "lunula.json"

local M = {}

local TEXT, TENSORS = "lunula/training/state", "lunula/training/tensors/"

-- The value as JSON's, its tensors in a list; `where` names it in errors.
local function plain(value, tensors, where)
  if core.is_variable(value) then value = value.value end
  if core.is_tensor(value) then
    tensors[#tensors + 1] = value
    return { ["$tensor"] = #tensors }
  end
  local kind = type(value)
  if kind == "number" or kind == "string" or kind == "boolean" or value == core.null then return value end
  local meta = getmetatable(value)
  if kind ~= "table" or meta ~= nil and meta ~= json.array then
    core.raise(("%s is %s, which can't be kept"):format(where, kind == "table" and "an object" or "a " .. kind))
  end
  if #where > 1000 then core.raise(("%s...: tables are nested too deeply to be kept"):format(where:sub(1, 100))) end
  local result, names = {}, {}
  for key in pairs(value) do
    if type(key) == "string" and key ~= "$tensor" then
      names[#names + 1] = key
    elseif math.type(key) ~= "integer" or key < 1 or key > #value then
      core.raise(("%s: a table that is kept is a list or has strings as keys, got the key %s"):format(where, tostring(key)))
    end
  end
  if #value ~= 0 and #names ~= 0 then core.raise(("%s: a table that is kept is a list or has strings as keys, not both"):format(where)) end
  table.sort(names) -- so that the same state is the same file
  for i, part in ipairs(value) do result[i] = plain(part, tensors, ("%s.%d"):format(where, i)) end
  for _, name in ipairs(names) do result[name] = plain(value[name], tensors, ("%s.%s"):format(where, name)) end
  return #value ~= 0 and json.array(result) or result
end

-- The text of a state, with line breaks for people, and the arrays that keep it.
function M.items(state)
  local tensors, items = {}, {}
  local object = json.object(plain(state, tensors, "state"), { "epoch", "batch", "stop_training", "logs" })
  local text = json.encode(object, { indent = 2 }) .. "\n"
  for i, tensor in ipairs(tensors) do items[i] = { path = TENSORS .. i, tensor = tensor } end
  items[#items + 1] = { path = TEXT, tensor = core.bytes(text) }
  return items, text
end

local function revived(value, h5)
  if type(value) ~= "table" or value == core.null then return value end
  if value["$tensor"] then return h5:read(TENSORS .. tostring(value["$tensor"])) end
  local result = {}
  for key, part in pairs(value) do result[key] = revived(part, h5) end
  return result
end

-- The state that an open file keeps; nil where it keeps none.
function M.read(h5)
  if not h5:find(TEXT) then return nil end
  return revived(json.decode(core.text(h5:read(TEXT))), h5)
end

return M
