-- SparseCategoricalCrossentropy: integer labels against probabilities or logits. Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local functions = require "lunula.losses.functions"
local Loss = require("lunula.losses.base").Loss

return class.builtin(Loss, "SparseCategoricalCrossentropy", "keras.losses", {
  doc = "SparseCategoricalCrossentropy(from_logits = false, ignore_class = nil, axis = -1): -log p[label].",
  pure = true,
  params = {
    { "from_logits", false }, { "ignore_class", core.null }, { "reduction", "sum_over_batch_size" }, { "axis", -1 },
    { "name", "sparse_categorical_crossentropy" },
  },
  call = function(self, y_true, y_pred)
    return functions.sparse_categorical_crossentropy(y_true, y_pred, self.from_logits, self.ignore_class, self.axis)
  end,
})
