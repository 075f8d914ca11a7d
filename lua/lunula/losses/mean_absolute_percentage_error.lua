-- MeanAbsolutePercentageError: absolute differences in percent of the labels. Knows of its base class only.
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.losses.base"
local pair = require("lunula.losses.inputs").pair

return base.builtin("MeanAbsolutePercentageError", {
  doc = {
    "The mean absolute error in percent of the labels' size.",
    formula = "100 mean(|y_true - y_pred| / max(|y_true|, epsilon)) over the last axis",
    shapes = "y_true, y_pred (..., n) -> (...)",
    example = [[
local loss = keras.losses.MeanAbsolutePercentageError()
print(loss({ { 2.0, 1.0 }, { 4.0, 8.0 } }, { { 1.0, 1.0 }, { 1.0, 8.0 } }))  --> tensor(31.25, shape=(), dtype=float32)]],
  },
  signature = "y_true, y_pred",
  sample = "f({3,4},1,2), f({3,4},-2,2)",
  fn = function(y_true, y_pred)
    y_true, y_pred = pair(y_true, y_pred)
    return 100 * ops.mean(ops.abs(y_true - y_pred) / ops.maximum(ops.abs(y_true), core.epsilon()), -1)
  end,
})
