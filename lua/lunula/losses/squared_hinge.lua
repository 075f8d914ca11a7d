-- SquaredHinge: the square of the hinge loss. Knows of its base class only.
local ops = require "lunula.ops"
local base = require "lunula.losses.base"
local inputs = require "lunula.losses.inputs"

return base.builtin("SquaredHinge", {
  doc = {
    "The squared hinge loss for labels -1 and 1. Where every label of a batch is 0 or 1, 0 stands for -1.",
    formula = "mean(max(1 - y_true y_pred, 0)^2) over the last axis",
    shapes = "y_true, y_pred (..., n) -> (...)",
    example = [[
local loss = keras.losses.SquaredHinge()
print(loss({ { 0, 1 }, { 0, 0 } }, { { 0.6, 0.4 }, { 0.4, 0.6 } }))  --> tensor(1.86, shape=(), dtype=float32)]],
  },
  signature = "y_true, y_pred",
  sample = "f({3,4},-0.9,0.9), f({3,4},-0.9,0.9)",
  fn = function(y_true, y_pred)
    y_true, y_pred = inputs.pair(y_true, y_pred)
    return ops.mean(ops.square(ops.maximum(1 - inputs.signs(y_true) * y_pred, 0)), -1)
  end,
})
