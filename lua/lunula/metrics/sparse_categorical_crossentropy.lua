-- SparseCategoricalCrossentropy: the cross-entropy of integer labels. Knows of mean_of and its function only.
local core = require "lunula.core"
local mean_of = require "lunula.metrics.mean_of"
local sparse_categorical_crossentropy = require("lunula.losses.functions").sparse_categorical_crossentropy

return mean_of("SparseCategoricalCrossentropy", sparse_categorical_crossentropy, {
  doc = {
    "The cross-entropy between integer labels and the predicted probabilities of the classes.",
    formula = "mean(-log p[y_true]); labels of ignore_class count as 0",
    shapes = "y_true (n, ...) or (n, ..., 1), y_pred (n, ..., classes); sample_weight (n,) or with further axes; result ()",
    example = [[
local metric = keras.metrics.SparseCategoricalCrossentropy()
print(metric({ 1, 2 }, { { 0.05, 0.95, 0.0 }, { 0.1, 0.8, 0.1 } }))  --> tensor(1.1769392, shape=(), dtype=float32)]],
  },
  params = {
    { "name", "sparse_categorical_crossentropy" }, { "dtype", core.null },
    { "from_logits", false, doc = "whether y_pred are logits instead of probabilities" },
    { "ignore_class", core.null, doc = "label whose samples give 0, and are left out where there are weights" },
    { "axis", -1, doc = "axis of the classes" },
  },
  direction = "down",
})
