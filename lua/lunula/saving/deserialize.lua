-- Configs to objects. lookup.lua says what the names in them mean. Knows of classes and the registry.
--
-- The order of decisions is Keras's: null; a string that names a custom object; lists; plain values; dicts without class_name or config; special class
-- names; functions; classes. What differs is on purpose: a class's config is revived before from_config sees it (strings in it stay strings), objects are
-- shared by shared_object_id within one call, and safe mode is an argument that no config and no callback can change.
-- Messages begin with the kind of error that Keras raises (TypeError, ValueError, KeyError), then the place in the config ($.config.layers[0]).
local arguments = require "lunula.arguments"
local around = require "lunula.around"
local class = require "lunula.class"
local core = require "lunula.core"
local lookup = require "lunula.saving.lookup"
local registry = require "lunula.saving.registry"
local special = require "lunula.saving.special"
local suggest = require "lunula.suggest"

local M = {}

local function fail(kind, path, format, ...) core.raise(("%s: %s: %s"):format(kind, path, format:format(...))) end

-- A message without the kind of error and the position that core.raise put before it; a position inside the user's own code stays.
local function bare(message)
  local _, here = pcall(core.raise, "")
  message = tostring(message)
  if message:sub(1, #here) == here then message = message:sub(#here + 1) end
  local kind, rest = message:match "^(%u%w+Error): (.*)$"
  return rest or message, kind
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

-- What find gives for an envelope; its refusal becomes an error at this place, or nil and a stand-in where these are wanted.
local function look_up(find, config, path, options)
  local found, kind, message = find(config, options.custom_objects)
  if found then return found end
  local list = options.stand_ins
  local stand_in = list and require("lunula.saving.stand_in").make(config, path, ("%s: %s: %s"):format(kind, path, message))
  if not stand_in then fail(kind, path, "%s", message) end
  list[#list + 1] = stand_in
  return nil, stand_in
end

-- The config with what older files say in another way: losses and metrics made of a function wrote `fn` beside their own arguments, and some as a bare name.
local function current(config, found, options)
  local fn = config.fn
  if fn == nil or not found.module or not (found.kind == "Loss" or found.kind == "Metric") then return config end
  local kept = {}
  for key, value in pairs(config) do kept[key] = value end
  kept.fn = nil
  if found.param_index.fn then
    kept.fn = type(fn) == "string" and lookup.func({ config = fn, module = "builtins" }, options.custom_objects) or fn
  end
  return kept
end

-- Which keys the class does not take, and which it does; only where params declare them all.
local function check_keys(found, config, path)
  if found.open or found.methods.from_config ~= class.root.from_config then return end
  for _, key in ipairs(sorted_keys(config)) do
    if not found.param_index[key] then
      local known = {}
      for i, param in ipairs(found.params) do known[i] = param[1] end
      local near = suggest.nearest(tostring(key), known)
      fail("TypeError", path, "%s could not be deserialized properly: %s: there is no argument '%s'; %sits arguments are: %s", found.name, found.name, key,
        near and ("did you mean '%s'? "):format(near) or "", #known > 0 and table.concat(known, ", ") or "none")
    end
  end
end

local deserialize

-- Builds and compiles a new object as its envelope says.
local function restore(result, config)
  local build, compile = config.build_config, config.compile_config
  if type(build) == "table" and next(build) ~= nil and not result.built and result.build_from_config then
    if result:build_from_config(build) ~= false then rawset(result, "built", true) end
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
  local found, stand_in = look_up(lookup.class, config, path, options)
  if stand_in then
    if shared ~= nil then options.shared[shared] = stand_in end
    return stand_in
  end
  if type(found) == "function" then return found end
  if not class.is_class(found) or not found.methods.from_config then
    fail("TypeError", path, "%s is missing a from_config() method", config.class_name)
  end
  return registry.custom_object_scope(registry.in_sight(options.custom_objects), function()
    local function revive(value, key) return deserialize(value, ("%s.config.%s"):format(path, key), options, true) end
    local revived = inner
    if not found.methods.raw_config then -- a class that reads its config itself is given revive too
      revived = {}
      for _, k in ipairs(sorted_keys(inner)) do
        local value = revive(inner[k], tostring(k))
        revived[k] = value == nil and core.null or value
      end
      revived = current(revived, found, options)
      check_keys(found, revived, path)
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
  if #config > 0 or config.class_name == nil or config.config == nil then
    -- Keras gives the table back; one that names what only envelopes have was meant as one
    if config.registered_name ~= nil and (config.class_name ~= nil or config.config ~= nil) or config.class_name ~= nil and config.module ~= nil then
      fail("ValueError", path, "the config of an object has class_name and config; this one lacks %s", config.class_name == nil and "class_name" or "config")
    end
    return each(config, path, options, inner)
  end
  local reader = special.readers[config.class_name]
  if reader then
    return reader(config, function(error_kind, ...) fail(error_kind, path, ...) end, function(value, key)
      return deserialize(value, ("%s.config.%s"):format(path, key), options, inner)
    end, options.safe_mode)
  end
  if config.class_name == "function" then
    local found, stand_in = look_up(lookup.func, config, path, options)
    return found or stand_in
  end
  return object(config, path, options)
end

local current_safe_mode -- of the call in progress, which calls inside it can't leave

-- deserialize_keras_object(config, { custom_objects = { name = class }, safe_mode = true }): the object of a config. Errors give the kind, the place in the
-- config, the key that was looked up, the nearest registered key and the line that would mend it.
function M.deserialize_keras_object(...)
  if (...) == nil and select("#", ...) > 0 then return nil end
  local config, custom_objects, safe_mode = arguments.take("deserialize_keras_object", { "config", "custom_objects", "safe_mode" }, 1, ...)
  if custom_objects ~= nil then custom_objects = registry.by_name(custom_objects, "deserialize_keras_object") end
  return M.revive(config, custom_objects, safe_mode)
end

-- The same; with a list `stand_ins` custom constraints, regularizers and initializers that aren't here are stood for (stand_in.lua), and added to it.
function M.revive(config, custom_objects, safe_mode, stand_ins)
  local outer = current_safe_mode
  if outer ~= nil then safe_mode = outer end
  local options = { custom_objects = custom_objects, safe_mode = safe_mode ~= false, shared = {}, stand_ins = stand_ins } -- left out means on
  local function undo() current_safe_mode = outer end
  current_safe_mode = options.safe_mode
  return around(undo, deserialize, config, "$", options, false)
end

return M
