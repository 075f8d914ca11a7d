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

-- Raises unless both have one shape; warns once of a single class, whose probability is always 1.
local warned
function M.check_classes(y_true, y_pred)
  M.check_shapes(y_true, y_pred)
  if y_pred.shape[y_pred.ndim] == 1 and not warned then
    warned = true
    warn(("a categorical crossentropy got y_pred of shape %s, one class; for labels 0 and 1 there is BinaryCrossentropy"):format(M.text(y_pred.shape)))
  end
end

-- t (1 - s) + s / classes: labels drawn towards being equal.
function M.smooth(y_true, s, classes)
  if s == 0 then return y_true end
  return y_true * (1 - s) + s / classes
end

-- Labels of 0 and 1 as -1 and 1, if all of a batch are such. The choice is made of two scalars, so that no pass writes both kinds of labels.
function M.signs(y_true)
  local binary = ops.all(ops.equal(y_true * (y_true - 1), 0)) -- true of 0 and 1 alone
  local dtype = y_true.dtype
  return y_true * ops.cast(ops.where(binary, 2, 1), dtype) - ops.cast(binary, dtype)
end

-- The largest number below 1, where it is less than 1 - epsilon: else log(1 - p) of a p of 1 would be -inf.
local below_one = { float16 = 1 - 2.0 ^ -11, bfloat16 = 1 - 2.0 ^ -8 }

-- -(t log p + (1 - t) log(1 - p)), p clipped to [epsilon, 1 - epsilon].
function M.binary(t, p)
  p = ops.clip(p, core.epsilon(), below_one[p.dtype] or 1 - core.epsilon())
  return -(t * ops.log(p) + (1 - t) * ops.log(1 - p))
end

-- Probabilities divided by their sum over axis and clipped to [epsilon, 1 - epsilon].
function M.normalized(y_pred, axis) return ops.clip(y_pred / ops.sum(y_pred, axis, true), core.epsilon(), 1 - core.epsilon()) end

-- x^n for a number n >= 0, without a logarithm where it can do without. n is a tensor of x's dtype, since the gradient computes n - 1 in that of n.
function M.power(x, n)
  if n == 1 then return x end
  return n == 2 and ops.square(x) or n == 0.5 and ops.sqrt(x) or ops.power(x, core.tensor(n, x.dtype))
end

-- Integer labels (int32 as they are, others as int64) without the axis of the classes, float predictions, and the number of classes along axis.
function M.labels(y_true, y_pred, axis)
  y_true, y_pred = core.tensor(y_true, core.tensor(y_true).dtype == "int32" and "int32" or "int64"), M.float(y_pred)
  local at, expected = M.place(axis, y_pred), y_pred.shape
  if y_true.ndim == y_pred.ndim then
    local shape = y_true.shape
    if shape[at] == 1 then y_true = ops.squeeze(y_true, axis) elseif shape[#shape] == 1 then y_true = ops.squeeze(y_true, -1) end
  end
  local classes = table.remove(expected, at)
  M.check_shapes(y_true, y_pred, "y_true must have y_pred's shape without the axis of the classes", expected)
  return y_true, y_pred, classes
end

-- The entry of x along axis that each label names; a label outside the classes is an error of the function `name`.
function M.pick(x, labels, classes, axis, name)
  labels = core.ops.within(labels, 0, classes, name .. ": label", "y_true")
  if axis == -1 or axis == x.ndim - 1 then return core.ops.pick(x, labels) end
  return ops.sum(ops.where(ops.one_hot(labels, classes, axis, "bool"), x, 0), axis)
end

return M
