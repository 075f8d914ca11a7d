-- SparseCategoricalAccuracy. Knows of its base class and ops.
local ops = require "lunula.ops"

return require("lunula.metrics.base").mean_of("SparseCategoricalAccuracy", "sparse_categorical_accuracy",
  "SparseCategoricalAccuracy(): how often the largest y_pred stands at the integer y_true.",
  function(self, y_true, y_pred)
    if y_true.ndim == y_pred.ndim and y_true.shape[y_true.ndim] == 1 then y_true = ops.squeeze(y_true, -1) end
    return ops.cast(ops.equal(ops.cast(y_true, "int32"), ops.argmax(y_pred, -1)), self.dtype)
  end)
