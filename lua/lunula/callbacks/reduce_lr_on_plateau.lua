-- ReduceLROnPlateau. Knows of its base class, the watching of a figure and the optimizer's learning rate.
local class = require "lunula.class"
local core = require "lunula.core"
local monitor = require "lunula.callbacks.monitor"
local rates = require "lunula.callbacks.learning_rate"
local terminal = require "lunula.callbacks.terminal"
local Callback = require("lunula.callbacks.base").Callback

return class.builtin(Callback, "ReduceLROnPlateau", "keras.callbacks", {
  doc = "ReduceLROnPlateau(monitor = 'val_loss', factor = 0.1, patience = 10, verbose, mode, min_delta = 0.0001, cooldown, min_lr): multiplies the learning rate "
    .. "by `factor` when a figure has not improved for `patience` epochs.",
  params = { { "monitor", "val_loss" }, { "factor", 0.1 }, { "patience", 10 }, { "verbose", 0 }, { "mode", "auto" }, { "min_delta", 1e-4 },
    { "cooldown", 0 }, { "min_lr", 0.0 } },
  owner = "ReduceLROnPlateau",
  initialize = function(self, args)
    if args.factor >= 1 then core.raise(("ReduceLROnPlateau: factor is below 1, got %g"):format(args.factor)) end
    monitor.initialize(self, args)
    self.wait, self.cooldown_counter = 0, 0
  end,
  on_train_begin = function(self) self.best, self.wait, self.cooldown_counter = nil, 0, 0 end,
  reduce = function(self, epoch)
    local before = rates.read(self.model.optimizer)
    if before <= self.min_lr then return end
    local rate = math.max(before * self.factor, self.min_lr)
    self.model.optimizer.learning_rate = rate
    if self.verbose > 0 then
      terminal.print(("\nEpoch %d: ReduceLROnPlateau reducing learning rate to %s."):format(epoch + 1, rates.text(rate)))
    end
    self.wait, self.cooldown_counter = 0, self.cooldown
  end,
  on_epoch_end = function(self, epoch, logs)
    logs.learning_rate = rates.read(self.model.optimizer)
    local current = monitor.value(self, logs)
    if current == nil then return end
    if self.cooldown_counter > 0 then self.cooldown_counter, self.wait = self.cooldown_counter - 1, 0 end
    if monitor.is_better(self, current, self.best) then
      self.best, self.wait = current, 0
    elseif self.cooldown_counter == 0 then
      self.wait = self.wait + 1
      if self.wait >= self.patience then self:reduce(epoch) end
    end
  end,
})
