-- History. Knows of its base class only.
local class = require "lunula.class"
local Callback = require("lunula.callbacks.base").Callback

return class.builtin(Callback, "History", "keras.callbacks", {
  doc = "History(): fit gives one back; .epoch lists the epochs, .history the logs by name.",
  state_fields = { "epoch", "history" },
  initialize = function(self) self.epoch, self.history = {}, {} end,
  on_train_begin = function(self) self.epoch = {} end,
  on_epoch_end = function(self, epoch, logs)
    self.epoch[#self.epoch + 1] = epoch
    for name, value in pairs(logs) do
      local list = self.history[name] or {}
      list[#list + 1] = value
      self.history[name] = list
    end
    if self.model then rawset(self.model, "history", self) end
  end,
})
