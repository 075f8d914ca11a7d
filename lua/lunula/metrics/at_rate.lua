-- The best of one rate among the thresholds at which another is high enough: at_rate(name, given, best, doc) makes the class. Knows of confusion only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local confusion = require "lunula.metrics.confusion"
local Metric = require("lunula.metrics.base").Metric

local rates = {
  sensitivity = { "true_positives", "false_negatives" }, recall = { "true_positives", "false_negatives" },
  specificity = { "true_negatives", "false_positives" }, precision = { "true_positives", "false_positives" },
}

return function(name, given, best, doc)
  local function rate(self, which) return self:ratio(self[rates[which][1]].value, self[rates[which][2]].value) end
  return class.builtin(Metric, name, "keras.metrics", {
    doc = doc,
    inherit = confusion.Confusion,
    params = {
      { given, doc = "the least " .. given .. ", in [0, 1]" },
      { "num_thresholds", 200, doc = "how many thresholds divide [0, 1] evenly; 1 means 0.5 alone" },
      { "class_id", core.null, doc = "only this class counts, a place on the last axis" },
    },
    direction = "up",
    counted = confusion.all,
    set_thresholds = function(self)
      local least, n = self[given], self.num_thresholds
      if type(least) ~= "number" or not (least >= 0 and least <= 1) then confusion.refuse(self, "%s is a number in [0, 1], got %s", given, tostring(least)) end
      if math.type(n) ~= "integer" or n < 1 then confusion.refuse(self, "num_thresholds is an integer above 0, got %s", tostring(n)) end
      self.thresholds = n == 1 and { 0.5 } or confusion.even(n)
      self.is_even = n > 1
    end,
    result = function(self)
      local dependent = rate(self, best)
      return ops.max(ops.where(ops.greater_equal(rate(self, given), self[given]), dependent, ops.zeros_like(dependent)))
    end,
    get_config = function(self)
      return class.ordered { { "name", self.name }, { "dtype", self.dtype }, { "class_id", self.class_id }, { "num_thresholds", self.num_thresholds },
        { given, self[given] } }
    end,
  })
end
