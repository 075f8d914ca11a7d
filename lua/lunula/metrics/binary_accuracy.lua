-- BinaryAccuracy. Knows of its base class and ops.
local ops = require "lunula.ops"
local same_rank = require("lunula.losses.base").same_rank

return require("lunula.metrics.base").mean_of("BinaryAccuracy", "binary_accuracy",
  "BinaryAccuracy(threshold = 0.5): how often y_true equals (y_pred > threshold).",
  function(self, y_true, y_pred)
    y_true, y_pred = same_rank(y_true, y_pred)
    local hit = ops.equal(y_true, ops.cast(ops.greater(y_pred, self.threshold), y_true.dtype))
    return ops.mean(ops.cast(hit, self.dtype), -1)
  end, { { "threshold", 0.5 } })
