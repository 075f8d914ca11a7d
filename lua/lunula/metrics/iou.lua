-- IoU: the intersection over union of target classes. Knows of iou_base only.
local class = require "lunula.class"
local core = require "lunula.core"
local base = require "lunula.metrics.base"
local iou = require "lunula.metrics.iou_base"

local shared = iou.params

return class.builtin(base.Metric, "IoU", "keras.metrics", {
  doc = {
    "The intersection over union of target classes.",
    formula = "mean over classes of tp / (tp + fp + fn); classes that never occur are left out",
    shapes = "y_true, y_pred (n, ...) of classes; sample_weight scalar or of their shape; result ()",
    example = [[
print(keras.metrics.IoU { num_classes = 2, target_class_ids = { 0 } }({ 0, 0, 1, 1 }, { 0, 1, 0, 1 }))  --> tensor(0.3333333, shape=(), dtype=float32)]],
  },
  aliases = { "io_u" },
  inherit = iou.IoUBase,
  params = {
    shared.num_classes, shared.target_class_ids,
    { "name", core.null }, { "dtype", core.null },
    shared.ignore_class, shared.sparse_y_true, shared.sparse_y_pred, shared.axis,
  },
})
