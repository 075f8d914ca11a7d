-- keras.LearningRateSchedule: a learning rate as a function of the step. Knows of classes and tensors only.
local class = require "lunula.class"
local core = require "lunula.core"

local M = {}

M.LearningRateSchedule = class.kind("LearningRateSchedule", {
  doc = "LearningRateSchedule(name, { call = function(self, step) ... end }): step is the optimizer's counter, an int32 scalar.",
  -- A number as a tensor of the default float dtype, in which schedules compute.
  float = function(_, value) return core.tensor(value, core.floatx()) end,
  check_steps = function(self, name)
    local steps = self[name]
    if type(steps) ~= "number" or steps <= 0 then
      core.raise(("%s: %s is a positive number, got %s"):format(class.class_of(self).name, name, tostring(steps)))
    end
  end,
})

return M
