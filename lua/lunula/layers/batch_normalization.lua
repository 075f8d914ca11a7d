-- BatchNormalization. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.layers.base"
local affine = require "lunula.layers.affine"

-- Mean and variance over the axes, with these as length 1; of what the mask lets count.
local function moments(x, axes, mask)
  if mask == nil then
    local mean = ops.mean(x, axes, true)
    return mean, ops.mean(ops.square(x - mean), axes, true)
  end
  local there = ops.cast(ops.broadcast_to(ops.expand_dims(mask, -1), x.shape), "bool")
  local zeros = ops.zeros_like(x)
  local count = ops.sum(ops.cast(there, x.dtype), axes, true) + core.epsilon()
  local mean = ops.sum(ops.where(there, x, zeros), axes, true) / count
  return mean, ops.sum(ops.square(ops.where(there, x - mean, zeros)), axes, true) / count
end

return class.builtin(base.Layer, "BatchNormalization", "keras.layers", {
  doc = {
    "Shifts and scales each feature to mean 0 and variance 1, in training those of the batch, otherwise moving means of these, then by weights that are learned.",
    formula = "(x - mean) / sqrt(variance + epsilon) gamma + beta; in training moving = momentum moving + (1 - momentum) batch's",
    shapes = "any -> the same; a mask has the shape without the last axis",
    source = "Ioffe and Szegedy, 2015",
    example = [==[
local layer = keras.layers.BatchNormalization { epsilon = 0.0 }
print(layer(ops.array { { 1.0 }, { 3.0 } }, { training = true })[":, 0"])  --> tensor([-1.,  1.], shape=(2,), dtype=float32)]==],
  },
  supports_masking = true,
  node_kwargs = { mask = core.null },
  one_input = true,
  params = affine.params({
    { "axis", -1, doc = "axis of the features" }, { "momentum", 0.99, doc = "what the moving statistics keep of themselves in each step" },
    { "epsilon", 1e-3, doc = "added to the variance" },
  }, {}, {
    initializers = { { "moving_mean_initializer", "zeros", doc = "how the moving mean begins" },
      { "moving_variance_initializer", "ones", doc = "how the moving variance begins" } },
    { "synchronized", false, doc = "only false: there is one machine" }, { "renorm", false, doc = "only false" }, { "renorm_clipping", core.null, doc = "unused" },
    { "renorm_momentum", 0.99, doc = "unused" },
  }),
  initialize = function(self, args)
    super.initialize(self, args)
    if self.synchronized then core.raise "ValueError: BatchNormalization: synchronized = true isn't possible here" end
    if self.renorm then core.raise "ValueError: BatchNormalization: renorm = true isn't possible here" end
    affine.get(self)
    for _, name in ipairs { "moving_mean", "moving_variance" } do
      self[name .. "_initializer"] = require("lunula.initializers").get(self[name .. "_initializer"])
    end
  end,
  build = function(self, shape)
    local place = affine.axis(self, self.axis, shape)
    local own, others = { shape[place + 1] }, {}
    for i = 0, #shape - 1 do
      if i ~= place then others[#others + 1] = i end
    end
    rawset(self, "place", place)
    rawset(self, "others", others)
    affine.build(self, own, self.scale, self.center)
    for _, name in ipairs { "moving_mean", "moving_variance" } do
      self[name] = self:add_weight { name = name, shape = own, initializer = self[name .. "_initializer"], trainable = false, autocast = false }
    end
  end,
  call = function(self, x, options)
    local mask, dtype, axes = options.mask, core.promote(x.dtype, "float32"), { self.place }
    if mask ~= nil and mask.ndim ~= x.ndim - 1 then
      core.raise(("ValueError: BatchNormalization \"%s\": The mask provided should be one dimension less than the inputs, got shapes %s and %s"):format(self.name,
        base.shape_text(mask.shape), base.shape_text(x.shape)))
    end
    x = ops.cast(x, dtype)
    local mean, variance
    if options.training and self.trainable then
      mean, variance = moments(x, self.others, mask)
      local keep = self.momentum
      for name, value in pairs { moving_mean = mean, moving_variance = variance } do
        local moving = self[name]
        moving:assign(ops.cast(moving, dtype) * keep + ops.reshape(value, moving.shape) * (1.0 - keep))
      end
    else
      mean, variance = affine.along(self.moving_mean, axes, x, dtype), affine.along(self.moving_variance, axes, x, dtype)
    end
    local factor = ops.rsqrt(variance + self.epsilon)
    if self.scale then factor = factor * affine.along(self.gamma, axes, x, dtype) end
    local y = (x - mean) * factor
    if self.center then y = y + affine.along(self.beta, axes, x, dtype) end
    return ops.cast(y, self.compute_dtype)
  end,
})
