-- LearningRateScheduler. Knows of its base class and the optimizer's learning rate.
local class = require "lunula.class"
local core = require "lunula.core"
local rates = require "lunula.callbacks.learning_rate"
local terminal = require "lunula.callbacks.terminal"
local Callback = require("lunula.callbacks.base").Callback

return class.builtin(Callback, "LearningRateScheduler", "keras.callbacks", {
  doc = { "Sets the learning rate at the begin of each epoch, and puts it into the logs as learning_rate. Errors: a schedule that doesn't give a number, and an "
      .. "optimizer whose rate is a schedule of its own." },
  params = {
    { "schedule", doc = "function(epoch, learning_rate): the epoch counts from 0; gives the learning rate" },
    { "verbose", 0, doc = "1: says what it sets" },
  },
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
