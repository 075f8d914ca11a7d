-- SwapEMAWeights. Knows of its base class and of optimizers by their averages.
local class = require "lunula.class"
local core = require "lunula.core"
local kept = require "lunula.callbacks.kept"
local Callback = require("lunula.callbacks.base").Callback

-- fn(variable, average) for each variable that the model's optimizer keeps an average of.
local function each_average(model, fn)
  local optimizer, found = model.optimizer, false
  if not optimizer then core.raise "SwapEMAWeights: the model has no optimizer; compile it first" end
  optimizer = optimizer.inner_optimizer or optimizer
  for _, one in ipairs(optimizer.optimizers or { optimizer }) do
    found = found or one.use_ema
    for i, average in ipairs(one.averages_of or {}) do
      if average then fn(one.built[i], average) end
    end
  end
  if not found then core.raise "SwapEMAWeights: the optimizer keeps no averages; make it with use_ema = true" end
end

local function swap(variable, average)
  local value = variable.value
  variable:assign(average.value)
  average:assign(value)
end

return class.builtin(Callback, "SwapEMAWeights", "keras.callbacks", {
  doc = { "The model has the moving averages of its weights (of an optimizer with use_ema = true) while it is evaluated and while it predicts. With swap_on_epoch it has "
      .. "them between epochs too, so that a ModelCheckpoint that stands after this callback saves them." },
  params = { { "swap_on_epoch", false, doc = "whether the averages are in the model at the end of epochs" } },
  state_fields = { swapped = kept.boolean },
  initialize = function(self, args) self.swap_on_epoch, self.swapped = args.swap_on_epoch, false end,
  put = function(self, wanted)
    if self.swapped == wanted then return end
    each_average(self.model, swap)
    self.swapped = wanted
  end,
  on_epoch_begin = function(self) if self.swap_on_epoch then self:put(false) end end,
  on_epoch_end = function(self, epoch)
    if not self.swap_on_epoch then return end
    self:put(true)
    -- at its end fit gives the variables their averages, which must then be those
    if epoch == self.params.epochs - 1 or self.model.stop_training then
      each_average(self.model, function(variable, average) average:assign(variable.value) end)
    end
  end,
  on_test_begin = function(self) self:put(true) end,
  on_test_end = function(self) self:put(false) end,
  on_predict_begin = function(self) self:put(true) end,
  on_predict_end = function(self) self:put(false) end,
})
