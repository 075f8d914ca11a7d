-- Composites that choose elements by index or by order. Knows of the primitives only.
local core = require "lunula.core"
local p, define = core.ops, core.define

local M = {}

M.sort = define("sort", "x, axis:axis=-1",
  "x in ascending order along an axis, or all its elements on one axis when axis is nil; nan comes last. The dtype stays. An axis out of "
  .. "range is an error.", "f({3,4},-2,2), 0",
  function(x, axis)
    if axis and (axis < -x.ndim or axis >= x.ndim) then core.raise(("sort: axis %d is out of range for a tensor of %d axes"):format(axis, x.ndim)) end
    return p.take_along_axis(x, p.argsort(x, axis or core.null), axis)
  end)

M.one_hot = define("one_hot", "x, num_classes:int, axis:axis=-1, dtype:dtype=nil",
  "Rows of zeros with a one at the place that each element of x names, on a new axis of length num_classes; anything but an integer in [0, num_classes) gives zeros. "
  .. "The dtype is the default float dtype unless given. A negative num_classes and an axis out of range are errors.", "i({2,3},0,4), 4",
  function(x, classes, axis, dtype)
    if classes < 0 then core.raise(("one_hot: num_classes can't be negative, got %d"):format(classes)) end
    local place = axis < 0 and axis + x.ndim + 1 or axis
    if place < 0 or place > x.ndim then
      core.raise(("one_hot: axis %d is out of range for a result of %d axes"):format(axis, x.ndim + 1))
    end
    local shape = {}
    for i = 0, x.ndim do shape[i + 1] = i == place and classes or 1 end
    return p.cast(p.equal(p.expand_dims(x, place), p.reshape(p.iota(classes), shape)), dtype or core.floatx())
  end)

return M
