-- MeanAbsoluteError: the mean of absolute differences over the last axis. Knows of its base class only.
local class = require "lunula.class"
local functions = require "lunula.losses.functions"
local Loss = require("lunula.losses.base").Loss

return class.builtin(Loss, "MeanAbsoluteError", "keras.losses", {
  doc = "MeanAbsoluteError(): mean(|y_true - y_pred|) over the last axis.",
  pure = true,
  params = {
    { "reduction", "sum_over_batch_size" }, { "name", "mean_absolute_error" },
  },
  call = function(_, y_true, y_pred)
    return functions.mean_absolute_error(y_true, y_pred)
  end,
})
