-- Hinge: how far predictions fall short of a margin of 1 on the label's side. Knows of mean_of and its function only.
local core = require "lunula.core"
local mean_of = require "lunula.metrics.mean_of"
local hinge = require("lunula.losses.functions").hinge

return mean_of("Hinge", hinge, {
  doc = {
    "The hinge loss: how far predictions fall short of a margin of 1 on the side of labels -1 and 1 (labels of 0 and 1 are moved there).",
    formula = "mean(max(1 - y_true y_pred, 0))",
    shapes = "y_true, y_pred (n, ..., m); sample_weight (n,) or with further axes; result ()",
    example = [[
local metric = keras.metrics.Hinge()
print(metric({ { 0, 1 }, { 0, 0 } }, { { 0.6, 0.4 }, { 0.4, 0.6 } }))  --> tensor(1.3, shape=(), dtype=float32)]],
  },
  params = { { "name", "hinge" }, { "dtype", core.null } },
  direction = "down",
})
