-- BinaryIoU: the intersection over union of classes 0 and 1, after a threshold. Knows of iou_base only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.metrics.base"
local iou = require "lunula.metrics.iou_base"

return class.builtin(base.Metric, "BinaryIoU", "keras.metrics", {
  doc = {
    "The intersection over union of classes 0 and 1, after a threshold.",
    formula = "mean over classes of tp / (tp + fp + fn); classes that never occur are left out",
    shapes = "y_true (n, ...) of 0 and 1, y_pred (n, ...); sample_weight scalar or of their shape; result ()",
    example = [[
print(keras.metrics.BinaryIoU { threshold = 0.3 }({ 0, 1, 0, 1 }, { 0.1, 0.2, 0.4, 0.7 }))  --> tensor(0.33333334, shape=(), dtype=float32)]],
  },
  aliases = { "binary_io_u" },
  inherit = iou.IoUBase,
  params = {
    { "target_class_ids", { 0, 1 }, doc = "the classes whose mean is the result: { 0 }, { 1 } or both" },
    { "threshold", 0.5, doc = "predictions from it on are of class 1" },
    { "name", core.null }, { "dtype", core.null },
  },
  num_classes = 2,
  update_state = function(self, ...)
    local y_true, y_pred, weight = base.take(self, ...)
    y_pred = ops.cast(ops.greater_equal(core.tensor(y_pred, "float32"), self.threshold), self.dtype)
    super.update_state(self, y_true, y_pred, weight)
  end,
  get_config = base.config_in_order,
})
