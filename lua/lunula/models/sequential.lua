-- Sequential: layers one after the other. Knows of layers and Model.
local class = require "lunula.class"
local core = require "lunula.core"
local Model = require("lunula.models.model").Model

return class.builtin(Model, "Sequential", "keras", {
  doc = "Sequential { input_shape = { ... }, layer, layer, ... }: layers one after the other.",
  params = { { "layers", core.null }, { "input_shape", core.null, config = false } },
  array = "layers",
  initialize = function(self, args)
    local layers, wanted = args.layers or {}, args.input_shape
    if class.is_instance(layers) then layers = { layers } end
    args.layers, args.input_shape = nil, nil
    super.initialize(self, args)
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
    local dtype = self.input_layer and self.input_layer.dtype or self.compute_dtype
    local x = core.symbol(self.input_shape, dtype)
    for _, layer in ipairs(self.layers) do x = layer(x) end
    rawset(self, "built", true)
    rawset(self, "build_shape", self.input_shape)
    rawset(self, "output_shape", core.is_tensor(x) and x.shape or nil)
  end,
  -- Appends a layer.
  add = function(self, layer, later)
    if not class.is_instance(layer) or not layer.compute_output_shape then
      core.raise(("Sequential \"%s\": expected a layer, got %s"):format(self.name, tostring(layer)))
    end
    if class.class_of(layer).name == "InputLayer" then
      if #self.layers > 0 or self.input_layer then
        core.raise(("Sequential \"%s\": an Input stands first, and only once"):format(self.name))
      end
      rawset(self, "input_shape", layer.batch_shape)
      rawset(self, "input_layer", layer)
    else
      for _, other in ipairs(self.layers) do
        if other.name == layer.name then core.raise(("Sequential \"%s\": there are two layers named '%s'; names must be unique"):format(self.name, layer.name)) end
      end
      self.layers[#self.layers + 1] = layer
      self.tracked[#self.tracked + 1] = layer
    end
    if not self.input_shape then rawset(self, "built", false) end
    if not later then self:settle() end
  end,
  -- Removes the last layer and gives it back.
  pop = function(self)
    if #self.layers == 0 then return nil end
    self.tracked[#self.tracked] = nil
    local layer = table.remove(self.layers)
    self:settle()
    return layer
  end,
  build = function(self, shape)
    if not self.input_shape then rawset(self, "input_shape", shape) end
    self:settle()
  end,
  call = function(self, x, options)
    local inner = {}
    for key, value in pairs(options) do inner[key] = value end
    for _, layer in ipairs(self.layers) do
      x = layer(x, inner)
      inner.mask = nil -- from here on the tensor carries it
    end
    return x
  end,
  get_config = function(self)
    local layers = {}
    if self.input_shape then
      local input = self.input_layer or require("lunula.layers").InputLayer { batch_shape = self.input_shape, dtype = self.dtype, name = "input_layer" }
      layers[1] = input
    end
    for _, layer in ipairs(self.layers) do layers[#layers + 1] = layer end
    local list = { { "name", self.name }, { "trainable", self.trainable }, { "dtype", self.dtype_policy }, { "layers", layers } }
    if self.input_shape then list[#list + 1] = { "build_input_shape", self.input_shape } end
    return class.ordered(list)
  end,
  from_config = function(cls, config)
    local model = cls { layers = config.layers, name = config.name, dtype = config.dtype }
    if not model.input_shape and config.build_input_shape ~= nil and config.build_input_shape ~= core.null then
      model:build(config.build_input_shape)
    end
    return model
  end,
})
