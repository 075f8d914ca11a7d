-- MeanAbsoluteError. Knows of its base class and the losses' functions.
local functions = require "lunula.losses.functions"

return require("lunula.metrics.base").mean_of("MeanAbsoluteError", "mean_absolute_error",
  "MeanAbsoluteError(): the mean of |y_true - y_pred|.",
  function(_, y_true, y_pred) return functions.mean_absolute_error(y_true, y_pred) end)
