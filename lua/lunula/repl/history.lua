-- The lines typed, kept from one session to the next in a file for its owner alone. Knows of the terminal that it is given.
local M = {}

local size = 1000 -- lines kept; twice as many stand in the file before it is shortened

-- $XDG_STATE_HOME/lunula/history, else ~/.lunula_history; nil when there is no home.
local function place(terminal)
  local state, home = os.getenv "XDG_STATE_HOME", os.getenv "HOME"
  if state and state:sub(1, 1) == "/" then
    local folder = ""
    for part in (state .. "/lunula"):gmatch "[^/]+" do
      folder = folder .. "/" .. part
      terminal.make_folder(folder)
    end
    return folder .. "/history"
  end
  return home and home ~= "" and home .. "/.lunula_history" or nil
end

local function read(path)
  local lines, file = {}, io.open(path, "r")
  if not file then return lines end
  for line in file:lines() do
    if line ~= "" and utf8.len(line) then lines[#lines + 1] = line end
  end
  file:close()
  return lines
end

local History = {}
History.__index = History

-- Remembers a piece of input as one line; where a comment or a long string forbids joining, as its lines. Without a place for the file it lasts as long as
-- the session.
function History:add(text)
  if not self.kept or text == self.last then return end
  self.last = text
  local lines = { text }
  if text:find "\n" then
    if text:find "%-%-" or text:find "%[=*%[" or text:find "\\\n" then
      lines = {}
      for line in text:gmatch "[^\n]*%S[^\n]*" do lines[#lines + 1] = line end
    else
      lines = { (text:gsub("%s*\n%s*", " ")) }
    end
  end
  for _, line in ipairs(lines) do self.terminal.remember(line) end
  if self.path then self.terminal.append(self.path, table.concat(lines, "\n") .. "\n") end
end

-- The history of a terminal; input from elsewhere leaves none.
function M.open(terminal)
  local self = setmetatable({ terminal = terminal, kept = terminal.is_input and terminal.is_output }, History)
  if not self.kept then return self end
  self.path = place(terminal)
  if not self.path then return self end
  local lines = read(self.path)
  if #lines > 2 * size then
    lines = table.move(lines, #lines - size + 1, #lines, 1, {})
    terminal.replace(self.path, table.concat(lines, "\n") .. "\n")
  end
  self.last = lines[#lines]
  for i = math.max(1, #lines - size + 1), #lines do terminal.remember(lines[i]) end
  return self
end

return M
