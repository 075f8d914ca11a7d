-- PearsonCorrelation: the mean of correlation coefficients. Knows of mean_of and its function only.
local core = require "lunula.core"
local mean_of = require "lunula.metrics.mean_of"
local pearson_correlation = require("lunula.metrics.functions").pearson_correlation

return mean_of("PearsonCorrelation", pearson_correlation, {
  doc = {
    "The mean of Pearson's correlation coefficients of y_true and y_pred along an axis; nan where one of them is constant.",
    formula = "mean(cov(y_true, y_pred) / (std(y_true) std(y_pred))), over axis",
    shapes = "y_true, y_pred (n, ..., m); sample_weight (n,) or with further axes; result ()",
    source = "Pearson, 1895",
    example = [[
local metric = keras.metrics.PearsonCorrelation()
print(metric({ { 0, 1, 0.5 }, { 1, 1, 0.2 } }, { { 0.1, 0.9, 0.5 }, { 1, 0.9, 0.2 } }))  --> tensor(0.9966996, shape=(), dtype=float32)]],
  },
  params = {
    { "name", "pearson_correlation" }, { "dtype", core.null },
    { "axis", -1, doc = "axis of the values that are correlated; an integer or a list" },
  },
  direction = "up",
})
