-- A model's outputs and what belongs to them: targets, weights, losses and metrics, matched by name or by declared order. Knows of structures only.
--
-- The outputs are the leaves of what the model gives: one tensor, a list (in its order) or a dictionary (by sorted names). A Functional's outputs also have the
-- names of the layers that give them, so that a list of outputs can be matched by a dictionary too. Nothing depends on the order of pairs.
local core = require "lunula.core"
local structure = require "lunula.structure"

local M = {}

-- The leaves of y_pred: { { path, name }, ... }, where a name is that of the dictionary's entry, else the layer's, else nil.
function M.leaves(y_pred, names)
  local list = {}
  local paths = structure.paths(y_pred)
  for i, path in ipairs(paths) do
    local parts, last = {}, path[#path]
    for k, key in ipairs(path) do parts[k] = tostring(key) end
    local own = #names == #paths and names[i] or nil
    if last == nil then
      parts = { own }
    elseif type(last) == "number" then
      parts[#parts] = own or nil
    end
    list[i] = { path = path, name = #parts > 0 and table.concat(parts, "/") or nil, layer = own }
  end
  return list
end

-- The outputs' names, for messages.
function M.names_text(leaves)
  local names = {}
  for i, leaf in ipairs(leaves) do names[i] = leaf.name or tostring(i - 1) end
  return #leaves == 1 and "one, " .. names[1] or "{ " .. table.concat(names, ", ") .. " }"
end

-- The part of a structure at a path, or nil.
function M.at(value, path)
  for _, key in ipairs(path) do
    if not structure.is_nested(value) then return nil end
    value = value[key]
  end
  return value
end

-- Whether the keys of a dictionary are the names of the outputs, or (with `some`) among them.
local function names_match(value, leaves, some)
  local known, count = {}, 0
  for _, leaf in ipairs(leaves) do
    if leaf.layer then known[leaf.layer] = true end
  end
  for key in pairs(value) do
    if not known[key] then return false end
    count = count + 1
  end
  return some or count == #leaves
end

local function form_text(value)
  if not structure.is_nested(value) then return "*" end
  local parts = {}
  for i, key in ipairs(structure.keys(value)) do parts[i] = (type(key) == "string" and key .. " = " or "") .. form_text(value[key]) end
  return "{ " .. table.concat(parts, ", ") .. " }"
end

-- One value per leaf (false where there is none) from targets or weights; `wanted` says which leaves need one.
function M.align(what, value, y_pred, leaves, wanted)
  local list = {}
  if not structure.is_nested(value) then
    if #leaves == 1 then return { value } end
  elseif structure.is_list(y_pred) and not structure.is_list(value) and names_match(value, leaves, true) then
    for i, leaf in ipairs(leaves) do
      list[i] = value[leaf.layer]
      if list[i] == nil then list[i] = false end
    end
    return list
  elseif structure.is_list(y_pred) == structure.is_list(value) and structure.is_nested(y_pred) then
    local all = true
    for i, leaf in ipairs(leaves) do
      list[i] = M.at(value, leaf.path) or false
      all = all and (list[i] ~= false or wanted and not wanted[i]) and not structure.is_nested(list[i])
    end
    local count = #structure.flatten(value)
    if all and (count == #leaves or not structure.is_list(value)) then return list end
  end
  local flat, needed = structure.flatten(value), 0
  if #flat == #leaves then return flat end
  for i = 1, #leaves do
    if wanted and wanted[i] then needed = needed + 1 end
  end
  if #flat == needed then -- targets for the outputs that have a loss
    local at = 0
    for i = 1, #leaves do
      if wanted[i] then at = at + 1 end
      list[i] = wanted[i] and flat[at] or false
    end
    return list
  end
  core.raise(("ValueError: %s and y_pred have different structures: %s is %s, y_pred %s"):format(what, what, form_text(value), form_text(y_pred)))
end

-- The parts of a list or dictionary of losses or metrics, one per leaf (false: none); nil when it has another form than the outputs.
function M.spread(value, y_pred, leaves, is_single)
  if #leaves > 1 and #structure.keys(value) == #leaves and value[1] ~= nil then
    local list, flat = {}, true
    for i = 1, #leaves do
      list[i] = value[i]
      flat = flat and (is_single(value[i]) or structure.is_list(y_pred))
    end
    if flat then return list end
  end
  if value[1] == nil and not (structure.is_nested(y_pred) and not structure.is_list(y_pred)) then
    if not names_match(value, leaves, true) then return nil end
    local list = {}
    for i, leaf in ipairs(leaves) do
      list[i] = value[leaf.layer]
      if list[i] == nil then list[i] = false end
    end
    return list
  end
  local list, found = {}, 0
  local place = {}
  for i, leaf in ipairs(leaves) do
    list[i] = false
    place[table.concat(leaf.path, "/")] = i
  end
  local function walk(part, here, prefix)
    if is_single(part) or not structure.is_nested(here) then
      for _, path in ipairs(structure.paths(here, prefix)) do list[place[table.concat(path, "/")]] = part end
      found = found + 1
      return true
    end
    for _, key in ipairs(structure.keys(part)) do
      local path = { table.unpack(prefix) }
      path[#path + 1] = key
      if here[key] == nil or not walk(part[key], here[key], path) then return false end
    end
    return true
  end
  return walk(value, y_pred, {}) and found > 0 and list or nil
end

return M
