-- ProgbarLogger. Knows of its base class and the terminal.
local class = require "lunula.class"
local core = require "lunula.core"
local Callback = require("lunula.callbacks.base").Callback

local function figures(logs)
  local parts = {}
  for _, pair in ipairs(logs.ordered) do
    local v = pair[2]
    parts[#parts + 1] = ("%s: %s"):format(pair[1], math.abs(v) > 1e-3 and ("%.4f"):format(v) or ("%.4e"):format(v))
  end
  return table.concat(parts, " - ")
end

local function duration(seconds, steps)
  local per = seconds / math.max(steps, 1)
  if per >= 1 then return ("%.0fs %.0fs/step"):format(seconds, per) end
  if per >= 1e-3 then return ("%.0fs %.0fms/step"):format(seconds, per * 1e3) end
  return ("%.0fs %.0fus/step"):format(seconds, per * 1e6)
end

return class.builtin(Callback, "ProgbarLogger", "keras.callbacks", {
  doc = "ProgbarLogger(): verbose 1 draws a bar on a terminal and a line per epoch elsewhere; verbose 2 a line per epoch.",
  on_epoch_begin = function(self, epoch)
    self.start, self.drawn = core.clock(), 0
    if self.params.verbose > 0 then io.write(("Epoch %d/%d\n"):format(epoch + 1, self.params.epochs)) end
  end,
  line = function(self, step, logs, bar)
    local steps = self.params.steps
    local done = math.floor(20 * step / math.max(steps, 1))
    local drawing = bar and (" " .. ("━"):rep(done) .. ("─"):rep(20 - done)) or ""
    return ("%d/%d%s %s - %s"):format(step, steps, drawing, duration(core.clock() - self.start, step), figures(logs))
  end,
  on_train_batch_end = function(self, batch, logs)
    if self.params.verbose ~= 1 or not core.isatty() or core.clock() - self.drawn < 0.05 then return end
    self.drawn = core.clock()
    io.write("\r\27[K", self:line(batch + 1, logs, true))
    io.flush()
  end,
  on_epoch_end = function(self, _, logs)
    if self.params.verbose == 0 then return end
    local terminal = self.params.verbose == 1 and core.isatty()
    io.write(terminal and "\r\27[K" or "", self:line(self.params.steps, logs, terminal), "\n")
    io.flush()
  end,
})
