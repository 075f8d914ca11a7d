-- CategoricalHinge: how far the label's prediction is above the largest other by less than 1. Knows of mean_of and its function only.
local core = require "lunula.core"
local mean_of = require "lunula.metrics.mean_of"
local categorical_hinge = require("lunula.losses.functions").categorical_hinge

return mean_of("CategoricalHinge", categorical_hinge, {
  doc = {
    "The hinge loss of one-hot labels: how far the label's prediction fails to lead the largest other by 1.",
    formula = "mean(max(0, max((1 - y_true) y_pred) - sum(y_true y_pred) + 1)), inner sums over the last axis",
    shapes = "y_true, y_pred (n, ..., classes); sample_weight (n,) or with further axes; result ()",
    example = [[
local metric = keras.metrics.CategoricalHinge()
print(metric({ { 0, 1 }, { 0, 0 } }, { { 0.6, 0.4 }, { 0.4, 0.6 } }))  --> tensor(1.4000001, shape=(), dtype=float32)]],
  },
  params = { { "name", "categorical_hinge" }, { "dtype", core.null } },
  direction = "down",
})
