-- LayerNormalization. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.layers.base"
local affine = require "lunula.layers.affine"

return class.builtin(base.Layer, "LayerNormalization", "keras.layers", {
  doc = {
    "Shifts and scales each sample to mean 0 and variance 1 over its features, then by weights that are learned.",
    formula = "(x - mean(x)) / sqrt(var(x) + epsilon) gamma + beta, with mean and var over `axis`", shapes = "any -> the same",
    source = "Ba, Kiros and Hinton, 2016",
    example = [==[
print(keras.layers.LayerNormalization { epsilon = 0.0 }(ops.array { { 1.0, 3.0 } }))  --> tensor([[-1.,  1.]], shape=(1, 2), dtype=float32)]==],
  },
  supports_masking = true,
  one_input = true,
  params = affine.params({ { "axis", -1, doc = "axis or axes that mean and variance are taken over" }, { "epsilon", 1e-3, doc = "added to the variance" } },
    { { "rms_scaling", false, doc = "whether to divide by the deviation alone, without mean and beta" } }),
  initialize = function(self, args)
    super.initialize(self, args)
    if type(self.axis) ~= "table" and not (math.type(self.axis) and math.tointeger(self.axis)) then
      core.raise(("TypeError: LayerNormalization: Expected an int or a list of ints for the argument 'axis', got a %s"):format(type(self.axis)))
    end
    rawset(self, "autocast", false)
    affine.get(self)
  end,
  build = function(self, shape)
    local axes, own = {}, {}
    for i, axis in ipairs(type(self.axis) == "table" and self.axis or { self.axis }) do axes[i] = affine.axis(self, axis, shape) end
    table.sort(axes)
    for i, axis in ipairs(axes) do own[i] = shape[axis + 1] end
    rawset(self, "axis", axes)
    affine.build(self, own, self.scale or self.rms_scaling, self.center and not self.rms_scaling)
  end,
  call = function(self, x)
    local dtype = core.promote(x.dtype, "float32")
    local wide = ops.cast(x, dtype)
    local centered = wide - ops.mean(wide, self.axis, true)
    local inverse = ops.rsqrt(ops.mean(ops.square(centered), self.axis, true) + self.epsilon)
    local y = (self.rms_scaling and wide or centered) * inverse
    if self.gamma then y = y * affine.along(self.gamma, self.axis, x, dtype) end
    if self.beta then y = y + affine.along(self.beta, self.axis, x, dtype) end
    return ops.cast(y, self.compute_dtype)
  end,
})
