-- CategoricalAccuracy: how often the largest prediction is that of the one-hot label. Knows of mean_of and its function only.
local core = require "lunula.core"
local mean_of = require "lunula.metrics.mean_of"
local categorical_accuracy = require("lunula.metrics.functions").categorical_accuracy

return mean_of("CategoricalAccuracy", categorical_accuracy, {
  doc = {
    "How often the largest prediction stands where the one-hot label does.",
    formula = "mean(argmax(y_true) == argmax(y_pred)), over the last axis",
    shapes = "y_true, y_pred (n, ..., classes); sample_weight (n,) or with further axes; result ()",
    example = [[
local metric = keras.metrics.CategoricalAccuracy()
print(metric({ { 0, 0, 1 }, { 0, 1, 0 } }, { { 0.1, 0.9, 0.8 }, { 0.05, 0.95, 0.0 } }))  --> tensor(0.5, shape=(), dtype=float32)]],
  },
  params = { { "name", "categorical_accuracy" }, { "dtype", core.null } },
  direction = "up",
})
