-- CategoricalCrossentropy: the cross-entropy of one-hot labels. Knows of mean_of and its function only.
local core = require "lunula.core"
local mean_of = require "lunula.metrics.mean_of"
local categorical_crossentropy = require("lunula.losses.functions").categorical_crossentropy

return mean_of("CategoricalCrossentropy", categorical_crossentropy, {
  doc = {
    "The cross-entropy between one-hot labels and the predicted probabilities of the classes.",
    formula = "mean(-sum(y_true log p)), p divided by its sum and clipped to [epsilon, 1 - epsilon], sums over axis",
    shapes = "y_true, y_pred (n, ..., classes); sample_weight (n,) or with further axes; result ()",
    example = [[
local metric = keras.metrics.CategoricalCrossentropy()
print(metric({ { 0, 1, 0 }, { 0, 0, 1 } }, { { 0.05, 0.95, 0.0 }, { 0.1, 0.8, 0.1 } }))  --> tensor(1.1769392, shape=(), dtype=float32)]],
  },
  params = {
    { "name", "categorical_crossentropy" }, { "dtype", core.null },
    { "from_logits", false, doc = "whether y_pred are logits instead of probabilities" },
    { "label_smoothing", 0, doc = "how far labels are pulled towards even ones, in [0, 1]" },
    { "axis", -1, doc = "axis of the classes" },
  },
  direction = "down",
})
