-- Sum: the weighted sum of the values given. Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local arguments = require "lunula.arguments"
local ops = require "lunula.ops"
local base = require "lunula.metrics.base"

return class.builtin(base.Metric, "Sum", "keras.metrics", {
  doc = {
    "The weighted sum of all values of all updates.",
    formula = "sum(values * weight)",
    shapes = "update_state(values (n, ...), sample_weight (n,), (n, ...) or scalar); result ()",
    example = [[
local sum = keras.metrics.Sum()
print(sum({ 1, 3, 5, 7 }))                                          --> tensor(16., shape=(), dtype=float32)
print(sum({ 1, 3, 5, 7 }, { sample_weight = { 1, 1, 0, 0 } }))      --> tensor(20., shape=(), dtype=float32)]],
  },
  params = { { "name", "sum" }, { "dtype", core.null } },
  initialize = function(self, args)
    super.initialize(self, args)
    self.total = self:add_variable { dtype = self.dtype, name = "total" }
  end,
  update_state = function(self, ...)
    local values, weight = arguments.take(self.name, { "values", "sample_weight" }, 1, ...)
    self.total:assign_add(ops.sum((base.samplewise(self, values, weight, ops.sum))))
  end,
  result = function(self) return self.total.value end,
})
