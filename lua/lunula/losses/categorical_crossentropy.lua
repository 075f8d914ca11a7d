-- CategoricalCrossentropy: one-hot labels against probabilities or logits. Knows of its base class only.
local ops = require "lunula.ops"
local base = require "lunula.losses.base"
local inputs = require "lunula.losses.inputs"

return base.builtin("CategoricalCrossentropy", {
  doc = {
    "The crossentropy of one-hot labels (or distributions) and probabilities or logits.",
    formula = "-sum(t log q) over axis; q = p / sum(p) clipped to [epsilon, 1 - epsilon], or softmax of logits. label_smoothing s: t becomes t (1 - s) + s / classes",
    shapes = "y_true, y_pred (..., classes) -> (...)",
    example = [[
local loss = keras.losses.CategoricalCrossentropy()
print(loss({ { 0, 1, 0 }, { 0, 0, 1 } }, { { 0.05, 0.95, 0 }, { 0.1, 0.8, 0.1 } }))  --> tensor(1.1769392, shape=(), dtype=float32)]],
  },
  params = {
    { "from_logits", false, doc = "whether y_pred holds logits, not probabilities" },
    { "label_smoothing", 0.0, doc = "how far labels are drawn towards being equal, in [0, 1]" },
    { "axis", -1, doc = "axis of the classes" },
  },
  signature = "y_true, y_pred, from_logits:bool=false, label_smoothing:float=0, axis:int=-1",
  sample = "f({3,4},0.1,0.9), f({3,4},0.1,0.9)",
  fn = function(y_true, y_pred, from_logits, smoothing, axis)
    y_true, y_pred = inputs.pair(y_true, y_pred)
    inputs.check_classes(y_true, y_pred)
    y_true = inputs.smooth(y_true, smoothing, y_pred.shape[inputs.place(axis, y_pred)])
    local logs = from_logits and ops.log_softmax(y_pred, axis) or ops.log(inputs.normalized(y_pred, axis))
    return -ops.sum(y_true * logs, axis)
  end,
})
