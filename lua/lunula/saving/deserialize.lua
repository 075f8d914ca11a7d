-- Configs to objects. A closed table maps (module, class_name) to built-in classes; nothing in a config reaches require, load or a global.
-- Knows of classes and the registry.
local class = require "lunula.class"
local core = require "lunula.core"
local functions = require "lunula.saving.functions"
local registry = require "lunula.saving.registry"
local suggest = require "lunula.suggest"

local M = {}

-- module -> the namespace whose classes it holds
local namespaces = {
  ["keras.constraints"] = "lunula.constraints", ["keras.losses"] = "lunula.losses", ["keras.initializers"] = "lunula.initializers",
  ["keras.layers"] = "lunula.layers",
  ["keras.metrics"] = "lunula.metrics", ["keras.regularizers"] = "lunula.regularizers", ["keras.optimizers"] = "lunula.optimizers",
}

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

local function fail(path, format, ...) core.raise(path .. ": " .. format:format(...)) end

local function custom_object(name, custom_objects, nested)
  local scope, global = registry.current_scope(), registry.get_custom_objects()
  if nested then
    return global[name] or (scope and scope[name]) or (custom_objects and custom_objects[name])
  end
  return (scope and scope[name]) or global[name] or (custom_objects and custom_objects[name])
end

local function builtin(module, name)
  if module == "keras" and (name == "DTypePolicy" or name == "Sequential") then
    local _ = require(name == "Sequential" and "lunula.models" or "lunula.dtype_policies") -- loading files it
  end
  local found = class.builtins[module .. "." .. name]
  if not found and namespaces[module] then
    local ok, names = pcall(function() return require(namespaces[module]).names() end)
    for _, known in ipairs(ok and names or {}) do
      if known == name then
        local _ = require(namespaces[module])[name] -- loading files it
        found = class.builtins[module .. "." .. name]
      end
    end
  end
  return found
end

