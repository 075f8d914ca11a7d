-- KLDivergence: the divergence of predicted from true distributions. Knows of mean_of and its function only.
local core = require "lunula.core"
local mean_of = require "lunula.metrics.mean_of"
local kl_divergence = require("lunula.losses.functions").kl_divergence

return mean_of("KLDivergence", kl_divergence, {
  doc = {
    "The Kullback-Leibler divergence of predicted from true distributions.",
    formula = "mean(sum(y_true log(y_true / y_pred))), both clipped to [epsilon, 1], sums over the last axis",
    shapes = "y_true, y_pred (n, ..., m); sample_weight (n,) or with further axes; result ()",
    source = "Kullback and Leibler, 1951",
    example = [[
local metric = keras.metrics.KLDivergence()
print(metric({ { 0, 1 }, { 0, 0 } }, { { 0.6, 0.4 }, { 0.4, 0.6 } }))  --> tensor(0.45814306, shape=(), dtype=float32)]],
  },
  params = { { "name", "kl_divergence" }, { "dtype", core.null } },
  direction = "down",
})
