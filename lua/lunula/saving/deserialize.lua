-- Configs to objects. A closed table maps (module, class_name) to built-in classes; nothing in a config reaches require, load or a global.
-- Knows of classes and the registry.
--
-- The order of decisions is Keras's: null; a string that names a custom object; lists; plain values; dicts without class_name or config; special class
-- names; functions; classes. What differs is on purpose: a class's config is revived before from_config sees it (strings in it stay strings), objects are
-- shared by shared_object_id within one call, and safe mode is an argument that no config and no callback can change.
-- Messages begin with the kind of error that Keras raises (TypeError, ValueError, KeyError), then the place in the config ($.config.layers[0]).
local arguments = require "lunula.arguments"
local class = require "lunula.class"
local core = require "lunula.core"
local functions = require "lunula.saving.functions"
local registry = require "lunula.saving.registry"
local special = require "lunula.saving.special"
local suggest = require "lunula.suggest"

local M = {}

-- module of Keras -> ours, which files its classes with class.builtin
local namespaces = {
  ["keras.constraints"] = "lunula.constraints", ["keras.losses"] = "lunula.losses", ["keras.initializers"] = "lunula.initializers",
  ["keras.layers"] = "lunula.layers", ["keras.metrics"] = "lunula.metrics", ["keras.regularizers"] = "lunula.regularizers",
  ["keras.optimizers"] = "lunula.optimizers", ["keras.optimizers.schedules"] = "lunula.optimizers.schedules",
}
-- classes that no namespace lists, and the files that define them
local single = { ["keras.DTypePolicy"] = "lunula.dtype_policies", ["keras.Sequential"] = "lunula.models",
  ["keras.Model"] = "lunula.models", ["keras.src.models.functional.Functional"] = "lunula.models", ["keras.random.SeedGenerator"] = "lunula.random",
  ["keras.Loss"] = "lunula.losses", ["keras.Metric"] = "lunula.metrics" }
-- modules of Keras's that exist, so that what is missing there is a class and not the module
local modules = {}
for name in ([[activations applications callbacks config constraints datasets distribution dtype_policies export initializers layers losses metrics
  mixed_precision models ops optimizers optimizers.schedules preprocessing quantizers random regularizers saving tree utils visualization
  wrappers]]):gmatch "%S+" do
  modules["keras." .. name] = true
end
modules.keras, modules["keras.src.models.functional"] = true, true
for name in ("numpy nn math core linalg"):gmatch "%S+" do modules["keras.src.ops." .. name] = true end

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

local function fail(kind, path, format, ...) core.raise(("%s: %s: %s"):format(kind, path, format:format(...))) end

