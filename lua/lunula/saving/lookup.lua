-- From the names in an envelope to a class or function: custom objects and a closed table of built-in ones; nothing in a config reaches require, load or
-- a global. Knows of classes, the registry and the built-in namespaces.
--
-- A refusal gives the kind of error that Keras raises and says which key was looked up, the nearest keys and the line that mends it.
local class = require "lunula.class"
local core = require "lunula.core"
local functions = require "lunula.saving.functions"
local registry = require "lunula.saving.registry"
local suggest = require "lunula.suggest"

local M = {}

-- module of Keras -> ours, which files its classes with class.builtin
local namespaces = {
  ["keras.constraints"] = "lunula.constraints", ["keras.losses"] = "lunula.losses", ["keras.initializers"] = "lunula.initializers",
  ["keras.layers"] = "lunula.layers", ["keras.metrics"] = "lunula.metrics", ["keras.regularizers"] = "lunula.regularizers",
  ["keras.optimizers"] = "lunula.optimizers", ["keras.optimizers.schedules"] = "lunula.optimizers.schedules",
}
-- classes that no namespace lists, and the files that define them
local single = { ["keras.DTypePolicy"] = "lunula.dtype_policies", ["keras.Sequential"] = "lunula.models", ["keras.Model"] = "lunula.models",
  ["keras.src.models.functional.Functional"] = "lunula.models", ["keras.random.SeedGenerator"] = "lunula.random",
  ["keras.Loss"] = "lunula.losses", ["keras.Metric"] = "lunula.metrics" }
-- modules of Keras's that exist, so that what is missing there is a class and not the module
local modules = { keras = true, ["keras.src.models.functional"] = true }
for name in ("numpy nn math core linalg"):gmatch "%S+" do modules["keras.src.ops." .. name] = true end
for name in ([[activations applications callbacks config constraints datasets distribution dtype_policies export initializers layers losses metrics
  mixed_precision models ops optimizers optimizers.schedules preprocessing quantizers random regularizers saving tree utils visualization
  wrappers]]):gmatch "%S+" do
  modules["keras." .. name] = true
end

-- names in Keras's own list of functions that a config must not reach
local blocked = {}
for name in ([[keras.backend.clear_session keras.config.enable_unsafe_deserialization
  keras.models.load_model keras.models.model_from_json keras.models.save_model
  keras.preprocessing.image_dataset_from_directory keras.preprocessing.text_dataset_from_directory
  keras.preprocessing.image.load_img keras.preprocessing.image.save_img
  keras.saving.deserialize_keras_object keras.saving.load_model keras.saving.load_weights keras.saving.register_keras_serializable
  keras.saving.save_model keras.saving.save_weights keras.saving.serialize_keras_object
  keras.utils.audio_dataset_from_directory keras.utils.clear_session keras.utils.deserialize_keras_object keras.utils.get_file
  keras.utils.image_dataset_from_directory keras.utils.load_img keras.utils.register_keras_serializable keras.utils.save_img
  keras.utils.serialize_keras_object keras.utils.text_dataset_from_directory]]):gmatch "%S+" do
  blocked[name] = true
end

-- Whether a config names one of these.
function M.is_blocked(config)
  local name = config.class_name == "function" and config.config or config.class_name
  return blocked[("%s.%s"):format(tostring(config.module), tostring(name))] == true
end

local function sorted_keys(t)
  local keys = {}
  for key in pairs(t) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

-- " The nearest ... is 'name'.", or nothing.
local function hint(wanted, names, what)
  local near = suggest.nearest_keys(wanted, names)
  if #near == 0 then return "" end
  return #near == 1 and (" The nearest %s is '%s'."):format(what, near[1]) or (" The nearest %ss are '%s'."):format(what, table.concat(near, "', '"))
end

-- The line that makes a key known: registering reaches only keys with a package, others are given by name.
local function remedy(key, object, is_function)
  local package, name = key:match "^(.-)>(.*)$"
  local option = ('custom_objects = { ["%s"] = %s }'):format(key, object)
  if not package then return (" Pass %s."):format(option) end
  local own_name = name == object and not is_function
  local options = own_name and ('{ package = "%s" }'):format(package) or ('{ package = "%s", name = "%s" }'):format(package, name)
  return (" Register it: keras.saving.register_keras_serializable(%s, %s); or pass %s."):format(object, options, option)
end

local function identifier(name) return name:find "^[%a_][%w_]*$" and name or "it" end

-- Whether Keras has such a module.
function M.is_known_module(module) return modules[module] == true or type(module) == "string" and namespaces[module] ~= nil end

-- Whether a module is Keras's own.
function M.is_keras(module) return type(module) == "string" and (module == "keras" or module:sub(1, 6) == "keras.") end

