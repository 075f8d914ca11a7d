-- keras.metrics: the classes, the functions, and what compile's `metrics` mean. What several classes share stands in base, mean_of, confusion,
-- confusion_count, at_rate, iou_base and f_score.
local class = require "lunula.class"
local core = require "lunula.core"
local Metric = require("lunula.metrics.base").Metric

-- function -> the module that holds it
local home = {}
local function at(module, names)
  for name in names:gmatch "%S+" do home[name] = module end
end
at("lunula.metrics.functions", [[binary_accuracy categorical_accuracy concordance_correlation pearson_correlation sparse_categorical_accuracy
  sparse_top_k_categorical_accuracy top_k_categorical_accuracy]])
at("lunula.losses.functions", [[binary_crossentropy binary_focal_crossentropy categorical_crossentropy categorical_focal_crossentropy categorical_hinge hinge
  huber kl_divergence log_cosh mean_absolute_error mean_absolute_percentage_error mean_squared_error mean_squared_logarithmic_error poisson
  sparse_categorical_crossentropy squared_hinge]])

local classes = {
  Accuracy = "accuracy", AUC = "auc", BinaryAccuracy = "binary_accuracy", BinaryCrossentropy = "binary_crossentropy", BinaryIoU = "binary_iou",
  CategoricalAccuracy = "categorical_accuracy", CategoricalCrossentropy = "categorical_crossentropy", CategoricalHinge = "categorical_hinge",
  ConcordanceCorrelation = "concordance_correlation", CosineSimilarity = "cosine_similarity", F1Score = "f1_score", FalseNegatives = "false_negatives",
  FalsePositives = "false_positives", FBetaScore = "f_beta_score", Hinge = "hinge", IoU = "iou", KLDivergence = "kl_divergence",
  LogCoshError = "log_cosh_error", Mean = "mean", MeanAbsoluteError = "mean_absolute_error",
  MeanAbsolutePercentageError = "mean_absolute_percentage_error", MeanIoU = "mean_iou", MeanMetricWrapper = "mean_metric_wrapper",
  MeanSquaredError = "mean_squared_error", MeanSquaredLogarithmicError = "mean_squared_logarithmic_error", OneHotIoU = "one_hot_iou",
  OneHotMeanIoU = "one_hot_mean_iou", PearsonCorrelation = "pearson_correlation", Poisson = "poisson", Precision = "precision",
  PrecisionAtRecall = "precision_at_recall", R2Score = "r2_score", Recall = "recall", RecallAtPrecision = "recall_at_precision",
  RootMeanSquaredError = "root_mean_squared_error", SensitivityAtSpecificity = "sensitivity_at_specificity",
  SparseCategoricalAccuracy = "sparse_categorical_accuracy", SparseCategoricalCrossentropy = "sparse_categorical_crossentropy",
  SparseTopKCategoricalAccuracy = "sparse_top_k_categorical_accuracy", SpecificityAtSensitivity = "specificity_at_sensitivity",
  SquaredHinge = "squared_hinge", Sum = "sum", TopKCategoricalAccuracy = "top_k_categorical_accuracy", TrueNegatives = "true_negatives",
  TruePositives = "true_positives",
}

-- A string names a class, as in Keras; the functions are members only.
local M = require "lunula.namespace"("keras.metrics", "lunula.metrics", "metric", Metric, classes)
local meta = getmetatable(M)
local of_namespace = meta.__index
meta.__index = function(t, key)
  if not home[key] then return of_namespace(t, key) end
  local fn = require(home[key])[key]
  rawset(t, key, fn)
  return fn
end

-- What "accuracy" and "crossentropy" mean for labels and predictions of these shapes: one output is binary, labels without the axis of the classes (or with
-- one entry there) are integers, others are one-hot.
local by_shape = {
  accuracy = { "BinaryAccuracy", "SparseCategoricalAccuracy", "CategoricalAccuracy" },
  crossentropy = { "BinaryCrossentropy", "SparseCategoricalCrossentropy", "CategoricalCrossentropy" },
}
by_shape.acc, by_shape.ce = by_shape.accuracy, by_shape.crossentropy

local function resolve(name, y_true, y_pred)
  local t, p = y_true.shape, y_pred.shape
  local place = p[#p] == 1 and 1 or (#t < #p or t[#t] == 1) and 2 or 3
  return M[by_shape[name:lower()][place]] { name = name }
end

-- Raises unless an entry of compile's `metrics` is one; `what` is the argument's name.
function M.check(what, identifier)
  if type(identifier) == "string" and by_shape[identifier:lower()] then return end
  local is_class = class.is_class(identifier)
  local kind = is_class and identifier or class.class_of(identifier)
  if kind and kind.kind == "Loss" then
    local same = classes[kind.name] and ("; the metric is keras.metrics.%s"):format(kind.name) or "; keras.metrics.MeanMetricWrapper averages a function"
    core.raise(("ValueError: compile: %s holds the loss %s, and a loss is no metric%s"):format(what, kind.name, same))
  end
  local _ = M.get(identifier) -- a misspelt name is an error here, not at the first batch
end

-- The metric of an entry of compile's `metrics`; a name keeps its own spelling as the metric's name, a function's is its own.
function M.for_model(identifier, y_true, y_pred)
  if type(identifier) == "string" and by_shape[identifier:lower()] then return resolve(identifier, y_true, y_pred) end
  local metric = M.get(identifier)
  if type(metric) == "function" then
    local registered = require("lunula.saving.registry").get_registered_name(metric)
    local name = registered and registered:match "[^>]*$" or require("lunula.saving.functions").name_of(metric) or "custom_metric"
    metric = M.MeanMetricWrapper { fn = metric, name = name }
  end
  if type(identifier) == "string" then metric.name = identifier end
  return metric
end

return M
