-- SparseCategoricalAccuracy: how often the largest prediction is that of the integer label. Knows of mean_of and its function only.
local core = require "lunula.core"
local mean_of = require "lunula.metrics.mean_of"
local sparse_categorical_accuracy = require("lunula.metrics.functions").sparse_categorical_accuracy

return mean_of("SparseCategoricalAccuracy", sparse_categorical_accuracy, {
  doc = {
    "How often the largest prediction stands where the integer label says.",
    formula = "mean(y_true == argmax(y_pred)), over the last axis",
    shapes = "y_true (n, ...) or (n, ..., 1), y_pred (n, ..., classes); sample_weight (n,) or with further axes; result ()",
    example = [[
local metric = keras.metrics.SparseCategoricalAccuracy()
print(metric({ 2, 1 }, { { 0.1, 0.6, 0.3 }, { 0.05, 0.95, 0.0 } }))  --> tensor(0.5, shape=(), dtype=float32)]],
  },
  params = { { "name", "sparse_categorical_accuracy" }, { "dtype", core.null } },
  direction = "up",
})
