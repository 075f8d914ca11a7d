-- The accuracies as functions of (y_true, y_pred): 1 where a prediction is right, 0 elsewhere. Knows of ops only.
local core = require "lunula.core"
local ops = require "lunula.ops"
local same_rank = require("lunula.losses.base").same_rank

local M = {}

local function float(x) return ops.cast(x, core.floatx()) end

-- y_true == y_pred.
function M.accuracy(y_true, y_pred)
  y_pred = core.tensor(y_pred)
  y_true, y_pred = same_rank(core.tensor(y_true, y_pred.dtype), y_pred)
  return float(ops.equal(y_true, y_pred))
end

-- y_true == (y_pred > threshold).
function M.binary_accuracy(y_true, y_pred, threshold)
  y_true, y_pred = same_rank(core.tensor(y_true), core.tensor(y_pred))
  return float(ops.equal(y_true, ops.cast(ops.greater(y_pred, threshold or 0.5), y_true.dtype)))
end

-- argmax(y_true) == argmax(y_pred), over the last axis.
function M.categorical_accuracy(y_true, y_pred)
  return float(ops.equal(ops.argmax(core.tensor(y_true), -1), ops.argmax(core.tensor(y_pred), -1)))
end

-- y_true == argmax(y_pred), over the last axis; a last axis of 1 beside the classes is dropped.
function M.sparse_categorical_accuracy(y_true, y_pred)
  y_pred = core.tensor(y_pred)
  y_true = core.tensor(y_true, y_pred.dtype)
  if y_true.ndim == y_pred.ndim and y_true.shape[y_true.ndim] == 1 then y_true = ops.squeeze(y_true, -1) end
  local right = float(ops.equal(y_true, ops.cast(ops.argmax(y_pred, -1), y_true.dtype)))
  if right.ndim > 1 and right.shape[right.ndim] == 1 then right = ops.squeeze(right, -1) end
  return right
end

return M
