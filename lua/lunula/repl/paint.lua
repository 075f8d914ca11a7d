-- Colours: functions from text to text with the terminal's escapes, or unchanged where colours aren't wanted. Knows of nothing.
local M = {}

local codes = { number = "36", string = "32", word = "33", note = "2", error = "31" }

-- Whether a terminal shows colours and its user wants them (https://no-color.org).
local function is_wanted()
  local off, term = os.getenv "NO_COLOR", os.getenv "TERM"
  return (off == nil or off == "") and term ~= nil and term ~= "" and term ~= "dumb"
end

-- Painters for an output: number, string, word (nil, true, false), note, error, and prompt, whose escapes are marked as taking no room.
function M.new(is_terminal)
  local on = is_terminal and is_wanted()
  local painters = {}
  for name, code in pairs(codes) do
    painters[name] = on and function(text) return ("\27[%sm%s\27[0m"):format(code, text) end or function(text) return text end
  end
  painters.prompt = on and function(text) return ("\1\27[1;34m\1%s\1\27[0m\1 "):format((text:gsub(" $", ""))) end or function(text) return text end
  return painters
end

return M
