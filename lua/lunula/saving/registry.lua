-- The registry of serializable objects: one per Lua state. Knows of classes only.
local arguments = require "lunula.arguments"
local around = require "lunula.around"
local class = require "lunula.class"
local core = require "lunula.core"

local M = {}

local objects = {} -- key -> class or function
local keys = setmetatable({}, { __mode = "k" }) -- class or function -> key
local modules = setmetatable({}, { __mode = "k" }) -- class -> the module that its configs name
local scopes = {} -- stack of tables; the innermost hides the others

local function is_object(x) return class.is_class(x) or type(x) == "function" end

local options_of_register = { "package", "name", "module", "replace" }

-- Registers a class or function under package .. ">" .. name and gives it back. options = { package = "Custom", name = the class's own, module = null,
-- replace = false }; module is the Python module that configs name, for readers that look there.
function M.register_keras_serializable(object, options)
  local given = {}
  for key, value in pairs(options or {}) do
    local known
    for _, name in ipairs(options_of_register) do known = known or name == key end
    if not known then arguments.unknown("register_keras_serializable", key, options_of_register) end
    given[key] = value ~= core.null and value or nil
  end
  if not is_object(object) then core.raise(("register_keras_serializable: expected a class or a function, got %s"):format(type(object))) end
  local name = given.name or (class.is_class(object) and object.name)
  if not name then core.raise("register_keras_serializable: a function needs a name: register_keras_serializable(f, { name = \"f\" })") end
  if class.is_class(object) and object.module then
    core.raise(("register_keras_serializable: %s.%s is built in; configs name it as that"):format(object.module, object.name))
  end
  local key = (given.package or "Custom") .. ">" .. name
  if objects[key] ~= nil and objects[key] ~= object and not given.replace then
    core.raise(("register_keras_serializable: '%s' is registered already; replace = true replaces it"):format(key))
  end
  objects[key] = object
  keys[object], modules[object] = key, given.module
  return object
end

-- The key an object is registered under, or its own name.
function M.get_registered_name(object) return keys[object] or (class.is_class(object) and object.name) or nil end
function M.is_registered(object) return keys[object] ~= nil end
function M.module_of(object) return modules[object] end

-- Custom objects by name, from a table of such, a list of classes and registered functions (which know their names), or one of them.
function M.by_name(custom, owner)
  if is_object(custom) then custom = { custom } end
  if type(custom) ~= "table" then core.raise(("%s: custom_objects is a table of classes and functions by name, got %s"):format(owner, type(custom))) end
  local named = {}
  for name, object in pairs(custom) do
    if math.type(name) == "integer" then
      name = class.is_class(object) and object.name or is_object(object) and keys[object]
      if not name then core.raise(("%s: custom_objects[%d] has no name; write name = it"):format(owner, #named + 1)) end
    elseif not (is_object(object) or class.is_instance(object)) then
      core.raise(("%s: custom_objects.%s is a class or a function, got %s"):format(owner, tostring(name), type(object)))
    end
    named[name] = object
  end
  return named
end

-- What a name stands for: the innermost scope, then the registry, then custom_objects; nil when nothing.
function M.get_registered_object(name, custom_objects, module_objects)
  local scope = scopes[#scopes]
  if scope and scope[name] ~= nil then return scope[name] end
  if objects[name] ~= nil then return objects[name] end
  if custom_objects and custom_objects[name] ~= nil then return custom_objects[name] end
  return module_objects and module_objects[name] or nil
end

-- The live table of registered objects.
function M.get_custom_objects() return objects end

-- Runs fn with `custom` (classes or functions, by_name) in force; an enclosing scope is hidden, and comes back however fn ends.
function M.custom_object_scope(custom, fn, ...)
  if fn == nil then core.raise("custom_object_scope: expected a function to run with them: custom_object_scope({ ... }, function() ... end)") end
  local function undo() scopes[#scopes] = nil end
  scopes[#scopes + 1] = M.by_name(custom, "custom_object_scope")
  return around(undo, fn, ...)
end

function M.current_scope() return scopes[#scopes] end

-- Every custom object in sight by name: those of the argument under those of the scope under the registered ones. This is the scope in which from_config runs.
function M.in_sight(custom_objects)
  local all = {}
  for _, list in ipairs { custom_objects or {}, M.current_scope() or {}, objects } do
    for name, object in pairs(list) do all[name] = object end
  end
  return all
end

return M
