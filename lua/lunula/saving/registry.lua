-- The registry of serializable objects: one per Lua state. Knows of classes only.
local class = require "lunula.class"
local core = require "lunula.core"

local M = {}

local objects = {} -- key -> class or function
local keys = setmetatable({}, { __mode = "k" }) -- class or function -> key
local scopes = {} -- stack of tables; the innermost hides the others

local function is_object(x) return class.is_class(x) or type(x) == "function" end

-- Registers a class or function under package .. ">" .. name and gives it back. options = { package = "Custom", name = the class's own, replace = false }.
function M.register_keras_serializable(object, options)
  options = options or {}
  if not is_object(object) then core.raise(("register_keras_serializable: expected a class or a function, got %s"):format(type(object))) end
  local name = options.name or (class.is_class(object) and object.name)
  if not name then core.raise("register_keras_serializable: a function needs a name: register_keras_serializable(f, { name = \"f\" })") end
  local key = (options.package or "Custom") .. ">" .. name
  if objects[key] ~= nil and objects[key] ~= object and not options.replace then
    core.raise(("register_keras_serializable: '%s' is registered already; replace = true replaces it"):format(key))
  end
  objects[key] = object
  keys[object] = key
  return object
end

-- The key an object is registered under, or its own name.
function M.get_registered_name(object) return keys[object] or (class.is_class(object) and object.name) or nil end
function M.is_registered(object) return keys[object] ~= nil end

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

-- Runs fn with `custom` (name -> class or function) in force; an enclosing scope is hidden, and comes back however fn ends.
function M.custom_object_scope(custom, fn, ...)
  if type(custom) ~= "table" then core.raise("custom_object_scope: expected a table of objects by name") end
  if fn == nil then core.raise("custom_object_scope: expected a function to run with them: custom_object_scope({ ... }, function() ... end)") end
  scopes[#scopes + 1] = custom
  local results = table.pack(pcall(fn, ...))
  scopes[#scopes] = nil
  if not results[1] then error(results[2], 0) end
  return table.unpack(results, 2, results.n)
end

function M.current_scope() return scopes[#scopes] end

return M
