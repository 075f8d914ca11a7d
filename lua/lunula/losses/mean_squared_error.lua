-- MeanSquaredError: the mean of squared differences. Knows of its base class only.
local base = require "lunula.losses.base"
local ops = require "lunula.ops"
local pair = require("lunula.losses.inputs").pair

return base.builtin("MeanSquaredError", {
  doc = {
    "The mean squared error of predictions.",
    formula = "mean((y_true - y_pred)^2) over the last axis",
    shapes = "y_true, y_pred (..., n) -> (...)",
    example = [[
local loss = keras.losses.MeanSquaredError()
print(loss({ { 0.0, 1.0 }, { 0.0, 0.0 } }, { { 1.0, 1.0 }, { 1.0, 0.0 } }))  --> tensor(0.5, shape=(), dtype=float32)]],
  },
  signature = "y_true, y_pred",
  sample = "f({3,4},-2,2), f({3,4},-2,2)",
  fn = function(y_true, y_pred)
    y_true, y_pred = pair(y_true, y_pred)
    return ops.mean(ops.square(y_true - y_pred), -1)
  end,
})
