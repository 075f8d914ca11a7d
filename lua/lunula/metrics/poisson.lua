-- Poisson: the Poisson loss. Knows of mean_of and its function only.
local core = require "lunula.core"
local mean_of = require "lunula.metrics.mean_of"
local poisson = require("lunula.losses.functions").poisson

return mean_of("Poisson", poisson, {
  doc = {
    "The Poisson loss: the negative log-likelihood of counts y_true under rates y_pred, up to a constant.",
    formula = "mean(y_pred - y_true log(y_pred + epsilon))",
    shapes = "y_true, y_pred (n, ..., m); sample_weight (n,) or with further axes; result ()",
    example = [[
local metric = keras.metrics.Poisson()
print(metric({ { 0, 1 }, { 0, 0 } }, { { 1.0, 1.0 }, { 0.0, 0.0 } }))  --> tensor(0.49999997, shape=(), dtype=float32)]],
  },
  params = { { "name", "poisson" }, { "dtype", core.null } },
  direction = "down",
})
