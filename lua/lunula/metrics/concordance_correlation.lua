-- ConcordanceCorrelation: the mean of concordance coefficients. Knows of mean_of and its function only.
local core = require "lunula.core"
local mean_of = require "lunula.metrics.mean_of"
local concordance_correlation = require("lunula.metrics.functions").concordance_correlation

return mean_of("ConcordanceCorrelation", concordance_correlation, {
  doc = {
    "The mean of Lin's concordance coefficients of y_true and y_pred along an axis: correlation and closeness to y_true = y_pred in one number.",
    formula = "mean(2 cov / (var(y_true) + var(y_pred) + (mean(y_true) - mean(y_pred))^2 + epsilon)), over axis",
    shapes = "y_true, y_pred (n, ..., m); sample_weight (n,) or with further axes; result ()",
    source = "Lin, 1989",
    example = [[
local metric = keras.metrics.ConcordanceCorrelation()
print(metric({ { 0, 1, 0.5 }, { 1, 1, 0.2 } }, { { 0.1, 0.9, 0.5 }, { 1, 0.9, 0.2 } }))  --> tensor(0.9816317, shape=(), dtype=float32)]],
  },
  params = {
    { "name", "concordance_correlation" }, { "dtype", core.null },
    { "axis", -1, doc = "axis of the values that are compared; an integer or a list" },
  },
  direction = "up",
})
