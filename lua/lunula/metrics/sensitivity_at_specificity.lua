-- SensitivityAtSpecificity: the best sensitivity among thresholds of enough specificity. Knows of at_rate only.
local at_rate = require "lunula.metrics.at_rate"

return at_rate("SensitivityAtSpecificity", "specificity", "sensitivity", {
  "The best sensitivity at a threshold whose specificity is at least the given one; 0 where no threshold reaches it.",
  formula = "max(tp / (tp + fn)) over thresholds with tn / (tn + fp) >= specificity",
  shapes = "y_true, y_pred (n, ...); sample_weight scalar, (n,) or of their shape; result ()",
  example = [[
local metric = keras.metrics.SensitivityAtSpecificity(0.5)
print(metric({ 0, 0, 0, 1, 1 }, { 0.0, 0.3, 0.8, 0.3, 0.8 }))  --> tensor(0.5, shape=(), dtype=float32)]],
})
