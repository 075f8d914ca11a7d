-- CategoricalCrossentropy: one-hot labels against probabilities or logits. Knows of its base class only.
local class = require "lunula.class"
local functions = require "lunula.losses.functions"
local Loss = require("lunula.losses.base").Loss

return class.builtin(Loss, "CategoricalCrossentropy", "keras.losses", {
  doc = "CategoricalCrossentropy(from_logits = false, label_smoothing = 0.0, axis = -1): -sum(t log p).",
  pure = true,
  params = {
    { "from_logits", false }, { "label_smoothing", 0.0 }, { "axis", -1 },
    { "reduction", "sum_over_batch_size" }, { "name", "categorical_crossentropy" },
  },
  call = function(self, y_true, y_pred)
    return functions.categorical_crossentropy(y_true, y_pred, self.from_logits, self.label_smoothing, self.axis)
  end,
})
