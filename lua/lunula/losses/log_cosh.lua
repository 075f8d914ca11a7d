-- LogCosh: the logarithm of the hyperbolic cosine of differences. Knows of its base class only.
local ops = require "lunula.ops"
local base = require "lunula.losses.base"
local pair = require("lunula.losses.inputs").pair

return base.builtin("LogCosh", {
  doc = {
    "The mean log(cosh(e)) of errors e: about e^2 / 2 for small ones, |e| - log 2 for large ones.",
    formula = "mean(e + softplus(-2 e) - log 2) over the last axis; e = y_pred - y_true",
    shapes = "y_true, y_pred (..., n) -> (...)",
    example = [[
local loss = keras.losses.LogCosh()
print(loss({ { 0.0, 1.0 }, { 0.0, 0.0 } }, { { 1.0, 1.0 }, { 0.0, 0.0 } }))  --> tensor(0.1084452, shape=(), dtype=float32)]],
  },
  signature = "y_true, y_pred",
  sample = "f({3,4},-2,2), f({3,4},-2,2)",
  fn = function(y_true, y_pred)
    y_true, y_pred = pair(y_true, y_pred)
    local e = y_pred - y_true
    return ops.mean(e + ops.softplus(-2 * e) - math.log(2), -1)
  end,
})
