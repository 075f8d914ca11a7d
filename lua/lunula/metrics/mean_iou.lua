-- MeanIoU: the mean intersection over union of all classes. Knows of iou_base only.
local class = require "lunula.class"
local core = require "lunula.core"
local base = require "lunula.metrics.base"
local iou = require "lunula.metrics.iou_base"

local shared = iou.params

return class.builtin(base.Metric, "MeanIoU", "keras.metrics", {
  doc = {
    "The mean intersection over union of all classes.",
    formula = "mean over classes of tp / (tp + fp + fn); classes that never occur are left out",
    shapes = "y_true, y_pred (n, ...) of classes; sample_weight scalar or of their shape; result ()",
    example = [[
print(keras.metrics.MeanIoU(2)({ 0, 0, 1, 1 }, { 0, 1, 0, 1 }))  --> tensor(0.33333334, shape=(), dtype=float32)]],
  },
  aliases = { "mean_io_u" },
  inherit = iou.IoUBase,
  params = {
    shared.num_classes,
    { "name", core.null }, { "dtype", core.null },
    shared.ignore_class, shared.sparse_y_true, shared.sparse_y_pred, shared.axis,
  },
  get_config = base.config_in_order,
})
