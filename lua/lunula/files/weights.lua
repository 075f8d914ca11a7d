-- The weights of a model to and from what a .weights.h5 holds: "<path>/vars/<number>" for each variable of each object of the walk (walk.lua). Knows of
-- variables and of HDF5 as core.h5 gives it, not of files.
--
-- Loading first compares everything with what the file says of itself (which arrays, which shapes), so that a file that doesn't fit changes nothing and no
-- memory is taken for it; then it assigns. A class may write its own save_own_variables(self, store) and load_own_variables(self, store), where store is a
-- table of arrays by name ("0", "1", ...), and after_loading(self) what it computes from them; should one of these fail, every variable gets its value back.
local class = require "lunula.class"
local core = require "lunula.core"
local walk = require "lunula.files.walk"
local shape_text = require("lunula.layers.base").shape_text

local M = {}

local function own_variables(object)
  if object.file_variables then return object:file_variables() end
  if not object.compute_output_shape then return object.variables or {} end
  local list = table.move(object.own_trainable, 1, #object.own_trainable, 1, {})
  return table.move(object.own_fixed, 1, #object.own_fixed, #list + 1, list)
end

local function has_variables(object)
  local kind = class.class_of(object).kind
  return kind == "Layer" or kind == "Model" or kind == "Optimizer" or object.save_own_variables ~= nil
end

-- Saving --------------------------------------------------------------------------------------------------------------------------------------------

local function text_of(object) return ("%s \"%s\""):format(class.class_of(object).name, tostring(object.name)) end

local function store_of(object)
  if not object.save_own_variables then
    local store = {}
    for i, v in ipairs(own_variables(object)) do store[tostring(i - 1)] = v.value end
    return store
  end
  local store = {}
  object:save_own_variables(store)
  for name, value in pairs(store) do
    if type(name) ~= "string" or name == "" or name:find "/" then
      core.raise(("%s: save_own_variables names arrays by strings without '/', got %s"):format(text_of(object), tostring(name)))
    end
    store[name] = core.is_variable(value) and value.value or core.is_tensor(value) and value or core.tensor(value)
  end
  return store
end

-- Whether the name of an array stands before another: numbers first, in their order.
function M.number_first(a, b)
  local x, y = math.tointeger(tonumber(a)), math.tointeger(tonumber(b))
  if x and y then return x < y end
  return x ~= nil or y == nil and a < b
end

-- What a file holds for an object and all below it, as core.h5.format takes it; `extra` are further such items.
function M.items(root, extra)
  local items = {}
  for _, entry in ipairs(walk.objects(root)) do
    local object = entry.object
    if has_variables(object) then
      local group, store, names = walk.join(entry.path, "vars"), store_of(object), {}
      items[#items + 1] = { path = group, attributes = type(object.name) == "string" and { { "name", object.name } } or nil }
      for name in pairs(store) do names[#names + 1] = name end
      table.sort(names, M.number_first)
      for _, name in ipairs(names) do items[#items + 1] = { path = walk.join(group, name), tensor = store[name] } end
    end
  end
  return table.move(extra or {}, 1, #(extra or {}), #items + 1, items)
end

-- The bytes of a .weights.h5.
function M.format(root, extra) return core.h5.format(M.items(root, extra)) end

-- Loading -------------------------------------------------------------------------------------------------------------------------------------------

-- The arrays of a file by group: path -> { name -> record, count }, and whether the file is of Keras 2.13.
local function index_of(h5)
  local groups = {}
  for _, record in ipairs(h5:objects()) do
    local group, name = record.path:match "^(.*)/([^/]*)$"
    if record.kind ~= "group" and group then
      groups[group] = groups[group] or { records = {}, count = 0 }
      groups[group].records[name], groups[group].count = record, groups[group].count + 1
    elseif record.kind ~= "group" then
      groups[""] = groups[""] or { records = {}, count = 0 }
    end
  end
  local old = h5:find "_layer_checkpoint_dependencies"
  return function(path)
    local found = groups[walk.join(path, "vars")]
    if not found and old then found = groups[walk.join(path:gsub("layers", "_layer_checkpoint_dependencies"), "vars")] end
    return found
  end, groups
end

local function same_shape(a, b)
  if #a ~= #b then return false end
  for i, n in ipairs(a) do
    if n ~= b[i] then return false end
  end
  return true
end

local function list_text(group)
  local names = {}
  for name in pairs(group and group.records or {}) do names[#names + 1] = name end
  table.sort(names, M.number_first)
  for i, name in ipairs(names) do names[i] = shape_text(group.records[name].shape or {}) end
  return #names == 0 and "none" or table.concat(names, ", ")
end

local function variables_text(variables)
  local parts = {}
  for i, v in ipairs(variables) do parts[i] = ("%s %s"):format(v.name, shape_text(v.shape)) end
  return #parts == 0 and "none" or table.concat(parts, ", ")
end

-- Pairs { variable, record } of an object and a group, or nil and what doesn't fit.
local function match(object, variables, group, path)
  local count = group and group.count or 0
  if count ~= #variables then
    return nil, ("%s, path '%s': it has %d variables (%s), the file holds %d there (%s)"):format(text_of(object), path, #variables, variables_text(variables),
      count, list_text(group))
  end
  local list = {}
  for i, v in ipairs(variables) do
    local record = group.records[tostring(i - 1)]
    local where = walk.join(walk.join(path, "vars"), tostring(i - 1))
    if not record then return nil, ("%s: the file has no '%s' for %s"):format(text_of(object), where, v.name) end
    if record.kind ~= "numbers" then return nil, ("%s: '%s' is no array of numbers that can be read"):format(text_of(object), where) end
    if not same_shape(v.shape, record.shape) then
      return nil, ("%s: %s has shape %s, '%s' in the file has shape %s"):format(text_of(object), v.name, shape_text(v.shape), where, shape_text(record.shape))
    end
    list[i] = { v, record }
  end
  return list
end

-- The variables that an optimizer has before it is built: a file of a model that has not trained holds these.
local function before_building(optimizer)
  if not optimizer.inner then return table.move(optimizer.variables, 1, optimizer.schedule and 1 or 2, 1, {}) end
  local list = table.move(optimizer.own, 1, #optimizer.own, 1, {})
  for _, inner in ipairs(optimizer:inner()) do
    local theirs = before_building(inner)
    table.move(theirs, 1, #theirs, #list + 1, list)
  end
  return list
end

local function variables_for(object, group)
  if class.class_of(object).kind == "Optimizer" and group then
    local first = before_building(object)
    if #first == group.count then return first end
  end
  return own_variables(object)
end

-- What to do for one object: { pairs } or { object, store }; nil and the reason where the file doesn't fit.
local function plan_of(entry, find)
  local object, reason = entry.object, nil
  for _, path in ipairs(entry.paths) do
    local group = find(path)
    if object.load_own_variables then
      if group or path == entry.paths[#entry.paths] then return { object = object, group = group } end
    else
      local pairs_list, why = match(object, variables_for(object, group), group, path)
      if pairs_list then return { pairs = pairs_list, group = group } end
      if not reason or group then reason = why end
    end
  end
  return nil, reason
end

local function say(list, limit)
  local lines = table.move(list, 1, math.min(#list, limit), 1, {})
  if #list > limit then lines[#lines + 1] = ("and %d more"):format(#list - limit) end
  return table.concat(lines, "\n  ")
end

local function plans(root, find, options)
  local list, problems, used = {}, {}, {}
  for _, entry in ipairs(walk.objects(root, options.objects_to_skip)) do
    if has_variables(entry.object) and (not options.only or options.only(entry.object)) then
      local plan, reason = plan_of(entry, find)
      if plan then
        list[#list + 1], plan.owner = plan, entry.object
        if plan.group then used[plan.group] = true end
      elseif class.class_of(entry.object).kind == "Optimizer" and not options.strict then
        warn(reason .. "; its state stays as it is")
      else
        problems[#problems + 1] = reason
      end
    end
  end
  return list, problems, used
end

local function unused(groups, used, skip)
  local list = {}
  for path, group in pairs(groups) do
    if not used[group] and group.count > 0 and not skip(path) then list[#list + 1] = ("'%s' (%s)"):format(path, list_text(group)) end
  end
  table.sort(list)
  return list
end

local function run(plan, h5, assigned)
  if plan.object then
    local store = {}
    for name, record in pairs(plan.group and plan.group.records or {}) do store[name] = h5:read(record.path) end
    plan.object:load_own_variables(store)
    for _, v in ipairs(own_variables(plan.object)) do assigned[v] = true end
    return
  end
  for _, pair in ipairs(plan.pairs) do
    pair[1]:assign(h5:read(pair[2].path))
    assigned[pair[1]] = true
  end
end

-- The variables that loading may change and what they hold: a list of { variable, value }.
function M.values(root)
  local list = {}
  for _, entry in ipairs(walk.objects(root)) do
    for _, v in ipairs(has_variables(entry.object) and own_variables(entry.object) or {}) do list[#list + 1] = { v, v.value } end
  end
  return list
end

-- Assigns what an open HDF5 file holds to a model's variables; `where` names the file in messages. Gives the set of the variables that were assigned.
-- options: skip_mismatch (what doesn't fit stays, with a warning), objects_to_skip (a list), strict (an optimizer's state must fit too), only (a function of
-- an object), fresh (nothing needs its value back on an error), extra (a function that says of a path whether it is meant for something else).
function M.load(root, h5, where, options)
  local find, groups = index_of(h5)
  local list, problems, used = plans(root, find, options)
  if #problems > 0 then
    local text = ("%s: %d objects do not fit the file:\n  %s"):format(where, #problems, say(problems, 20))
    if #problems == 1 then text = where .. ": " .. problems[1] end
    if not options.skip_mismatch then core.raise("ValueError: " .. text) end
    warn(text .. "\n  they keep their values")
  end
  local left = not options.objects_to_skip and unused(groups, used, options.extra or function(path) return path:find "^optimizer/" or path:find "^lunula/" end) or {}
  if #left > 0 and #problems == 0 then warn(("%s: there is no place in the model for these weights of the file: %s"):format(where, say(left, 20))) end
  local before, assigned = options.fresh and {} or M.values(root), {}
  local ok, message = pcall(function()
    for _, plan in ipairs(list) do run(plan, h5, assigned) end
    for _, plan in ipairs(list) do
      if plan.owner.after_loading then plan.owner:after_loading() end
    end
  end)
  if ok then return assigned end
  for _, pair in ipairs(before) do pair[1]:assign(pair[2]) end
  error(message, 0)
end

return M
