-- Objects to configs: the envelope { module, class_name, config, registered_name } and plain values. Knows of classes and the registry.
-- Messages begin with the kind of error that Keras raises, then the place in the object ($.config.inner).
local around = require "lunula.around"
local class = require "lunula.class"
local core = require "lunula.core"
local functions = require "lunula.saving.functions"
local registry = require "lunula.saving.registry"
local slice = require "lunula.slice"
local stand_in = require "lunula.saving.stand_in"

local M = {}

local serialize

local function fail(path, format, ...) core.raise(("TypeError: %s: %s"):format(path, format:format(...))) end

local function is_array(t) return #t > 0 or (getmetatable(t) ~= nil and getmetatable(t).__name == "keras.json.array") end

local function serialize_array(t, path)
  for k in pairs(t) do
    if math.type(k) ~= "integer" or k < 1 or k > #t then
      fail(path, "a table is an array without holes or has names; it has %d entries and '%s' (null stands for None)", #t, tostring(k))
    end
  end
  local list = setmetatable({}, getmetatable(t))
  for i, v in ipairs(t) do list[i] = serialize(v, ("%s[%d]"):format(path, i - 1)) end
  return list
end

local function serialize_table(t, path)
  if #path > 2000 then core.raise("ValueError: $: the config is nested too deeply, or contains itself") end
  if is_array(t) then return serialize_array(t, path) end
  local meta, keys, seen = getmetatable(t), {}, {}
  for _, k in ipairs(meta and meta.keys or {}) do
    if t[k] ~= nil then keys[#keys + 1], seen[k] = k, true end
  end
  local rest = {}
  for k in pairs(t) do
    if type(k) ~= "string" then fail(path, "a key is a string, not a %s", type(k)) end
    if not seen[k] then rest[#rest + 1] = k end
  end
  table.sort(rest)
  local list = {}
  for _, k in ipairs(keys) do list[#list + 1] = { k, serialize(t[k], path .. "." .. k) } end
  for _, k in ipairs(rest) do list[#list + 1] = { k, serialize(t[k], path .. "." .. k) } end
  return class.ordered(list)
end

local function same(a, b) return a == b or a == nil and b == core.null or a == core.null and b == nil end

-- Every argument that the object was made with, and every declared one that has another value than its default, must be in its config.
local function check_complete(object, config, path)
  local c = class.class_of(object)
  local function lost(name, how, remedy)
    fail(path, "%s %s, but its get_config does not return it: it would be lost.%s", c.name, how:format(name), remedy or "")
  end
  for name in pairs(class.given(object)) do
    local place = c.param_index[name]
    if config[name] == nil and not (place and c.params[place].config == false) then
      lost(name, "was made with '%s'", not place and (" Declare it: params = { { \"%s\" } }"):format(name))
    end
  end
  for _, param in ipairs(c.config_params) do
    local name, default = param[1], param[2]
    local value = rawget(object, name)
    if config[name] == nil and value ~= nil and type(default) ~= "table" and type(value) ~= "table" and not same(value, default) then
      lost(name, ("has the %%s %s"):format(tostring(value)))
    end
  end
end

local shared -- object -> its envelope, while objects are shared

-- Runs fn with sharing: an object that is written a second time gets a shared_object_id, as does its first envelope, and so comes back as one. A file is
-- written so; ids don't mean anything outside it.
function M.sharing(fn, ...)
  local outer, mine = shared, { count = 0 }
  local function undo() shared = outer end
  shared = mine
  return around(undo, fn, ...)
end

local function mark(envelope, id)
  local keys = getmetatable(envelope).keys
  if envelope.shared_object_id == nil then keys[#keys + 1] = "shared_object_id" end
  envelope.shared_object_id = id
end

local place -- of the get_config in progress

-- What a method says of an object's part, in which it may serialize things itself.
local function ask(object, method, path)
  local outer = place
  local function undo() place = outer end
  place = path
  return around(undo, object[method], object)
end

local function own_envelope(object, path)
  local c = class.class_of(object)
  if not object.get_config then fail(path, "Cannot serialize %s: it has no get_config", tostring(object)) end
  local config = ask(object, "get_config", path .. ".config")
  if type(config) ~= "table" or class.is_instance(config) or #config > 0 then
    fail(path, "get_config of %s must return a table of named values, got %s", c.name, type(config) == "table" and "a list" or type(config))
  end
  check_complete(object, config, path)
  local list = {
    { "module", c.module or registry.module_of(c) },
    { "class_name", c.name },
    { "config", serialize_table(config, path .. ".config") },
    { "registered_name", (not c.module or c.module:sub(1, 10) == "keras.src.") and registry.get_registered_name(c) or nil }, -- Keras's own are null
  }
  for _, key in ipairs { "build_config", "compile_config" } do
    local method = "get_" .. key
    local value = object[method] and ask(object, method, path .. "." .. key)
    if value ~= nil and value ~= core.null then list[#list + 1] = { key, serialize_table(value, path .. "." .. key) } end
  end
  return class.ordered(list)
end

local function envelope(object, path)
  local stands_for = stand_in.envelope_of(object)
  local made = stands_for and serialize_table(stands_for, path) or own_envelope(object, path)
  local first = shared and shared[object]
  if first then
    if first.shared_object_id == nil then shared.count = shared.count + 1 end
    local id = first.shared_object_id or shared.count
    mark(first, id)
    mark(made, id)
  elseif shared then
    shared[object] = made
  end
  return made
end

local function special_form(name, fields) return class.ordered { { "class_name", name }, { "config", class.ordered(fields) } } end

-- Nested lists as arrays, so that empty ones are written as such.
local function arrays(list)
  if type(list) ~= "table" then return list end
  for i, inner in ipairs(list) do list[i] = arrays(inner) end
  return setmetatable(list, core.json.array)
end

local function serialize_tensor(t)
  if core.is_symbol(t) then
    return special_form("__keras_tensor__", { { "shape", arrays(t.shape) }, { "dtype", t.dtype }, { "keras_history", core.null } })
  end
  return special_form("__tensor__", { { "value", t.ndim > 0 and arrays(t:totable()) or t:item() }, { "dtype", t.dtype } })
end

function serialize(value, path)
  local kind = type(value)
  if value == nil or value == core.null then return core.null end
  if kind == "string" or kind == "number" or kind == "boolean" or getmetatable(value) == core.json.number then return value end
  if core.is_tensor(value) or core.is_variable(value) then return serialize_tensor(value) end
  if slice.is_slice(value) then
    return special_form("__slice__", { { "start", value.start }, { "stop", value.stop }, { "step", value.step } })
  end
  if slice.is_bytes(value) then return special_form("__bytes__", { { "value", value.value } }) end
  if value == slice.ellipsis then return special_form("__ellipsis__", {}) end
  if class.is_instance(value) then return envelope(value, path) end
  if class.is_class(value) then fail(path, "%s is a class; serialize an instance of it", value.name) end
  if kind == "function" then
    local name, module = registry.is_registered(value) and registry.get_registered_name(value), "builtins"
    if not name then name, module = functions.name_of(value) end
    if not name then fail(path, "a function without a name can't be serialized; register_keras_serializable(f, { name = \"f\" }) gives it one") end
    return class.ordered { { "module", module }, { "class_name", "function" }, { "config", name }, { "registered_name", "function" } }
  end
  if kind == "table" then return serialize_table(value, path) end
  fail(path, "Cannot serialize a %s", kind)
end

-- The config of an object: plain values stay, objects become envelopes, tensors and functions their special forms.
function M.serialize_keras_object(object)
  local outer = place
  local function undo() place = outer end
  return around(undo, serialize, object, place or "$")
end

return M
