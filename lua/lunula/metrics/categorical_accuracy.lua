-- CategoricalAccuracy: how often the largest prediction is that of the one-hot label. Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local functions = require "lunula.metrics.functions"
local MeanMetricWrapper = require "lunula.metrics.mean_metric_wrapper"
local Metric = require("lunula.metrics.base").Metric

return class.builtin(Metric, "CategoricalAccuracy", "keras.metrics", {
  doc = "CategoricalAccuracy(name, dtype): how often the largest prediction is that of the one-hot label.",
  inherit = MeanMetricWrapper,
  params = { { "name", "categorical_accuracy" }, { "dtype", core.null }, { "fn", core.null, config = false } },
  call = function(_, y_true, y_pred) return functions.categorical_accuracy(y_true, y_pred) end,
})
