-- History. Knows of its base class and of charts.
local class = require "lunula.class"
local core = require "lunula.core"
local chart = require "lunula.callbacks.chart"
local kept = require "lunula.callbacks.kept"
local terminal = require "lunula.callbacks.terminal"
local Callback = require("lunula.callbacks.base").Callback

local known = { metrics = "table", width = "number", height = "number", color = "boolean", unicode = "boolean" }

-- The panels of a history and the options, checked.
local function prepared(self, method, options)
  options = options or {}
  for name, value in pairs(options) do
    if not known[name] then core.raise(("History:%s: there is no option '%s'; there are color, height, metrics, unicode, width"):format(method, tostring(name))) end
    if type(value) ~= known[name] then core.raise(("History:%s: %s is a %s, got %s"):format(method, name, known[name], type(value))) end
  end
  local panels = #self.epoch > 0 and chart.panels(self.history, self.epoch, options.metrics) or {}
  if #panels == 0 then core.raise(("History:%s: there are no finite figures of an epoch to draw"):format(method)) end
  return panels, options
end

return class.builtin(Callback, "History", "keras.callbacks", {
  doc = { "fit gives one back. .epoch lists the epochs (from 0), .history the figures by name. history:plot { metrics = { 'loss' }, width, height, color, unicode } "
      .. "draws them in the terminal, a figure and its val_ in one chart; history:to_text gives that text; history:save_plot('run.svg', { metrics, width, height }) "
      .. "draws them into a file. By default all figures are drawn, in COLUMNS columns, with colors on a terminal unless NO_COLOR is set." },
  state_fields = { epoch = kept.table_of(kept.whole), history = kept.table_of(kept.table) },
  initialize = function(self) self.epoch, self.history = {}, {} end,
  on_train_begin = function(self) self.epoch = {} end,
  on_epoch_end = function(self, epoch, logs)
    self.epoch[#self.epoch + 1] = epoch
    for name, value in pairs(logs) do
      local list = self.history[name] or {}
      list[#list + 1] = value
      self.history[name] = list
    end
    if self.model then rawset(self.model, "history", self) end
  end,
  to_text = function(self, options)
    local panels, given = prepared(self, "to_text", options)
    local function choice(name, default)
      if given[name] == nil then return default end
      return given[name]
    end
    return chart.text(panels, { width = math.max(24, math.floor(given.width or terminal.columns())), height = math.max(3, math.floor(given.height or 10)),
      color = choice("color", terminal.has_color()), unicode = choice("unicode", terminal.is_unicode()) })
  end,
  plot = function(self, options) terminal.write(self:to_text(options)) end,
  save_plot = function(self, path, options)
    if type(path) ~= "string" or not path:find "%.svg$" then
      core.raise(("History:save_plot: charts are written as SVG, to a path that ends in .svg; got %s"):format(tostring(path)))
    end
    core.file.write(path, require("lunula.callbacks.chart_svg").text(prepared(self, "save_plot", options)))
  end,
})
