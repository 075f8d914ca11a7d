-- Sequential: layers one after the other. Knows of layers and Model.
local arguments = require "lunula.arguments"
local class = require "lunula.class"
local core = require "lunula.core"
local history = require "lunula.history"
local structure = require "lunula.structure"
local calls = require "lunula.layers.calls"
local Model = require("lunula.models.model").Model

local function is_input(layer) return class.class_of(layer).name == "InputLayer" end

return class.builtin(Model, "Sequential", "keras", {
  doc = {
    "Layers one after the other. The layers are built at once where the first is a keras.Input (or input_shape is given), else at the first call.",
    formula = "layer n(... layer 2(layer 1(x)))", shapes = "as the first layer takes -> as the last layer gives",
    example = [==[
local model = keras.Sequential { input_shape = { 3 }, keras.layers.Dense { 2, kernel_initializer = "ones" }, keras.layers.Activation "tanh" }
print(model.output_shape[2], model:count_params())  --> 2	8]==],
  },
  params = { { "layers", core.null, doc = "the layers in order; a constructor's array part" },
    { "input_shape", core.null, config = false, doc = "shape of the input without the batch's axis, instead of an Input" } },
  array = "layers",
  one_argument = true,
  node_kwargs = { mask = core.null },
  computed = { inputs = true, outputs = true, input_shape = true, output_shape = true, output_names = true },
  initialize = function(self, args)
    local layers, wanted = args.layers or {}, args.input_shape
    if class.is_instance(layers) then layers = { layers } end
    if type(layers) ~= "table" then core.raise(("Sequential: layers is a list of layers, got %s"):format(tostring(layers))) end
    args.layers, args.input_shape = nil, nil
    super.initialize(self, args)
    rawset(self, "layers", {})
    if wanted then self:add(require("lunula.layers").InputLayer { shape = wanted }, true) end
    for _, layer in ipairs(layers) do self:add(layer, true) end
    self:settle()
  end,
  -- Builds every layer where the input's shape is known: calls them on the input's symbol; or the last one on `before`, what the others gave.
  settle = function(self, before)
    local first = self.layers[1]
    if first and not self.input_layer and first.train_step and first.built and first.inputs and #first.inputs == 1 then
      self:add(require("lunula.layers").InputLayer { batch_shape = first.input_shape, dtype = first.inputs[1].dtype }, true)
    end
    if not self.input_layer or not first then return end
    local x = before or self.input_layer.output
    for i = before and #self.layers or 1, #self.layers do x = self.layers[i](x) end
    core.unique_name "functional" -- Keras makes a Functional of the layers, which takes a name
    rawset(self, "built", true)
    rawset(self, "build_shape", self.input_layer.batch_shape)
    rawset(self, "last", x)
  end,
  -- Appends a layer.
  add = arguments.method("add", function(self, layer, later)
    local h = history.of(layer)
    if h and is_input(h.node.operation) then layer = h.node.operation end
    if not class.is_instance(layer) or not layer.compute_output_shape then
      core.raise(("Sequential \"%s\": expected a layer, got %s"):format(self.name, tostring(layer)))
    end
    if is_input(layer) then
      if #self.layers > 0 and not later or self.input_layer then
        core.raise(("Sequential \"%s\": an Input stands first, and only once"):format(self.name))
      end
      rawset(self, "input_layer", layer)
    else
      for _, other in ipairs(self.layers) do
        if other.name == layer.name then core.raise(("Sequential \"%s\": there are two layers named '%s'; names must be unique"):format(self.name, layer.name)) end
      end
      self.layers[#self.layers + 1] = layer
      self.tracked[#self.tracked + 1] = layer
    end
    local before = self.last
    rawset(self, "built", false)
    rawset(self, "last", nil)
    if not later then self:settle(before) end
  end),
  -- Removes the last layer and gives it back.
  pop = function(self)
    if #self.layers == 0 then return nil end
    self.tracked[#self.tracked] = nil
    local layer = table.remove(self.layers)
    rawset(self, "last", nil)
    self:settle()
    return layer
  end,
  build = function(self, shape)
    if type(shape[1]) == "table" or shape[1] == nil and next(shape) ~= nil then return end -- several inputs: the layers are built as they are called
    if not self.input_layer and self.layers[1] then
      rawset(self, "input_layer", require("lunula.layers").InputLayer { batch_shape = shape, dtype = self.layers[1].compute_dtype })
    end
    self:settle()
  end,
  inputs = function(self) return self.last and { self.input_layer.output } or nil end,
  outputs = function(self) return self.last and structure.flatten(self.last) or nil end,
  input = function(self) return self.input_layer and self.input_layer.output or nil end,
  output = function(self) return self.last end,
  input_shape = function(self) return self.input_layer and self.input_layer.batch_shape or nil end,
  call = function(self, x, options)
    local inner = {}
    for key, value in pairs(options) do inner[key] = value end
    inner.training = calls.training()
    for _, layer in ipairs(self.layers) do
      x = layer(x, inner)
      inner.mask = nil -- from here on the tensor carries it
    end
    return x
  end,
  get_config = function(self)
    local layers = { self.input_layer }
    for _, layer in ipairs(self.layers) do layers[#layers + 1] = layer end
    local list = { { "name", self.name }, { "trainable", self.trainable }, { "dtype", self.dtype_policy }, { "layers", layers } }
    if self.last then list[#list + 1] = { "build_input_shape", self.input_shape } end
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
