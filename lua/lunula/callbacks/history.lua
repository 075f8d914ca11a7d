-- History. Knows of its base class only.
local class = require "lunula.class"
local Callback = require("lunula.callbacks.base").Callback

return class.builtin(Callback, "History", "keras.callbacks", {
  doc = "History(): fit gives one back; .epoch lists the epochs, .history the logs by name.",
  on_train_begin = function(self) self.epoch, self.history = {}, {} end,
  on_epoch_end = function(self, epoch, logs)
    self.epoch[#self.epoch + 1] = epoch
    for _, pair in ipairs(logs.ordered) do
      local list = self.history[pair[1]] or {}
      list[#list + 1] = pair[2]
      self.history[pair[1]] = list
    end
  end,
})
