-- CategoricalFocalCrossentropy: crossentropy of one-hot labels that leaves easy examples alone. Knows of its base class only.
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.losses.base"
local inputs = require "lunula.losses.inputs"

return base.builtin("CategoricalFocalCrossentropy", {
  doc = {
    "The crossentropy of one-hot labels in which examples that are right already count for little.",
    formula = "sum over axis of -alpha (1 - q)^gamma t log q; q = p / sum(p) clipped to [epsilon, 1 - epsilon], of logits their softmax; "
      .. "label_smoothing s: t becomes t (1 - s) + s / classes",
    shapes = "y_true, y_pred (..., classes) -> (...)",
    source = "Lin and others, Focal loss for dense object detection, 2017",
    example = [[
local loss = keras.losses.CategoricalFocalCrossentropy { alpha = { 0.25, 0.5, 0.25 } }
print(loss({ { 0, 1, 0 }, { 0, 0, 1 } }, { { 0.05, 0.95, 0 }, { 0.1, 0.8, 0.1 } }))  --> tensor(0.23316878, shape=(), dtype=float32)]],
  },
  params = {
    { "alpha", 0.25, doc = "weight of all classes, or a list with one for each" },
    { "gamma", 2.0, doc = "how little easy examples count; 0 is plain crossentropy" },
    { "from_logits", false, doc = "whether y_pred holds logits, not probabilities" },
    { "label_smoothing", 0.0, doc = "how far labels are drawn towards being equal, in [0, 1]" },
    { "axis", -1, doc = "axis of the classes" },
  },
  order = { "name", "reduction", "from_logits", "label_smoothing", "axis", "alpha", "gamma" },
  signature = "y_true, y_pred, alpha:any=nil, gamma:float=2, from_logits:bool=false, label_smoothing:float=0, axis:int=-1",
  sample = "f({3,4},0.1,0.9), f({3,4},0.1,0.9)",
  fn = function(y_true, y_pred, alpha, gamma, from_logits, smoothing, axis)
    y_true, y_pred = inputs.pair(y_true, y_pred)
    inputs.check_classes(y_true, y_pred)
    local t = inputs.smooth(y_true, smoothing, y_pred.shape[inputs.place(axis, y_pred)])
    local q = inputs.normalized(from_logits and ops.softmax(y_pred, axis) or y_pred, axis)
    return -ops.sum(core.tensor(alpha or 0.25, q.dtype) * inputs.power(1 - q, gamma) * t * ops.log(q), axis)
  end,
})
