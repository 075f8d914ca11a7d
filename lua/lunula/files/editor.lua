-- keras.saving.KerasFileEditor: the weights in a file by object, to be looked at, changed and saved as a .weights.h5. Knows of HDF5 and archives as core gives
-- them; nothing in the file is run, and a model is only looked at to compare.
local core = require "lunula.core"
local formats = require "lunula.files.formats"
local suggest = require "lunula.suggest"
local walk = require "lunula.files.walk"
local weights = require "lunula.files.weights"
local shape_text = require("lunula.layers.base").shape_text

-- An editor holds `objects`: path ("layers/dense") -> { name = the object's own name or nil, arrays = name ("0") -> tensor }. An object's path is what a file
-- has before "/vars".
local Editor = {}

local function fail(format, ...) core.raise("ValueError: KerasFileEditor: " .. format:format(...)) end

local function sorted(map, order)
  local keys = {}
  for key in pairs(map) do keys[#keys + 1] = key end
  table.sort(keys, order)
  return keys
end

local function objects_of(h5)
  local objects = {}
  for _, record in ipairs(h5:objects()) do
    local group, name = record.path:match "^(.*)/([^/]*)$"
    local path = group and (group == "vars" and "" or group:match "^(.*)/vars$")
    if record.kind ~= "group" and path then
      local object = objects[path] or { name = h5:attribute(group, "name"), arrays = {} }
      objects[path] = object
      object.arrays[name] = h5:read(record.path)
    end
  end
  return objects
end

local function below(path, parent) return path == parent or path:sub(1, #parent + 1) == parent .. "/" end

-- The full path of an object, or of a group of objects, that is given by path or by a last part that occurs once.
local function find(self, name)
  if type(name) ~= "string" then fail("an object is named by a string, not a %s", type(name)) end
  local found = {}
  for path in pairs(self.objects) do
    local prefix = ""
    for part in path:gmatch "[^/]+" do
      prefix = walk.join(prefix, part)
      if prefix == name or part == name and not name:find "/" then found[prefix] = true end
    end
  end
  local list = sorted(found)
  if found[name] then return name end
  if #list > 1 then fail("Name '%s' occurs more than once in the file (%s); give a complete path", name, table.concat(list, ", ")) end
  if #list == 0 then
    local near = suggest.nearest(name, sorted(self.objects))
    fail("Path '%s' not found in the file%s", name, near and (("; did you mean '%s'?"):format(near)) or "")
  end
  return list[1]
end

local function arrays_of(given)
  if type(given) ~= "table" then fail("weights is a table of arrays by name (\"0\", \"1\", ...), not a %s", type(given)) end
  local arrays = {}
  for name, value in pairs(given) do
    if type(name) ~= "string" or name == "" or name:find "/" then fail("weights are named by strings without '/', got %s", tostring(name)) end
    arrays[name] = core.is_variable(value) and value.value or core.is_tensor(value) and value or core.tensor(value)
  end
  return arrays
end

function Editor:summary()
  for _, path in ipairs(sorted(self.objects)) do
    local object = self.objects[path]
    print(("%s%s"):format(path == "" and "(the model itself)" or path, object.name and (" (%s)"):format(object.name) or ""))
    for _, name in ipairs(sorted(object.arrays, weights.number_first)) do
      local array = object.arrays[name]
      print(("    %s: shape=%s, dtype=%s"):format(name, shape_text(array.shape), array.dtype))
    end
  end
end

-- Both as path of an array -> shape as text, "" for an array that isn't there.
local function differences(theirs, ours)
  local list, matches = {}, 0
  local all = {}
  for path in pairs(theirs) do all[path] = true end
  for path in pairs(ours) do all[path] = true end
  for _, path in ipairs(sorted(all)) do
    if theirs[path] == ours[path] then
      matches = matches + 1
    elseif not theirs[path] then
      list[#list + 1] = ("%s: in the model (shape %s), missing from the file"):format(path, ours[path])
    elseif not ours[path] then
      list[#list + 1] = ("%s: in the file (shape %s), missing from the model"):format(path, theirs[path])
    else
      list[#list + 1] = ("%s: shape %s in the file, %s in the model"):format(path, theirs[path], ours[path])
    end
  end
  return list, matches
end

function Editor:compare(model)
  local theirs, ours = {}, {}
  for path, object in pairs(self.objects) do
    for name, array in pairs(object.arrays) do theirs[walk.join(path, name)] = shape_text(array.shape) end
  end
  for _, item in ipairs(weights.items(model)) do
    local group, name = item.path:match "^(.*)/([^/]*)$"
    if item.tensor then ours[walk.join(group == "vars" and "" or group:match "^(.*)/vars$", name)] = shape_text(item.tensor.shape) end
  end
  local list, matches = differences(theirs, ours)
  for _, text in ipairs(list) do print(text) end
  print(#list == 0 and ("The file fits the model: %d weights match"):format(matches) or ("The file does not fit the model: %d differences"):format(#list))
  return { status = #list == 0 and "success" or "error", error_count = #list, match_count = matches }
end

function Editor:rename_object(object_name, new_name)
  if type(new_name) ~= "string" or new_name == "" or new_name:find "/" then fail("new_name is one part of a path, got '%s'", tostring(new_name)) end
  local old = find(self, object_name)
  local new = walk.join(old:match "^(.*)/[^/]*$" or "", new_name)
  local objects = {}
  for path, object in pairs(self.objects) do
    if below(path, new) and new ~= old then fail("there is an object '%s' already", new) end
    objects[below(path, old) and new .. path:sub(#old + 1) or path] = object
  end
  self.objects = objects
end

function Editor:delete_object(object_name)
  local found = find(self, object_name)
  for _, path in ipairs(sorted(self.objects)) do
    if below(path, found) then self.objects[path] = nil end
  end
end

function Editor:add_object(object_path, given)
  if type(object_path) ~= "string" or object_path == "" or object_path:find "^/" or object_path:find "/$" or object_path:find "//" then
    fail("object_path is a path such as 'layers/dense', got '%s'", tostring(object_path))
  end
  local parent = object_path:match "^(.*)/[^/]*$"
  if parent then find(self, parent) end
  self.objects[object_path] = { arrays = arrays_of(given) }
end

-- The object that holds arrays of its own.
local function holder(self, object_name)
  local path = find(self, object_name)
  return self.objects[path] or fail("'%s' has no weights of its own", path), path
end

function Editor:delete_weight(object_name, weight_name)
  local object, path = holder(self, object_name)
  if not object.arrays[weight_name] then
    fail("Weight '%s' not found in object '%s', which has %s", tostring(weight_name), path, table.concat(sorted(object.arrays, weights.number_first), ", "))
  end
  object.arrays[weight_name] = nil
end

function Editor:add_weights(object_name, given)
  local object = holder(self, object_name)
  for name, array in pairs(arrays_of(given)) do object.arrays[name] = array end
end

function Editor:save(filepath)
  if type(filepath) ~= "string" or not filepath:find "%.weights%.h5$" then
    fail("Invalid filepath: weights are saved as `.weights.h5`, got '%s'", tostring(filepath))
  end
  local items = {}
  for _, path in ipairs(sorted(self.objects)) do
    local object, group = self.objects[path], walk.join(path, "vars")
    items[#items + 1] = { path = group, attributes = object.name and { { "name", object.name } } or nil }
    for _, name in ipairs(sorted(object.arrays, weights.number_first)) do
      items[#items + 1] = { path = walk.join(group, name), tensor = object.arrays[name] }
    end
  end
  core.file.write(filepath, core.h5.format(items))
end

Editor.resave_weights = Editor.save

local meta = { __name = "KerasFileEditor", __index = Editor }
function meta.__tostring(self) return ("<KerasFileEditor filepath=%s>"):format(self.filepath) end

-- The editor of a .keras or .weights.h5 file.
return function(filepath)
  local h5 <close> = formats.open_for_editor(filepath)
  return setmetatable({ filepath = filepath, objects = objects_of(h5) }, meta)
end
