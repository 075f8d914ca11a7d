-- MeanAbsoluteError: the mean of absolute differences. Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local functions = require "lunula.losses.functions"
local MeanMetricWrapper = require "lunula.metrics.mean_metric_wrapper"
local Metric = require("lunula.metrics.base").Metric

return class.builtin(Metric, "MeanAbsoluteError", "keras.metrics", {
  doc = "MeanAbsoluteError(name, dtype): the mean of absolute differences.",
  aliases = { "mae", "MAE" },
  inherit = MeanMetricWrapper,
  params = { { "name", "mean_absolute_error" }, { "dtype", core.null }, { "fn", core.null, config = false } },
  call = function(_, y_true, y_pred) return functions.mean_absolute_error(y_true, y_pred) end,
})
