-- SquaredHinge: the square of the hinge loss. Knows of mean_of and its function only.
local core = require "lunula.core"
local mean_of = require "lunula.metrics.mean_of"
local squared_hinge = require("lunula.losses.functions").squared_hinge

return mean_of("SquaredHinge", squared_hinge, {
  doc = {
    "The squared hinge loss of labels -1 and 1 (labels of 0 and 1 are moved there).",
    formula = "mean(max(1 - y_true y_pred, 0)^2)",
    shapes = "y_true, y_pred (n, ..., m); sample_weight (n,) or with further axes; result ()",
    example = [[
local metric = keras.metrics.SquaredHinge()
print(metric({ { 0, 1 }, { 0, 0 } }, { { 0.6, 0.4 }, { 0.4, 0.6 } }))  --> tensor(1.86, shape=(), dtype=float32)]],
  },
  params = { { "name", "squared_hinge" }, { "dtype", core.null } },
  direction = "down",
})
