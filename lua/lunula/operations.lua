-- Ops as nodes of Functional models: objects with a name and a config, one class per op, as Keras files them. Knows of ops, classes and histories.
--
-- A call of an op on a symbol with a history comes here (core.on_history): the op runs on symbols without, and an operation that can run again and be written
-- to a config is noted. Of an op's parameters some are the operation's (its config, in Keras's order), the others its call's arguments.
local class = require "lunula.class"
local core = require "lunula.core"
local history = require "lunula.history"
local index = require "lunula.index"
local ops = require "lunula.ops"
local structure = require "lunula.structure"

local M = {}

-- Keras's modules, and in each the ops with the parameters that belong to the operation.
local modules = {
  numpy = [[absolute add all:axis,keepdims amax:axis,keepdims amin:axis,keepdims any:axis,keepdims arccos arccosh arcsin arcsinh arctan arctan2 arctanh
    argmax:axis,keepdims argmin:axis,keepdims argsort:axis broadcast_to:shape ceil clip:x_min,x_max concatenate:axis cos cosh cumsum:axis,dtype divide
    divide_no_nan dot equal exp exp2 expand_dims:axis expm1 flip:axis floor floor_divide full_like:dtype get_item greater greater_equal isfinite isinf
    isnan less less_equal log log10 log1p log2 logaddexp logical_and logical_not logical_or logical_xor matmul max:axis,keepdims,initial maximum
    mean:axis,keepdims min:axis,keepdims,initial minimum mod multiply negative not_equal ones_like:dtype pad:pad_width,mode power prod:axis,keepdims,dtype
    ravel reciprocal repeat:repeats,axis reshape:newshape roll:shift,axis round:decimals sign sin sinh sort:axis split:indices_or_sections,axis sqrt square
    squeeze:axis stack:axis std:axis,keepdims subtract sum:axis,keepdims swapaxes:axis1,axis2 take:axis take_along_axis:axis tan tanh tensordot:axes
    tile:repeats transpose:axes true_divide trunc var:axis,keepdims where zeros_like:dtype]],
  nn = [[celu:alpha elu:alpha gelu:approximate hard_sigmoid hard_silu hard_tanh leaky_relu:negative_slope log_sigmoid log_softmax:axis
    one_hot:num_classes,axis,dtype,sparse=false relu relu6 selu sigmoid silu softmax:axis softplus softsign]],
  math = "erf logsumexp:axis,keepdims rsqrt",
  core = "cast:dtype convert_to_tensor:dtype,sparse,ragged slice:shape stop_gradient",
  linalg = "norm:ord,axis,keepdims",
}

local function camel(name) return (name:gsub("^%l", string.upper):gsub("_(%w)", string.upper)) end

local rows, by_class = {}, {} -- op's name -> { class_name, module, own = { name, default } }; "module.Class" -> op's name
for module, list in pairs(modules) do
  for name, own in list:gmatch "([%w_]+):?([%w_,=]*)" do
    local row = { class_name = camel(name), module = "keras.src.ops." .. module, own = {} }
    for param, default in own:gmatch "([%w_]+)=?([%w_]*)" do
      row.own[#row.own + 1] = { param, default == "false" and false or core.null }
    end
    rows[name], by_class[row.module .. "." .. row.class_name] = row, name
  end
end

local function get_item(x, key)
  if not core.is_tensor(x) then core.raise(("TypeError: get_item takes a part of a tensor, got a %s"):format(type(x))) end
  return index.index(x, key)
end

local function function_of(name) return name == "get_item" and get_item or ops[name] end

local function params_of(name, fn)
  if name == "get_item" then return { { name = "x" }, { name = "key" } } end
  return (core.op_info(fn) or core.op_info(name) or core.op_info(ops[name])).params
end

M.Operation = class.kind("Operation", {
  doc = "An op with the arguments that belong to it, which is called with the others.",
  params = { { "name", core.null } },
  initialize = function(self, args)
    local c = class.class_of(self)
    for _, param in ipairs(c.params) do self[param[1]] = args[param[1]] end
    self.name = self.name or core.unique_name(c.methods.op)
    self.nodes = {}
  end,
  -- The op's result for a call's arguments, without a note.
  run = function(self, ...)
    local values, at = {}, 0
    local own = class.class_of(self).param_index
    for i, param in ipairs(self.arguments) do
      if own[param.name] and param.name ~= "name" then
        values[i] = self[param.name]
      else
        at = at + 1
        values[i] = (select(at, ...))
      end
    end
    return self.fn(table.unpack(values, 1, #self.arguments))
  end,
  __call = function(self, ...)
    local args = table.pack(...)
    if not history.among_arguments(args) then return self:run(...) end
    local bare = {}
    for i = 1, args.n do bare[i] = history.plain(args[i]) end
    local results = table.pack(self:run(table.unpack(bare, 1, args.n)))
    return table.unpack(history.note(self, args, {}, { table.unpack(results, 1, results.n) }))
  end,
})

-- Makes the class of an op: `own` are the operation's parameters.
local function make(name, fn, row)
  local made
  if row then
    made = class.builtin(M.Operation, row.class_name, row.module, { params = row.own })
  else
    made = M.Operation(camel(name), { get_config = function()
      core.raise(("TypeError: the call of '%s' in this model has no counterpart in Keras, so that the model has no config"):format(name))
    end })
  end
  made.methods.op, made.methods.fn, made.methods.arguments = name, fn, params_of(name, fn)
  return made
end

local classes = {}

-- The class of an op that Keras has.
local function class_of(name)
  classes[name] = classes[name] or make(name, function_of(name), rows[name])
  return classes[name]
end

-- The class that Keras files under `module` and `class_name`, or nil.
function M.find(module, class_name)
  local name = by_class[module .. "." .. class_name]
  return name and class_of(name) or nil
end

-- What core.on_history calls: a call of the op `name`, one value per parameter.
function M.call(name, fn, count, ...)
  if name == "divide" and fn ~= core.ops.divide then name = "true_divide" end -- the operator, which Keras tells from the function
  local values, bare = table.pack(...), {}
  for i = 1, count do bare[i] = history.plain(values[i]) end
  local results = table.pack(fn(table.unpack(bare, 1, count)))
  local any = false
  for _, value in ipairs(structure.flatten(results)) do any = any or core.is_tensor(value) end
  if not any then return table.unpack(results, 1, results.n) end
  local row, own, given, call_args = rows[name], {}, {}, { n = 0 }
  for _, param in ipairs(row and row.own or {}) do own[param[1]] = true end
  for i, param in ipairs(params_of(name, fn)) do
    if not own[param.name] then
      call_args.n = call_args.n + 1
      call_args[call_args.n] = values[i]
    elseif history.among(values[i]) then -- a tensor where Keras wants a number
      row = nil
    else
      given[param.name] = values[i]
    end
  end
  local operation = row and class_of(name)(given) or make(name, fn)()
  if not row then call_args = values end
  results.n = nil
  return table.unpack(history.note(operation, call_args, {}, results))
end

core.on_history(history.histories, M.call)
history.call = M.call -- for index.lua

return M
