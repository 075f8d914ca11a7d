-- SparseTopKCategoricalAccuracy: how often the integer label is among the k largest predictions. Knows of mean_of and its function only.
local core = require "lunula.core"
local mean_of = require "lunula.metrics.mean_of"
local sparse_top_k_categorical_accuracy = require("lunula.metrics.functions").sparse_top_k_categorical_accuracy

return mean_of("SparseTopKCategoricalAccuracy", sparse_top_k_categorical_accuracy, {
  doc = {
    "How often the integer label is among the k largest predictions.",
    formula = "mean(y_true among the k largest of y_pred), over the last axis; ties are among them",
    shapes = "y_true (n, ...), y_pred (n, ..., classes); sample_weight (n,) or with further axes; result ()",
    example = [[
local metric = keras.metrics.SparseTopKCategoricalAccuracy { k = 2 }
print(metric({ 2, 0 }, { { 0.1, 0.9, 0.8 }, { 0.05, 0.95, 0.1 } }))  --> tensor(0.5, shape=(), dtype=float32)]],
  },
  params = {
    { "k", 5, doc = "how many of the largest predictions count" },
    { "name", "sparse_top_k_categorical_accuracy" }, { "dtype", core.null },
    { "from_sorted_ids", false, config = false, doc = "whether y_pred holds the classes themselves, the best first" },
  },
  direction = "up",
  -- Keras writes from_sorted_ids only where it is true.
  get_config = function(self)
    local config = super.get_config(self)
    if self.from_sorted_ids then
      local keys = getmetatable(config).keys
      config.from_sorted_ids, keys[#keys + 1] = true, "from_sorted_ids"
    end
    return config
  end,
})
