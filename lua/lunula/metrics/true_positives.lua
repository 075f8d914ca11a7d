-- TruePositives: how many positive predictions of positive labels. Knows of its base class only.
local confusion_count = require "lunula.metrics.confusion_count"

return confusion_count("TruePositives", "true_positives", {
  "The number (or total weight) of positive predictions of positive labels.",
  formula = "sum(weight) where y_true and y_pred > threshold",
  shapes = "y_true, y_pred (n, ...); sample_weight scalar, (n,) or of their shape; result () for one threshold, else (thresholds,)",
  example = [[
print(keras.metrics.TruePositives()({ 0, 1, 1, 1 }, { 1, 0, 1, 1 }))                                 --> tensor(2., shape=(), dtype=float32)
print(keras.metrics.TruePositives()({ 0, 1, 1, 1 }, { 1, 0, 1, 1 }, { sample_weight = { 0, 0, 1, 0 } }))  --> tensor(1., shape=(), dtype=float32)]],
})
