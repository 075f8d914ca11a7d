-- Entries of what stands in no namespace: the objects that keras makes without a class of theirs (Tensor, Compiled, null), and the methods that
-- members.lua documents. `what` is "object" or "method". Knows of classes and of members.lua.
local class = require "lunula.class"
local core = require "lunula.core"
local describe = require "lunula.help.describe"
local members = require "lunula.help.members"

local M = {}

local owners = {} -- full names, sorted
for full in pairs(members) do
  if full:find "^keras" then owners[#owners + 1] = full end
end
table.sort(owners)

-- The class of a full name; nil where there is none.
local function class_named(full)
  if members[full] and members[full].own then return nil end
  local value = require "lunula"
  for part in full:gsub("^keras%.", ""):gmatch "[%w_]+" do value = value[part] end
  local meta = getmetatable(value)
  if meta and meta.__name == "kind" then value = value.base end
  return class.is_class(value) and value or nil
end

-- The full name, then those of what it inherits from. `c` is its class, where it has one.
local function lineage(full, c)
  local list = {}
  while full do
    list[#list + 1] = full
    local parent = (members[full] or {}).parent
    if parent then c = class_named(parent) else c = c and c.parent end
    full = parent or c and describe.full_name(c)
  end
  return list
end

local function row_of(full, name)
  for _, row in ipairs((members[full] or {}).methods or {}) do
    if row[1] == name then return row end
  end
end

local function method(full, name)
  local row = row_of(full, name)
  return row and { what = "method", name = name, full = full .. ":" .. name, row = row }
end

-- Every method of a name, by the class that it is documented at.
function M.named(name)
  local found = {}
  for _, full in ipairs(owners) do found[#found + 1] = method(full, name) end
  return found
end

-- The method of a class (or another object of members.lua), its own or inherited; nil when there is none.
function M.of_owner(full, c, name)
  for _, at in ipairs(lineage(full, c)) do
    local found = method(at, name)
    if found then return found end
  end
end

-- An object of members.lua that has no class, such as "keras.Tensor"; nil for anything else.
function M.object(full)
  local m = members[full]
  return m and m.own and { what = "object", name = full:match "[^.]+$", full = full } or nil
end

-- The entry of a tensor, a variable or null; nil for other values.
function M.of_value(x)
  local full = x == core.null and "keras.null" or core.is_tensor(x) and "keras.Tensor" or core.is_variable(x) and "keras.Variable"
  return full and M.object(full) or nil
end

-- The entry of a method as a function; nil when it is none that is documented.
function M.of_function(fn)
  local tensor = core.tensor(0)
  local variable = core.variable(tensor, "v", false)
  for _, full in ipairs(owners) do
    local c = class_named(full)
    local holder = c and c.methods or full == "keras.Tensor" and tensor or full == "keras.Variable" and variable or {}
    for _, row in ipairs(members[full].methods or {}) do
      if holder[row[1]] == fn then return method(full, row[1]) end
    end
  end
end

-- The names of the documented fields and methods of a class (or another object of members.lua), inherited ones too.
function M.members_of(full, c)
  local fields, names = {}, {}
  for _, at in ipairs(lineage(full, c)) do
    for _, row in ipairs((members[at] or {}).fields or {}) do fields[#fields + 1] = row[1] end
    for _, row in ipairs((members[at] or {}).methods or {}) do names[#names + 1] = row[1] end
  end
  return fields, names
end

-- All names, for suggestions.
function M.names()
  local names = {}
  for _, full in ipairs(owners) do
    if members[full].own then names[#names + 1] = full:match "[^.]+$" end
    for _, row in ipairs(members[full].methods or {}) do names[#names + 1] = row[1] end
  end
  return names
end

return M
