-- FBetaScore: the harmonic mean of precision and recall, in which recall counts beta times as much. Knows of f_score only.
local class = require "lunula.class"
local core = require "lunula.core"
local base = require "lunula.metrics.base"
local f_score = require "lunula.metrics.f_score"

local shared = f_score.params

return class.builtin(base.Metric, "FBetaScore", "keras.metrics", {
  doc = {
    "The F-beta score: the harmonic mean of precision and recall, in which recall counts beta times as much.",
    formula = "(1 + beta^2) precision recall / (beta^2 precision + recall), for each class",
    shapes = "y_true, y_pred (n, classes); sample_weight scalar, (n,) or (n, classes); result (), or (classes,) without average",
    source = "van Rijsbergen, 1979",
    example = [[
local metric = keras.metrics.FBetaScore { beta = 2.0, threshold = 0.5 }
local y_true, y_pred = { { 1, 1, 1 }, { 1, 0, 0 }, { 1, 1, 0 } }, { { 0.2, 0.6, 0.7 }, { 0.2, 0.6, 0.6 }, { 0.6, 0.8, 0.0 } }
print(metric(y_true, y_pred))  --> tensor([0.3846154 , 0.90909094, 0.8333332 ], shape=(3,), dtype=float32)]],
  },
  inherit = f_score.FScore,
  params = {
    shared.average,
    { "beta", 1.0, doc = "how much more recall counts than precision" },
    shared.threshold,
    { "name", "fbeta_score" }, { "dtype", core.null },
  },
})
