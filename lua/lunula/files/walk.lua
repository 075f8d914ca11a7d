-- Which objects of a model have weights in a file, and under which paths: Keras's walk. Knows of classes and of what layers and models keep, not of files.
--
-- A path is made of names of fields: "layers" of a Sequential or Functional first, then every field that holds a layer, a model, an optimizer, a metric or a
-- loss, or a table of such, in the order of their names, those with a leading "_" last. A model written as a class also has "layers", among the others. In a
-- table an object goes by its class in snake case, numbered from the second of a class on; a table in it is a "container". Dictionaries go by sorted names.
-- An object that is met again keeps its first path.
local class = require "lunula.class"
local structure = require "lunula.structure"

local M = {}

local saved_kinds = { Layer = true, Model = true, Optimizer = true, Metric = true, Loss = true }

local function is_saveable(x)
  local c = class.class_of(x)
  return c ~= nil and saved_kinds[c.kind] == true
end

local function is_container(x) return type(x) == "table" and getmetatable(x) == nil end

function M.join(path, name) return path == "" and name or path .. "/" .. name end

local function has_graph(model)
  local models = require "lunula.models"
  return class.is_instance(model, models.Sequential) or class.is_instance(model, models.Functional)
end

local function fields_of_layer(layer)
  local found, held = {}, {}
  for name, value in pairs(layer.fields) do
    if is_saveable(value) then found[name] = value end
  end
  for _, container in ipairs(layer.containers) do held[container] = true end
  for name, value in next, layer do
    if type(name) == "string" and held[value] then found[name] = value end
  end
  if layer.train_step then
    found.layers = not has_graph(layer) and layer.layers or nil
    found.optimizer = rawget(layer, "optimizer")
    local loss = rawget(layer, "loss")
    if is_saveable(loss) or is_container(loss) then found.loss = loss end
  end
  return found
end

local function fields_of(object)
  if object.compute_output_shape then return fields_of_layer(object) end
  local found = {}
  for name, value in next, object do
    if type(name) == "string" and (is_saveable(value) or is_container(value)) then found[name] = value end
  end
  return found
end

-- The parts of an object as { name, value }, in Keras's order.
local function parts(object)
  local list, fields = {}, fields_of(object)
  for name in pairs(fields) do
    if name:sub(1, 2) ~= "__" then list[#list + 1] = name end
  end
  local function key(name) return name:sub(1, 1) == "_" and "~" .. name or name end
  table.sort(list, function(a, b) return key(a) < key(b) end)
  for i, name in ipairs(list) do list[i] = { name, fields[name] } end
  if object.train_step and has_graph(object) then table.insert(list, 1, { "layers", object.layers }) end
  return list
end

-- A list of { object, path, paths }: every object with a place in the file, the root under "". paths are all places where it was met. Objects in `skip`, a
-- list, are left out with what is reached through them alone.
function M.objects(root, skip)
  local list, seen = {}, {}
  for _, object in ipairs(skip or {}) do seen[object] = { paths = {} } end
  local visit
  local function visit_container(container, path, entered)
    if entered[container] then return end
    entered[container] = true
    local counts = {}
    local function unique(name)
      counts[name] = (counts[name] or -1) + 1
      return M.join(path, counts[name] == 0 and name or ("%s_%d"):format(name, counts[name]))
    end
    for _, key in ipairs(structure.keys(container)) do
      local value = container[key]
      if is_saveable(value) then
        visit(value, unique(class.snake(class.class_of(value).name)))
      elseif is_container(value) then
        visit_container(value, unique "container", entered)
      end
    end
  end
  function visit(object, path)
    if seen[object] then
      table.insert(seen[object].paths, path)
      return
    end
    seen[object] = { object = object, path = path, paths = { path } }
    list[#list + 1] = seen[object]
    for _, part in ipairs(parts(object)) do
      if is_saveable(part[2]) then
        visit(part[2], M.join(path, part[1]))
      else
        visit_container(part[2], M.join(path, part[1]), {})
      end
    end
  end
  visit(root, "")
  return list
end

return M
