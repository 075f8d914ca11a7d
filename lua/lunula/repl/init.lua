-- The prompt: reads lines until they are a piece of Lua, runs it, shows its values. show.lua writes values, complete.lua with arguments.lua answers Tab,
-- commands.lua knows what is not Lua, history.lua keeps lines; `terminal` is what the program gives (src/program/terminal.c). Knows of no op or class.
local commands = require "lunula.repl.commands"
local history = require "lunula.repl.history"
local paint = require "lunula.repl.paint"
local screen = require "lunula.callbacks.terminal"
local show = require "lunula.repl.show"

local M = {}

-- `local x = 1` as `x = 1`: what a line begins with stays for the lines after it, as in IPython, a constant too. What is to be closed is Lua's affair.
local function keep_locals(text)
  local rest = text:match "^%s*local%s+([%a_].*)"
  if not rest then return text end
  if rest:find "^function%s" then return rest end
  local names, after = rest:match "^([%a_][%w_%s,<>]*)(.*)$"
  names = names:gsub("<%s*const%s*>", "")
  if names:find "<" then return text end
  if after:sub(1, 1) == "=" then return names .. after end
  local alone = names:match "^[%a_][%w_]*%s*$" or names:match "^[%a_][%w_]*%s*,.*[%w_]%s*$"
  if alone and (after == "" or after:sub(1, 1) == ";") then return names .. "= nil" .. after end
  return text
end

local function is_unfinished(message) return message ~= nil and message:find "<eof>$" ~= nil end

-- A function of the text, or nil, the message and whether more lines could mend it. An expression comes first; it may begin with "=", as lua's prompt has it.
function M.compile(text)
  text = text:gsub("^%s*=", "return ", 1)
  local fn, of_expression = load("return " .. text, "=stdin", "t")
  if fn then return fn end
  local message
  fn, message = load(keep_locals(text), "=stdin", "t")
  if fn then return fn end
  local more = is_unfinished(message) or is_unfinished(of_expression)
  local token = message:match "unexpected symbol near '(.*)'$"
  local is_expression = token and text:match "^%s*(.*)$":sub(1, #token) == token -- no statement begins so
  if message:find "'%)' expected near '='$" then message = message .. "; named arguments stand in braces: f { name = value }" end
  return nil, is_expression and of_expression or message, more
end

local function globals()
  local keras = require "lunula"
  if rawget(_G, "keras") == nil then _G.keras = keras end
  if rawget(_G, "ops") == nil then _G.ops = keras.ops end
end

local Session = {}
Session.__index = Session

function Session:say(text) io.stdout:write(text, "\n") end

-- An error's message, and where it happened when that is more than the line just typed.
function Session:complain(message, interrupted)
  io.stdout:flush()
  self.failed, self.trace = true, message
  local text = tostring(message)
  if interrupted then
    text = (self.is_interactive and "\n" or "") .. "interrupted" -- the terminal has shown ^C
  elseif text:find "\nstack traceback:\n" then
    local head, stack = text:match "^(.-)\nstack traceback:\n(.*)$"
    local kept = {}
    for line in stack:gmatch "[^\n]+" do
      if not line:find "^\t%[C%]: in " and not line:find "^\tstdin:1: in main chunk" then kept[#kept + 1] = line end
    end
    if kept[#kept] == "\t(...tail calls...)" then kept[#kept] = nil end -- the expression itself
    text = #kept > 0 and head .. "\n" .. table.concat(kept, "\n") or head
  end
  io.stderr:write(self.error_paint.error(text), "\n")
  io.stderr:flush()
end

-- Runs fn, shows what it gives and keeps the first of it in `_`; true unless it failed.
function Session:evaluate(fn)
  local results = table.pack(self.terminal.call(fn))
  if not results[1] then
    self:complain(results[2], results[3])
    return false
  end
  if results.n > 1 then
    _G._ = results[2]
    local ok, message, interrupted = self.terminal.call(function()
      self:say(show.values(table.pack(table.unpack(results, 2, results.n)), { columns = screen.columns(), paint = self.paint }))
    end)
    if not ok then self:complain(message, interrupted) end
  end
  io.stdout:flush()
  return true
end

-- A whole piece of input.
function Session:run(text)
  local fn, message = commands.find(text, self)
  if not fn and not message then fn, message = M.compile(text) end
  if not fn then return self:complain(message) end
  return self:evaluate(fn)
end

local function wants_more(text)
  local piece = commands.is_command(text) and commands.piece(text) or text
  if commands.is_command(piece) then return false end
  local _, _, more = M.compile(piece)
  return more
end

-- Reads until the end of input; true unless it should count as a failure.
function Session:loop()
  local text
  while not self.done do
    self.above = text and text .. "\n" or ""
    local line = self.terminal.read(text and self.more or self.prompt)
    if line == nil then break end
    if line == false then
      text = nil
    else
      text = text and text .. "\n" .. line or line
      if not text:find "%S" then
        text = nil
      elseif not wants_more(text) then
        self.history:add(text)
        self:run(text)
        text = nil
      end
    end
    if self.failed and self.stops then return false end
  end
  if text and not self.is_interactive then self:run(text) end
  if self.is_interactive and not self.done then self:say "" end
  return self.is_interactive or not self.stops or not self.failed
end

-- run(terminal, after_script): the prompt, until the end of input. From a pipe there is no prompt, and the first error ends it, unless -i was given.
function M.run(terminal, after_script)
  local self = setmetatable({ terminal = terminal, is_interactive = terminal.is_input, stops = not terminal.is_input and not after_script }, Session)
  self.paint, self.error_paint = paint.new(terminal.is_output), paint.new(terminal.is_error)
  self.prompt, self.more = self.paint.prompt "> ", self.paint.prompt ">> "
  self.history = history.open(terminal)
  globals()
  if self.is_interactive then
    local completes = terminal.on_complete(function(line)
      return require("lunula.repl.complete").answer(line, self.above, terminal, screen.columns())
    end)
    self:say(("Lunula %s. %s?name explains, %%help tells more, Ctrl-D leaves."):format(require("lunula").version, completes and "Tab completes, " or ""))
  end
  return self:loop()
end

return M
