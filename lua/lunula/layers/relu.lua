-- ReLU. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Layer = require("lunula.layers.base").Layer

return class.builtin(Layer, "ReLU", "keras.layers", {
  doc = {
    "The rectified linear unit, with a ceiling, a threshold and a slope below it where wanted.",
    formula = "max_value where x >= max_value, x where threshold <= x, else negative_slope (x - threshold)", shapes = "any -> the same",
    example = [==[
print(keras.layers.ReLU { max_value = 2.0 }(ops.array { -1.0, 1.0, 3.0 }))  --> tensor([0., 1., 2.], shape=(3,), dtype=float32)]==],
  },
  supports_masking = true,
  one_input = true,
  params = { { "max_value", core.null, doc = "the largest result; null: none" }, { "negative_slope", 0.0, doc = "slope below the threshold" },
    { "threshold", 0.0, doc = "where the unit begins to pass its input" } },
  initialize = function(self, args)
    super.initialize(self, args)
    for _, name in ipairs { "max_value", "negative_slope", "threshold" } do
      local value = self[name]
      if value == nil and name ~= "max_value" or value ~= nil and (type(value) ~= "number" or value < 0) then
        core.raise(("ValueError: %s of a ReLU layer is a number that isn't negative, got %s"):format(name, tostring(value)))
      end
    end
  end,
  call = function(self, x)
    local slope, threshold = self.negative_slope, self.threshold
    if slope ~= 0 and self.max_value == nil and threshold == 0 then return ops.leaky_relu(x, slope) end
    local y = threshold == 0 and ops.relu(x) or ops.where(ops.greater(x, threshold), x, ops.zeros_like(x))
    if self.max_value ~= nil then y = ops.clip(y, 0.0, self.max_value) end
    if slope ~= 0 then y = y - ops.relu(-x + threshold) * slope end
    return y
  end,
})
