-- PrecisionAtRecall: the best precision among thresholds of enough recall. Knows of at_rate only.
local at_rate = require "lunula.metrics.at_rate"

return at_rate("PrecisionAtRecall", "recall", "precision", {
  "The best precision at a threshold whose recall is at least the given one; 0 where no threshold reaches it.",
  formula = "max(tp / (tp + fp)) over thresholds with tp / (tp + fn) >= recall",
  shapes = "y_true, y_pred (n, ...); sample_weight scalar, (n,) or of their shape; result ()",
  example = [[
local metric = keras.metrics.PrecisionAtRecall(0.5)
print(metric({ 0, 0, 0, 1, 1 }, { 0.0, 0.3, 0.8, 0.3, 0.8 }))  --> tensor(0.5, shape=(), dtype=float32)]],
})
