-- What the losses share: inputs brought to one dtype and rank, their checks, and labels of several kinds. Knows of ops only.
-- Messages are raised without the name of the function, which core.define puts before them.
local core = require "lunula.core"
local ops = require "lunula.ops"

local M = {}

-- When ranks differ by one and the larger's last axis is 1: a vector is expanded, anything else squeezed to the smaller rank.
function M.same_rank(a, b)
  local ra, rb = a.ndim, b.ndim
  if math.abs(ra - rb) ~= 1 then return a, b end
  local swap = ra < rb
  if swap then a, b = b, a end
  if a.shape[a.ndim] == 1 then
    if b.ndim == 1 then b = ops.expand_dims(b, -1) else a = ops.squeeze(a, -1) end
  end
  if swap then a, b = b, a end
  return a, b
end

-- "(2, 3)" of { 2, 3 }.
function M.text(shape) return "(" .. table.concat(shape, ", ") .. (#shape == 1 and ",)" or ")") end

-- x in a float dtype, its own if it is one.
function M.float(x) return core.tensor(x, core.promote(x.dtype, "float")) end

-- Both in y_pred's float dtype, of one rank if same_rank can make them so.
function M.pair(y_true, y_pred)
  y_pred = M.float(y_pred)
  return M.same_rank(core.tensor(y_true, y_pred.dtype), y_pred)
end

-- Raises unless y_true has the shape `expected` (y_pred's unless given).
function M.check_shapes(y_true, y_pred, what, expected)
  local a, b = y_true.shape, expected or y_pred.shape
  local same = #a == #b
  for i = 1, #a do same = same and (a[i] == b[i] or a[i] == core.null or b[i] == core.null) end
  if not same then
    core.raise(("%s, got y_true %s and y_pred %s"):format(what or "y_true and y_pred must have the same shape", M.text(a), M.text(y_pred.shape)))
  end
end

-- The place of an axis, counted from 1.
function M.place(axis, y_pred)
  local at = axis < 0 and axis + y_pred.ndim + 1 or axis + 1
  if at < 1 or at > y_pred.ndim then core.raise(("axis %d is out of range for y_pred of %d axes"):format(axis, y_pred.ndim)) end
  return at
end

-- t (1 - s) + s / classes: labels drawn towards being equal.
function M.smooth(y_true, s, classes)
  if s == 0 then return y_true end
  return y_true * (1 - s) + s / classes
end

-- Probabilities divided by their sum over axis and clipped to [epsilon, 1 - epsilon].
function M.normalized(y_pred, axis) return ops.clip(y_pred / ops.sum(y_pred, axis, true), core.epsilon(), 1 - core.epsilon()) end

return M
