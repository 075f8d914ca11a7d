-- BinaryAccuracy: how often predictions above the threshold are labels of 1, the others of 0. Knows of mean_of and its function only.
local core = require "lunula.core"
local mean_of = require "lunula.metrics.mean_of"
local binary_accuracy = require("lunula.metrics.functions").binary_accuracy

return mean_of("BinaryAccuracy", binary_accuracy, {
  doc = {
    "How often labels of 0 and 1 equal the predictions after a threshold.",
    formula = "mean(y_true == (y_pred > threshold))",
    shapes = "y_true, y_pred (n, ...); sample_weight (n,) or with further axes; result ()",
    example = [[
local metric = keras.metrics.BinaryAccuracy()
print(metric({ { 1 }, { 1 }, { 0 }, { 0 } }, { { 0.98 }, { 1.0 }, { 0.0 }, { 0.6 } }))  --> tensor(0.75, shape=(), dtype=float32)]],
  },
  params = {
    { "name", "binary_accuracy" }, { "dtype", core.null },
    { "threshold", 0.5, doc = "predictions above it count as 1" },
  },
  direction = "up",
})
