-- LeakyReLU. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Layer = require("lunula.layers.base").Layer

return class.builtin(Layer, "LeakyReLU", "keras.layers", {
  doc = {
    "A rectified linear unit that lets a little of what is negative pass.",
    formula = "x where x > 0, else negative_slope x", shapes = "any -> the same",
    source = "Maas, Hannun and Ng, 2013",
    example = [==[
print(keras.layers.LeakyReLU(0.5)(ops.array { -2.0, 1.0 }))  --> tensor([-1.,  1.], shape=(2,), dtype=float32)]==],
  },
  supports_masking = true,
  one_input = true,
  params = { { "negative_slope", 0.3, doc = "slope below 0" } },
  initialize = function(self, args)
    super.initialize(self, args)
    if type(self.negative_slope) ~= "number" or self.negative_slope < 0 then
      core.raise(("ValueError: The negative_slope value of a Leaky ReLU layer is a number that isn't negative, got %s"):format(tostring(self.negative_slope)))
    end
  end,
  call = function(self, x) return ops.leaky_relu(x, self.negative_slope) end,
})
