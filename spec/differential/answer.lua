-- What Lunula makes of the cases that compare.py draws: `lunula answer.lua cases.json answers.json`. An answer is { values = lists of numbers, config = text }
-- or { error = message }.
local keras = require "lunula"
local core = require "lunula.core"
local json, ops = keras.json, keras.ops
warn "@off" -- a loss of another dtype than floatx says that its config does not hold it

local function flat(list, x)
  if core.is_variable(x) then x = x.value end
  if core.is_tensor(x) then
    x = ops.reshape(ops.cast(x, "float64"), { -1 }):totable()
  end
  if type(x) == "table" then
    for _, v in ipairs(x) do flat(list, v) end
  else
    list[#list + 1] = x
  end
  return list
end

local function tensor(x) return x and x ~= core.null and ops.reshape(core.tensor(x.values, x.dtype), x.shape) or nil end

local function plain(x)
  if type(x) ~= "table" then return x ~= core.null and x or nil end
  local copy = {}
  for k, v in pairs(x) do copy[k] = v end
  return copy
end

local function options_of(case)
  local options = plain(case.options)
  if type(options.learning_rate) == "table" then options.learning_rate = keras.optimizers.deserialize(options.learning_rate) end
  return options
end

-- fn's value, weighed, and its gradient by x.
local function value_and_gradient(fn, x, weigh)
  local value
  local _, gradient = keras.value_and_grad(function(v)
    value = fn(v)
    return ops.sum(weigh and value * tensor(weigh) or value)
  end)(x)
  return { flat({}, value), flat({}, gradient or ops.zeros_like(x)) }
end

local answer = {}

function answer.loss(case)
  local loss = keras.losses[case.class](options_of(case))
  local y_true, mask, weight = tensor(case.y_true), tensor(case.mask), tensor(case.weight)
  return value_and_gradient(function(y_pred) return loss(y_true, mask and y_pred:with_mask(mask) or y_pred, weight) end, tensor(case.y_pred)), loss
end

function answer.metric(case)
  local metric, values = keras.metrics[case.class](options_of(case)), {}
  for i, update in ipairs(case.updates) do
    metric:update_state(table.unpack({ tensor(update[1]), tensor(update[2]), tensor(update[3]) }, 1, #update))
    values[i] = flat({}, metric:result())
  end
  return values, metric
end

function answer.optimizer(case)
  local optimizer, variables, values = keras.optimizers[case.class](options_of(case)), {}, {}
  for i, x in ipairs(case.variables) do variables[i] = core.variable(tensor(x), "v" .. i, true) end
  local config = keras.saving.serialize_keras_object(optimizer)
  for _, list in ipairs(case.gradients) do
    local gradients = {}
    for i, g in ipairs(list) do gradients[i] = tensor(g) end
    optimizer:apply(gradients, variables)
  end
  for i, v in ipairs(variables) do values[i] = flat({}, v) end
  return values, config
end

function answer.activation(case)
  local options, fn = options_of(case), keras.activations[case.class]
  return value_and_gradient(function(x)
    if case.class == "threshold" then return fn(x, options.threshold, options.default_value) end -- which are required, and so have places
    return fn(x, next(options) and options or nil)
  end, tensor(case.x), case.weigh)
end

function answer.constraint(case)
  local constraint = keras.constraints[case.class](options_of(case))
  return value_and_gradient(constraint, tensor(case.x), case.weigh), constraint
end

function answer.regularizer(case)
  local regularizer = keras.regularizers[case.class](options_of(case))
  return value_and_gradient(regularizer, tensor(case.x)), regularizer
end

function answer.initializer(case)
  local initializer = keras.initializers[case.class](options_of(case))
  return { flat({}, initializer(case.shape, { dtype = case.dtype })) }, initializer
end

function answer.schedule(case)
  local schedule, values = keras.optimizers.schedules[case.class](options_of(case)), {}
  for i, step in ipairs(case.steps) do values[i] = schedule(core.tensor(step, "int32")):item() end
  return { values }, schedule
end

local list = {}
for i, case in ipairs(json.decode(core.text(core.file.read(arg[1])))) do
  for k, v in pairs(case) do
    if v == core.null then case[k] = nil end
  end
  core.reset_names()
  local ok, values, object = pcall(answer[case.kind], case)
  if ok then
    local config = object and (keras.json.encode(type(object) == "table" and object.class_name and object or keras.saving.serialize_keras_object(object))) or core.null
    list[i] = { values = values, config = config }
  else
    list[i] = { error = tostring(values) }
  end
end
core.file.write(arg[2], json.encode(list))