local function known_keys(custom_objects)
  local list = {}
  for key in pairs(registry.get_custom_objects()) do list[#list + 1] = key end
  for key in pairs(registry.current_scope() or {}) do list[#list + 1] = key end
  for key in pairs(custom_objects or {}) do list[#list + 1] = key end
  table.sort(list)
  return list
end

local function find_class(config, path, options, nested)
  local name, module = config.class_name, config.module
  if type(name) ~= "string" then fail(path, "class_name must be a string, got %s", type(name)) end
  local key = config.registered_name
  if key == nil then key = name end
  if key ~= core.null then
    if type(key) ~= "string" then fail(path, "registered_name must be a string or null, got %s", type(key)) end
    local custom = custom_object(key, options.custom_objects, nested)
    if custom then return custom end
  end
  if type(module) == "string" and (module == "keras" or module:sub(1, 6) == "keras.") then
    local full = module .. "." .. name
    if blocked[full] then fail(path, "'%s' is not a modeling class or function and can't be loaded from a config", full) end
    local found = builtin(module, name)
    if found then
      if type(config.registered_name) == "string" and config.registered_name ~= name then
        fail(path, "registered_name '%s' resolved to the built-in %s; a config may not rename a built-in", config.registered_name, full)
      end
      return found
    end
    fail(path, "'%s' is not a serializable class that Lunula knows", full)
  end
  local wanted = key == core.null and name or key
  local near = suggest.nearest(wanted, known_keys(options.custom_objects))
  fail(path, "Could not locate class '%s' (looked up '%s').%s Register it with keras.saving.register_keras_serializable(%s), or pass custom_objects = { [\"%s\"] = %s }.",
    name, wanted, near and (" The nearest registered key is '%s'."):format(near) or "", name, wanted, name)
end

local function find_function(config, path, options, nested)
  local name = config.config
  if type(name) ~= "string" then fail(path, "a function's config is its name, got %s", type(name)) end
  local custom = custom_object(name, options.custom_objects, nested)
  if custom then return custom end
  if blocked[("%s.%s"):format(tostring(config.module), name)] then
    fail(path, "'%s' is not a modeling function and can't be loaded from a config", name)
  end
  -- only these tables: a namespace also holds get, names, deserialize, ..., which a file must not reach
  local found = functions.find(name)
  if found then return found end
  local known = functions.names()
  for _, key in ipairs(known_keys(options.custom_objects)) do known[#known + 1] = key end
  local near = suggest.nearest(name, known)
  fail(path,
    "Could not locate function '%s'.%s Register it with keras.saving.register_keras_serializable(f, { name = \"%s\" })",
    name, near and (" The nearest known name is '%s'."):format(near) or "", name)
end

local special = {}
function special.__tensor__(config, path)
  if type(config.config) ~= "table" or config.config.value == nil then fail(path, "a __tensor__ has a value and a dtype") end
  return core.tensor(config.config.value, config.config.dtype)
end
special.__numpy__ = special.__tensor__
function special.__bytes__(config, path)
  if type(config.config) ~= "table" or type(config.config.value) ~= "string" then fail(path, "__bytes__ has a text value") end
  return config.config.value
end
function special.__keras_tensor__(config, path)
  if type(config.config) ~= "table" or type(config.config.shape) ~= "table" or type(config.config.dtype) ~= "string" then
    fail(path, "a __keras_tensor__ has a shape and a dtype")
  end
  return core.symbol(config.config.shape, config.config.dtype)
end
local function python_only(config, path) fail(path, "'%s' stands for a value of Python's that Lunula does not have", config.class_name) end
special.__slice__, special.__ellipsis__, special.__typespec__ = python_only, python_only, python_only
function special.__lambda__(_, path, options)
  if options.safe_mode ~= false then fail(path, "a lambda holds Python bytecode, which safe mode refuses") end
  fail(path, "a lambda holds Python bytecode, which Lunula never runs")
end

local function deserialize(config, path, options, nested)
  if config == nil or config == core.null then return nil end
  local kind = type(config)
  if kind == "string" then
    return custom_object(config, options.custom_objects, true) or config
  end
  if kind == "number" or kind == "boolean" then return config end
  if kind ~= "table" or class.is_class(config) then fail(path, "Could not parse config: a %s", kind) end
  if class.is_instance(config) then return config end
  if #path > 2000 then fail("$", "the config is nested too deeply") end
  if #config > 0 then
    local list = {}
    for i, v in ipairs(config) do
      local value = deserialize(v, ("%s[%d]"):format(path, i - 1), options, nested)
      list[i] = value == nil and core.null or value
    end
    return list
  end
  if config.class_name == nil or config.config == nil then
    local meta = getmetatable(config)
    local t = setmetatable({}, meta)
    for k, v in pairs(config) do
      local value = deserialize(v, path .. "." .. tostring(k), options, nested)
      t[k] = value == nil and core.null or value
    end
    return t
  end
  if special[config.class_name] then return special[config.class_name](config, path, options) end
  if config.class_name == "function" then return find_function(config, path, options, nested) end
  local inner = config.config
  if inner == core.null then inner = {} end
  if type(inner) ~= "table" then fail(path, "Expected 'config' to be a dict, got %s", type(inner)) end
  local shared = config.shared_object_id
  if shared ~= nil and shared ~= core.null and options.shared[shared] then return options.shared[shared] end
  local found = find_class(config, path, options, nested)
  if type(found) == "function" then return found end
  if not class.is_class(found) or not found.methods.from_config then fail(path, "%s is missing a from_config() method", config.class_name) end
  local revived = {}
  for k, v in pairs(inner) do
    local value = deserialize(v, ("%s.config.%s"):format(path, tostring(k)), options, true)
    revived[k] = value == nil and core.null or value
  end
  local ok, result = pcall(found.methods.from_config, found, revived)
  if not ok then
    fail(path, "%s could not be deserialized properly: %s", config.class_name, (tostring(result):gsub("^[^:]*:%d+: ", "")))
  end
  if class.is_instance(result) then
    local build = config.build_config
    if type(build) == "table" and next(build) ~= nil and not result.built and result.build_from_config then result:build_from_config(build) end
    if shared ~= nil and shared ~= core.null then options.shared[shared] = result end
  end
  return result
end

-- The object of a config. options = { custom_objects = { name = class }, safe_mode = true }. Errors give the place in the config ($.config.layers[0]), the key
-- that was looked up, the nearest registered key and the line that would mend it.
function M.deserialize_keras_object(config, options)
  options = options or {}
  if type(options) ~= "table" then core.raise("deserialize_keras_object: expected options { custom_objects, safe_mode }, got " .. type(options)) end
  return deserialize(config, "$", { custom_objects = options.custom_objects, safe_mode = options.safe_mode, shared = {} }, false)
end

return M
