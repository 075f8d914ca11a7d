-- BinaryFocalCrossentropy: crossentropy of yes-or-no labels that leaves easy examples alone. Knows of its base class only.
local ops = require "lunula.ops"
local base = require "lunula.losses.base"
local inputs = require "lunula.losses.inputs"

return base.builtin("BinaryFocalCrossentropy", {
  doc = {
    "The crossentropy of yes-or-no labels in which examples that are right already count for little.",
    formula = "mean over axis of w (1 - p_t)^gamma bce; bce as in BinaryCrossentropy, p_t = t p + (1 - t)(1 - p); logits go through a sigmoid first; "
      .. "w = t alpha + (1 - t)(1 - alpha) with apply_class_balancing, else 1",
    shapes = "y_true, y_pred (..., n) -> (...)",
    source = "Lin and others, Focal loss for dense object detection, 2017",
    example = [[
local loss = keras.losses.BinaryFocalCrossentropy { gamma = 3 }
print(loss({ { 0, 1 }, { 0, 0 } }, { { 0.6, 0.4 }, { 0.4, 0.6 } }))  --> tensor(0.15661232, shape=(), dtype=float32)]],
  },
  params = {
    { "apply_class_balancing", false, doc = "whether the classes are weighted with alpha" },
    { "alpha", 0.25, doc = "weight of label 1; label 0 has 1 - alpha" },
    { "gamma", 2.0, doc = "how little easy examples count; 0 is plain crossentropy" },
    { "from_logits", false, doc = "whether y_pred holds logits, not probabilities" },
    { "label_smoothing", 0.0, doc = "how far labels are drawn towards 0.5, in [0, 1]" },
    { "axis", -1, doc = "axis of the mean" },
  },
  order = { "name", "reduction", "from_logits", "label_smoothing", "axis", "apply_class_balancing", "alpha", "gamma" },
  signature = "y_true, y_pred, apply_class_balancing:bool=false, alpha:float=0.25, gamma:float=2, from_logits:bool=false, label_smoothing:float=0, axis:int=-1",
  sample = "f({3,4},0.1,0.9), f({3,4},0.1,0.9)",
  fn = function(y_true, y_pred, balanced, alpha, gamma, from_logits, smoothing, axis)
    y_true, y_pred = inputs.pair(y_true, y_pred)
    inputs.check_shapes(y_true, y_pred)
    local t = inputs.smooth(y_true, smoothing, 2)
    local p = from_logits and ops.sigmoid(y_pred) or y_pred
    local right = t * p + (1 - t) * (1 - p)
    local loss = inputs.power(1 - right, gamma) * inputs.binary(t, p)
    if balanced then loss = (t * alpha + (1 - t) * (1 - alpha)) * loss end
    return ops.mean(loss, axis)
  end,
})
