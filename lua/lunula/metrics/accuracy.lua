-- Accuracy: how often predictions equal labels. Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local functions = require "lunula.metrics.functions"
local MeanMetricWrapper = require "lunula.metrics.mean_metric_wrapper"
local Metric = require("lunula.metrics.base").Metric

return class.builtin(Metric, "Accuracy", "keras.metrics", {
  doc = "Accuracy(name, dtype): how often predictions equal labels.",
  inherit = MeanMetricWrapper,
  params = { { "name", "accuracy" }, { "dtype", core.null }, { "fn", core.null, config = false } },
  call = function(_, y_true, y_pred) return functions.accuracy(y_true, y_pred) end,
})
