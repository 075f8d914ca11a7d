-- OneHotMeanIoU: the mean intersection over union of all classes, of one-hot labels and scores. Knows of iou_base only.
local class = require "lunula.class"
local core = require "lunula.core"
local base = require "lunula.metrics.base"
local iou = require "lunula.metrics.iou_base"

local shared = iou.params

return class.builtin(base.Metric, "OneHotMeanIoU", "keras.metrics", {
  doc = {
    "The mean intersection over union of all classes, of one-hot labels and scores.",
    formula = "mean over classes of tp / (tp + fp + fn); classes that never occur are left out",
    shapes = "y_true (n, ..., classes), y_pred as y_true or (n, ...) of classes; sample_weight scalar or of the classes' shape; result ()",
    example = [[
local metric = keras.metrics.OneHotMeanIoU(3)
local y_true = { { 0, 0, 1 }, { 1, 0, 0 }, { 0, 1, 0 }, { 1, 0, 0 } }
local y_pred = { { 0.2, 0.3, 0.5 }, { 0.1, 0.2, 0.7 }, { 0.5, 0.3, 0.1 }, { 0.1, 0.4, 0.5 } }
print(metric(y_true, y_pred))  --> tensor(0.11111111, shape=(), dtype=float32)]],
  },
  aliases = { "one_hot_mean_io_u" },
  sparse_y_true = false,
  inherit = iou.IoUBase,
  params = {
    shared.num_classes,
    { "name", core.null }, { "dtype", core.null },
    shared.ignore_class,
    { "sparse_y_pred", false, doc = "whether y_pred holds classes instead of a score for each" }, shared.axis,
  },
  get_config = base.config_in_order,
})
