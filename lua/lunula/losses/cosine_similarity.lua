-- CosineSimilarity: the cosine of the angle between labels and predictions, negated. Knows of its base class only.
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.losses.base"
local pair = require("lunula.losses.inputs").pair

-- 1 / max(|x|, epsilon)
local function inverse_norm(x, axis) return ops.rsqrt(ops.maximum(ops.sum(ops.square(x), axis), core.epsilon() ^ 2)) end

return base.builtin("CosineSimilarity", {
  doc = {
    "The negated cosine of the angle between labels and predictions: -1 where they point the same way, 0 where they are at right angles or one is 0.",
    formula = "-sum(y_true y_pred) / (|y_true| |y_pred|) over axis, each norm at least epsilon",
    shapes = "y_true, y_pred (..., n) -> (...)",
    example = [[
local loss = keras.losses.CosineSimilarity()
print(loss({ { 0.0, 1.0 }, { 1.0, 1.0 } }, { { 1.0, 0.0 }, { 1.0, 1.0 } }))  --> tensor(-0.49999997, shape=(), dtype=float32)]],
  },
  params = {
    { "axis", -1, doc = "axis of the vectors" },
  },
  forgotten = "axis",
  signature = "y_true, y_pred, axis:int=-1",
  sample = "f({3,4},-2,2), f({3,4},-2,2)",
  fn = function(y_true, y_pred, axis)
    y_true, y_pred = pair(y_true, y_pred)
    local dtype = y_pred.dtype -- in the 16-bit ones squares overflow, and that of epsilon is 0
    y_true, y_pred = ops.cast(y_true, core.promote(dtype, "float32")), ops.cast(y_pred, core.promote(dtype, "float32"))
    return ops.cast(-ops.sum(y_true * y_pred, axis) * inverse_norm(y_true, axis) * inverse_norm(y_pred, axis), dtype)
  end,
})
