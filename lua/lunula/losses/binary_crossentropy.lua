-- BinaryCrossentropy: labels 0 and 1 against probabilities or logits. Knows of its base class only.
local ops = require "lunula.ops"
local base = require "lunula.losses.base"
local inputs = require "lunula.losses.inputs"

return base.builtin("BinaryCrossentropy", {
  doc = {
    "The crossentropy of yes-or-no labels and probabilities or logits.",
    formula = "mean over axis of -[t log p + (1 - t) log(1 - p)], p clipped to [epsilon, 1 - epsilon]; of logits x, max(x, 0) - x t + log(1 + exp(-|x|)). "
      .. "label_smoothing s: t becomes t (1 - s) + s / 2",
    shapes = "y_true, y_pred (..., n) -> (...)",
    example = [[
local loss = keras.losses.BinaryCrossentropy()
print(loss({ { 0, 1 }, { 0, 0 } }, { { 0.6, 0.4 }, { 0.4, 0.6 } }))  --> tensor(0.8149245, shape=(), dtype=float32)]],
  },
  params = {
    { "from_logits", false, doc = "whether y_pred holds logits, not probabilities" },
    { "label_smoothing", 0.0, doc = "how far labels are drawn towards 0.5, in [0, 1]" },
    { "axis", -1, doc = "axis of the mean" },
  },
  signature = "y_true, y_pred, from_logits:bool=false, label_smoothing:float=0, axis:int=-1",
  sample = "f({3,4},0.1,0.9), f({3,4},0.1,0.9)",
  fn = function(y_true, y_pred, from_logits, smoothing, axis)
    y_true, y_pred = inputs.pair(y_true, y_pred)
    inputs.check_shapes(y_true, y_pred)
    y_true = inputs.smooth(y_true, smoothing, 2)
    if from_logits then return ops.mean(ops.maximum(y_pred, 0) - y_pred * y_true + ops.softplus(-ops.abs(y_pred)), axis) end
    return ops.mean(inputs.binary(y_true, y_pred), axis)
  end,
})
