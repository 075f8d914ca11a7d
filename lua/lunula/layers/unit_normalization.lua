-- UnitNormalization. Knows of its base class and ops only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local Layer = require("lunula.layers.base").Layer

-- x / |x| along axes; what is shorter than 1e-12 is divided by that.
local function normalize(x, axis)
  return x * ops.minimum(ops.rsqrt(ops.sum(ops.square(x), axis, true)), 1e12)
end

local UnitNormalization = class.builtin(Layer, "UnitNormalization", "keras.layers", {
  doc = {
    "Brings each vector along an axis to length 1.",
    formula = "x / sqrt(sum(x^2))", shapes = "any -> the same",
    example = [==[
print(keras.layers.UnitNormalization()(ops.array { { 3.0, 4.0 } }))  --> tensor([[0.6, 0.8]], shape=(1, 2), dtype=float32)]==],
  },
  supports_masking = true,
  one_input = true,
  params = { { "axis", -1, doc = "axis along which a vector lies, or a list of them" } },
  build = function() end, -- Keras remembers for what shape it is
  call = function(self, x) return normalize(x, self.axis) end,
})
UnitNormalization.normalize = normalize
return UnitNormalization
