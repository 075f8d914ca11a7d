-- Functional: a model given by symbolic tensors, the graph between its inputs and its outputs. Knows of graphs (graph.lua), configs (functional_config.lua), Model.
local class = require "lunula.class"
local core = require "lunula.core"
local history = require "lunula.history"
local ops = require "lunula.ops"
local structure = require "lunula.structure"
local calls = require "lunula.layers.calls"
local graphs = require "lunula.models.graph"
local configs = require "lunula.models.functional_config"
local Model = require("lunula.models.model").Model
local shape_text = require("lunula.layers.base").shape_text

local function check_tensors(what, value)
  local flat = structure.flatten(value)
  if #flat == 0 or type(value) == "table" and next(value) == nil then core.raise(("ValueError: Model: `%s` argument cannot be empty"):format(what)) end
  for _, t in ipairs(flat) do
    if not core.is_symbol(t) or not history.of(t) then
      core.raise(("ValueError: Model: All `%s` values must be KerasTensors, as keras.Input and calls on it give; got %s"):format(what,
        core.is_symbol(t) and "a symbol that comes from no Input" or core.is_tensor(t) and "a tensor with values" or type(t)))
    end
  end
  return flat
end

-- Copies of the nodes between tensors that begin at fresh inputs: for a model whose inputs are results of other calls.
local function clone_nodes(inputs, outputs)
  local copies = {} -- node -> place -> tensor
  local function keep(h, t)
    copies[h.node] = copies[h.node] or {}
    copies[h.node][h.place] = t
  end
  local fresh = structure.map(inputs, function(t)
    local h = history.of(t)
    if not graphs.is_input(h.node) then
      t = require("lunula.layers").Input { batch_shape = t.shape, dtype = t.dtype, name = core.unique_name "keras_tensor" .. "CLONE" }
    end
    keep(h, t)
    return t
  end)
  local function copy_of(h, t) return copies[h.node] and copies[h.node][h.place] or t end
  for _, node in ipairs(graphs.between(structure.flatten(inputs), structure.flatten(outputs))) do
    if not graphs.is_input(node) then
      local args, kwargs = { n = node.args.n }, {}
      for i = 1, node.args.n do args[i] = graphs.replace(node.args[i], copy_of) end
      for name, value in pairs(node.kwargs) do kwargs[name] = graphs.replace(value, copy_of) end
      local results = history.note(node.operation, args, kwargs, history.plain(node.outputs))
      for place, t in ipairs(results) do keep({ node = node, place = place }, t) end
    end
  end
  return fresh, structure.map(outputs, function(t) return copy_of(history.of(t), t) end)
end

-- A name, or a structure of names, for messages.
local function names_text(value, name_of)
  if not structure.is_nested(value) then return name_of(value) end
  local parts = {}
  for i, key in ipairs(structure.keys(value)) do
    parts[i] = (type(key) == "string" and key .. " = " or "") .. names_text(value[key], name_of)
  end
  return "{ " .. table.concat(parts, ", ") .. " }"
end

local function operation_name(t) return graphs.node_of(t).operation.name end

-- Whether a model may be called with null for an input.
local function is_optional(t) return graphs.node_of(t).operation.optional == true end

-- Whether two structures have the same form.
local function same_form(a, b)
  if not structure.is_nested(a) or not structure.is_nested(b) then return structure.is_nested(a) == structure.is_nested(b) end
  local keys, others = structure.keys(a), structure.keys(b)
  if #keys ~= #others then return false end
  for i, key in ipairs(keys) do
    if others[i] ~= key or not same_form(a[key], b[key]) then return false end
  end
  return true
end

-- The values of a call in the order of the model's inputs. A dictionary is matched by name, also where the model was made with a list.
local function flat_values(self, x)
  local wanted = self.inputs_structure
  if structure.is_list(wanted) and #wanted == 1 and not structure.is_nested(x) then x = { x } end
  if structure.is_nested(x) and not structure.is_list(x) and (structure.is_list(wanted) or not structure.is_nested(wanted)) then
    local by_name = {}
    for i, t in ipairs(structure.flatten(wanted)) do
      by_name[i] = x[operation_name(t)]
      if by_name[i] == nil and is_optional(t) then by_name[i] = core.null end
      if by_name[i] == nil then by_name = nil break end
    end
    if by_name then x = structure.pack(wanted, by_name) end
  elseif structure.is_list(x) and #x == #self.inputs and structure.is_nested(wanted) and not structure.is_list(wanted) then
    x = structure.pack(wanted, structure.flatten(x)) -- a list for a dictionary: by sorted names
  end
  if not same_form(x, wanted) then
    core.raise(('ValueError: Functional "%s": the structure of its inputs is %s, it was called with %s'):format(self.name,
      names_text(wanted, operation_name), names_text(x, function(t) return core.is_tensor(t) and "a tensor " .. shape_text(t.shape) or type(t) end)))
  end
  return structure.flatten(x)
end

