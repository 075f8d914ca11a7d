-- BinaryAccuracy: how often predictions above the threshold are labels of 1, the others of 0. Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local functions = require "lunula.metrics.functions"
local MeanMetricWrapper = require "lunula.metrics.mean_metric_wrapper"
local Metric = require("lunula.metrics.base").Metric

return class.builtin(Metric, "BinaryAccuracy", "keras.metrics", {
  doc = "BinaryAccuracy(name, dtype, threshold = 0.5): how often predictions above the threshold are labels of 1, the others of 0.",
  inherit = MeanMetricWrapper,
  params = { { "name", "binary_accuracy" }, { "dtype", core.null }, { "threshold", 0.5 }, { "fn", core.null, config = false } },
  call = function(self, y_true, y_pred) return functions.binary_accuracy(y_true, y_pred, self.threshold) end,
})
