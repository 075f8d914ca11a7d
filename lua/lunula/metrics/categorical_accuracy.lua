-- CategoricalAccuracy. Knows of its base class and ops.
local ops = require "lunula.ops"

return require("lunula.metrics.base").mean_of("CategoricalAccuracy", "categorical_accuracy",
  "CategoricalAccuracy(): how often the largest y_pred stands where the largest y_true does.",
  function(self, y_true, y_pred)
    return ops.cast(ops.equal(ops.argmax(y_true, -1), ops.argmax(y_pred, -1)), self.dtype)
  end)
