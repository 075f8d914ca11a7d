-- Text in a table with ruled boxes: column widths, wrapping, alignment. Knows of no model.
local M = {}

local heavy = { top = { "┏", "━", "┳", "┓" }, head = { "┃", "┃", "┃" }, below = { "┡", "━", "╇", "┩" }, row = { "│", "│", "│" },
  between = { "├", "─", "┼", "┤" }, bottom = { "└", "─", "┴", "┘" } }
local ascii = { top = { "+", "-", "+", "+" }, head = { "|", "|", "|" }, below = { "+", "=", "+", "+" }, row = { "|", "|", "|" },
  between = { "+", "-", "+", "+" }, bottom = { "+", "-", "+", "+" } }

local function round_half_even(x)
  local low = math.floor(x)
  local rest = x - low
  if rest > 0.5 or rest == 0.5 and low % 2 == 1 then return low + 1 end
  return low
end

-- Widths (with a space on either side) whose sum is `total`: too wide ones lose the same each, too narrow ones win in proportion.
local function fit(widths, total)
  local sum = 0
  for _, w in ipairs(widths) do sum = sum + w end
  local left = math.abs(sum - total)
  local fitted = {}
  if sum > total then
    for i, w in ipairs(widths) do
      local less = math.min(w, round_half_even(left / (#widths - i + 1)))
      fitted[i], left = w - less, left - less
    end
  else
    for i, w in ipairs(widths) do
      local more = sum > 0 and math.ceil(w * left / sum) or left
      fitted[i], sum, left = w + more, sum - w, left - more
    end
  end
  return fitted
end

local function length(text) return utf8.len(text) or #text end

local function cut(text, from, to)
  local first = utf8.offset(text, from)
  local last = utf8.offset(text, to + 1)
  return text:sub(first, last and last - 1 or #text)
end

-- Lines of at most `width` characters; a word longer than that has a line of its own, cut short.
local function wrap(text, width)
  local lines, line, used = {}, "", 0
  local function finish()
    if line ~= "" then lines[#lines + 1] = line end
    line, used = "", 0
  end
  for word in text:gmatch "%s*%S+%s*" do
    local size = length((word:gsub("%s+$", "")))
    if used + size > width then finish() end
    if size > width then
      lines[#lines + 1] = cut(word, 1, width - 1) .. "…"
    else
      line, used = line .. word, used + length(word)
    end
  end
  if line ~= "" or #lines == 0 then lines[#lines + 1] = line end
  return lines
end

local function align(text, width, how)
  if how ~= "left" then text = text:gsub("%s+$", "") end
  local size = length(text)
  if size > width then text, size = cut(text, 1, width), width end
  local left = how == "right" and width - size or how == "center" and (width - size) // 2 or 0
  return (" "):rep(left) .. text .. (" "):rep(width - size - left)
end

-- columns: list of { title, alignment, width }; rows: lists of texts; `width` of the whole. Gives the lines.
function M.draw(columns, rows, width, unicode)
  local box, wanted, lines = unicode and heavy or ascii, {}, {}
  for i, column in ipairs(columns) do wanted[i] = column[3] + 2 end
  local widths = fit(wanted, width - #columns - 1)
  local function rule(chars)
    local parts = {}
    for i, w in ipairs(widths) do parts[i] = chars[2]:rep(w) end
    lines[#lines + 1] = chars[1] .. table.concat(parts, chars[3]) .. chars[4]
  end
  local function row(chars, texts)
    local cells, height = {}, 1
    for i, text in ipairs(texts) do
      cells[i] = wrap(text, math.max(widths[i] - 2, 1))
      height = math.max(height, #cells[i])
    end
    for n = 1, height do
      local parts = {}
      for i, cell in ipairs(cells) do parts[i] = " " .. align(cell[n] or "", widths[i] - 2, columns[i][2]) .. " " end
      lines[#lines + 1] = chars[1] .. table.concat(parts, chars[2]) .. chars[3]
    end
  end
  local titles = {}
  for i, column in ipairs(columns) do titles[i] = column[1] end
  rule(box.top)
  row(box.head, titles)
  rule(box.below)
  for i, texts in ipairs(rows) do
    if i > 1 then rule(box.between) end
    row(box.row, texts)
  end
  rule(box.bottom)
  return lines
end

return M
