-- Mean: the weighted mean of the values given. Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.metrics.base"

return class.builtin(base.Metric, "Mean", "keras.metrics", {
  doc = "Mean(name, dtype): sum(values * weight) / sum(weight) over all updates, 0 before the first.",
  params = { { "name", "mean" }, { "dtype", core.null } },
  initialize = function(self, args)
    super.initialize(self, args)
    self.total = self:add_variable({}, "total")
    self.count = self:add_variable({}, "count")
  end,
  update_state = function(self, values, sample_weight)
    local weight
    values, weight = base.samplewise(values, base.weight_of(sample_weight), ops.mean, self.dtype)
    self.total:assign_add(ops.sum(values))
    local count = weight and ops.sum(weight) or core.tensor(values.ndim > 0 and values.shape[1] or 1, self.dtype)
    self.count:assign_add(count)
  end,
  result = function(self) return ops.divide_no_nan(self.total.value, self.count.value) end,
})
