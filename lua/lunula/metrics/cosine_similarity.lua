-- CosineSimilarity: the mean cosine of the angle between labels and predictions. Knows of mean_of only.
local core = require "lunula.core"
local ops = require "lunula.ops"
local mean_of = require "lunula.metrics.mean_of"
local same_rank = require("lunula.losses.base").same_rank

local function unit(x, axis)
  return x * ops.rsqrt(ops.maximum(ops.sum(ops.square(x), axis, true), core.epsilon() ^ 2))
end

-- The loss of this name is its negative.
local function cosine_similarity(y_true, y_pred, options)
  y_pred = core.tensor(y_pred)
  y_pred = core.tensor(y_pred, core.promote(y_pred.dtype, "float"))
  y_true, y_pred = same_rank(core.tensor(y_true, y_pred.dtype), y_pred)
  return ops.sum(unit(y_true, options.axis) * unit(y_pred, options.axis), options.axis)
end

return mean_of("CosineSimilarity", cosine_similarity, {
  doc = {
    "The mean cosine of the angle between labels and predictions: 1 in the same direction, 0 at right angles, -1 in opposite ones.",
    formula = "mean(sum(y_true y_pred) / (|y_true| |y_pred|)), sums over axis; a zero vector gives 0",
    shapes = "y_true, y_pred (n, ..., m); sample_weight (n,) or with further axes; result ()",
    example = [[
local metric = keras.metrics.CosineSimilarity()
print(metric({ { 0, 1 }, { 1, 1 } }, { { 1.0, 0.0 }, { 1.0, 1.0 } }))  --> tensor(0.49999997, shape=(), dtype=float32)]],
  },
  -- Keras up to 3.15.1 takes the axis but leaves it out of the config.
  params = { { "name", "cosine_similarity" }, { "dtype", core.null }, { "axis", -1, doc = "axis of the vectors' components" } },
  direction = "up",
})
