-- Huber: squares of small errors, absolute values of those above delta. Knows of its base class only.
local base = require "lunula.losses.base"
local ops = require "lunula.ops"
local pair = require("lunula.losses.inputs").pair

return base.builtin("Huber", {
  doc = {
    "The Huber loss: quadratic up to delta, linear beyond, so that outliers don't rule.",
    formula = "mean of e^2 / 2 where |e| <= delta, else delta |e| - delta^2 / 2, over the last axis; e = y_pred - y_true",
    shapes = "y_true, y_pred (..., n) -> (...)",
    source = "Huber, Robust estimation of a location parameter, 1964",
    example = [[
local loss = keras.losses.Huber { delta = 0.5 }
print(loss({ { 0.0, 1.0 } }, { { 2.0, 1.0 } }))  --> tensor(0.4375, shape=(), dtype=float32)]],
  },
  params = { { "delta", 1.0, doc = "size of error from which the loss is linear" }, { "reduction", "sum_over_batch_size" }, { "name", "huber_loss" } },
  forgotten = "delta",
  signature = "y_true, y_pred, delta:float=1",
  sample = "f({3,4},-2,2), f({3,4},-2,2)",
  fn = function(y_true, y_pred, delta)
    y_true, y_pred = pair(y_true, y_pred)
    local size = ops.abs(y_pred - y_true)
    local inner = ops.minimum(size, delta) -- the same as the two cases, in one expression
    return ops.mean(inner * (size - 0.5 * inner), -1)
  end,
})
