-- LearningRateScheduler. Knows of its base class and the optimizer's learning rate.
local class = require "lunula.class"
local core = require "lunula.core"
local rates = require "lunula.callbacks.learning_rate"
local terminal = require "lunula.callbacks.terminal"
local Callback = require("lunula.callbacks.base").Callback

return class.builtin(Callback, "LearningRateScheduler", "keras.callbacks", {
  doc = "LearningRateScheduler(schedule, verbose = 0): schedule(epoch, learning_rate) gives each epoch's learning rate.",
  params = { { "schedule" }, { "verbose", 0 } },
  on_epoch_begin = function(self, epoch)
    for _, pair in ipairs(rates.each(self.model.optimizer)) do
      local optimizer, name = pair[1], pair[2]
      local rate = self.schedule(epoch, rates.read(optimizer))
      if core.is_tensor(rate) then rate = rate:item() end
      if type(rate) ~= "number" then core.raise("LearningRateScheduler: schedule gives a number, not a " .. type(rate)) end
      optimizer.learning_rate = rate + 0.0
      if self.verbose > 0 then
        terminal.print(("\nEpoch %d: LearningRateScheduler setting %slearning rate to %s."):format(epoch + 1, name and name .. " " or "", rates.text(rate)))
      end
    end
  end,
  on_epoch_end = function(self, _, logs) rates.log(self.model.optimizer, logs) end,
})
