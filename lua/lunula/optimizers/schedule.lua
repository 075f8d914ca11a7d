-- keras.LearningRateSchedule: a learning rate as a function of the step. Knows of classes and tensors only.
local class = require "lunula.class"
local core = require "lunula.core"

local M = {}

M.LearningRateSchedule = class.kind("LearningRateSchedule", {
  doc = {
    "The base of learning rates that change with the step. A class gives call(self, step), where step is the optimizer's counter, an int32 scalar, and which is made "
      .. "of ops: it runs inside compiled steps.",
    shapes = "step () -> ()",
    example = [[
local Halving = keras.LearningRateSchedule("Halving", {
  params = { { "start", 1.0, doc = "rate at step 0" } },
  call = function(self, step) return self.start * 0.5 ^ ops.cast(step, "float32") end,
})
print(Halving { 0.5 }(3))  --> tensor(0.0625, shape=(), dtype=float32)]],
  },
  -- A number as a tensor of the default float dtype, in which schedules compute.
  float = function(_, value) return core.tensor(value, core.floatx()) end,
  check_steps = function(self, name)
    local steps = self[name]
    if type(steps) ~= "number" or steps <= 0 then
      core.raise(("ValueError: %s: %s is a positive number, got %s"):format(class.class_of(self).name, name, tostring(steps)))
    end
  end,
})

return M
