-- keras.LearningRateSchedule: a learning rate as a function of the step. Knows of classes only.
local class = require "lunula.class"

local M = {}

M.LearningRateSchedule = class.kind("LearningRateSchedule", {
  doc = "LearningRateSchedule(name, { call = function(self, step) ... end }): step is the optimizer's counter, an int32 scalar.",
})

return M