-- A value in its input's dtype and number of axes, of which a last one of length 1 may be missing or too much.
local function fit(self, x, input)
  if x == core.null then
    if is_optional(input) then return x end
    core.raise(("ValueError: Functional \"%s\": its input '%s' is not optional, but null was passed"):format(self.name, operation_name(input)))
  end
  local mask, shape, wanted = x.mask, x.shape, input.shape
  if x.dtype ~= input.dtype then x = ops.cast(x, input.dtype) end
  if #shape == #wanted + 1 and shape[#shape] == 1 then
    x = ops.squeeze(x, -1)
  elseif #shape == #wanted - 1 and wanted[#wanted] == 1 then
    x = ops.expand_dims(x, -1)
  end
  shape = x.shape
  local fits = #shape == #wanted
  for i = 2, #wanted do fits = fits and (shape[i] == wanted[i] or shape[i] == core.null or wanted[i] == core.null) end
  if not fits then
    core.raise(('ValueError: Functional "%s": its input \'%s\' has shape %s, it was called with shape %s'):format(self.name, operation_name(input),
      shape_text(wanted), shape_text(shape)))
  end
  return mask and x.mask ~= mask and x:with_mask(mask) or x
end

-- Runs a node's layer or op. What the model was told of training goes for its layers, before what they were told when the model was made, as in Keras.
local function call_node(operation, args, kwargs)
  if operation.fn then return { operation:run(table.unpack(args, 1, args.n)) } end
  local training = calls.training()
  if training ~= nil then kwargs.training = training end
  args[args.n + 1] = kwargs
  return operation(table.unpack(args, 1, args.n + 1))
end

return class.builtin(Model, "Functional", "keras.src.models.functional", {
  doc = {
    "A model made of symbolic tensors: keras.Model { inputs = ..., outputs = ... }, each a tensor, a list or a dictionary of them. Layers may be shared, "
      .. "models nested, ops used as they are.",
    formula = "outputs = f(inputs), f being the calls that led from one to the other", shapes = "as the inputs -> as the outputs",
    example = [==[
local a, b = keras.Input { shape = { 2 }, name = "a" }, keras.Input { shape = { 2 }, name = "b" }
local model = keras.Model { inputs = { a, b }, outputs = { sum = a + b, product = a * b } }
print(model({ ops.ones { 1, 2 }, ops.full({ 1, 2 }, 3.0) }).sum)  --> tensor([[4., 4.]], shape=(1, 2), dtype=float32)]==],
  },
  params = {
    { "inputs", core.null, config = false, doc = "symbolic tensors, from keras.Input or from any call on one" },
    { "outputs", core.null, config = false, doc = "symbolic tensors that can be computed from the inputs" }, { "name", core.null },
  },
  node_kwargs = { mask = core.null },
  keeps_inputs = true,
  computed = { layers = true, operations = true, inputs = true, outputs = true, input_shape = true, output_shape = true, output_names = true },
  raw_config = true,
  initialize = function(self, args)
    local inputs, outputs = args.inputs, args.outputs
    local flat_inputs, flat_outputs = check_tensors("inputs", inputs), check_tensors("outputs", outputs)
    for _, t in ipairs(flat_inputs) do
      if not graphs.is_input(graphs.node_of(t)) then
        inputs, outputs = clone_nodes(inputs, outputs)
        flat_inputs, flat_outputs = structure.flatten(inputs), structure.flatten(outputs)
        break
      end
    end
    local graph = graphs.map(flat_inputs, flat_outputs)
    args.inputs, args.outputs = nil, nil
    super.initialize(self, args)
    for key, value in pairs { inputs_structure = inputs, outputs_structure = outputs, flat_inputs = flat_inputs, flat_outputs = flat_outputs, graph = graph,
      autocast = false, built = true } do
      rawset(self, key, value)
    end
    for _, layer in ipairs(self.layers) do self.tracked[#self.tracked + 1] = layer end
    if args.trainable == false then self.trainable = false end
  end,
  layers = function(self)
    local list = {}
    for _, operation in ipairs(self.graph.operations) do
      if not operation.fn then list[#list + 1] = operation end
    end
    return list
  end,
  operations = function(self) return { table.unpack(self.graph.operations) } end,
  inputs = function(self) return self.flat_inputs end,
  outputs = function(self) return self.flat_outputs end,
  input = function(self) return self.inputs_structure end,
  output = function(self) return self.outputs_structure end,
  build = function() end,
  one_argument = true,
  call = function(self, x, options)
    local values = flat_values(self, x)
    local masks = options.mask ~= nil and structure.flatten(options.mask) or {}
    for i, value in ipairs(values) do
      values[i] = fit(self, value, self.flat_inputs[i])
      if masks[i] and values[i] ~= core.null and not values[i].mask then values[i] = values[i]:with_mask(masks[i]) end
    end
    local results = structure.pack(self.outputs_structure, graphs.run(self.graph, self.flat_inputs, self.flat_outputs, values, call_node))
    return structure.is_list(results) and #results == 1 and results[1] or results
  end,
  get_build_config = function() return class.ordered { { "input_shape", core.null } } end,
  build_from_config = function() end,
  get_config = configs.get_config,
  from_config = configs.from_config,
})
