-- Whole models in HDF5, as Keras 2 and Keras 3's `.h5` hold them: JSON in the attributes model_config and training_config, weights by layer under model_weights.
-- Read only. Knows of configs, layers' weights and HDF5 as core.h5 gives it.
local class = require "lunula.class"
local core = require "lunula.core"
local first_values = require "lunula.first_values"
local json = require "lunula.json"
local lookup = require "lunula.saving.lookup"
local versions = require "lunula.files.versions"
local shape_text = require("lunula.layers.base").shape_text

local M = {}

function M.is_legacy(h5)
  for _, name in ipairs(h5:attributes "") do
    if name:find "^layer_names" or name == "model_config" then return true end
  end
  return h5:find "model_weights" ~= nil
end

-- An attribute of a group; a long list stands in pieces name0, name1, ...
function M.attribute(h5, path, name)
  local value = h5:attribute(path, name)
  if value ~= nil then return value end
  local list, at = nil, 0
  while true do
    local piece = h5:attribute(path, name .. at)
    if type(piece) ~= "table" then return list end
    list = list or {}
    table.move(piece, 1, #piece, #list + 1, list)
    at = at + 1
  end
end

-- Names of a list attribute; an empty list is written as numbers.
local function names_of(h5, path, name)
  local value = M.attribute(h5, path, name)
  return type(value) == "table" and not core.is_tensor(value) and value or {}
end

-- Configs -------------------------------------------------------------------------------------------------------------------------------------------

local layer_modules = { "keras.layers", "keras", "keras.src.models.functional" }
-- the end of a key → where its objects are filed
local modules = { _initializer = { "keras.initializers" }, _regularizer = { "keras.regularizers" }, _constraint = { "keras.constraints" },
  loss = { "keras.losses" }, metrics = { "keras.metrics", "keras.losses" }, optimizer = { "keras.optimizers" },
  inner_optimizer = { "keras.optimizers" }, learning_rate = { "keras.optimizers.schedules" } }

local function modules_for(key)
  return modules[key] or modules[tostring(key):match "_%l+$" or ""] or layer_modules
end

-- The envelope that older configs shorten to class_name and config; what it holds is completed too.
local function complete(value, places)
  if type(value) ~= "table" or core.is_tensor(value) then return value end
  local copy = setmetatable({}, getmetatable(value))
  for key, inner in pairs(value) do
    copy[key] = complete(inner, type(key) == "string" and key ~= "config" and key ~= "layers" and modules_for(key) or places)
  end
  if type(value.class_name) ~= "string" or value.config == nil or value.module ~= nil or value.class_name:find "^__" then return copy end
  -- A function is a list that begins with its bytecode; written as .keras files write it, it gets the same verdict.
  local config = value.class_name == "Lambda" and copy.config
  if type(config) == "table" and type(config["function"]) == "table" then
    config["function"] = { class_name = "__lambda__", config = { value = config["function"][1] } }
    config.function_type = nil
  end
  for _, module in ipairs(places) do
    local name = module == "keras.src.models.functional" and value.class_name == "Model" and "Functional" or value.class_name
    if lookup.builtin(module, name) then
      copy.module, copy.class_name = module, name
      return setmetatable(copy, nil)
    end
  end
  copy.registered_name, copy.class_name = value.class_name, value.class_name:match "[^>]*$"
  return setmetatable(copy, nil)
end

-- Arguments that older files give another name or form.
local function modern(config)
  local inner = config.config
  if type(inner) ~= "table" then return end
  local shape = inner.batch_input_shape
  inner.batch_input_shape = nil
  if shape and config.class_name == "InputLayer" then inner.batch_shape = shape end
  if type(inner.axis) == "table" and #inner.axis == 1 and config.class_name == "BatchNormalization" then inner.axis = inner.axis[1] end
  for _, layer in ipairs(type(inner.layers) == "table" and inner.layers or {}) do modern(layer) end
  local first = type(inner.layers) == "table" and inner.layers[1]
  if shape or first and config.class_name == "Sequential" and first.given_shape then
    if config.class_name == "Sequential" then
      table.insert(inner.layers, 1, { module = "keras.layers", class_name = "InputLayer", registered_name = core.null, config = { batch_shape = first.given_shape } })
    else
      config.given_shape = shape
    end
  end
  if first then first.given_shape = nil end
end

function M.model_config(h5, where)
  local text = M.attribute(h5, "", "model_config")
  if type(text) ~= "string" then core.raise(("ValueError: %s: No model config found in the file: it holds weights alone"):format(where)) end
  local config = complete(json.decode(text), layer_modules)
  if type(config) ~= "table" or type(config.config) ~= "table" then core.raise(("ValueError: %s: model_config is no config"):format(where)) end
  modern(config)
  versions.translate(config, M.attribute(h5, "", "keras_version"))
  return config
end

-- Weights -------------------------------------------------------------------------------------------------------------------------------------------

local function weights_of(layer)
  local list = layer.trainable_weights
  local fixed = layer.non_trainable_weights
  return table.move(fixed, 1, #fixed, #list + 1, list)
end

local function text_of(layer) return ("%s \"%s\""):format(class.class_of(layer).name, layer.name) end

-- Pairs { variable, path } of variables and the arrays of a group; nil and the reason where they don't fit.
local function match(h5, what, variables, group)
  local names = names_of(h5, group, "weight_names")
  if #names ~= #variables then return nil, ("%s has %d weights, the file holds %d for it"):format(what, #variables, #names) end
  local list = {}
  for i, v in ipairs(variables) do
    local path = group .. "/" .. names[i]
    local record = h5:find(path)
    if not record or record.kind ~= "numbers" then return nil, ("%s: the file has no array '%s'"):format(what, path) end
    if shape_text(record.shape) ~= shape_text(v.shape) then
      return nil, ("%s: %s has shape %s, '%s' in the file has shape %s"):format(what, v.name, shape_text(v.shape), path, shape_text(record.shape))
    end
    list[i] = { v, path }
  end
  return list
end

-- Which layer gets which group: by position among those with weights, or by name.
local function partners(h5, model, root, where, by_name)
  local layers, groups = {}, {}
  for _, layer in ipairs(model.layers) do
    if #layer.weights > 0 then layers[#layers + 1] = layer end
  end
  for _, name in ipairs(names_of(h5, root, "layer_names")) do
    local group = root == "" and name or root .. "/" .. name
    if #names_of(h5, group, "weight_names") > 0 then groups[#groups + 1], groups[name] = group, group end
  end
  local list = {}
  if by_name then
    for _, layer in ipairs(layers) do
      if groups[layer.name] then list[#list + 1] = { layer, groups[layer.name] } end
    end
    return list
  end
  if #layers ~= #groups then
    core.raise(("ValueError: %s: Layer count mismatch when loading weights: the file has %d layers with weights, the model %d"):format(where, #groups, #layers))
  end
  for i, layer in ipairs(layers) do list[i] = { layer, groups[i] } end
  return list
end

-- Loads weights by position, or with options.by_name by the layers' names; options.skip_mismatch leaves what doesn't fit. Gives the set of what was assigned.
function M.load_weights(model, h5, where, options)
  local root = h5:find "model_weights" and "model_weights" or ""
  local list, problems = {}, {}
  local function add(what, variables, group)
    local found, why = match(h5, what, variables, group)
    if found then table.move(found, 1, #found, #list + 1, list) else problems[#problems + 1] = why end
  end
  for _, pair in ipairs(partners(h5, model, root, where, options.by_name)) do add(text_of(pair[1]), weights_of(pair[1]), pair[2]) end
  local own = table.move(model.own_fixed, 1, #model.own_fixed, #model.own_trainable + 1, table.move(model.own_trainable, 1, #model.own_trainable, 1, {}))
  if #own > 0 then add(text_of(model), own, (root == "" and "" or root .. "/") .. "top_level_model_weights") end
  if #problems > 0 then
    local text = ("%s: %s"):format(where, table.concat(problems, "\n  "))
    if not options.skip_mismatch then core.raise("ValueError: " .. text) end
    warn(text)
  end
  local values, assigned = {}, {}
  for i, pair in ipairs(list) do values[i] = h5:read(pair[2]) end
  for i, pair in ipairs(list) do
    pair[1]:assign(values[i])
    assigned[pair[1]] = true
  end
  return assigned
end

-- Compiles as training_config says and gives the optimizer its state.
local function compile(model, h5, where, custom_objects, missing)
  local text = M.attribute(h5, "", "training_config")
  if type(text) ~= "string" then return warn(("%s: No training configuration found in the file, so the model is not compiled"):format(where)) end
  local training = json.decode(text)
  training.optimizer, training.optimizer_config = training.optimizer_config, nil
  training = complete(training, { "keras.losses" })
  versions.translate(training, M.attribute(h5, "", "keras_version"))
  require("lunula.files.keras_file").compile(model, training, custom_objects, missing)
  local optimizer = model.optimizer
  if not optimizer or not h5:find "optimizer_weights" then return end
  if not optimizer.built then optimizer:build(model.trainable_variables) end
  local list, why = match(h5, "optimizer " .. optimizer.name, optimizer.variables, "optimizer_weights")
  if not list then return warn(("%s: %s; its state is fresh"):format(where, why)) end
  for _, pair in ipairs(list) do pair[1]:assign(h5:read(pair[2])) end
end

-- The model in an HDF5 file's bytes; `path` names the file in messages.
function M.load(bytes, path, options)
  local where = ("'%s'"):format(path)
  local h5 <close> = core.h5.open(bytes, where)
  local config = M.model_config(h5, where)
  local waiting, model, missing = require("lunula.files.keras_file").from_config(config, options)
  if not class.is_instance(model) or not model.train_step then core.raise(("ValueError: %s: model_config is not the config of a model"):format(where)) end
  first_values.fill(waiting, M.load_weights(model, h5, where, {}))
  if options.compile then compile(model, h5, where, options.custom_objects, missing) end
  return model
end

return M
