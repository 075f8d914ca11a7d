-- MeanSquaredError. Knows of its base class and the losses' functions.
local functions = require "lunula.losses.functions"

return require("lunula.metrics.base").mean_of("MeanSquaredError", "mean_squared_error",
  "MeanSquaredError(): the mean of (y_true - y_pred)^2.",
  function(_, y_true, y_pred) return functions.mean_squared_error(y_true, y_pred) end)
