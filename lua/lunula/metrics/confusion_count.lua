-- The four metrics that count one kind of prediction: confusion_count(name, kind, doc) makes the class. Knows of confusion only.
local class = require "lunula.class"
local core = require "lunula.core"
local confusion = require "lunula.metrics.confusion"
local Metric = require("lunula.metrics.base").Metric

return function(name, kind, doc)
  return class.builtin(Metric, name, "keras.metrics", {
    doc = doc,
    inherit = confusion.Confusion,
    params = { { "thresholds", core.null, doc = "predictions above it are positive: a number or a list in [0, 1]; nil means 0.5" } },
    counted = { { "accumulator", kind } },
    result = function(self) return self:at_thresholds(self.accumulator.value) end,
  })
end
