-- Copies of models, and models from JSON. Knows of configs and of the two models whose layers are known: Sequential and Functional.
local class = require "lunula.class"
local core = require "lunula.core"
local arguments = require "lunula.arguments"
local structure = require "lunula.structure"
local graphs = require "lunula.models.graph"
local Functional = require "lunula.models.functional"
local Sequential = require "lunula.models.sequential"

local M = {}

local function from_own_config(object)
  local saving = require "lunula.saving"
  local kind = class.class_of(object)
  return saving.deserialize_keras_object(saving.serialize_keras_object(object), { custom_objects = not kind.module and { [kind.name] = kind } or nil })
end

-- A layer of the same class and config. Its build and compile configs are not for the copy, which builds itself when it is called.
local function clone_layer(layer) return class.class_of(layer):from_config(layer:get_config()) end

local function clone_functional(model, cloned, input_tensors, call_function)
  local inputs = input_tensors
  if inputs == nil then
    inputs = structure.map(model.inputs_structure, function(t)
      return require("lunula.layers").Input { batch_shape = t.shape, dtype = t.dtype, name = graphs.node_of(t).operation.name }
    end)
  end
  local flat = structure.flatten(inputs)
  if #flat ~= #model.inputs then
    core.raise(("ValueError: clone_model: `input_tensors` must have the structure of the model's inputs: %d tensors, got %d"):format(#model.inputs, #flat))
  end
  local results = graphs.run(model.graph, model.flat_inputs, model.flat_outputs, flat, function(operation, args, kwargs)
    local copy = cloned(operation)
    if next(kwargs) ~= nil then args.n, args[args.n + 1] = args.n + 1, kwargs end
    if call_function then return { call_function(copy, table.unpack(args, 1, args.n)) } end
    return { copy(table.unpack(args, 1, args.n)) }
  end)
  return class.class_of(model) { inputs = inputs, outputs = structure.pack(model.outputs_structure, results), name = model.name }
end

local function clone_sequential(model, cloned, input_tensors)
  local layers = {}
  if input_tensors ~= nil then
    layers[1] = structure.flatten(input_tensors)[1]
  elseif model.input_layer then
    local first = model.input_layer
    layers[1] = require("lunula.layers").InputLayer { batch_shape = first.batch_shape, dtype = first.dtype, name = first.name, optional = first.optional }
  end
  for _, layer in ipairs(model.layers) do layers[#layers + 1] = cloned(layer) end
  local copy = class.class_of(model) { layers = layers, name = model.name }
  if not model.trainable then copy.trainable = false end
  return copy
end

local is_functional = function(model) return class.is_instance(model, Functional) end

-- clone_model(model, { input_tensors, clone_function = function(layer) ... end, call_function = function(layer, x, ...) ... end, recursive = false }): a model
-- like this one, with layers of its own, whose weights are fresh.
function M.clone_model(...)
  local model, input_tensors, clone_function, call_function, recursive =
    arguments.take("clone_model", { "model", "input_tensors", "clone_function", "call_function", "recursive" }, 1, ...)
  local sequential = class.is_instance(model, Sequential)
  if not sequential and not is_functional(model) then
    if not (class.is_instance(model) and model.train_step) then core.raise("ValueError: clone_model: expected a model, got " .. type(model)) end
    if clone_function or input_tensors or call_function then
      core.raise(("ValueError: clone_model: `clone_function`, `call_function` and `input_tensors` are for Sequential and Functional models; %s is a class of its own")
        :format(class.class_of(model).name))
    end
    return from_own_config(model)
  end
  if sequential and call_function then core.raise "ValueError: clone_model: `call_function` is for Functional models: a Sequential's layers are only listed" end
  local copies = {}
  local function cloned(layer)
    if copies[layer] then return copies[layer] end
    local copy
    if recursive and (class.is_instance(layer, Sequential) or is_functional(layer)) then
      copy = M.clone_model(layer, { clone_function = cloned, call_function = is_functional(layer) and call_function or nil, recursive = true })
    else
      copy = (clone_function or clone_layer)(layer)
    end
    copies[layer] = copy
    return copy
  end
  local copy = sequential and clone_sequential(model, cloned, input_tensors) or clone_functional(model, cloned, input_tensors, call_function)
  if model.compiled then copy:compile_from_config(model:get_compile_config()) end
  return copy
end

-- model_from_json(text, { custom_objects }): the model of a text that model:to_json() gave, with fresh weights.
function M.model_from_json(...)
  local text, custom_objects = arguments.take("model_from_json", { "json_string", "custom_objects" }, 1, ...)
  local model = require("lunula.saving").deserialize_keras_object(require("lunula.json").decode(text), { custom_objects = custom_objects })
  if not class.is_instance(model) or not model.compute_output_shape then core.raise "ValueError: model_from_json: the text is not the config of a model" end
  return model
end

return M
