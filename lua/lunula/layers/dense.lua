-- Dense. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.layers.base"

return class.builtin(base.Layer, "Dense", "keras.layers", {
  doc = {
    "A matrix product with weights, plus a bias, through an activation.",
    formula = "activation(x kernel + bias)", shapes = "(batch, ..., features) -> (batch, ..., units); kernel (features, units), bias (units,)",
    example = [==[
local layer = keras.layers.Dense { 2, kernel_initializer = "ones" }
print(layer(ops.array { { 1.0, 2.0, 3.0 } }))  --> tensor([[6., 6.]], shape=(1, 2), dtype=float32)]==],
  },
  supports_masking = true,
  one_input = true,
  params = {
    { "units", doc = "how many numbers it gives" }, { "activation", core.null, doc = "function of the results; null: none" },
    { "use_bias", true, doc = "whether a bias is added" }, { "kernel_initializer", "glorot_uniform", doc = "how the kernel begins" },
    { "bias_initializer", "zeros", doc = "how the bias begins" }, { "kernel_regularizer", core.null, doc = "penalty on the kernel" },
    { "bias_regularizer", core.null, doc = "penalty on the bias" }, { "activity_regularizer", core.null, config = false, doc = "penalty on the results" },
    { "kernel_constraint", core.null, doc = "constraint on the kernel after each step" },
    { "bias_constraint", core.null, doc = "constraint on the bias after each step" }, { "quantization_config", core.null, doc = "only null" },
  },
  initialize = function(self, args)
    super.initialize(self, args)
    if math.type(self.units) == "float" and math.tointeger(self.units) then self.units = math.tointeger(self.units) end
    if math.type(self.units) ~= "integer" or self.units < 1 then
      core.raise(("Dense \"%s\": units is a positive integer, got %s"):format(self.name,
        type(self.units) == "string" and ("%q"):format(self.units) or tostring(self.units)))
    end
    self.activation = require("lunula.activations").get(self.activation or "linear")
    for _, role in ipairs { "kernel", "bias" } do
      self[role .. "_initializer"] = require("lunula.initializers").get(self[role .. "_initializer"])
      self[role .. "_regularizer"] = require("lunula.regularizers").get(self[role .. "_regularizer"])
      self[role .. "_constraint"] = require("lunula.constraints").get(self[role .. "_constraint"])
    end
  end,
  build = function(self, shape)
    local features = shape[#shape]
    if #shape < 2 or features == core.null then
      core.raise(("Dense \"%s\": the last axis of its input must be known and stand behind a batch axis, got shape %s"):format(
        self.name, base.shape_text(shape)))
    end
    self.kernel = self:add_weight { name = "kernel", shape = { features, self.units }, initializer = self.kernel_initializer,
      regularizer = self.kernel_regularizer, constraint = self.kernel_constraint }
    if self.use_bias then
      self.bias = self:add_weight { name = "bias", shape = { self.units }, initializer = self.bias_initializer,
        regularizer = self.bias_regularizer, constraint = self.bias_constraint }
    end
  end,
  call = function(self, x)
    local shape = x.shape
    if shape[#shape] ~= self.kernel.shape[1] then
      core.raise(("Dense \"%s\": input has %s features (shape %s), but its kernel was built for %d"):format(
        self.name, tostring(shape[#shape]), base.shape_text(shape), self.kernel.shape[1]))
    end
    local y = ops.matmul(x, self.kernel)
    if self.use_bias then y = y + self.bias end
    return self.activation(y)
  end,
  get_config = function(self)
    local config = super.get_config(self)
    config.activation = require("lunula.activations").serialize(self.activation)
    return config
  end,
})
