-- What a config needs from outside: its custom classes and functions, without building anything. Knows of lookup and the registry.
local class = require "lunula.class"
local core = require "lunula.core"
local functions = require "lunula.saving.functions"
local lookup = require "lunula.saving.lookup"
local registry = require "lunula.saving.registry"
local special = require "lunula.saving.special"

local M = {}

local function place(path, key) return math.type(key) == "integer" and ("%s[%d]"):format(path, key - 1) or path .. "." .. tostring(key) end

local function is_builtin(config)
  if config.class_name == "function" then
    return type(config.config) ~= "string" or functions.find(config.config, config.module) ~= nil
  end
  return special.readers[config.class_name] ~= nil or lookup.builtin(config.module, config.class_name) ~= nil
end

-- A list of { path, kind = "class" or "function", name, module, key, found, missing, message }: each thing in the config that is not built in, where it stands, the
-- module that it is filed under and the key that is looked up (nil for none), whether that is known, whether it is said to be one of Keras's own, and what
-- deserialize_keras_object would say where it isn't found. inspect(config, { custom_objects = ... })
function M.inspect(config, options)
  local custom = options and options.custom_objects
  local custom_objects = custom and registry.by_name(custom, "inspect") or nil
  local list = {}
  local function walk(value, path)
    if type(value) ~= "table" or class.is_instance(value) or #path > 2000 then return end
    if type(value.class_name) == "string" and value.config ~= nil and not is_builtin(value) then
      local is_function = value.class_name == "function"
      local found, _, message = lookup[is_function and "func" or "class"](value, custom_objects)
      local key = is_function and value.config or value.registered_name
      if key == nil then key = value.class_name end
      list[#list + 1] = { path = path, kind = is_function and "function" or "class", name = is_function and value.config or value.class_name,
        module = type(value.module) == "string" and value.module or nil, key = key ~= core.null and key or nil, found = found ~= nil,
        missing = found == nil and lookup.is_known_module(value.module), message = message }
    end
    local keys = {}
    for key in pairs(value) do keys[#keys + 1] = key end
    table.sort(keys, function(a, b)
      if type(a) == type(b) then return a < b end
      return type(a) == "number"
    end)
    for _, key in ipairs(keys) do walk(value[key], place(path, key)) end
  end
  walk(config, "$")
  return list
end

return M
