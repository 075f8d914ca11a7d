-- Embedding. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Layer = require("lunula.layers.base").Layer

return class.builtin(Layer, "Embedding", "keras.layers", {
  doc = {
    "A vector of weights for each integer from 0 to input_dim - 1.",
    formula = "y[..., :] = embeddings[x[...], :]", shapes = "integers (batch, ...) -> (batch, ..., output_dim)",
    example = [==[
local layer = keras.layers.Embedding { 3, 2, embeddings_initializer = "ones", mask_zero = true }
print(layer(ops.array { { 2, 0 } }).mask)  --> tensor([[ True, False]], shape=(1, 2), dtype=bool)]==],
  },
  one_input = true,
  params = {
    { "input_dim", doc = "how many integers there are: the largest + 1" }, { "output_dim", doc = "length of each vector" },
    { "embeddings_initializer", "uniform", doc = "how the vectors begin" }, { "embeddings_regularizer", core.null, doc = "penalty on the vectors" },
    { "activity_regularizer", core.null }, { "embeddings_constraint", core.null, doc = "constraint on the vectors after each step" },
    { "mask_zero", false, doc = "whether 0 means that nothing is there: the output then has a mask" },
    { "weights", core.null, config = false, doc = "values of the vectors, instead of the initializer's" }, { "quantization_config", core.null, doc = "only null" },
  },
  initialize = function(self, args)
    for _, name in ipairs { "input_dim", "output_dim" } do
      if math.type(args[name]) ~= "integer" or args[name] <= 0 then
        core.raise(("ValueError: Embedding: `%s` must be a positive integer, got %s"):format(name, tostring(args[name])))
      end
    end
    local weights = args.weights
    args.weights = nil
    super.initialize(self, args)
    self.embeddings_initializer = require("lunula.initializers").get(self.embeddings_initializer)
    self.embeddings_regularizer = require("lunula.regularizers").get(self.embeddings_regularizer)
    self.embeddings_constraint = require("lunula.constraints").get(self.embeddings_constraint)
    rawset(self, "autocast", false)
    rawset(self, "supports_masking", self.mask_zero)
    if weights ~= nil then
      self:build()
      self.embeddings:assign(core.tensor(type(weights) == "table" and core.is_tensor(weights[1]) and weights[1] or weights))
    end
  end,
  build = function(self)
    if self.built then return end
    self.embeddings = self:add_weight { name = "embeddings", shape = { self.input_dim, self.output_dim }, initializer = self.embeddings_initializer,
      regularizer = self.embeddings_regularizer, constraint = self.embeddings_constraint }
  end,
  compute_mask = function(self, x) return self.mask_zero and ops.not_equal(x, 0) or nil end,
  call = function(self, x)
    if x.dtype ~= "int32" and x.dtype ~= "int64" then x = ops.cast(x, "int32") end
    return ops.cast(ops.take(self.embeddings, x, 0), self.compute_dtype)
  end,
  get_config = function(self)
    local config = super.get_config(self)
    local keys, place = getmetatable(config).keys, nil -- Keras writes activity_regularizer here, also when there is none
    for i, key in ipairs(keys) do
      if key == "activity_regularizer" then place = i end
    end
    if place then table.remove(keys, place) end
    for i, key in ipairs(keys) do
      if key == "embeddings_regularizer" then table.insert(keys, i + 1, "activity_regularizer") break end
    end
    config.activity_regularizer = self.activity_regularizer or core.null
    return config
  end,
})
