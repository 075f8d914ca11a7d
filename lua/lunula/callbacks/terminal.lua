-- Where callbacks write: standard output, whether it is a terminal, the clock. Knows of no callback.
local core = require "lunula.core"

local M = { clock = core.clock }

-- Writes text as it is; a runtime without io has print alone.
function M.write(text)
  if io then
    io.write(text)
    io.flush()
  elseif text:gsub("%s", "") ~= "" then
    print((text:gsub("\n$", "")))
  end
end

function M.print(text) M.write(text .. "\n") end

-- Whether lines can be drawn over.
function M.is_terminal() return io ~= nil and core.isatty() end

-- Whether text may be colored (https://no-color.org).
function M.has_color()
  if not M.is_terminal() then return false end
  local no_color = os and os.getenv and os.getenv "NO_COLOR"
  return (no_color or "") == "" and os.getenv "TERM" ~= "dumb"
end

-- Whether characters beyond ASCII can be shown: unless the locale names another encoding.
function M.is_unicode()
  local get = os and os.getenv
  local locale = get and (get "LC_ALL" or get "LC_CTYPE" or get "LANG") or ""
  return locale:find(".", 1, true) == nil or locale:upper():find "UTF%-?8" ~= nil
end

-- How many characters a line of the terminal holds: what COLUMNS says, else the terminal itself.
function M.columns()
  local said = os and os.getenv and math.tointeger(tonumber(os.getenv "COLUMNS" or ""))
  return said and said > 0 and said or M.is_terminal() and core.columns() or 80
end

return M
