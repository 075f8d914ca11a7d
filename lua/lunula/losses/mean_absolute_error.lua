-- MeanAbsoluteError: the mean of absolute differences. Knows of its base class only.
local base = require "lunula.losses.base"
local ops = require "lunula.ops"
local pair = require("lunula.losses.inputs").pair

return base.builtin("MeanAbsoluteError", {
  doc = {
    "The mean absolute error of predictions.",
    formula = "mean(|y_true - y_pred|) over the last axis",
    shapes = "y_true, y_pred (..., n) -> (...)",
    example = [[
local loss = keras.losses.MeanAbsoluteError()
print(loss({ { 0.0, 1.0 }, { 0.0, 0.0 } }, { { 3.0, 1.0 }, { 1.0, 0.0 } }))  --> tensor(1., shape=(), dtype=float32)]],
  },
  signature = "y_true, y_pred",
  sample = "f({3,4},-2,2), f({3,4},-2,2)",
  fn = function(y_true, y_pred)
    y_true, y_pred = pair(y_true, y_pred)
    return ops.mean(ops.abs(y_true - y_pred), -1)
  end,
})
