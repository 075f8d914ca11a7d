-- MeanSquaredLogarithmicError: squared differences of logarithms. Knows of its base class only.
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.losses.base"
local pair = require("lunula.losses.inputs").pair

return base.builtin("MeanSquaredLogarithmicError", {
  doc = {
    "The mean squared difference of logarithms, for labels of many sizes; negative values count as epsilon.",
    formula = "mean((log(max(y_true, epsilon) + 1) - log(max(y_pred, epsilon) + 1))^2) over the last axis",
    shapes = "y_true, y_pred (..., n) -> (...)",
    example = [[
local loss = keras.losses.MeanSquaredLogarithmicError()
print(loss({ { 0.0, 1.0 }, { 0.0, 0.0 } }, { { 1.0, 1.0 }, { 1.0, 0.0 } }))  --> tensor(0.24022643, shape=(), dtype=float32)]],
  },
  signature = "y_true, y_pred",
  sample = "f({3,4},0.1,2), f({3,4},0.1,2)",
  fn = function(y_true, y_pred)
    y_true, y_pred = pair(y_true, y_pred)
    local function log(x) return ops.log(ops.maximum(x, core.epsilon()) + 1) end
    return ops.mean(ops.square(log(y_pred) - log(y_true)), -1)
  end,
})
