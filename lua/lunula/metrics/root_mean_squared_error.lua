-- RootMeanSquaredError: the root of the mean of squared differences over all updates. Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Mean = require "lunula.metrics.mean"
local Metric = require("lunula.metrics.base").Metric
local same_rank = require("lunula.losses.base").same_rank

return class.builtin(Metric, "RootMeanSquaredError", "keras.metrics", {
  doc = "RootMeanSquaredError(name, dtype): the root of the mean of squared differences.",
  inherit = Mean,
  params = { { "name", "root_mean_squared_error" }, { "dtype", core.null } },
  update_state = function(self, y_true, y_pred, sample_weight)
    y_true, y_pred = same_rank(core.tensor(y_true, self.dtype), core.tensor(y_pred, self.dtype))
    super.update_state(self, ops.square(y_pred - y_true), sample_weight)
  end,
  result = function(self) return ops.sqrt(super.result(self)) end,
})
