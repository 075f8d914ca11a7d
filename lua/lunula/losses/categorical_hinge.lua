-- CategoricalHinge: the margin between the right class and the best of the others. Knows of its base class only.
local ops = require "lunula.ops"
local base = require "lunula.losses.base"
local pair = require("lunula.losses.inputs").pair

return base.builtin("CategoricalHinge", {
  doc = {
    "The margin by which the best wrong class comes near the right one, for one-hot labels.",
    formula = "max(max((1 - y_true) y_pred) - sum(y_true y_pred) + 1, 0) over the last axis",
    shapes = "y_true, y_pred (..., classes) -> (...)",
    example = [[
local loss = keras.losses.CategoricalHinge()
print(loss({ { 0, 1 }, { 0, 0 } }, { { 0.6, 0.4 }, { 0.4, 0.6 } }))  --> tensor(1.4000001, shape=(), dtype=float32)]],
  },
  signature = "y_true, y_pred",
  sample = "f({3,4},0.1,0.9), f({3,4},-2,2)",
  fn = function(y_true, y_pred)
    y_true, y_pred = pair(y_true, y_pred)
    local right, wrong = ops.sum(y_true * y_pred, -1), ops.max((1 - y_true) * y_pred, -1)
    return ops.maximum(wrong - right + 1, 0)
  end,
})
