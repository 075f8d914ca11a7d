-- Accuracy: how often predictions equal labels. Knows of mean_of only.
local core = require "lunula.core"
local ops = require "lunula.ops"
local mean_of = require "lunula.metrics.mean_of"
local same_rank = require("lunula.losses.base").same_rank

-- Not public in Keras, hence not among the functions.
local function accuracy(y_true, y_pred)
  y_pred = core.tensor(y_pred)
  y_true, y_pred = same_rank(core.tensor(y_true, y_pred.dtype), y_pred)
  return ops.cast(ops.equal(y_true, y_pred), core.floatx())
end

return mean_of("Accuracy", accuracy, {
  doc = {
    "How often predictions equal labels.",
    formula = "mean(y_true == y_pred)",
    shapes = "y_true, y_pred (n, ...); sample_weight (n,) or with further axes; result ()",
    example = [[
local metric = keras.metrics.Accuracy()
print(metric({ { 1 }, { 2 }, { 3 }, { 4 } }, { { 0 }, { 2 }, { 3 }, { 4 } }))  --> tensor(0.75, shape=(), dtype=float32)]],
  },
  params = { { "name", "accuracy" }, { "dtype", core.null } },
  direction = "up",
})
