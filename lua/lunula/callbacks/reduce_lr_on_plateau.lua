-- ReduceLROnPlateau. Knows of its base class, the watching of a figure and the optimizer's learning rate.
local class = require "lunula.class"
local core = require "lunula.core"
local kept = require "lunula.callbacks.kept"
local monitor = require "lunula.callbacks.monitor"
local rates = require "lunula.callbacks.learning_rate"
local terminal = require "lunula.callbacks.terminal"
local Callback = require("lunula.callbacks.base").Callback

-- Learning rates are compared as float32, which variables hold.
local function float32(value) return (("<f"):unpack(("<f"):pack(value))) end

return class.builtin(Callback, "ReduceLROnPlateau", "keras.callbacks", {
  doc = { "Multiplies the learning rate by `factor` when a figure has not improved for `patience` epochs, and puts the rate into the logs as learning_rate. An "
      .. "optimizer whose rate is a schedule has none to change: an error. So is a factor from 1 on." },
  params = {
    { "monitor", "val_loss", doc = "the figure of the logs" },
    { "factor", 0.1, doc = "below 1" },
    { "patience", 10, doc = "how many epochs without improvement are waited for" },
    { "verbose", 0, doc = "1: says when it lowers the rate" },
    { "mode", "auto", doc = '"min", "max", or "auto": by the figure' },
    { "min_delta", 1e-4, doc = "what is less than this, in the figure's unit, is no improvement" },
    { "cooldown", 0, doc = "how many epochs after a change it doesn't count" },
    { "min_lr", 0.0, doc = "the rate never gets lower" },
  },
  owner = "ReduceLROnPlateau",
  state_fields = { best = kept.optional(kept.number), wait = kept.whole, cooldown_counter = kept.whole },
  initialize = function(self, args)
    if args.factor >= 1 then core.raise(("ReduceLROnPlateau: factor is below 1, got %g"):format(args.factor)) end
    monitor.initialize(self, args)
    self.wait, self.cooldown_counter = 0, 0
  end,
  on_train_begin = function(self) self.best, self.wait, self.cooldown_counter = nil, 0, 0 end,
  reduce = function(self, epoch)
    for _, pair in ipairs(rates.each(self.model.optimizer)) do
      local optimizer, name = pair[1], pair[2]
      local before = rates.read(optimizer)
      if float32(before) > float32(self.min_lr) then
        local rate = math.max(before * self.factor, self.min_lr)
        optimizer.learning_rate = rate
        if self.verbose > 0 then
          terminal.print(("\nEpoch %d: ReduceLROnPlateau reducing %slearning rate to %s."):format(epoch + 1, name and name .. " " or "", rates.text(rate)))
        end
        self.wait, self.cooldown_counter = 0, self.cooldown
      end
    end
  end,
  on_epoch_end = function(self, epoch, logs)
    rates.log(self.model.optimizer, logs)
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
