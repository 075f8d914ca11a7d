-- Precision: the share of positive predictions that are right. Knows of confusion only.
local class = require "lunula.class"
local core = require "lunula.core"
local confusion = require "lunula.metrics.confusion"
local Metric = require("lunula.metrics.base").Metric

return class.builtin(Metric, "Precision", "keras.metrics", {
  doc = {
    "The share of positive predictions that are right; 0 where there are none.",
    formula = "tp / (tp + fp) at each threshold",
    shapes = "y_true, y_pred (n, ...); sample_weight scalar, (n,) or of their shape; result () for one threshold, else (thresholds,)",
    example = [[
print(keras.metrics.Precision()({ 0, 1, 1, 1 }, { 1, 0, 1, 1 }))                        --> tensor(0.6666667, shape=(), dtype=float32)
print(keras.metrics.Precision { thresholds = { 0.25, 0.75 } }({ 0, 1, 1 }, { 0.5, 0.5, 0.9 }))  --> tensor([0.6666667, 1.       ], shape=(2,), dtype=float32)]],
  },
  inherit = confusion.Confusion,
  params = {
    { "thresholds", core.null, doc = "predictions above it are positive: a number or a list in [0, 1]; nil means 0.5, or none with top_k" },
    { "top_k", core.null, doc = "only the k largest predictions along the last axis are positive" },
    { "class_id", core.null, doc = "only this class counts, a place on the last axis" },
  },
  direction = "up",
  counted = confusion.counted("true_positives", "false_positives"),
  result = function(self) return self:at_thresholds(self:ratio(self.true_positives.value, self.false_positives.value)) end,
})
