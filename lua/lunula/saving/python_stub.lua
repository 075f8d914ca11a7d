-- A custom class or function for Python's side: registered there under the same key, with the same arguments, so that a file that names it opens. Only its
-- body is left to write. Knows of classes and the registry.
local class = require "lunula.class"
local core = require "lunula.core"
local inspect = require "lunula.saving.inspect"
local registry = require "lunula.saving.registry"
local serialize = require "lunula.saving.serialize"

local M = {}

-- kind -> base class, the method to write and its arguments
local kinds = {
  Constraint = { "keras.constraints.Constraint", "__call__", "w" }, Loss = { "keras.losses.Loss", "call", "y_true, y_pred" },
  Regularizer = { "keras.regularizers.Regularizer", "__call__", "x" }, Initializer = { "keras.initializers.Initializer", "__call__", "shape, dtype=None" },
  Layer = { "keras.layers.Layer", "call", "inputs" }, Metric = { "keras.metrics.Metric", "update_state", "y_true, y_pred, sample_weight=None" },
  LearningRateSchedule = { "keras.optimizers.schedules.LearningRateSchedule", "__call__", "step" },
  Optimizer = { "keras.optimizers.Optimizer", "update_step", "gradient, variable, learning_rate" }, Model = { "keras.Model", "call", "inputs" },
}
-- the kinds whose base class takes the arguments of its own and writes them
local based = { Loss = true, Layer = true, Metric = true, Optimizer = true, Model = true }

local function python(value)
  if value == nil or value == core.null then return "None" end
  if type(value) == "boolean" then return value and "True" or "False" end
  if type(value) == "table" then
    local parts = {}
    if next(value) == nil or #value > 0 then
      for i, v in ipairs(value) do parts[i] = python(v) end
      return "[" .. table.concat(parts, ", ") .. "]"
    end
    for k, v in pairs(value) do parts[#parts + 1] = ("%s: %s"):format(python(k), python(v)) end
    table.sort(parts)
    return "{" .. table.concat(parts, ", ") .. "}"
  end
  if value == math.huge then return 'float("inf")' end
  if value == -math.huge then return 'float("-inf")' end
  return type(value) == "string" and core.json.encode(value) or tostring(value)
end

local function decorator(object, name)
  local key = registry.get_registered_name(object)
  local package, registered = key:match "^(.-)>(.*)$"
  if not package then return "# pass custom_objects={\"" .. name .. "\": " .. name .. "} when loading\n" end
  return ("@keras.saving.register_keras_serializable(%s, %s)\n"):format(python(package), python(registered))
end

local function class_stub(c)
  local kind = kinds[c.kind]
  if not kind then core.raise(("python_stub: there is no Python twin of a %s"):format(c.kind)) end
  local base, own = c, {}
  while base.parent do base = base.parent end
  local has_base = based[c.kind]
  for _, param in ipairs(c.config_params) do
    if not (has_base and base.param_index[param[1]]) then own[#own + 1] = param end
  end
  local lines = { decorator(c, c.name) .. ("class %s(%s):"):format(c.name, kind[1]) }
  local function add(depth, text, ...) lines[#lines + 1] = ("    "):rep(depth) .. text:format(...) end
  if #own > 0 then
    local required, optional, config = {}, {}, {}
    for _, param in ipairs(own) do
      local list = #param < 2 and required or optional
      list[#list + 1] = #param < 2 and param[1] or ("%s=%s"):format(param[1], python(param[2]))
      config[#config + 1] = ('"%s": self.%s'):format(param[1], param[1])
    end
    local arguments = { "self", table.unpack(required) }
    table.move(optional, 1, #optional, #arguments + 1, arguments)
    if has_base then arguments[#arguments + 1] = "**kwargs" end
    add(1, "def __init__(%s):", table.concat(arguments, ", "))
    if has_base then add(2, "super().__init__(**kwargs)") end
    for _, param in ipairs(own) do add(2, "self.%s = %s", param[1], param[1]) end
    add(0, "")
    add(1, "def get_config(self):")
    add(2, has_base and "return {**super().get_config(), %s}" or "return {%s}", table.concat(config, ", "))
    add(0, "")
  elseif not has_base then
    add(1, "def get_config(self):")
    add(2, "return {}")
    add(0, "")
  end
  add(1, "def %s(self, %s):", kind[2], kind[3])
  add(2, 'raise NotImplementedError("write what %s computes")', c.name)
  return table.concat(lines, "\n") .. "\n"
end

local function source_of(object)
  if class.is_class(object) and not object.module then return class_stub(object) end
  if type(object) == "function" and registry.is_registered(object) then
    local name = registry.get_registered_name(object):match "[^>]*$"
    return decorator(object, name) .. ("def %s(*args):\n    raise NotImplementedError(\"write what %s computes\")\n"):format(name, name)
  end
  core.raise "python_stub: expected a custom class, a registered function, or an object or config that holds such"
end

-- The sources of the custom classes and functions that a config names.
local function sources_of_config(config, custom)
  local custom_objects = custom and registry.by_name(custom, "python_stub") or nil
  local list, seen = {}, {}
  for _, need in ipairs(inspect.inspect(config, { custom_objects = custom })) do
    local object = registry.get_registered_object(need.key, custom_objects)
    if not object then core.raise(("python_stub: %s: %s"):format(need.path, need.message or "there is nothing of that name")) end
    if not seen[object] then
      seen[object] = true
      list[#list + 1] = source_of(object)
    end
  end
  return list
end

-- Python source that defines and registers a twin of a custom class or registered function; or of all that an object or a config holds:
-- python_stub(Class or function or object or config, { custom_objects }) -> text
function M.python_stub(object, options)
  local custom = options and options.custom_objects
  local list
  if class.is_instance(object) then
    list = sources_of_config(serialize.serialize_keras_object(object), custom)
  elseif type(object) == "table" and not class.is_class(object) and object.class_name then
    list = sources_of_config(object, custom)
  else
    list = { source_of(object) }
  end
  return "import keras\n\n\n" .. table.concat(list, "\n\n")
end

return M
