-- RecallAtPrecision: the best recall among thresholds of enough precision. Knows of at_rate only.
local at_rate = require "lunula.metrics.at_rate"

return at_rate("RecallAtPrecision", "precision", "recall", {
  "The best recall at a threshold whose precision is at least the given one; 0 where no threshold reaches it.",
  formula = "max(tp / (tp + fn)) over thresholds with tp / (tp + fp) >= precision",
  shapes = "y_true, y_pred (n, ...); sample_weight scalar, (n,) or of their shape; result ()",
  example = [[
local metric = keras.metrics.RecallAtPrecision(0.5)
print(metric({ 0, 0, 0, 1, 1 }, { 0.0, 0.3, 0.8, 0.3, 0.8 }))  --> tensor(1., shape=(), dtype=float32)]],
})
