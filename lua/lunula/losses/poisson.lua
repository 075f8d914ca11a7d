-- Poisson: the negative log-likelihood of counts. Knows of its base class only.
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.losses.base"
local pair = require("lunula.losses.inputs").pair

return base.builtin("Poisson", {
  doc = {
    "The negative log-likelihood of counts that a Poisson distribution with the predicted mean gives, but for a constant.",
    formula = "mean(y_pred - y_true log(y_pred + epsilon)) over the last axis",
    shapes = "y_true, y_pred (..., n) -> (...)",
    example = [[
local loss = keras.losses.Poisson()
print(loss({ { 0.0, 1.0 }, { 0.0, 0.0 } }, { { 1.0, 1.0 }, { 1.0, 0.0 } }))  --> tensor(0.75, shape=(), dtype=float32)]],
  },
  signature = "y_true, y_pred",
  sample = "f({3,4},0.1,2), f({3,4},0.1,2)",
  fn = function(y_true, y_pred)
    y_true, y_pred = pair(y_true, y_pred)
    return ops.mean(y_pred - y_true * ops.log(y_pred + core.epsilon()), -1)
  end,
})
