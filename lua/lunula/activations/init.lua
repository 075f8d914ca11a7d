-- keras.activations: functions by name.
local arguments = require "lunula.arguments"
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local suggest = require "lunula.suggest"

local M = {}
local functions = { linear = function(x) return x end }
for _, name in ipairs { "relu", "sigmoid", "tanh", "softmax", "softplus", "softsign", "elu", "selu", "gelu", "silu", "leaky_relu", "relu6",
  "hard_sigmoid", "hard_silu", "log_softmax", "log_sigmoid" } do
  functions[name] = ops[name]
end
functions.exponential, functions.swish, functions.hard_swish = ops.exp, ops.silu, ops.hard_silu
local names = {}
for name, fn in pairs(functions) do
  M[name] = fn
  if name ~= "swish" and name ~= "hard_swish" then names[fn] = name end
end

local function refuse(identifier)
  local shown, near = tostring(identifier), nil
  if type(identifier) == "string" then
    local known = {}
    for name in pairs(functions) do known[#known + 1] = name end
    table.sort(known)
    shown, near = "'" .. identifier .. "'", suggest.nearest(identifier, known)
  end
  core.raise(("ValueError: Could not interpret activation function identifier: %s%s"):format(shown, near and (". Did you mean '%s'?"):format(near)
    or " (expected a name, a config or something that can be called)"))
end

-- What a config means; as in Keras, a string that names nothing comes back as it is.
function M.deserialize(...)
  local config, custom_objects = arguments.take("keras.activations.deserialize", { "config", "custom_objects" }, 1, ...)
  local object = require("lunula.saving").deserialize_keras_object(config, { custom_objects = custom_objects })
  return type(object) == "string" and functions[object] or object
end

-- A function from a name, a config, a function, anything else that can be called, or nil (linear). A built-in name never means a custom object.
function M.get(identifier)
  if identifier == nil or identifier == core.null then return functions.linear end
  local object = identifier
  if type(identifier) == "string" then
    object = functions[identifier] or require("lunula.saving.registry").get_registered_object(identifier)
  elseif arguments.is_plain(identifier) then
    object = M.deserialize(identifier)
  end
  if class.is_class(object) then object = object() end
  if type(object) ~= "function" and not class.is_instance(object) then refuse(identifier) end
  return object
end

-- Its name if it is built in, else its config.
function M.serialize(activation) return names[activation] or require("lunula.saving").serialize_keras_object(activation) end

return M
