-- LogCoshError: the mean of the logarithm of the hyperbolic cosine of differences. Knows of mean_of and its function only.
local core = require "lunula.core"
local mean_of = require "lunula.metrics.mean_of"
local log_cosh = require("lunula.losses.functions").log_cosh

return mean_of("LogCoshError", log_cosh, {
  doc = {
    "The mean of log cosh of the differences: squares where they are small, absolute values where they are large.",
    formula = "mean(log cosh(y_pred - y_true))",
    shapes = "y_true, y_pred (n, ..., m); sample_weight (n,) or with further axes; result ()",
    example = [[
local metric = keras.metrics.LogCoshError()
print(metric({ { 0, 1 }, { 0, 0 } }, { { 1.0, 1.0 }, { 0.0, 0.0 } }))  --> tensor(0.1084452, shape=(), dtype=float32)]],
  },
  params = { { "name", "logcosh" }, { "dtype", core.null } },
  direction = "down",
})
