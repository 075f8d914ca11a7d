-- F1Score: the harmonic mean of precision and recall. Knows of f_score only.
local class = require "lunula.class"
local core = require "lunula.core"
local base = require "lunula.metrics.base"
local f_score = require "lunula.metrics.f_score"

local shared = f_score.params

return class.builtin(base.Metric, "F1Score", "keras.metrics", {
  doc = {
    "The F1 score: the harmonic mean of precision and recall.",
    formula = "2 precision recall / (precision + recall), for each class",
    shapes = "y_true, y_pred (n, classes); sample_weight scalar, (n,) or (n, classes); result (), or (classes,) without average",
    source = "van Rijsbergen, 1979",
    example = [[
local metric = keras.metrics.F1Score { threshold = 0.5 }
local y_true, y_pred = { { 1, 1, 1 }, { 1, 0, 0 }, { 1, 1, 0 } }, { { 0.2, 0.6, 0.7 }, { 0.2, 0.6, 0.6 }, { 0.6, 0.8, 0.0 } }
print(metric(y_true, y_pred))  --> tensor([0.49999997, 0.79999995, 0.66666657], shape=(3,), dtype=float32)]],
  },
  inherit = f_score.FScore,
  params = {
    shared.average,
    shared.threshold,
    { "name", "f1_score" }, { "dtype", core.null },
  },
  beta = 1.0,
})
