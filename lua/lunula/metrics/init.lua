-- keras.metrics: the classes, the functions that they average, and the accuracy that fits a pair of shapes.
local core = require "lunula.core"
local Metric = require("lunula.metrics.base").Metric

local M = require "lunula.namespace"("keras.metrics", "lunula.metrics", "metric", Metric, {
  Accuracy = "accuracy", BinaryAccuracy = "binary_accuracy", CategoricalAccuracy = "categorical_accuracy", Mean = "mean",
  MeanAbsoluteError = "mean_absolute_error", MeanMetricWrapper = "mean_metric_wrapper", MeanSquaredError = "mean_squared_error",
  RootMeanSquaredError = "root_mean_squared_error", SparseCategoricalAccuracy = "sparse_categorical_accuracy", Sum = "sum",
})
-- A string names the class, as in Keras; the functions are members only.
for name, fn in pairs(require "lunula.metrics.functions") do rawset(M, name, fn) end
for _, name in ipairs { "mean_squared_error", "mean_absolute_error" } do rawset(M, name, require("lunula.losses.functions")[name]) end

-- The metric that "accuracy" means for labels and predictions of these shapes: one output is binary, labels without the axis of the classes
-- (or with one entry there) are integers, others are one-hot.
function M.resolve_accuracy(y_true, y_pred, name)
  local t, p = y_true.shape, y_pred.shape
  local class
  if p[#p] == 1 then
    class = M.BinaryAccuracy
  elseif #t < #p or (t[#t] == 1 and p[#p] > 1) then
    class = M.SparseCategoricalAccuracy
  else
    class = M.CategoricalAccuracy
  end
  return class { name = name or "accuracy" }
end

-- The metric of an entry of compile's `metrics`; a name keeps its own spelling as the metric's name, a function's is its registered one.
function M.for_model(identifier, y_true, y_pred)
  if identifier == "accuracy" or identifier == "acc" then return M.resolve_accuracy(y_true, y_pred, identifier) end
  if type(identifier) == "function" then
    local name = require("lunula.saving.registry").get_registered_name(identifier) or "custom_metric"
    return M.MeanMetricWrapper { fn = identifier, name = name }
  end
  local metric = M.get(identifier)
  if type(metric) == "function" then return M.for_model(metric, y_true, y_pred) end
  if metric == nil or not metric.update_state then core.raise("metrics: expected a name, a Metric or a function") end
  if type(identifier) == "string" then metric.name = identifier end
  return metric
end

return M
