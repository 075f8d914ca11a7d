-- Structures of tensors: a leaf, a list of structures, or a dictionary of them by name. Knows of no tensor.
--
-- A leaf is anything but a plain table; a table of numbers and booleans, which stands for a tensor, is one too. Lists are walked in order, dictionaries by
-- sorted names, as Keras does: Lua's tables have no order of their own.
local M = {}

-- A plain table, or one that JSON or a config made.
local function is_table(value)
  if type(value) ~= "table" then return false end
  local meta = getmetatable(value)
  if meta == nil then return true end
  local name = type(meta) == "table" and meta.__name
  return name == "keras.json.object" or name == "keras.json.array"
end

local function is_leaf(value)
  if not is_table(value) then return true end
  local first = value[1]
  if first == nil then return next(value) == nil end
  while is_table(first) and first[1] ~= nil do first = first[1] end
  return type(first) == "number" or type(first) == "boolean"
end

function M.is_nested(structure) return not is_leaf(structure) end

function M.is_list(structure) return M.is_nested(structure) and structure[1] ~= nil end

-- The names or places of a structure's parts, in order.
function M.keys(structure)
  local list = {}
  for key in pairs(structure) do list[#list + 1] = key end
  table.sort(list, function(a, b)
    if type(a) == type(b) then return (type(a) == "number" or type(a) == "string") and a < b end
    return type(a) == "number" or type(a) == "string" and type(b) ~= "number"
  end)
  return list
end

-- The structure with fn(leaf) for every leaf, as plain tables.
function M.map(structure, fn)
  if structure == nil or is_leaf(structure) then return fn(structure) end
  local copy = {}
  for _, key in ipairs(M.keys(structure)) do copy[key] = M.map(structure[key], fn) end
  return copy
end

-- The leaves in order.
function M.flatten(structure, list)
  list = list or {}
  if structure == nil then return list end
  if is_leaf(structure) then
    list[#list + 1] = structure
  else
    for _, key in ipairs(M.keys(structure)) do M.flatten(structure[key], list) end
  end
  return list
end

-- A structure of the form of `like`, with the leaves of `list`.
function M.pack(like, list)
  local at = 0
  return M.map(like, function()
    at = at + 1
    return list[at]
  end)
end

-- The path to each leaf, in order: lists of names and places.
function M.paths(structure, prefix, list)
  list, prefix = list or {}, prefix or {}
  if is_leaf(structure) then
    list[#list + 1] = prefix
    return list
  end
  for _, key in ipairs(M.keys(structure)) do
    local path = { table.unpack(prefix) }
    path[#path + 1] = key
    M.paths(structure[key], path, list)
  end
  return list
end

return M
