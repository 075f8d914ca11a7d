-- The functions of keras.metrics that are no losses: accuracies and correlations of (y_true, y_pred), one value per sample. Knows of ops only.
local core = require "lunula.core"
local ops = require "lunula.ops"
local same_rank = require("lunula.losses.base").same_rank

local M = {}

local function define(name, signature, doc, sample, fn) M[name] = core.define(name, signature, doc, sample, fn) end

local function float(x) return ops.cast(x, core.floatx()) end

define("binary_accuracy", "y_true, y_pred, threshold:float=0.5", "1 where y_true == (y_pred > threshold), else 0, with the shape of the two.",
  "b({3,4}), f({3,4})", function(y_true, y_pred, threshold)
    y_true, y_pred = same_rank(y_true, y_pred)
    return float(ops.equal(y_true, ops.cast(ops.greater(y_pred, threshold), y_true.dtype)))
  end)

define("categorical_accuracy", "y_true, y_pred", "1 where argmax(y_true) == argmax(y_pred) over the last axis, else 0.", "f({3,4}), f({3,4})",
  function(y_true, y_pred)
    local t, p = ops.argmax(y_true, -1), ops.argmax(y_pred, -1)
    local shape = t.shape
    if t.ndim == y_pred.ndim then t = ops.squeeze(t, -1) end -- y_true (..., 1, classes)
    return ops.reshape(float(ops.equal(t, p)), shape)
  end)

define("sparse_categorical_accuracy", "y_true, y_pred",
  "1 where the label y_true == argmax(y_pred) over the last axis, else 0; a last axis of 1 beside the classes is dropped.", "i({3},0,4), f({3,4})",
  function(y_true, y_pred)
    if y_true.ndim == y_pred.ndim and y_true.shape[y_true.ndim] == 1 then y_true = ops.squeeze(y_true, -1) end
    local right = float(ops.equal(y_true, ops.cast(ops.argmax(y_pred, -1), y_true.dtype)))
    if right.ndim > 1 and right.shape[right.ndim] == 1 then right = ops.squeeze(right, -1) end
    return right
  end)

-- Whether fewer than k of the scores (..., classes) are above that of the label (...). A label that is no class is not among them, nor is a nan.
local function in_top_k(labels, scores, k)
  local own = ops.one_hot(labels, scores.shape[scores.ndim], -1, "bool")
  local score = ops.sum(ops.where(own, scores, ops.zeros_like(scores)), -1, true)
  local above = ops.sum(ops.cast(ops.logical_not(ops.less_equal(scores, score)), "int32"), -1)
  return ops.logical_and(ops.less(above, k), ops.any(own, -1))
end

-- matches(labels (n,), rows (n, m)) in the shape of the labels.
local function by_rows(labels, y_pred, matches)
  local shape = labels.shape
  if y_pred.ndim > 2 then y_pred = ops.reshape(y_pred, { -1, y_pred.shape[y_pred.ndim] }) end
  if labels.ndim > 1 then labels = ops.reshape(labels, { -1 }) end
  local result = float(matches(labels, y_pred))
  return #shape > 1 and ops.reshape(result, shape) or result
end

define("top_k_categorical_accuracy", "y_true, y_pred, k:int=5",
  "1 where the label argmax(y_true) is among the k largest of y_pred over the last axis, else 0; ties count as among them.", "f({3,8}), f({3,8})",
  function(y_true, y_pred, k)
    return by_rows(ops.argmax(y_true, -1), y_pred, function(labels, scores) return in_top_k(labels, scores, k) end)
  end)

define("sparse_top_k_categorical_accuracy", "y_true, y_pred, k:int=5, from_sorted_ids:bool=false",
  "1 where the label y_true is among the k largest of y_pred over the last axis, else 0; ties count as among them, a label that is no class never. "
  .. "With from_sorted_ids, y_pred holds the classes themselves, the best first.", "i({3},0,8), f({3,8})",
  function(y_true, y_pred, k, from_sorted_ids)
    return by_rows(from_sorted_ids and ops.cast(y_true, y_pred.dtype) or ops.cast(y_true, "int32"), y_pred, function(labels, rows)
      if not from_sorted_ids then return in_top_k(labels, rows, k) end
      local first = rows[("..., :%d"):format(k)]
      return ops.any(ops.equal(ops.expand_dims(labels, -1), first), -1)
    end)
  end)

-- Both as floats of y_pred's dtype, in one rank, with their means over the axis.
local function centred(y_true, y_pred, axis)
  y_pred = core.tensor(y_pred, core.promote(y_pred.dtype, "float"))
  y_true, y_pred = same_rank(core.tensor(y_true, y_pred.dtype), y_pred)
  return y_true, y_pred, ops.mean(y_true, axis, true), ops.mean(y_pred, axis, true)
end

define("pearson_correlation", "y_true, y_pred, axis:axes=-1",
  "The mean over axis of the product of both, each minus its mean and divided by its standard deviation; nan where one of them is constant.",
  "f({3,4},-2,2), f({3,4},-2,2)", function(y_true, y_pred, axis)
    local t_mean, p_mean
    y_true, y_pred, t_mean, p_mean = centred(y_true, y_pred, axis)
    local t, p = y_true - t_mean, y_pred - p_mean
    return ops.mean(t / ops.std(t, axis, true) * (p / ops.std(p, axis, true)), axis)
  end)

define("concordance_correlation", "y_true, y_pred, axis:axes=-1",
  "2 mean((t - mean p)(p - mean p)) / (var t + var p + (mean t - mean p)^2 + epsilon) over axis (Lin, 1989).", "f({3,4},-2,2), f({3,4},-2,2)",
  function(y_true, y_pred, axis)
    local t_mean, p_mean
    y_true, y_pred, t_mean, p_mean = centred(y_true, y_pred, axis)
    local norm = ops.var(y_true - t_mean, axis, true) + ops.var(y_pred - p_mean, axis, true) + ops.square(t_mean - p_mean)
    return ops.mean(2 * (y_true - p_mean) * (y_pred - p_mean) / (norm + core.epsilon()), axis)
  end)

return M
