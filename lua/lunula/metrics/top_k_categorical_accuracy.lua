-- TopKCategoricalAccuracy: how often the one-hot label is among the k largest predictions. Knows of mean_of and its function only.
local core = require "lunula.core"
local mean_of = require "lunula.metrics.mean_of"
local top_k_categorical_accuracy = require("lunula.metrics.functions").top_k_categorical_accuracy

return mean_of("TopKCategoricalAccuracy", top_k_categorical_accuracy, {
  doc = {
    "How often the class of the one-hot label is among the k largest predictions.",
    formula = "mean(argmax(y_true) among the k largest of y_pred), over the last axis; ties are among them",
    shapes = "y_true, y_pred (n, ..., classes); sample_weight (n,) or with further axes; result ()",
    example = [[
local metric = keras.metrics.TopKCategoricalAccuracy { k = 2 }
print(metric({ { 0, 0, 1 }, { 1, 0, 0 } }, { { 0.1, 0.9, 0.8 }, { 0.05, 0.95, 0.1 } }))  --> tensor(0.5, shape=(), dtype=float32)]],
  },
  params = {
    { "k", 5, doc = "how many of the largest predictions count" },
    { "name", "top_k_categorical_accuracy" }, { "dtype", core.null },
  },
  direction = "up",
})
