-- keras.activations: functions by name.
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

-- A function from a name, a function, or nil (linear).
function M.get(identifier)
  if identifier == nil or identifier == core.null then return functions.linear end
  if type(identifier) == "function" then return identifier end
  if type(identifier) == "string" then
    if functions[identifier] then return functions[identifier] end
    local custom = require("lunula.saving.registry").get_registered_object(identifier)
    if type(custom) == "function" then return custom end
    local known = {}
    for name in pairs(functions) do known[#known + 1] = name end
    table.sort(known)
    local near = suggest.nearest(identifier, known)
    core.raise(("Could not interpret activation function identifier: '%s'.%s"):format(identifier, near and (" Did you mean '%s'?"):format(near) or ""))
  end
  if type(identifier) == "table" then return require("lunula.saving").deserialize_keras_object(identifier) end
  core.raise(("Could not interpret activation function identifier: %s"):format(type(identifier)))
end

-- Its name if it is built in, else the config of a function.
function M.serialize(fn) return names[fn] or require("lunula.saving").serialize_keras_object(fn) end
M.deserialize = M.get

return M
