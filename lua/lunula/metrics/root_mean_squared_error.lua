-- RootMeanSquaredError: the root of the mean of squared differences over all updates. Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.metrics.base"
local Mean = require "lunula.metrics.mean"
local same_rank = require("lunula.losses.base").same_rank

return class.builtin(base.Metric, "RootMeanSquaredError", "keras.metrics", {
  doc = {
    "The root of the mean of squared differences.",
    formula = "sqrt(mean((y_true - y_pred)^2)), the mean over all updates",
    shapes = "y_true, y_pred (n, ...); sample_weight (n,) or with further axes; result ()",
    example = [[
local metric = keras.metrics.RootMeanSquaredError()
print(metric({ { 0, 1 }, { 0, 0 } }, { { 1.0, 1.0 }, { 0.0, 0.0 } }))  --> tensor(0.5, shape=(), dtype=float32)]],
  },
  inherit = Mean,
  params = { { "name", "root_mean_squared_error" }, { "dtype", core.null } },
  direction = "down",
  update_state = function(self, ...)
    local y_true, y_pred, weight = base.take(self, ...)
    y_true, y_pred = same_rank(core.tensor(y_true, self.dtype), core.tensor(y_pred, self.dtype))
    super.update_state(self, ops.square(y_pred - y_true), weight)
  end,
  result = function(self) return ops.sqrt(super.result(self)) end,
})