-- A message without the kind of error and the position that core.raise put before it; a position inside the user's own code stays.
local function bare(message)
  local _, here = pcall(core.raise, "")
  message = tostring(message)
  if message:sub(1, #here) == here then message = message:sub(#here + 1) end
  local kind, rest = message:match "^(%u%w+Error): (.*)$"
  return rest or message, kind
end

-- Every custom object in sight by name: those of the argument under those of the scope under the registered ones. This is the scope in which from_config runs.
local function in_sight(custom_objects)
  local all = {}
  for _, objects in ipairs { custom_objects or {}, registry.current_scope() or {}, registry.get_custom_objects() } do
    for name, object in pairs(objects) do all[name] = object end
  end
  return all
end

-- The custom object that a string alone names.
local function named(name, custom_objects)
  local object = registry.get_custom_objects()[name]
  if object == nil then object = (registry.current_scope() or {})[name] end
  if object == nil then object = (custom_objects or {})[name] end
  return object
end

local function sorted_keys(t)
  local keys = {}
  for key in pairs(t) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

-- " The nearest ... is 'name'.", or nothing.
local function hint(wanted, names, what)
  local near = suggest.nearest(wanted, names)
  return near and (" The nearest %s is '%s'."):format(what, near) or ""
end

local function is_keras(module) return module == "keras" or module:sub(1, 6) == "keras." end

local function builtin(module, name)
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

local function find_class(config, path, options)
  local name, module = config.class_name, config.module
  if type(name) ~= "string" then fail("TypeError", path, "class_name must be a string, got %s", type(name)) end
  local key = config.registered_name
  if key == nil then key = name end
  if key ~= core.null then
    if type(key) ~= "string" then fail("TypeError", path, "registered_name must be a string or null, got %s", type(key)) end
    local custom = registry.get_registered_object(key, options.custom_objects)
    if custom then return custom end
  end
  if type(module) == "string" and is_keras(module) then
    local full = module .. "." .. name
    if blocked[full] then fail("ValueError", path, "'%s' is not a modeling class or function and can't be loaded from a config", full) end
    local found = builtin(module, name)
    if found then
      if key ~= core.null and key ~= name and key ~= "" then
        fail("ValueError", path, "registered_name '%s' resolved to the built-in %s; a config may not rename a built-in", key, full)
      end
      return found
    end
    if not modules[module] then
      fail("TypeError", path, "'%s' is not a serializable class: its parent module %s cannot be imported", full, module)
    end
    local names = namespaces[module] and require(namespaces[module]).names() or {}
    fail("ValueError", path, "'%s' is not a serializable class (a KerasSaveable subclass) that Lunula knows.%s", full, hint(name, names, "one there"))
  end
  local wanted = (key == core.null or key == "") and name or key
  fail("TypeError", path,
    "Could not locate class '%s' (looked up '%s').%s Register it with keras.saving.register_keras_serializable(%s), or pass custom_objects = { [\"%s\"] = %s }.",
    name, wanted, hint(wanted, sorted_keys(in_sight(options.custom_objects)), "registered key"), name, wanted, name)
end

-- The custom object whose key ends in ">name", as files of Keras 3.6 and before name it: only when there is one.
local function by_suffix(name, objects)
  local found
  for key, object in pairs(objects) do
    if key:sub(-#name - 1) == ">" .. name then
      if found then return nil end
      found = object
    end
  end
  return found
end

local function find_function(config, path, options)
  local name, module = config.config, config.module
  if type(name) ~= "string" then
    fail("TypeError", path, "Expected 'config' to be a non-null str: a function's config is its name, got %s", name == core.null and "null" or type(name))
  end
  local custom = registry.get_registered_object(name, options.custom_objects)
  if custom then return custom end
  local full = ("%s.%s"):format(tostring(module), name)
  if blocked[full] then fail("ValueError", path, "'%s' is not a modeling function and can't be loaded from a config", full) end
  local all = in_sight(options.custom_objects)
  -- only these tables: a namespace also holds get, names, deserialize, ..., which a file must not reach
  local found = functions.find(name, module) or module == "builtins" and not name:find(">", 1, true) and by_suffix(name, all)
  if found then return found end
  if type(module) == "string" and modules[module] then
    fail("ValueError", path, "'%s' is not the name of a function (nor a KerasSaveable subclass) that Lunula knows", full)
  end
  local known = functions.names()
  for _, key in ipairs(sorted_keys(all)) do known[#known + 1] = key end
  fail("TypeError", path, "Could not locate function '%s'.%s Register it with keras.saving.register_keras_serializable(f, { name = \"%s\" })",
    name, hint(name, known, "known name"), name)
end

local deserialize

-- Builds and compiles a new object as its envelope says.
local function restore(result, config)
  local build, compile = config.build_config, config.compile_config
  if type(build) == "table" and next(build) ~= nil and not result.built and result.build_from_config then
    result:build_from_config(build)
    rawset(result, "built", true)
  end
  if type(compile) == "table" and next(compile) ~= nil and result.compile_from_config then result:compile_from_config(compile) end
end

local function object(config, path, options)
  local inner = config.config
  if inner == core.null then inner = {} end
  local meta = type(inner) == "table" and getmetatable(inner)
  if type(inner) ~= "table" or #inner > 0 or meta and meta.__name == "keras.json.array" then
    fail("TypeError", path, "Expected 'config' to be a dict for %s, got %s", tostring(config.class_name), type(inner) == "table" and "a list" or type(inner))
  end
  local shared = config.shared_object_id
  if shared == core.null then shared = nil end
  if shared ~= nil and options.shared[shared] then return options.shared[shared] end
  local found = find_class(config, path, options)
  if type(found) == "function" then return found end
  if not class.is_class(found) or not found.methods.from_config then
    fail("TypeError", path, "%s is missing a from_config() method", config.class_name)
  end
  return registry.custom_object_scope(in_sight(options.custom_objects), function()
    local function revive(value, key) return deserialize(value, ("%s.config.%s"):format(path, key), options, true) end
    local revived = inner
    if not found.methods.raw_config then
      revived = {}
      for _, k in ipairs(sorted_keys(inner)) do
        local value = revive(inner[k], tostring(k))
        revived[k] = value == nil and core.null or value
      end
    end
    local ok, result = pcall(found.methods.from_config, found, revived, revive)
    if not ok then
      local message, kind = bare(result)
      -- as in Keras, other errors than TypeErrors pass, but for layers and models, which make every error a TypeError
      if kind and kind ~= "TypeError" and found.kind ~= "Layer" and found.kind ~= "Model" then fail(kind, path, "%s", message) end
      fail("TypeError", path, "%s could not be deserialized properly: %s", config.class_name, message)
    end
    if class.is_instance(result) then
      restore(result, config)
      if shared ~= nil then options.shared[shared] = result end
    end
    return result
  end)
end

local function each(config, path, options, inner)
  local t = setmetatable({}, getmetatable(config))
  for k, v in pairs(config) do
    local place = math.type(k) == "integer" and ("%s[%d]"):format(path, k - 1) or path .. "." .. tostring(k)
    local value = deserialize(v, place, options, inner)
    t[k] = value == nil and core.null or value
  end
  return t
end

-- `inner`: config stands inside the config of a class, whose constructor gives strings their meaning.
function deserialize(config, path, options, inner)
  if config == nil or config == core.null then return nil end
  local kind = type(config)
  if kind == "string" then return not inner and named(config, options.custom_objects) or config end
  if kind == "number" or kind == "boolean" or getmetatable(config) == core.json.number then return config end
  if kind ~= "table" or class.is_class(config) then fail("TypeError", path, "Could not parse config: a %s", kind) end
  if class.is_instance(config) then return config end
  if #path > 2000 then fail("ValueError", "$", "the config is nested too deeply") end
  if #config > 0 or config.class_name == nil or config.config == nil then return each(config, path, options, inner) end
  local reader = special.readers[config.class_name]
  if reader then
    return reader(config, function(error_kind, ...) fail(error_kind, path, ...) end, function(value, key)
      return deserialize(value, ("%s.config.%s"):format(path, key), options, inner)
    end, options.safe_mode)
  end
  if config.class_name == "function" then return find_function(config, path, options) end
  return object(config, path, options)
end

local current_safe_mode -- of the call in progress, which calls inside it can't leave

-- deserialize_keras_object(config, { custom_objects = { name = class }, safe_mode = true }): the object of a config. Errors give the kind, the place in the
-- config, the key that was looked up, the nearest registered key and the line that would mend it.
function M.deserialize_keras_object(...)
  if (...) == nil and select("#", ...) > 0 then return nil end
  local config, custom_objects, safe_mode = arguments.take("deserialize_keras_object", { "config", "custom_objects", "safe_mode" }, 1, ...)
  if custom_objects ~= nil and type(custom_objects) ~= "table" then
    core.raise("deserialize_keras_object: custom_objects is a table of classes and functions by name, got " .. type(custom_objects))
  end
  local outer = current_safe_mode
  if outer ~= nil then safe_mode = outer end
  current_safe_mode = safe_mode ~= false -- left out means on
  local ok, result = pcall(deserialize, config, "$", { custom_objects = custom_objects, safe_mode = current_safe_mode, shared = {} }, false)
  current_safe_mode = outer
  if not ok then error(result, 0) end
  return result
end

return M
