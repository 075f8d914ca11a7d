-- PiecewiseConstantDecay. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Schedule = require("lunula.optimizers.schedule").LearningRateSchedule

return class.builtin(Schedule, "PiecewiseConstantDecay", "keras.optimizers.schedules", {
  doc = {
    "A rate for each span of steps.",
    formula = "values[1] up to and with the first boundary, values[2] up to the second, and so on; the last one beyond",
    example = [[
local rate = keras.optimizers.schedules.PiecewiseConstantDecay { boundaries = { 10, 20 }, values = { 1.0, 0.5, 0.25 } }
print(rate(10))  --> tensor(1., shape=(), dtype=float32)
print(rate(11))  --> tensor(0.5, shape=(), dtype=float32)
print(rate(21))  --> tensor(0.25, shape=(), dtype=float32)]],
  },
  params = {
    { "boundaries", doc = "the last steps of the spans, rising" }, { "values", doc = "the rates, one more than boundaries" },
    { "name", "PiecewiseConstant", doc = "the name of the schedule" },
  },
  initialize = function(self, args)
    super.initialize(self, args)
    if #self.boundaries + 1 ~= #self.values then
      core.raise(("ValueError: PiecewiseConstantDecay: %d boundaries need %d values, got %d"):format(#self.boundaries, #self.boundaries + 1, #self.values))
    end
  end,
  call = function(self, step)
    local rate = self:float(self.values[#self.values])
    for i = #self.boundaries, 1, -1 do
      rate = ops.where(ops.less_equal(step, self.boundaries[i]), self:float(self.values[i]), rate)
    end
    return rate
  end,
})
