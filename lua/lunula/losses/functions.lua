-- The losses as functions of (y_true, y_pred): one value per sample, no reduction. Knows of ops only.
local core = require "lunula.core"
local ops = require "lunula.ops"
local same_rank = require("lunula.losses.base").same_rank

local M = {}

local function float(x)
  x = core.tensor(x)
  return core.tensor(x, core.promote(x.dtype, "float"))
end

local function pair(y_true, y_pred)
  y_pred = float(y_pred)
  y_true = core.tensor(core.tensor(y_true), y_pred.dtype)
  return same_rank(y_true, y_pred)
end

local function check_shapes(name, y_true, y_pred)
  local a, b = y_true.shape, y_pred.shape
  local same = #a == #b
  for i = 1, #a do same = same and (a[i] == b[i] or a[i] == core.null or b[i] == core.null) end
  if not same then core.raise(("%s: y_true and y_pred must have the same shape, got %s and %s"):format(name, tostring(core.symbol(a)), tostring(core.symbol(b)))) end
end

-- mean((y_true - y_pred)^2) over the last axis.
function M.mean_squared_error(y_true, y_pred)
  y_true, y_pred = pair(y_true, y_pred)
  return ops.mean(ops.square(y_true - y_pred), -1)
end

-- mean(|y_true - y_pred|) over the last axis.
function M.mean_absolute_error(y_true, y_pred)
  y_true, y_pred = pair(y_true, y_pred)
  return ops.mean(ops.abs(y_true - y_pred), -1)
end

-- mean of e^2 / 2 where |e| <= delta, else delta |e| - delta^2 / 2, over the last axis.
function M.huber(y_true, y_pred, delta)
  delta = delta or 1.0
  y_true, y_pred = pair(y_true, y_pred)
  local e = ops.abs(y_pred - y_true)
  return ops.mean(ops.where(ops.less_equal(e, delta), 0.5 * ops.square(e), delta * e - 0.5 * delta * delta), -1)
end

-- mean of -[t log p + (1 - t) log(1 - p)] over axis; p is clipped to [epsilon, 1 - epsilon]; logits use softplus.
function M.binary_crossentropy(y_true, y_pred, from_logits, label_smoothing, axis)
  y_true, y_pred = pair(y_true, y_pred)
  check_shapes("binary_crossentropy", y_true, y_pred)
  local s = label_smoothing or 0.0
  if s ~= 0 then y_true = y_true * (1 - s) + 0.5 * s end
  local loss
  if from_logits then
    loss = ops.maximum(y_pred, 0) - y_pred * y_true + ops.softplus(-ops.abs(y_pred))
  else
    local p = ops.clip(y_pred, core.epsilon(), 1 - core.epsilon())
    loss = -(y_true * ops.log(p) + (1 - y_true) * ops.log(1 - p))
  end
  return ops.mean(loss, axis or -1)
end

-- log of the probabilities: log-softmax of logits, or p / sum(p) clipped to [epsilon, 1 - epsilon].
local function log_probabilities(y_pred, from_logits, axis)
  if from_logits then return ops.log_softmax(y_pred, axis) end
  local p = y_pred / ops.sum(y_pred, axis, true)
  return ops.log(ops.clip(p, core.epsilon(), 1 - core.epsilon()))
end

-- -sum(t log p) over axis.
function M.categorical_crossentropy(y_true, y_pred, from_logits, label_smoothing, axis)
  axis = axis or -1
  y_true, y_pred = pair(y_true, y_pred)
  check_shapes("categorical_crossentropy", y_true, y_pred)
  local s = label_smoothing or 0.0
  if s ~= 0 then y_true = y_true * (1 - s) + s / y_pred.shape[axis < 0 and axis + y_pred.ndim + 1 or axis + 1] end
  return -ops.sum(y_true * log_probabilities(y_pred, from_logits, axis), axis)
end

-- -log p[label]; labels of ignore_class give 0 and are masked out.
function M.sparse_categorical_crossentropy(y_true, y_pred, from_logits, ignore_class, axis)
  axis = axis or -1
  y_pred = float(y_pred)
  y_true = core.tensor(core.tensor(y_true), "int64")
  if y_true.ndim == y_pred.ndim and y_true.shape[y_true.ndim] == 1 then y_true = ops.squeeze(y_true, -1) end
  if y_true.ndim ~= y_pred.ndim - 1 then
    core.raise(("sparse_categorical_crossentropy: labels of %d axes don't fit predictions of %d"):format(y_true.ndim, y_pred.ndim))
  end
  local classes = y_pred.shape[axis < 0 and axis + y_pred.ndim + 1 or axis + 1]
  local valid
  if ignore_class ~= nil then
    valid = ops.not_equal(y_true, ignore_class)
    y_true = ops.where(valid, y_true, ops.zeros_like(y_true))
    y_pred = ops.where(ops.expand_dims(valid, axis), y_pred, ops.zeros_like(y_pred))
  end
  if not core.is_symbol(y_true) and y_true.size > 0 then
    local low, high = ops.min(y_true):item(), ops.max(y_true):item()
    if low < 0 or high >= classes then
      core.raise(("sparse_categorical_crossentropy: label %d is outside [0, %d)"):format(low < 0 and low or high, classes))
    end
  end
  local picked = ops.one_hot(y_true, classes, axis, y_pred.dtype)
  local logs = log_probabilities(y_pred, from_logits, axis)
  local loss = -ops.sum(ops.where(ops.cast(picked, "bool"), logs, ops.zeros_like(logs)), axis)
  if valid then
    loss = ops.where(valid, loss, ops.zeros_like(loss))
    loss = loss:with_mask(valid)
  end
  return loss
end

return M
