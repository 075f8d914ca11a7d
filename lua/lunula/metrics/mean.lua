-- Mean: the weighted mean of the values given. Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local arguments = require "lunula.arguments"
local ops = require "lunula.ops"
local base = require "lunula.metrics.base"

return class.builtin(base.Metric, "Mean", "keras.metrics", {
  doc = {
    "The weighted mean of all values of all updates; 0 before the first.",
    formula = "sum(values * weight) / sum(weight); values are averaged over the axes that the weight lacks",
    shapes = "update_state(values (n, ...), sample_weight (n,), (n, ...) or scalar); result ()",
    example = [[
local mean = keras.metrics.Mean()
mean:update_state { 1, 3, 5, 7 }
print(mean:result())                                                --> tensor(4., shape=(), dtype=float32)
print(mean({ 1, 3, 5, 7 }, { sample_weight = { 1, 1, 0, 0 } }))     --> tensor(3.3333333, shape=(), dtype=float32)]],
  },
  params = { { "name", "mean" }, { "dtype", core.null } },
  initialize = function(self, args)
    super.initialize(self, args)
    self.total = self:add_variable { dtype = self.dtype, name = "total" }
    self.count = self:add_variable { dtype = self.dtype, name = "count" }
  end,
  update_state = function(self, ...)
    local values, weight = arguments.take(self.name, { "values", "sample_weight" }, 1, ...)
    values, weight = base.samplewise(self, values, weight, ops.mean)
    self.total:assign_add(ops.sum(values))
    self.count:assign_add(weight and ops.sum(weight) or core.tensor(values.ndim > 0 and values.shape[1] or 1, self.dtype))
  end,
  result = function(self) return ops.divide_no_nan(self.total.value, self.count.value) end,
})
