-- Objects to configs: the envelope { module, class_name, config, registered_name } and plain values. Knows of classes and the registry.
local class = require "lunula.class"
local core = require "lunula.core"
local functions = require "lunula.saving.functions"
local registry = require "lunula.saving.registry"

local M = {}

local serialize

local function is_array(t) return #t > 0 or (getmetatable(t) ~= nil and getmetatable(t).__name == "keras.json.array") end

local function serialize_table(t, path)
  if #path > 2000 then core.raise("$: the config is nested too deeply, or contains itself") end
  if is_array(t) then
    for k in pairs(t) do
      if math.type(k) ~= "integer" then core.raise(("%s: a table is an array or has names, not both; it has %d entries and '%s'"):format(path, #t, tostring(k))) end
    end
    local list = setmetatable({}, getmetatable(t))
    for i, v in ipairs(t) do list[i] = serialize(v, ("%s[%d]"):format(path, i - 1)) end
    return list
  end
  local meta, keys, seen = getmetatable(t), {}, {}
  for _, k in ipairs(meta and meta.keys or {}) do
    if t[k] ~= nil then keys[#keys + 1], seen[k] = k, true end
  end
  local rest = {}
  for k in pairs(t) do
    if type(k) ~= "string" then core.raise(("%s: a key is a string, not a %s"):format(path, type(k))) end
    if not seen[k] then rest[#rest + 1] = k end
  end
  table.sort(rest)
  local list = {}
  for _, k in ipairs(keys) do list[#list + 1] = { k, serialize(t[k], path .. "." .. k) } end
  for _, k in ipairs(rest) do list[#list + 1] = { k, serialize(t[k], path .. "." .. k) } end
  return class.ordered(list)
end

local function envelope(object, path)
  local c = class.class_of(object)
  local config = object:get_config()
  if type(config) ~= "table" or class.is_instance(config) or #config > 0 then
    core.raise(("%s: get_config of %s must return a table of named values"):format(path, c.name))
  end
  for name in pairs(class.given(object)) do
    local param = c.params[c.param_index[name]]
    if config[name] == nil and param.config ~= false then
      core.raise(("%s: %s was made with '%s', but its get_config does not return it: it would be lost"):format(path, c.name, name))
    end
  end
  return class.ordered {
    { "module", c.module },
    { "class_name", c.name },
    { "config", serialize_table(config, path .. ".config") },
    { "registered_name", not c.module and registry.get_registered_name(c) or nil },
  }
end

function serialize(value, path)
  local kind = type(value)
  if value == nil or value == core.null then return core.null end
  if kind == "string" or kind == "number" or kind == "boolean" then return value end
  if core.is_tensor(value) or core.is_variable(value) then
    return class.ordered {
      { "class_name", "__tensor__" },
      { "config", class.ordered { { "value", value:totable() }, { "dtype", value.dtype } } },
    }
  end
  if class.is_instance(value) then return envelope(value, path) end
  if class.is_class(value) then core.raise(("%s: %s is a class; serialize an instance of it"):format(path, value.name)) end
  if kind == "function" then
    local name = registry.get_registered_name(value) or functions.name_of(value)
    if not name then
      core.raise(("%s: a function without a name can't be serialized; register_keras_serializable(f, { name = \"f\" }) gives it one"):format(path))
    end
    return class.ordered { { "module", "builtins" }, { "class_name", "function" }, { "config", name }, { "registered_name", "function" } }
  end
  if kind == "table" then return serialize_table(value, path) end
  core.raise(("%s: cannot serialize a %s"):format(path, kind))
end

-- The config of an object: plain values stay, objects become envelopes, tensors and functions their special forms.
function M.serialize_keras_object(object) return serialize(object, "$") end

return M
