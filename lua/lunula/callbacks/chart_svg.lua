-- Charts as SVG: panels of chart.lua one below the other. Knows of lists of numbers only.
local M = {}

local style = [[<style>
text { font: 12px sans-serif; fill: #444 }
.title { font-weight: bold }
.grid { stroke: #ddd }
.axis { stroke: #888 }
polyline { fill: none; stroke-width: 2; stroke-linejoin: round }
.a { stroke: #1f5fae } .b { stroke: #d9822b; stroke-dasharray: 5 3 }
circle.a { fill: #1f5fae } circle.b { fill: #d9822b }
</style>]]
local margin = { left = 64, right = 16, top = 28, bottom = 32 }

local escapes = { ["&"] = "&amp;", ["<"] = "&lt;", [">"] = "&gt;", ['"'] = "&quot;" }
local function escaped(text) return (text:gsub('[&<>"]', escapes)) end

local function number(value) return (("%.2f"):format(value):gsub("%.?0+$", "")) end

-- Round numbers (1, 2 or 5 times a power of ten apart) between low and high: about `count` of them.
local function ticks(low, high, count, least)
  if high <= low then return { low } end
  local rough = (high - low) / count
  local power = 10.0 ^ math.floor(math.log(rough, 10))
  local step = power * 10
  for _, factor in ipairs { 1, 2, 5 } do
    if rough <= factor * power * 1.0001 then
      step = factor * power
      break
    end
  end
  step = math.max(step, least or 0)
  local list = {}
  for k = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) do list[#list + 1] = k * step end
  return list
end

local function panel_svg(out, panel, top, width, height)
  local left, right, floor = margin.left, width - margin.right, top + height - margin.bottom
  local ceiling = top + margin.top
  local low, high = panel.low, panel.high
  if high <= low then
    local margin_of_one = low == 0 and 1 or math.abs(low) / 2
    low, high = low - margin_of_one, high + margin_of_one
  end
  local function x_of(epoch) return panel.last > panel.first and left + (epoch - panel.first) / (panel.last - panel.first) * (right - left) or (left + right) / 2 end
  local function y_of(value) return floor - (value - low) / (high - low) * (floor - ceiling) end
  local function put(format, ...) out[#out + 1] = format:format(...) end
  put('<text class="title" x="%d" y="%d">%s</text>', left, top + 16, escaped(panel.name))
  for _, value in ipairs(ticks(low, high, 5)) do
    local y = number(y_of(value))
    put('<line class="grid" x1="%d" y1="%s" x2="%d" y2="%s"/>', left, y, right, y)
    put('<text x="%d" y="%s" text-anchor="end" dominant-baseline="middle">%.4g</text>', left - 8, y, value + 0.0)
  end
  for _, epoch in ipairs(ticks(panel.first, panel.last, 8, 1)) do
    put('<text x="%s" y="%d" text-anchor="middle">%d</text>', number(x_of(epoch)), floor + 18, math.floor(epoch + 0.5))
  end
  put('<line class="axis" x1="%d" y1="%d" x2="%d" y2="%d"/>', left, floor, right, floor)
  for i, series in ipairs(panel.series) do
    local class, points = i == 1 and "a" or "b", {}
    for k, point in ipairs(series.points) do points[k] = number(x_of(point[1])) .. "," .. number(y_of(point[2])) end
    if #points == 1 then
      put('<circle class="%s" cx="%s" cy="%s" r="3"/>', class, points[1]:match "^(.*),(.*)$")
    else
      put('<polyline class="%s" points="%s"/>', class, table.concat(points, " "))
    end
    local x = right - 150 * (#panel.series - i + 1)
    put('<line class="%s" x1="%d" y1="%d" x2="%d" y2="%d" stroke-width="2"/>', class, x, top + 12, x + 24, top + 12)
    put('<text x="%d" y="%d">%s</text>', x + 30, top + 16, escaped(series.name))
  end
end

-- The text of an SVG file.
function M.text(panels, options)
  local width, height = options.width or 640, options.height or 240
  local out = { ('<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d">'):format(width, height * #panels, width,
    height * #panels), style, '<rect width="100%" height="100%" fill="white"/>' }
  for i, panel in ipairs(panels) do panel_svg(out, panel, (i - 1) * height, width, height) end
  out[#out + 1] = "</svg>\n"
  return table.concat(out, "\n")
end

return M
