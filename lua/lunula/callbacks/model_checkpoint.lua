-- ModelCheckpoint. Knows of its base class, the watching of a figure, and of models by save and save_weights.
local class = require "lunula.class"
local core = require "lunula.core"
local kept = require "lunula.callbacks.kept"
local monitor = require "lunula.callbacks.monitor"
local saving = require "lunula.callbacks.saving"
local terminal = require "lunula.callbacks.terminal"
local Callback = require("lunula.callbacks.base").Callback

local function number_text(value) return value == nil and "None" or value ~= value and "nan" or ("%.5f"):format(value) end

-- Whether to save, and what to say of it.
local function verdict(self, logs, path)
  if not self.save_best_only then return true, "saving model to " .. path end
  local current = logs[self.monitor]
  if core.is_tensor(current) then current = current.size == 1 and current:item() or current:totable() end
  if current == nil then
    warn(("Can save best model only with %s available."):format(self.monitor))
    return true
  elseif type(current) ~= "number" then
    warn(("Can save best model only when `monitor` is a scalar value. %s has several."):format(self.monitor))
    return true
  end
  monitor.find_direction(self)
  local best = number_text(self.best)
  if not monitor.is_better(self, current, self.best) then return false, ("%s did not improve from %s"):format(self.monitor, best) end
  self.best = current
  return true, ("%s improved from %s to %s, saving model to %s"):format(self.monitor, best, number_text(current), path)
end

return class.builtin(Callback, "ModelCheckpoint", "keras.callbacks", {
  doc = { "Saves the model or its weights while it trains: at the end of each epoch or after every save_freq batches, always or when a figure is the best so "
      .. "far. A file is replaced at once, so that a crash leaves the last one whole." },
  params = {
    { "filepath", doc = "where to: ends in .keras, or in .weights.h5 with save_weights_only. {epoch:02d} stands for the epoch (from 1), {batch} for the batch (from 1, "
      .. "with save_freq a number), {val_loss:.2f} for a figure of the logs. Folders are made" },
    { "monitor", "val_loss", doc = "the figure that save_best_only watches" },
    { "verbose", 0, doc = "1: says when a file is written" },
    { "save_best_only", false, doc = "whether to save only when the figure improved" },
    { "save_weights_only", false, doc = "whether to save weights and the optimizer's state without the config" },
    { "mode", "auto", doc = '"min", "max", or "auto": by the figure' },
    { "save_freq", "epoch", doc = '"epoch", or a number of batches' },
    { "initial_value_threshold", core.null, doc = "what the figure must be better than at first" },
  },
  owner = "ModelCheckpoint",
  state_fields = { best = kept.optional(kept.number), batches = saving.fields.batches, last_batch = saving.fields.last_batch },
  min_delta = 0,
  reads_tensors = true,
  initialize = function(self, args)
    if type(args.filepath) ~= "string" then core.raise("ModelCheckpoint: filepath is a string, got " .. type(args.filepath)) end
    local ending = args.save_weights_only and ".weights.h5" or ".keras"
    if args.filepath:sub(-#ending) ~= ending then
      core.raise(("ValueError: ModelCheckpoint: with save_weights_only = %s the filepath must end in `%s`, got '%s'"):format(tostring(args.save_weights_only),
        ending, args.filepath))
    end
    args.min_delta = 0
    monitor.initialize(self, args)
    saving.initialize(self, "ModelCheckpoint", args.save_freq)
    self.best = args.initial_value_threshold
  end,
  on_epoch_begin = function(self, epoch) self.epoch = epoch end,
  on_train_batch_end = function(self, batch, logs)
    if saving.is_due(self, batch) then self:save(self.epoch, batch, logs) end
  end,
  on_epoch_end = function(self, epoch, logs)
    if self.save_freq == "epoch" then self:save(epoch, nil, logs) end
  end,
  save = function(self, epoch, batch, logs)
    local values = { epoch = epoch + 1, batch = batch and batch + 1 or nil }
    for name, value in pairs(logs) do values[name] = value end
    local path = saving.path("ModelCheckpoint", self.filepath, values)
    local wanted, message = verdict(self, logs, path)
    if message and self.verbose > 0 then terminal.print(("\nEpoch %d: %s"):format(epoch + 1, message)) end
    if not wanted then return end
    saving.make_folder_of(path)
    if self.save_weights_only then self.model:save_weights(path) else self.model:save(path) end
    if self.verbose > 0 then terminal.print(("\nEpoch %d: finished saving model to %s"):format(epoch + 1, path)) end
  end,
})
