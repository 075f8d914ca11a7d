-- MeanSquaredError: the mean of squared differences. Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local functions = require "lunula.losses.functions"
local MeanMetricWrapper = require "lunula.metrics.mean_metric_wrapper"
local Metric = require("lunula.metrics.base").Metric

return class.builtin(Metric, "MeanSquaredError", "keras.metrics", {
  doc = "MeanSquaredError(name, dtype): the mean of squared differences.",
  aliases = { "mse", "MSE" },
  inherit = MeanMetricWrapper,
  params = { { "name", "mean_squared_error" }, { "dtype", core.null }, { "fn", core.null, config = false } },
  call = function(_, y_true, y_pred) return functions.mean_squared_error(y_true, y_pred) end,
})
