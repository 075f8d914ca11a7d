-- SparseCategoricalCrossentropy: integer labels against probabilities or logits. Knows of its base class only.
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.losses.base"
local inputs = require "lunula.losses.inputs"

return base.builtin("SparseCategoricalCrossentropy", {
  doc = {
    "The crossentropy of integer labels and probabilities or logits. Labels of ignore_class give 0 and are masked out; one outside the classes is an error.",
    formula = "-log q[label]; q = p / sum(p) over axis, clipped to [epsilon, 1 - epsilon], or softmax of logits",
    shapes = "y_true (...) or (..., 1), y_pred (..., classes) -> (...)",
    example = [[
local loss = keras.losses.SparseCategoricalCrossentropy()
print(loss({ 1, 2 }, { { 0.05, 0.95, 0 }, { 0.1, 0.8, 0.1 } }))  --> tensor(1.1769392, shape=(), dtype=float32)]],
  },
  params = {
    { "from_logits", false, doc = "whether y_pred holds logits, not probabilities" },
    { "ignore_class", core.null, doc = "a label that doesn't count, such as -1" },
    { "reduction", "sum_over_batch_size" },
    { "axis", -1, doc = "axis of the classes" },
  },
  labels = true,
  forgotten = "axis",
  signature = "y_true, y_pred, from_logits:bool=false, ignore_class:int=nil, axis:int=-1",
  sample = "i({3},0,4), f({3,4},0.1,0.9)",
  fn = function(y_true, y_pred, from_logits, ignore_class, axis)
    local classes
    y_true, y_pred, classes = inputs.labels(y_true, y_pred, axis)
    local valid
    if ignore_class ~= nil then
      valid = ops.not_equal(y_true, core.tensor(ignore_class, "int64"))
      y_true = ops.where(valid, y_true, 0)
      y_pred = ops.where(ops.expand_dims(valid, axis), y_pred, 0)
    end
    local total
    if from_logits then
      y_pred = y_pred - ops.stop_gradient(ops.max(y_pred, axis, true))
      total = ops.log(ops.sum(ops.exp(y_pred), axis))
    else
      total = ops.sum(y_pred, axis)
    end
    local picked = inputs.pick(y_pred, y_true, classes, axis, "sparse_categorical_crossentropy")
    local loss = from_logits and total - picked or -ops.log(ops.clip(picked / total, core.epsilon(), 1 - core.epsilon()))
    if valid then loss = ops.where(valid, loss, 0):with_mask(valid) end
    return loss
  end,
})
