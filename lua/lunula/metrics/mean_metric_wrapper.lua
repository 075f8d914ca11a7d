-- MeanMetricWrapper: the mean of a function of (y_true, y_pred). Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.metrics.base"
local Mean = require "lunula.metrics.mean"
local same_rank = require("lunula.losses.base").same_rank

return class.builtin(base.Metric, "MeanMetricWrapper", "keras.metrics", {
  doc = "MeanMetricWrapper(fn, name, dtype): the mean of fn(y_true, y_pred), which gives one value per sample.",
  inherit = Mean,
  params = { { "fn" }, { "name", core.null }, { "dtype", core.null } },
  call = function(self, y_true, y_pred) return self.fn(y_true, y_pred) end,
  update_state = function(self, y_true, y_pred, sample_weight)
    if y_true == nil or y_pred == nil then core.raise(("%s: expected y_true, y_pred and an optional sample_weight"):format(self.name)) end
    local weight = base.weight_of(sample_weight)
    local mask = core.is_tensor(y_pred) and y_pred.mask
    if mask then
      mask = ops.cast(mask, self.dtype)
      if weight ~= nil then
        local w, m = same_rank(core.tensor(weight, self.dtype), mask)
        mask = w * m
      end
      weight = mask
    end
    super.update_state(self, self:call(y_true, y_pred), weight)
  end,
})
