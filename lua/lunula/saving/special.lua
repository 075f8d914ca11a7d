-- Values of Python's that configs hold and Lua has no type for, and the special class names of tensors, symbols, bytes and lambdas. Knows of tensors only.
local core = require "lunula.core"
local slice = require "lunula.slice"

local M = {}

-- fail(kind, format, ...) raises with the place in the config; revive(value, key) revives what is inside.
local readers = {}

local function field(inner, name, fail, what)
  local value = type(inner) == "table" and inner[name]
  if type(inner) ~= "table" or value == nil then fail("KeyError", "%s lacks '%s'", what, name) end
  return value
end

function readers.__tensor__(config, fail)
  local inner = config.config
  local value, dtype = field(inner, "value", fail, config.class_name), field(inner, "dtype", fail, config.class_name)
  local ok, result = pcall(core.tensor, value, dtype)
  if not ok then fail("TypeError", "%s holds no tensor: %s", config.class_name, (tostring(result):gsub("^[^:]*:%d+: ", ""))) end
  return result
end
readers.__numpy__ = readers.__tensor__

function readers.__bytes__(config, fail)
  local value = field(config.config, "value", fail, "__bytes__")
  if type(value) ~= "string" then fail("TypeError", "the value of __bytes__ is text, got %s", type(value)) end
  return slice.bytes(value)
end

function readers.__keras_tensor__(config, fail)
  local shape, dtype = field(config.config, "shape", fail, "__keras_tensor__"), field(config.config, "dtype", fail, "__keras_tensor__")
  if type(shape) ~= "table" or type(dtype) ~= "string" then fail("TypeError", "a __keras_tensor__ has a shape and the name of a dtype") end
  return core.symbol(shape, dtype)
end

function readers.__slice__(config, fail, revive)
  local parts = {}
  for i, name in ipairs { "start", "stop", "step" } do
    local value = revive(field(config.config, name, fail, "__slice__"), name)
    parts[i] = math.type(value) and math.tointeger(value)
    if value ~= nil and not parts[i] then fail("TypeError", "%s of a __slice__ is an integer or null, got %s", name, tostring(value)) end
  end
  return slice.slice(parts[1], parts[2], parts[3])
end

function readers.__ellipsis__() return slice.ellipsis end

function readers.__typespec__(config, fail)
  fail("TypeError", "'%s' stands for a TensorFlow object ('%s'), which Lunula does not have", "__typespec__", tostring(config.spec_name))
end

function readers.__lambda__(_, fail, _, safe_mode)
  if safe_mode then fail("ValueError", "a lambda holds Python bytecode, which safe mode refuses; give the function a name and register it") end
  fail("ValueError", "a lambda holds Python bytecode, which Lunula never runs, with safe_mode = false neither; give the function a name and register it")
end

-- class name -> function(config, fail, revive, safe_mode)
M.readers = readers

return M
