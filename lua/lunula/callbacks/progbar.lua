-- Progbar: steps done, a bar, the time and the metrics on one line, as Keras draws it. Knows of the terminal only.
local terminal = require "lunula.callbacks.terminal"

local Progbar = { __name = "Progbar" }
Progbar.__index = Progbar

local function per_step(seconds)
  if seconds >= 1 or seconds == 0 then return (" %.0fs/step"):format(seconds) end
  if seconds >= 1e-3 then return (" %.0fms/step"):format(seconds * 1e3) end
  return (" %.0fus/step"):format(seconds * 1e6)
end

local function remaining(seconds)
  local s = math.floor(math.max(seconds, 0))
  if seconds > 3600 then return ("%d:%02d:%02d"):format(s // 3600, s % 3600 // 60, s % 60) end
  if seconds > 60 then return ("%d:%02d"):format(s // 60, s % 60) end
  return ("%ds"):format(s)
end

-- The time that a step takes; the first one, which also prepares, doesn't count when there are others.
local function estimate(self, current, now)
  if current == 0 then return 0 end
  local each
  if self.after_first and current > 1 then
    each = (now - self.after_first) / (current - 1)
  else
    each = (now - self.begun) / current
  end
  if current == 1 then self.after_first = now end
  return each
end

local function figures(self)
  local parts = {}
  for i, name in ipairs(self.names) do
    local v = self.values[name]
    if v ~= v then
      v = "nan" -- C may print its sign
    elseif type(v) == "number" then
      v = (math.abs(v) > 1e-3 and "%.4f" or "%.4e"):format(v)
    end
    parts[i] = (" - %s: %s"):format(name, tostring(v))
  end
  return table.concat(parts)
end

local function counter(self, current)
  return ("%" .. #tostring(self.target) .. "d/%d"):format(current, self.target)
end

local function draw(self, current, now, final)
  local each = estimate(self, current, now)
  local text, hidden = {}, 0 -- `hidden`: the bytes that take no place on the screen
  local function put(format, shown, taken)
    text[#text + 1] = format:format(shown)
    hidden = hidden + #text[#text] - (taken or #shown)
  end
  if self.target then
    local done = math.floor(self.width * current / self.target)
    put("\27[1m%s\27[0m ", counter(self, current), #counter(self, current) + 1)
    if done > 0 then put("\27[32m%s\27[0m", self.bar:rep(done), done) end
    put("\27[37m%s\27[0m", self.bar:rep(self.width - done), self.width - done)
  else
    put("%s", ("%7d/Unknown"):format(current))
  end
  local time = self.target and not final and remaining(each * (self.target - current)) or ("%.0fs"):format(now - self.begun)
  put(" \27[1m%s\27[0m", time, #time + 1)
  put("%s", per_step(each) .. figures(self))
  local line = table.concat(text)
  local width = #line - hidden
  local message = ("\b"):rep(self.drawn_width) .. "\r" .. line .. (" "):rep(self.drawn_width - width) .. (final and "\n" or "")
  self.write(message)
  self.drawn_width = width
end

-- Whether update would draw at this moment.
function Progbar:is_due(final)
  return self.verbose == 1 and self.dynamic and (final or self.clock() - self.drawn_at >= self.interval)
end

-- `values` is a list of { name, number } of the state after `current` steps.
function Progbar:update(current, values, final)
  if final == nil then final = self.target ~= nil and current >= self.target end
  for _, pair in ipairs(values or {}) do
    if self.values[pair[1]] == nil then self.names[#self.names + 1] = pair[1] end
    self.values[pair[1]] = pair[2]
  end
  local now = self.clock()
  if self.verbose == 1 and self.dynamic then
    if now - self.drawn_at < self.interval and not final then
      if current == 1 then estimate(self, current, now) end
      return
    end
    draw(self, current, now, final)
  elseif self.verbose > 0 then
    local each = estimate(self, current, now)
    if final and self.target then
      self.write(("%s - %.0fs -%s%s\n"):format(counter(self, current), now - self.begun, per_step(each), figures(self)))
    end
  end
  self.drawn_at = now
end

-- Progbar { target = steps or nil, width = 20, verbose = 1, interval = 0.05, dynamic, write, clock, bar }: `dynamic` draws over the line, else one plain
-- line ends the epoch.
return function(options)
  local self = setmetatable({ target = options.target, width = options.width or 20, verbose = options.verbose or 1,
    interval = options.interval or 0.05, dynamic = options.dynamic, write = options.write or terminal.write,
    clock = options.clock or terminal.clock, bar = options.bar or terminal.is_unicode() and "━" or "=", names = {}, values = {}, drawn_width = 0 }, Progbar)
  if self.target == 0 then self.target = nil end
  if self.dynamic == nil then self.dynamic = terminal.is_terminal() end
  self.begun, self.drawn_at = self.clock(), -math.huge
  return self
end
