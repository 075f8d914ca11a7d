-- The losses as functions of (y_true, y_pred): one value per sample, no reduction. Knows of ops only.
-- Messages are raised without the name of the function, which core.define puts before them.
local core = require "lunula.core"
local ops = require "lunula.ops"
local same_rank = require("lunula.losses.base").same_rank

local M = {}

local function float(x) return core.tensor(x, core.promote(x.dtype, "float")) end

local function pair(y_true, y_pred)
  y_pred = float(y_pred)
  return same_rank(core.tensor(y_true, y_pred.dtype), y_pred)
end

local function text(shape) return "(" .. table.concat(shape, ", ") .. (#shape == 1 and ",)" or ")") end

local function check_shapes(y_true, y_pred, what, expected)
  local a, b = y_true.shape, expected or y_pred.shape
  local same = #a == #b
  for i = 1, #a do same = same and (a[i] == b[i] or a[i] == core.null or b[i] == core.null) end
  if not same then
    core.raise(("%s, got y_true %s and y_pred %s"):format(what or "y_true and y_pred must have the same shape", text(a), text(y_pred.shape)))
  end
end

-- The place of an axis, counted from 1.
local function place(axis, y_pred)
  local at = axis < 0 and axis + y_pred.ndim + 1 or axis + 1
  if at < 1 or at > y_pred.ndim then core.raise(("axis %d is out of range for y_pred of %d axes"):format(axis, y_pred.ndim)) end
  return at
end

local classification = "y_true, y_pred, from_logits:bool=false, label_smoothing:float=0, axis:int=-1"
local regression_sample, binary_sample = "f({3,4},-2,2), f({3,4},-2,2)", "f({3,4},0.1,0.9), f({3,4},0.1,0.9)"

local function define(name, signature, doc, sample, fn) M[name] = core.define(name, signature, doc, sample, fn) end

define("mean_squared_error", "y_true, y_pred", "mean((y_true - y_pred)^2) over the last axis.", regression_sample, function(y_true, y_pred)
  y_true, y_pred = pair(y_true, y_pred)
  return ops.mean(ops.square(y_true - y_pred), -1)
end)

define("mean_absolute_error", "y_true, y_pred", "mean(|y_true - y_pred|) over the last axis.", regression_sample, function(y_true, y_pred)
  y_true, y_pred = pair(y_true, y_pred)
  return ops.mean(ops.abs(y_true - y_pred), -1)
end)

define("huber", "y_true, y_pred, delta:float=1", "mean of e^2 / 2 where |e| <= delta, else delta |e| - delta^2 / 2, over the last axis; e = y_pred - y_true.",
  regression_sample, function(y_true, y_pred, delta)
    y_true, y_pred = pair(y_true, y_pred)
    local e = ops.abs(y_pred - y_true)
    return ops.mean(ops.where(ops.less_equal(e, delta), 0.5 * ops.square(e), delta * e - 0.5 * delta * delta), -1)
  end)

define("binary_crossentropy", classification,
  "mean of -[t log p + (1 - t) log(1 - p)] over axis; p is clipped to [epsilon, 1 - epsilon]; of logits, softplus. label_smoothing s: t becomes t (1 - s) + s / 2.",
  binary_sample, function(y_true, y_pred, from_logits, s, axis)
    y_true, y_pred = pair(y_true, y_pred)
    check_shapes(y_true, y_pred)
    if s ~= 0 then y_true = y_true * (1 - s) + 0.5 * s end
    local loss
    if from_logits then
      loss = ops.maximum(y_pred, 0) - y_pred * y_true + ops.softplus(-ops.abs(y_pred))
    else
      local p = ops.clip(y_pred, core.epsilon(), 1 - core.epsilon())
      loss = -(y_true * ops.log(p) + (1 - y_true) * ops.log(1 - p))
    end
    return ops.mean(loss, axis)
  end)

-- log of the probabilities: log-softmax of logits, or p / sum(p) clipped to [epsilon, 1 - epsilon].
local function log_probabilities(y_pred, from_logits, axis)
  if from_logits then return ops.log_softmax(y_pred, axis) end
  local p = y_pred / ops.sum(y_pred, axis, true)
  return ops.log(ops.clip(p, core.epsilon(), 1 - core.epsilon()))
end

define("categorical_crossentropy", classification,
  "-sum(t log p) over axis, p divided by its sum and clipped to [epsilon, 1 - epsilon]. label_smoothing s: t becomes t (1 - s) + s / classes.", binary_sample,
  function(y_true, y_pred, from_logits, s, axis)
    y_true, y_pred = pair(y_true, y_pred)
    check_shapes(y_true, y_pred)
    if s ~= 0 then y_true = y_true * (1 - s) + s / y_pred.shape[place(axis, y_pred)] end
    return -ops.sum(y_true * log_probabilities(y_pred, from_logits, axis), axis)
  end)

define("sparse_categorical_crossentropy", "y_true, y_pred, from_logits:bool=false, ignore_class:int=nil, axis:int=-1",
  "-log p[label]; labels of ignore_class give 0 and are masked out.", "i({3},0,4), f({3,4},0.1,0.9)", function(y_true, y_pred, from_logits, ignore_class, axis)
    y_pred = float(y_pred)
    y_true = core.tensor(y_true, "int64")
    if y_true.ndim == y_pred.ndim and y_true.shape[y_true.ndim] == 1 then y_true = ops.squeeze(y_true, -1) end
    local at, expected = place(axis, y_pred), y_pred.shape
    local classes = table.remove(expected, at)
    check_shapes(y_true, y_pred, "y_true must have y_pred's shape without the axis of the classes", expected)
    local valid
    if ignore_class ~= nil then
      valid = ops.not_equal(y_true, ignore_class)
      y_true = ops.where(valid, y_true, ops.zeros_like(y_true))
      y_pred = ops.where(ops.expand_dims(valid, axis), y_pred, ops.zeros_like(y_pred))
    end
    y_true = core.ops.within(y_true, 0, classes, "sparse_categorical_crossentropy: label", "y_true")
    local picked = ops.one_hot(y_true, classes, axis, "bool")
    local logs = log_probabilities(y_pred, from_logits, axis)
    local loss = -ops.sum(ops.where(picked, logs, ops.zeros_like(logs)), axis)
    if valid then loss = ops.where(valid, loss, ops.zeros_like(loss)):with_mask(valid) end
    return loss
  end)

return M
