-- Dice: one minus twice the overlap over the sum of two segmentations. Knows of its base class only.
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.losses.base"
local pair = require("lunula.losses.inputs").pair

return base.builtin("Dice", {
  doc = {
    "One minus the Dice coefficient, the overlap of two segmentations. It has one value for the whole batch unless axis says otherwise.",
    formula = "1 - 2 sum(y_true y_pred) / (sum(y_true) + sum(y_pred) + epsilon) over axis, all when nil",
    shapes = "y_true, y_pred of one shape -> that without axis",
    source = "Milletari and others, V-Net: fully convolutional neural networks for volumetric medical image segmentation, 2016",
    example = [[
local loss = keras.losses.Dice()
print(loss({ { 1.0, 0.0 }, { 1.0, 1.0 } }, { { 1.0, 0.0 }, { 1.0, 0.0 } }))  --> tensor(0.19999999, shape=(), dtype=float32)]],
  },
  params = {
    { "reduction", "sum_over_batch_size" },
    { "name", "dice" },
    { "axis", core.null, doc = "axis, or list of axes, of a segmentation; nil for the whole batch" },
  },
  joint = true,
  signature = "y_true, y_pred, axis:axes=nil",
  sample = "f({3,4},0.1,0.9), f({3,4},0.1,0.9)",
  fn = function(y_true, y_pred, axis)
    y_true, y_pred = pair(y_true, y_pred)
    local overlap = ops.sum(y_true * y_pred, axis)
    return 1 - 2 * overlap / (ops.sum(y_true, axis) + ops.sum(y_pred, axis) + core.epsilon())
  end,
})
