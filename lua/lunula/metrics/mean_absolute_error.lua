-- MeanAbsoluteError: the mean of absolute differences. Knows of mean_of and its function only.
local core = require "lunula.core"
local mean_of = require "lunula.metrics.mean_of"
local mean_absolute_error = require("lunula.losses.functions").mean_absolute_error

return mean_of("MeanAbsoluteError", mean_absolute_error, {
  doc = {
    "The mean of absolute differences.",
    formula = "mean(|y_true - y_pred|)",
    shapes = "y_true, y_pred (n, ..., m); sample_weight (n,) or with further axes; result ()",
    example = [[
local metric = keras.metrics.MeanAbsoluteError()
print(metric({ { 0, 1 }, { 0, 0 } }, { { 1.0, 1.0 }, { 0.0, 0.0 } }))  --> tensor(0.25, shape=(), dtype=float32)]],
  },
  aliases = { "mae", "MAE" },
  params = { { "name", "mean_absolute_error" }, { "dtype", core.null } },
  direction = "down",
})
