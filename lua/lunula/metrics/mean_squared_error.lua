-- MeanSquaredError: the mean of squared differences. Knows of mean_of and its function only.
local core = require "lunula.core"
local mean_of = require "lunula.metrics.mean_of"
local mean_squared_error = require("lunula.losses.functions").mean_squared_error

return mean_of("MeanSquaredError", mean_squared_error, {
  doc = {
    "The mean of squared differences.",
    formula = "mean((y_true - y_pred)^2)",
    shapes = "y_true, y_pred (n, ..., m); sample_weight (n,) or with further axes; result ()",
    example = [[
local metric = keras.metrics.MeanSquaredError()
print(metric({ { 0, 1 }, { 0, 0 } }, { { 1.0, 1.0 }, { 0.0, 0.0 } }))  --> tensor(0.25, shape=(), dtype=float32)]],
  },
  aliases = { "mse", "MSE" },
  params = { { "name", "mean_squared_error" }, { "dtype", core.null } },
  direction = "down",
})
