-- keras.Model: a layer that trains, put together from arguments.lua, batch.lua, compile.lua (with compile_loss.lua and compile_metrics.lua), data.lua, fit.lua,
-- steps.lua and summary.lua (with table_text.lua).
local arguments = require "lunula.arguments"
local class = require "lunula.class"
local core = require "lunula.core"
local history = require "lunula.history"
local base = require "lunula.layers.base"
local tracking = require "lunula.layers.tracking"

local M = {}

local members = { doc = "Model(name, { call = function(self, x, options) ... end }): a layer that trains: compile, fit, evaluate, predict." }
for key, value in pairs(base.Layer.base.methods) do members[key] = value end
for _, part in ipairs { require "lunula.models.compile", require("lunula.models.steps").methods, require "lunula.models.fit", require "lunula.models.batch",
  require "lunula.models.summary" } do
  for key, value in pairs(part) do members[key] = value end
end
members.params = base.Layer.base.params
members.supports_masking = true

-- The output keeps the mask that the layers inside gave it.
members.compute_mask = function() return nil end

-- The shapes that the model was built for; a model without a build of its own is built from them by a call.
members.get_build_config = function(self)
  local shape = rawget(self, "build_shape")
  return shape ~= nil and class.ordered { { "input_shape", shape } } or nil
end

local function symbols_of(shape, dtype)
  if not base.is_nested_shape(shape) then return core.symbol(shape, dtype) end
  local inputs = {}
  for key, value in pairs(shape) do inputs[key] = value == core.null and value or symbols_of(value, dtype) end
  return inputs
end

members.build_from_config = function(self, config)
  local shape = config.input_shape
  if type(shape) ~= "table" then return false end
  if class.class_of(self).methods.build ~= M.Model.base.methods.build then return self:build(shape) end
  self(symbols_of(shape, self.compute_dtype))
end

-- What is computed at each reading: the layers of a model written as a class are those of its fields, in order of assignment.
members.computed = { layers = true, input_shape = true, output_shape = true, output_names = true }
members.layers = function(self) return { table.unpack(tracking.children(self)) } end

local function shapes_of(tensors)
  local shapes = {}
  for i, t in ipairs(tensors or {}) do shapes[i] = t.shape end
  return #shapes > 1 and shapes or shapes[1]
end

-- For the models that know their inputs and outputs: one shape, or a list of them; the names of the layers that give the outputs.
members.input_shape = function(self) return shapes_of(self.inputs) end
members.output_shape = function(self) return shapes_of(self.outputs) end
members.output_names = function(self)
  local names = {}
  for i, t in ipairs(self.outputs or {}) do names[i] = history.of(t).node.operation.name end
  return names
end

-- The model's config as JSON's text, without weights.
members.to_json = function(self) return require("lunula.json").encode(require("lunula.saving").serialize_keras_object(self)) end

-- save(filepath, { overwrite = true }), save_weights(filepath, { overwrite = true }), load_weights(filepath, { skip_mismatch = false, objects_to_skip }): see
-- files/formats.lua.
members.save = function(self, ...) return require("lunula.files").save_model(self, ...) end
members.save_weights = function(self, ...) return require("lunula.files").save_weights(self, ...) end
members.load_weights = function(self, ...) return require("lunula.files").load_weights(self, ...) end

members.metrics = function(self)
  local list = {}
  local function add(metrics)
    for _, metric in ipairs(metrics) do list[#list + 1] = metric end
  end
  if self.compiled then
    add { self.loss_tracker }
    if self.compile_metrics then add(self.compile_metrics:objects()) end
    if self.compile_loss then add(self.compile_loss.metrics) end
  end
  add(self:tracked_metrics())
  return list
end

members.metrics_names = function(self)
  local names = {}
  local function add(name) names[#names + 1] = name end
  if self.compiled then
    add "loss"
    for _, name in ipairs(self.compile_metrics and self.compile_metrics:names() or {}) do add(name) end
    for _, metric in ipairs(self.compile_loss and self.compile_loss.metrics or {}) do add(metric.name) end
  end
  for _, metric in ipairs(self:tracked_metrics()) do add(metric.name) end
  return names
end

-- The layer of a name or of a place, from 0.
members.get_layer = function(self, name, index)
  if type(name) == "table" and not class.is_instance(name) then name, index = name.name, name.index end
  local layers = self.layers
  if index ~= nil then
    local layer = layers[index + 1]
    if not layer then core.raise(("%s: get_layer of index %s; there are %d layers"):format(self.name, tostring(index), #layers)) end
    return layer
  end
  local names = {}
  for i, layer in ipairs(layers) do
    if layer.name == name then return layer end
    names[i] = layer.name
  end
  core.raise(("%s: there is no layer '%s'; its layers are %s"):format(self.name, tostring(name), table.concat(names, ", ")))
end

for _, name in ipairs { "compile", "fit", "evaluate", "predict", "train_on_batch", "test_on_batch", "predict_on_batch", "summary", "save", "save_weights",
  "load_weights", "to_json", "get_layer" } do
  members[name] = arguments.method(name, members[name])
end

M.Model = class.kind("Model", members)

return M
