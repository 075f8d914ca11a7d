-- EarlyStopping. Knows of its base class and the watching of a figure.
local class = require "lunula.class"
local core = require "lunula.core"
local monitor = require "lunula.callbacks.monitor"
local terminal = require "lunula.callbacks.terminal"
local Callback = require("lunula.callbacks.base").Callback

return class.builtin(Callback, "EarlyStopping", "keras.callbacks", {
  doc = "EarlyStopping(monitor = 'val_loss', min_delta, patience, verbose, mode, baseline, restore_best_weights, start_from_epoch): ends training when a figure "
    .. "has not improved for `patience` epochs.",
  params = { { "monitor", "val_loss" }, { "min_delta", 0 }, { "patience", 0 }, { "verbose", 0 }, { "mode", "auto" }, { "baseline", core.null },
    { "restore_best_weights", false }, { "start_from_epoch", 0 } },
  owner = "EarlyStopping",
  state_fields = { "best", "best_epoch", "best_weights", "wait", "stopped_epoch" },
  initialize = function(self, args)
    monitor.initialize(self, args)
    self.wait, self.stopped_epoch, self.best_epoch = 0, 0, 0
  end,
  on_train_begin = function(self)
    self.wait, self.stopped_epoch, self.best_epoch = 0, 0, 0
    self.best, self.best_weights = nil, nil
  end,
  on_epoch_end = function(self, epoch, logs)
    local current = monitor.value(self, logs)
    if current == nil or epoch < self.start_from_epoch then return end
    local function keep()
      self.best_epoch = epoch
      if self.restore_best_weights then self.best_weights = self.model:get_weights() end
    end
    if self.restore_best_weights and not self.best_weights then keep() end
    self.wait = self.wait + 1
    if monitor.is_better(self, current, self.best) then
      self.best = current
      keep()
      if self.baseline == nil or monitor.is_better(self, current, self.baseline) then self.wait = 0 end
    elseif self.wait >= self.patience and epoch > 0 then
      self.stopped_epoch = epoch
      rawset(self.model, "stop_training", true)
    end
  end,
  on_train_end = function(self)
    if self.stopped_epoch > 0 and self.verbose > 0 then terminal.print(("Epoch %d: early stopping"):format(self.stopped_epoch + 1)) end
    if not self.best_weights then return end
    if self.verbose > 0 then
      terminal.print(("Restoring model weights from the end of the best epoch: %d."):format(self.best_epoch + 1))
    end
    self.model:set_weights(self.best_weights)
  end,
})
