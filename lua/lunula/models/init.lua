-- keras.models: Model and Sequential. Knows of layers and the trainer.
local class = require "lunula.class"
local core = require "lunula.core"
local base = require "lunula.layers.base"
local trainer = require "lunula.models.trainer"

local M = {}

local members = { doc = "Model(name, { call = function(self, x, options) ... end }): a layer that trains: compile, fit, evaluate, predict." }
for key, value in pairs(base.Layer.base.methods) do members[key] = value end
for key, value in pairs(trainer) do members[key] = value end
members.params = base.Layer.base.params
M.Model = class.kind("Model", members)

-- A table of layers, output shapes and parameter counts.
function M.Model.base.methods.summary(self, print_line)
  print_line = print_line or print
  local total, trainable = 0, 0
  print_line(('Model: "%s"'):format(self.name))
  print_line(("%-30s %-22s %12s"):format("Layer (type)", "Output Shape", "Param #"))
  print_line(("-"):rep(66))
  local shape = self.input_shape
  for _, layer in ipairs(self.layers or self.tracked) do
    local text = "?"
    if shape and layer.built then
      shape = layer:compute_output_shape(shape)
      text = base.shape_text(shape)
    end
    print_line(("%-30s %-22s %12d"):format(("%s (%s)"):format(layer.name, class.class_of(layer).name), text, layer:count_params()))
  end
  for _, v in ipairs(self:get_variables()) do total = total + v.size end
  for _, v in ipairs(self:trainable_variables()) do trainable = trainable + v.size end
  print_line(("-"):rep(66))
  print_line(("Total params: %d"):format(total))
  print_line(("Trainable params: %d"):format(trainable))
  print_line(("Non-trainable params: %d"):format(total - trainable))
end

M.Sequential = class.builtin(M.Model, "Sequential", "keras", {
  doc = "Sequential { input_shape = { ... }, layer, layer, ... }: layers one after the other.",
  params = { { "layers", core.null }, { "input_shape", core.null, config = false } },
  array = "layers",
  initialize = function(self, args)
    local layers = args.layers or {}
    if class.is_instance(layers) then layers = { layers } end
    args.layers = nil
    super.initialize(self, args)
    local wanted = rawget(self, "input_shape")
    rawset(self, "input_shape", nil)
    rawset(self, "layers", {})
    if wanted then
      local shape = { core.null }
      for i, n in ipairs(wanted) do shape[i + 1] = n end
      rawset(self, "input_shape", shape)
    end
    for _, layer in ipairs(layers) do self:add(layer, true) end
    self:settle()
  end,
  -- Builds every layer whose input's shape is known.
  settle = function(self)
    if not self.input_shape then return end
    local x = core.symbol(self.input_shape, self.dtype)
    for _, layer in ipairs(self.layers) do x = layer(x) end
    rawset(self, "built", true)
  end,
  -- Appends a layer.
  add = function(self, layer, later)
    if not class.is_instance(layer) or not layer.compute_output_shape then
      core.raise(("Sequential \"%s\": expected a layer, got %s"):format(self.name, tostring(layer)))
    end
    if class.class_of(layer).name == "InputLayer" then
      rawset(self, "input_shape", layer.batch_shape)
      rawset(self, "input_layer", layer)
    else
      for _, other in ipairs(self.layers) do
        if other.name == layer.name then core.raise(("Sequential \"%s\": there are two layers named '%s'; names must be unique"):format(self.name, layer.name)) end
      end
      self.layers[#self.layers + 1] = layer
      self.tracked[#self.tracked + 1] = layer
    end
    if not later then self:settle() end
  end,
  -- Removes the last layer and gives it back.
  pop = function(self)
    self.tracked[#self.tracked] = nil
    return table.remove(self.layers)
  end,
  build = function(self, shape) rawset(self, "input_shape", self.input_shape or { core.null, table.unpack(shape, 2) }) end,
  call = function(self, x, options)
    for _, layer in ipairs(self.layers) do x = layer(x, options) end
    return x
  end,
  get_config = function(self)
    local layers = {}
    if self.input_shape then
      local input = self.input_layer or require("lunula.layers").InputLayer { batch_shape = self.input_shape, dtype = self.dtype, name = "input_layer" }
      layers[1] = input
    end
    for _, layer in ipairs(self.layers) do layers[#layers + 1] = layer end
    local policy = base.Layer.base.methods.get_config(self).dtype
    local list = { { "name", self.name }, { "trainable", self.trainable }, { "dtype", policy }, { "layers", layers } }
    if self.input_shape then list[#list + 1] = { "build_input_shape", self.input_shape } end
    return class.ordered(list)
  end,
  from_config = function(cls, config)
    return cls { layers = config.layers, name = config.name }
  end,
})

return M
