-- Sum: the weighted sum of the values given. Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.metrics.base"

return class.builtin(base.Metric, "Sum", "keras.metrics", {
  doc = "Sum(name, dtype): update_state(values, sample_weight) adds sum(values * weight).",
  params = { { "name", "sum" }, { "dtype", core.null } },
  initialize = function(self, args)
    super.initialize(self, args)
    self.total = self:add_variable({}, "total")
  end,
  update_state = function(self, values, sample_weight)
    self.total:assign_add(ops.sum((base.samplewise(values, base.weight_of(sample_weight), ops.sum, self.dtype))))
  end,
  result = function(self) return self.total.value end,
})
