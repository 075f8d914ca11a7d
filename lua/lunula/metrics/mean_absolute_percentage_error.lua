-- MeanAbsolutePercentageError: the mean of differences in percent of the true values. Knows of mean_of and its function only.
local core = require "lunula.core"
local mean_of = require "lunula.metrics.mean_of"
local mean_absolute_percentage_error = require("lunula.losses.functions").mean_absolute_percentage_error

return mean_of("MeanAbsolutePercentageError", mean_absolute_percentage_error, {
  doc = {
    "The mean of absolute differences in percent of the true values.",
    formula = "100 mean(|y_true - y_pred| / max(|y_true|, epsilon))",
    shapes = "y_true, y_pred (n, ..., m); sample_weight (n,) or with further axes; result ()",
    example = [[
local metric = keras.metrics.MeanAbsolutePercentageError()
print(metric({ { 2.0, 1.0 }, { 4.0, 1.0 } }, { { 1.0, 1.0 }, { 3.0, 1.0 } }))  --> tensor(18.75, shape=(), dtype=float32)]],
  },
  aliases = { "mape", "MAPE" },
  params = { { "name", "mean_absolute_percentage_error" }, { "dtype", core.null } },
  direction = "down",
})
