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

local function check_clipping(clipping)
  local function fail(...) core.raise("ValueError: BatchNormalization: " .. string.format(...)) end
  for key, value in pairs(type(clipping) == "table" and clipping or { false }) do
    if key ~= "rmax" and key ~= "rmin" and key ~= "dmax" then
      fail("renorm_clipping is a table of rmax, rmin and dmax, got %s", clipping == value and tostring(clipping) or ("'%s'"):format(tostring(key)))
    end
    if value ~= core.null and not math.type(value) then fail("%s of renorm_clipping is a number, got %s", key, tostring(value)) end
  end
  local function bound(key) return clipping[key] ~= core.null and clipping[key] or nil end
  if bound "rmax" and bound "rmin" and bound "rmax" < bound "rmin" then
    fail("rmax of renorm_clipping is at least rmin, got %s and %s", bound "rmax", bound "rmin")
  end
  if bound "dmax" and bound "dmax" < 0 then fail("dmax of renorm_clipping is not negative, got %s", bound "dmax") end
  return clipping
end

-- Moves a layer's statistic towards a batch's, and gives it.
local function move(self, name, value, keep)
  local moving = self[name]
  local moved = ops.cast(moving, value.dtype) * keep + ops.reshape(value, moving.shape) * (1.0 - keep)
  moving:assign(moved)
  return moved
end

-- What renorm makes of a batch's statistics: r and d, which no gradient goes through, before the statistics move.
local function renormalize(self, mean, variance, x)
  local dtype, axes, clipping = x.dtype, { self.place }, self.renorm_clipping
  local deviation = ops.sqrt(variance + self.epsilon)
  local own = ops.maximum(affine.along(self.renorm_stddev, axes, x, dtype), math.sqrt(self.epsilon))
  local r, d = deviation / own, (mean - affine.along(self.renorm_mean, axes, x, dtype)) / own
  local rmin, rmax, dmax = clipping.rmin, clipping.rmax, clipping.dmax
  if rmin and rmin ~= core.null then r = ops.maximum(r, rmin) end
  if rmax and rmax ~= core.null then r = ops.minimum(r, rmax) end
  if dmax and dmax ~= core.null then d = ops.clip(d, -dmax, dmax) end
  move(self, "renorm_mean", mean, self.renorm_momentum)
  move(self, "renorm_stddev", deviation, self.renorm_momentum)
  move(self, "moving_mean", mean, self.momentum)
  local moved = move(self, "moving_stddev", deviation, self.momentum)
  self.moving_variance:assign(ops.relu(moved * moved - self.epsilon))
  return ops.stop_gradient(r), ops.stop_gradient(d)
end

return class.builtin(base.Layer, "BatchNormalization", "keras.layers", {
  doc = {
    "Shifts and scales each feature to mean 0 and variance 1, in training those of the batch, otherwise moving means of these, then by weights that are learned.",
    formula = "(x - mean) / sqrt(variance + epsilon) gamma + beta; in training moving = momentum moving + (1 - momentum) batch's",
    shapes = "any -> the same; a mask has the shape without the last axis",
    source = "Ioffe and Szegedy, 2015; renorm: Ioffe, Batch Renormalization, 2017",
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
    { "synchronized", false, doc = "whether devices share their statistics; there is one, so it changes nothing" },
    { "renorm", false, doc = "whether training corrects the batch's statistics by r and d towards slower moving ones: y = (x^ r + d) gamma + beta" },
    { "renorm_clipping", core.null, doc = "bounds { rmax, rmin, dmax } of r and d, none unless given" },
    { "renorm_momentum", 0.99, doc = "what the statistics of renorm keep of themselves in each step" },
  }),
  initialize = function(self, args)
    super.initialize(self, args)
    if self.renorm then self.renorm_clipping = check_clipping(self.renorm_clipping or {}) end
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
    local function statistic(name, initializer)
      self[name] = self:add_weight { name = name, shape = own, initializer = initializer, trainable = false, autocast = false }
    end
    statistic("moving_mean", self.moving_mean_initializer)
    statistic("moving_variance", self.moving_variance_initializer)
    if self.renorm then
      local function deviation(...) return ops.sqrt(self.moving_variance_initializer(...)) end
      statistic("moving_stddev", deviation)
      statistic("renorm_mean", self.moving_mean_initializer)
      statistic("renorm_stddev", deviation)
    end
  end,
  call = function(self, x, options)
    local mask, dtype, axes = options.mask, core.promote(x.dtype, "float32"), { self.place }
    if mask ~= nil and mask.ndim ~= x.ndim - 1 then
      core.raise(("ValueError: BatchNormalization \"%s\": The mask provided should be one dimension less than the inputs, got shapes %s and %s"):format(self.name,
        base.shape_text(mask.shape), base.shape_text(x.shape)))
    end
    x = ops.cast(x, dtype)
    local mean, variance, r, d
    if options.training and self.trainable then
      mean, variance = moments(x, self.others, mask)
      if self.renorm then
        r, d = renormalize(self, mean, variance, x)
      else
        move(self, "moving_mean", mean, self.momentum)
        move(self, "moving_variance", variance, self.momentum)
      end
    else
      mean, variance = affine.along(self.moving_mean, axes, x, dtype), affine.along(self.moving_variance, axes, x, dtype)
    end
    local factor = ops.rsqrt(variance + self.epsilon)
    local gamma = self.scale and affine.along(self.gamma, axes, x, dtype)
    if r then factor = factor * r end
    if gamma then factor = factor * gamma end
    local y = (x - mean) * factor
    if d then y = y + (gamma and d * gamma or d) end
    if self.center then y = y + affine.along(self.beta, axes, x, dtype) end
    return ops.cast(y, self.compute_dtype)
  end,
})
