-- SpecificityAtSensitivity: the best specificity among thresholds of enough sensitivity. Knows of at_rate only.
local at_rate = require "lunula.metrics.at_rate"

return at_rate("SpecificityAtSensitivity", "sensitivity", "specificity", {
  "The best specificity at a threshold whose sensitivity is at least the given one; 0 where no threshold reaches it.",
  formula = "max(tn / (tn + fp)) over thresholds with tp / (tp + fn) >= sensitivity",
  shapes = "y_true, y_pred (n, ...); sample_weight scalar, (n,) or of their shape; result ()",
  example = [[
local metric = keras.metrics.SpecificityAtSensitivity(0.5)
print(metric({ 0, 0, 0, 1, 1 }, { 0.0, 0.3, 0.8, 0.3, 0.8 }))  --> tensor(0.6666667, shape=(), dtype=float32)]],
})
