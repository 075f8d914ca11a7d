-- ProgbarLogger. Knows of its base class, the progress bar and the terminal.
local class = require "lunula.class"
local core = require "lunula.core"
local Callback = require("lunula.callbacks.base").Callback
local Progbar = require "lunula.callbacks.progbar"
local terminal = require "lunula.callbacks.terminal"

-- { name, number } for every entry of logs: those named in `order` first, then the others by name.
local function pairs_of(logs, order)
  local list, seen, rest = {}, {}, {}
  local function add(name)
    local value = logs[name]
    if core.is_tensor(value) then value = value.size == 1 and value:item() or tostring(value) end
    list[#list + 1] = { name, value }
  end
  for _, name in ipairs(order or {}) do
    if logs[name] ~= nil then
      add(name)
      seen[name] = true
    end
  end
  for name in pairs(logs) do
    if not seen[name] then rest[#rest + 1] = name end
  end
  table.sort(rest)
  for _, name in ipairs(rest) do add(name) end
  return list
end

return class.builtin(Callback, "ProgbarLogger", "keras.callbacks", {
  doc = "ProgbarLogger(): verbose 1 draws a bar on a terminal and ends each epoch with a plain line elsewhere; verbose 2 only ends it so.",
  reads_tensors = true,
  initialize = function(self) self.verbose, self.epochs, self.in_fit, self.seen = 1, 1, false, 0 end,
  set_params = function(self, params)
    self.params = params
    self.verbose = params.verbose == "auto" and 1 or params.verbose
    self.epochs, self.target = params.epochs, params.steps
  end,
  start = function(self)
    self.seen = 0
    self.progbar = Progbar { target = self.target, verbose = self.verbose }
  end,
  -- Reading the logs' tensors takes time: only when the bar is to be drawn.
  advance = function(self, batch, logs)
    self.seen = batch + 1
    if self.verbose ~= 1 then return end
    self.progbar:update(self.seen, self.progbar:is_due(false) and pairs_of(logs) or nil, false)
  end,
  finish = function(self, logs)
    if not self.target then
      self.target = self.seen
      self.progbar.target = self.seen
    end
    self.progbar:update(self.target, pairs_of(logs, self.order), true)
  end,
  on_train_begin = function(self) self.in_fit = true end,
  on_train_end = function(self) self.in_fit = false end,
  on_epoch_begin = function(self, epoch)
    self:start()
    if self.verbose > 0 and self.epochs > 1 then terminal.print(("Epoch %d/%d"):format(epoch + 1, self.epochs)) end
  end,
  on_train_batch_end = function(self, batch, logs) self:advance(batch, logs) end,
  on_epoch_end = function(self, _, logs) self:finish(logs) end,
  on_test_begin = function(self) if not self.in_fit then self:start() end end,
  on_test_batch_end = function(self, batch, logs) if not self.in_fit then self:advance(batch, logs) end end,
  on_test_end = function(self, logs) if not self.in_fit then self:finish(logs) end end,
  on_predict_begin = function(self) self:start() end,
  on_predict_batch_end = function(self, batch) self:advance(batch, {}) end,
  on_predict_end = function(self) self:finish {} end,
})
