-- The figures of a history as charts: gathered in panels, and drawn as text. chart_svg.lua draws them as SVG. Knows of lists of numbers only.
local core = require "lunula.core"

local M = {}

local function is_finite(value) return type(value) == "number" and value - value == 0 end

-- Where a list's values stand along the epochs. Validation may come at every n-th epoch only: then its values stand at those.
local function points(values, epochs)
  local stride, list = math.max(1, #epochs // #values), {}
  for i, value in ipairs(values) do
    local epoch = epochs[math.min(#epochs, i * stride)]
    if is_finite(value) then list[#list + 1] = { epoch + 1, value } end
  end
  return list
end

-- One panel per figure, the loss first: { name, series = { { name, points = { { epoch, value }, ... } }, ... }, low, high, first, last }. A figure and
-- its val_ share one. Figures without a finite number are left out; `names` chooses figures.
function M.panels(history, epochs, names)
  local found, order = {}, {}
  for name, values in pairs(history) do
    local base = name:gsub("^val_", "")
    if type(values) == "table" and #values > 0 then
      if not found[base] then found[base], order[#order + 1] = {}, base end
      table.insert(found[base], { name = name, points = points(values, epochs) })
    end
  end
  table.sort(order, function(a, b)
    if (a == "loss") ~= (b == "loss") then return a == "loss" end
    return a < b
  end)
  local panels = {}
  for _, base in ipairs(names or order) do
    if not found[base] then core.raise(("plot: there is no figure '%s'; there are %s"):format(tostring(base), table.concat(order, ", "))) end
    local panel = { name = base, series = {}, low = math.huge, high = -math.huge, first = epochs[1] + 1, last = epochs[#epochs] + 1 }
    table.sort(found[base], function(a, b) return #a.name < #b.name end)
    for _, series in ipairs(found[base]) do
      for _, point in ipairs(series.points) do panel.low, panel.high = math.min(panel.low, point[2]), math.max(panel.high, point[2]) end
      if #series.points > 0 then panel.series[#panel.series + 1] = series end
    end
    if #panel.series > 0 then panels[#panels + 1] = panel end
  end
  return panels
end

-- The value at a place along the epochs, between its neighbours; nil outside.
local function value_at(list, x)
  for i, point in ipairs(list) do
    if point[1] == x then return point[2] end
    if point[1] > x then
      local before = list[i - 1]
      return before and before[2] + (point[2] - before[2]) * (x - before[1]) / (point[1] - before[1])
    end
  end
end

-- Lines of each series: along, up and down, and the corners where a line comes from the left and goes down or up, and goes to the right from below or above.
local glyphs = {
  [true] = { { "─", "│", "╮", "╯", "╭", "╰" }, { "┄", "┆", "╮", "╯", "╭", "╰" }, axis = "│", tick = "┤", corner = "└", floor = "─" },
  [false] = { { "-", "|", ".", "'", ".", "'" }, { "~", ":", ".", "'", ".", "'" }, axis = "|", tick = "+", corner = "+", floor = "-" },
}
local colors = { "\27[34m", "\27[33m" }

-- Puts one series into a grid of rows (from above) and columns, whose cells are { character, color }.
local function trace(grid, panel, series, glyph, color, width, height)
  local span = panel.high - panel.low
  local function row_at(column)
    local x = panel.first + (panel.last - panel.first) * (width > 1 and (column - 1) / (width - 1) or 0)
    local value = value_at(series.points, x)
    return value and (span > 0 and height - math.floor((value - panel.low) / span * (height - 1) + 0.5) or (height + 1) // 2)
  end
  local before
  for column = 1, width do
    local row = row_at(column)
    if row and before and row ~= before then
      local down = row > before
      grid[before][column], grid[row][column] = { glyph[down and 3 or 4], color }, { glyph[down and 6 or 5], color }
      for between = math.min(row, before) + 1, math.max(row, before) - 1 do grid[between][column] = { glyph[2], color } end
    elseif row then
      grid[row][column] = { glyph[1], color }
    end
    before = row
  end
end

-- The cells of a row as text, each run of one color in its escape codes.
local function row_text(cells, width)
  local parts, active = {}, nil
  for column = 1, width do
    local character, color = " ", nil
    if cells[column] then character, color = cells[column][1], cells[column][2] end
    if color ~= active then parts[#parts + 1] = (active and "\27[0m" or "") .. (color or "") end
    parts[#parts + 1], active = character, color
  end
  return (table.concat(parts) .. (active and "\27[0m" or "")):gsub(" +$", "")
end

local function label(value) return ("%.4g"):format(value) end

local function panel_text(panel, options)
  local set, height = glyphs[options.unicode], options.height
  local high, low = label(panel.high), label(panel.low)
  local margin = math.max(#high, #low)
  local width = math.max(10, options.width - margin - 2)
  local grid, lines, legend = {}, {}, {}
  for row = 1, height do grid[row] = {} end
  for i = #panel.series, 1, -1 do -- the first one on top
    local color = options.color and colors[i] or nil
    trace(grid, panel, panel.series[i], set[i], color, width, height)
    table.insert(legend, 1, row_text({ { set[i][1], color }, { set[i][1], color } }, 2) .. " " .. panel.series[i].name)
  end
  lines[1] = (" "):rep(margin + 2) .. table.concat(legend, "   ")
  for row = 1, height do
    local text = row == 1 and high or row == height and low or ""
    if panel.high == panel.low then text = row == (height + 1) // 2 and high or "" end
    lines[#lines + 1] = (" "):rep(margin - #text) .. text .. " " .. (text ~= "" and set.tick or set.axis) .. row_text(grid[row], width)
  end
  local first, last = tostring(panel.first), panel.last > panel.first and "epoch " .. tostring(panel.last) or ""
  lines[#lines + 1] = (" "):rep(margin + 1) .. set.corner .. set.floor:rep(width)
  lines[#lines + 1] = (" "):rep(margin + 2) .. first .. (last ~= "" and (" "):rep(width - #first - #last) .. last or "")
  return table.concat(lines, "\n") .. "\n"
end

-- Panels as text of `width` columns; each chart has `height` rows.
function M.text(panels, options)
  local parts = {}
  for i, panel in ipairs(panels) do parts[i] = panel_text(panel, options) end
  return table.concat(parts, "\n")
end

return M
