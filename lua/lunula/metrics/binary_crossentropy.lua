-- BinaryCrossentropy: the cross-entropy of labels of 0 and 1. Knows of mean_of and its function only.
local core = require "lunula.core"
local mean_of = require "lunula.metrics.mean_of"
local binary_crossentropy = require("lunula.losses.functions").binary_crossentropy

return mean_of("BinaryCrossentropy", binary_crossentropy, {
  doc = {
    "The cross-entropy between labels of 0 and 1 and their predicted probabilities.",
    formula = "mean(-[y_true log p + (1 - y_true) log(1 - p)]), p clipped to [epsilon, 1 - epsilon]",
    shapes = "y_true, y_pred (n, ..., m); sample_weight (n,) or with further axes; result ()",
    example = [[
local metric = keras.metrics.BinaryCrossentropy()
print(metric({ { 0, 1 }, { 0, 0 } }, { { 0.6, 0.4 }, { 0.4, 0.6 } }))  --> tensor(0.8149245, shape=(), dtype=float32)]],
  },
  aliases = { "bce", "BCE" },
  params = {
    { "name", "binary_crossentropy" }, { "dtype", core.null },
    { "from_logits", false, doc = "whether y_pred are logits instead of probabilities" },
    { "label_smoothing", 0, doc = "how far labels are pulled towards even ones, in [0, 1]" },
  },
  direction = "down",
})
