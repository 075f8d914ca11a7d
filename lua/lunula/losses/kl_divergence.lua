-- KLDivergence: how far predicted distributions are from the true ones. Knows of its base class only.
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.losses.base"
local pair = require("lunula.losses.inputs").pair

return base.builtin("KLDivergence", {
  doc = {
    "The Kullback-Leibler divergence of predicted distributions from the true ones.",
    formula = "sum(y_true log(y_true / y_pred)) over the last axis, both clipped to [epsilon, 1]",
    shapes = "y_true, y_pred (..., n) -> (...)",
    source = "Kullback and Leibler, On information and sufficiency, 1951",
    example = [[
local loss = keras.losses.KLDivergence()
print(loss({ { 0, 1 }, { 0, 0 } }, { { 0.6, 0.4 }, { 0.4, 0.6 } }))  --> tensor(0.45814306, shape=(), dtype=float32)]],
  },
  signature = "y_true, y_pred",
  sample = "f({3,4},0.1,0.9), f({3,4},0.1,0.9)",
  fn = function(y_true, y_pred)
    y_true, y_pred = pair(y_true, y_pred)
    local t, p = ops.clip(y_true, core.epsilon(), 1), ops.clip(y_pred, core.epsilon(), 1)
    return ops.sum(t * ops.log(t / p), -1)
  end,
})