-- The built-in class that stands in Keras under this module and name.
function M.builtin(module, name)
  if type(module) ~= "string" then return nil end
  local full = module .. "." .. name
  if module:sub(1, 14) == "keras.src.ops." then return require("lunula.operations").find(module, name) end
  if single[full] then
    local _ = require(single[full])[name] -- loading files it
  elseif namespaces[module] then
    local space = require(namespaces[module])
    for _, candidate in ipairs(space.names()) do
      if candidate == name then
        local _ = space[name]
      end
    end
  end
  return class.builtins[full]
end

-- " keras.regularizers has an L2: ...", when a built-in class goes by this name.
local function elsewhere(name)
  for _, module in ipairs(sorted_keys(namespaces)) do
    if M.builtin(module, name) then return (' There is a %s.%s: a config with module = "%s" means it.'):format(module, name, module) end
  end
  return ""
end

-- The class (or function) that an envelope names, or nil with the kind of error and the message.
function M.class(config, custom_objects)
  local name, module, key = config.class_name, config.module, config.registered_name
  if type(name) ~= "string" then return nil, "TypeError", ("class_name must be a string, got %s"):format(type(name)) end
  if key ~= nil and key ~= core.null and type(key) ~= "string" then
    return nil, "TypeError", ("registered_name must be a string or null, got %s"):format(type(key))
  end
  local full = tostring(module) .. "." .. name
  if blocked[full] then return nil, "ValueError", ("'%s' is not a modeling class or function and can't be loaded from a config"):format(full) end
  -- what is filed under keras is Keras's own, whatever custom object goes by its name
  local found = M.is_keras(module) and M.builtin(module, name)
  if found then
    if key ~= nil and key ~= core.null and key ~= name and key ~= "" then
      return nil, "ValueError", ("registered_name '%s' resolved to the built-in %s; a config may not rename a built-in"):format(key, full)
    end
    return found
  end
  local wanted = key == nil and name or key
  local custom = wanted ~= core.null and registry.get_registered_object(wanted, custom_objects)
  if custom then return custom end
  if M.is_keras(module) then
    if not modules[module] then
      return nil, "TypeError", ("'%s' is not a serializable class: its parent module %s cannot be imported"):format(full, module)
    end
    local names = namespaces[module] and require(namespaces[module]).names() or {}
    return nil, "ValueError", ("'%s' is not a serializable class (a KerasSaveable subclass) that Lunula knows.%s"):format(full, hint(name, names, "one there"))
  end
  local known = sorted_keys(registry.in_sight(custom_objects))
  if wanted == core.null or wanted == "" then
    return nil, "TypeError", ("Could not locate class '%s': its registered_name is %s, which only built-in classes have; looked up nothing.%s%s"):format(
      name, wanted == "" and "empty" or "null", hint(name, known, "registered key"), elsewhere(name))
  end
  return nil, "TypeError", ("Could not locate class '%s' (looked up '%s').%s%s%s"):format(
    name, wanted, hint(wanted, known, "registered key"), elsewhere(name), remedy(wanted, identifier(name)))
end

-- The custom object whose key ends in ">name", as files of Keras 3.6 and before name it: only when there is one.
local function by_suffix(name, objects)
  local found, its_key
  for key, object in pairs(objects) do
    if key:sub(-#name - 1) == ">" .. name then
      if found then return nil end
      found, its_key = object, key
    end
  end
  if found then warn(("keras.saving: the config says '%s', which Keras 3.6 and before wrote for '%s'"):format(name, its_key)) end
  return found
end

-- The function that an envelope of class_name "function" names, or nil with the kind of error and the message.
function M.func(config, custom_objects)
  local name, module = config.config, config.module
  if type(name) ~= "string" then
    return nil, "TypeError", ("Expected 'config' to be a non-null str: a function's config is its name, got %s"):format(name == core.null and "null" or type(name))
  end
  local custom = registry.get_registered_object(name, custom_objects)
  if custom then return custom end
  local full = ("%s.%s"):format(tostring(module), name)
  if blocked[full] then return nil, "ValueError", ("'%s' is not a modeling function and can't be loaded from a config"):format(full) end
  local all = registry.in_sight(custom_objects)
  -- only these tables: a namespace also holds get, names, deserialize, ..., which a file must not reach
  local found = functions.find(name, module) or module == "builtins" and not name:find(">", 1, true) and by_suffix(name, all)
  if found then return found end
  if type(module) == "string" and modules[module] then
    return nil, "ValueError", ("'%s' is not the name of a function (nor a KerasSaveable subclass) that Lunula knows.%s"):format(
      full, hint(name, functions.names(), "known name"))
  end
  local known = functions.names()
  for _, key in ipairs(sorted_keys(all)) do known[#known + 1] = key end
  return nil, "TypeError", ("Could not locate function '%s' (looked up '%s').%s%s"):format(
    name, name, hint(name, known, "known name"), remedy(name, identifier(name:match "[^>]*$"), true))
end

return M
