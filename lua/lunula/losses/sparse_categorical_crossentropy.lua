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
  signature = "y_true, y_pred, from_logits:bool=false, ignore_class:int=nil, axis:int=-1",
  sample = "i({3},0,4), f({3,4},0.1,0.9)",
  fn = function(y_true, y_pred, from_logits, ignore_class, axis)
    y_pred = inputs.float(y_pred)
    y_true = core.tensor(y_true, "int64")
    if y_true.ndim == y_pred.ndim and y_true.shape[y_true.ndim] == 1 then y_true = ops.squeeze(y_true, -1) end
    local at, expected = inputs.place(axis, y_pred), y_pred.shape
    local classes = table.remove(expected, at)
    inputs.check_shapes(y_true, y_pred, "y_true must have y_pred's shape without the axis of the classes", expected)
    local valid
    if ignore_class ~= nil then
      valid = ops.not_equal(y_true, ignore_class)
      y_true = ops.where(valid, y_true, ops.zeros_like(y_true))
      y_pred = ops.where(ops.expand_dims(valid, axis), y_pred, ops.zeros_like(y_pred))
    end
    y_true = core.ops.within(y_true, 0, classes, "sparse_categorical_crossentropy: label", "y_true")
    local picked = ops.one_hot(y_true, classes, axis, "bool")
    local logs = from_logits and ops.log_softmax(y_pred, axis) or ops.log(inputs.normalized(y_pred, axis))
    local loss = -ops.sum(ops.where(picked, logs, ops.zeros_like(logs)), axis)
    if valid then loss = ops.where(valid, loss, ops.zeros_like(loss)):with_mask(valid) end
    return loss
  end,
})
