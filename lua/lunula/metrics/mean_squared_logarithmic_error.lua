-- MeanSquaredLogarithmicError: the mean of squared differences of logarithms. Knows of mean_of and its function only.
local core = require "lunula.core"
local mean_of = require "lunula.metrics.mean_of"
local mean_squared_logarithmic_error = require("lunula.losses.functions").mean_squared_logarithmic_error

return mean_of("MeanSquaredLogarithmicError", mean_squared_logarithmic_error, {
  doc = {
    "The mean of squared differences of logarithms.",
    formula = "mean((log(1 + y_true) - log(1 + y_pred))^2), both at least epsilon",
    shapes = "y_true, y_pred (n, ..., m); sample_weight (n,) or with further axes; result ()",
    example = [[
local metric = keras.metrics.MeanSquaredLogarithmicError()
print(metric({ { 0, 1 }, { 0, 0 } }, { { 1.0, 1.0 }, { 0.0, 0.0 } }))  --> tensor(0.12011322, shape=(), dtype=float32)]],
  },
  aliases = { "msle", "MSLE" },
  params = { { "name", "mean_squared_logarithmic_error" }, { "dtype", core.null } },
  direction = "down",
})
