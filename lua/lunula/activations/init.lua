-- keras.activations: functions by name. Those of keras.ops of the same name and meaning are those of keras.ops.
local arguments = require "lunula.arguments"
local class = require "lunula.class"
local core = require "lunula.core"
local large = require("lunula.jit").large
local ops = require "lunula.ops"
local suggest = require "lunula.suggest"

local M = {}
local functions = {}
for name in ([[celu elu glu hard_shrink hard_sigmoid hard_silu hard_tanh leaky_relu log_sigmoid log_softmax relu6 selu sigmoid silu soft_shrink softmax
  softplus softsign sparse_plus sparse_sigmoid sparsemax squareplus tanh tanh_shrink threshold]]):gmatch "%S+" do
  functions[name] = ops[name]
end

local function define(name, signature, doc, sample, fn) functions[name] = core.define(name, signature, doc, sample, fn) end
define("linear", "x", "x itself.", "f({2,3},-2,2)", function(x) return x end)
define("exponential", "x", "exp(x), element by element.", "f({2,3},-2,2)", ops.exp)
define("relu", "x, negative_slope:float=0.0, max_value:float=nil, threshold:float=0.0",
  "x where x > threshold, at most max_value; negative_slope * (x - threshold) elsewhere, element by element.", "f({2,3},0.2,2)",
  function(x, slope, max_value, threshold)
    if slope ~= 0 and not max_value and threshold == 0 then return ops.leaky_relu(x, slope) end
    local y = threshold ~= 0 and ops.where(ops.greater(x, threshold), x, 0) or max_value == 6 and ops.relu6(x) or ops.relu(x)
    if max_value and (threshold ~= 0 or max_value ~= 6) then y = ops.clip(y, 0, max_value) end
    return slope ~= 0 and y - slope * ops.relu(threshold - x) or y
  end)
define("gelu", "x, approximate:bool=false", core.op_info(ops.gelu).doc, "f({2,3},-2,2)", function(x, approximate) return ops.gelu(x, approximate) end)
define("mish", "x", "x * tanh(softplus(x)), element by element; 0 at -inf (Misra, 2019).", "f({2,3},-2,2)", large(function(x)
  local infinite = ops.isinf(x)
  local finite = ops.where(infinite, 0, x)
  return ops.where(infinite, ops.relu(x), finite * ops.tanh(ops.softplus(finite)))
end))
functions.swish, functions.hard_swish = functions.silu, functions.hard_silu

local names = {}
for name, fn in pairs(functions) do
  M[name] = fn
  if name ~= "swish" and name ~= "hard_swish" then names[fn] = name end
end
names[ops.relu] = "relu" -- which it is without further arguments

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
