-- EarlyStopping. Knows of its base class and the watching of a figure.
local class = require "lunula.class"
local core = require "lunula.core"
local kept = require "lunula.callbacks.kept"
local monitor = require "lunula.callbacks.monitor"
local terminal = require "lunula.callbacks.terminal"
local Callback = require("lunula.callbacks.base").Callback

return class.builtin(Callback, "EarlyStopping", "keras.callbacks", {
  doc = { "Ends training when a figure has not improved for `patience` epochs. stopped_epoch is the epoch (from 0) in which it did, or 0; best and best_epoch say "
      .. "what was best and when. A figure that is not among the logs is a warning; one whose better direction can't be told is an error." },
  params = {
    { "monitor", "val_loss", doc = "the figure of the logs" },
    { "min_delta", 0, doc = "what is less than this, in the figure's unit, is no improvement" },
    { "patience", 0, doc = "how many epochs without improvement are waited for" },
    { "verbose", 0, doc = "1: says when it stops, and which weights it restores" },
    { "mode", "auto", doc = '"min", "max", or "auto": by the figure' },
    { "baseline", core.null, doc = "an improvement counts only when it is better than this too" },
    { "restore_best_weights", false, doc = "whether the weights of the best epoch are put back at the end, also when the training was not stopped" },
    { "start_from_epoch", 0, doc = "how many epochs pass before it looks" },
  },
  owner = "EarlyStopping",
  state_fields = { best = kept.optional(kept.number), best_epoch = kept.whole, best_weights = kept.optional(kept.table_of(kept.tensor)), wait = kept.whole,
    stopped_epoch = kept.whole },
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
