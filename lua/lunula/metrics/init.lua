-- keras.metrics.
local base = require "lunula.metrics.base"
local core = require "lunula.core"

local M = require "lunula.namespace"("keras.metrics", "lunula.metrics", "metric", base.Metric, {
  BinaryAccuracy = "binary_accuracy", CategoricalAccuracy = "categorical_accuracy", Mean = "mean",
  MeanAbsoluteError = "mean_absolute_error", MeanSquaredError = "mean_squared_error",
  SparseCategoricalAccuracy = "sparse_categorical_accuracy",
})

local short = { mse = "MeanSquaredError", MSE = "MeanSquaredError", mae = "MeanAbsoluteError", MAE = "MeanAbsoluteError" }

-- The metric of compile's `metrics`: "accuracy" and "acc" are chosen from the shapes; a name keeps its own spelling as the metric's name.
rawset(M, "for_model", function(identifier, y_true, y_pred)
  if identifier == "accuracy" or identifier == "acc" then
    local t, p = y_true.shape, y_pred.shape
    local chosen = "CategoricalAccuracy"
    if p[#p] == 1 then
      chosen = "BinaryAccuracy"
    elseif #t < #p or (t[#t] == 1 and p[#p] > 1) then
      chosen = "SparseCategoricalAccuracy"
    end
    return M[chosen] { name = identifier }
  end
  if type(identifier) == "string" and short[identifier] then return M[short[identifier]] { name = identifier } end
  if type(identifier) == "string" then
    local metric = M.get(identifier)
    metric.name = identifier
    return metric
  end
  if type(identifier) == "function" then
    local name = require("lunula.saving.registry").get_registered_name(identifier) or "custom_metric"
    local metric = base.Mean { name = name }
    metric.update_state = function(self, t, p, options) self:add(identifier(t, p), options) end
    return metric
  end
  local metric = M.get(identifier)
  if metric == nil or not metric.update_state then core.raise("metrics: expected a name, a Metric or a function") end
  return metric
end)

return M
