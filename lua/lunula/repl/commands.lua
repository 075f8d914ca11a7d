-- What can be typed at the prompt that is not Lua: ?name, name?, %help, %time expression, %trace, exit. Knows of help and of the session that asks.
local M = {}

local guide = [[
EXPRESSION        shows its value and keeps it in _; a statement runs
?NAME or NAME?    explains an op, class, method, function, namespace or variable:
                  ?ops.sum, ?Huber, ?Model.fit
help(VALUE)       the same for a value: help(keras.losses.Huber)
%time PIECE       runs a piece of Lua, shows its value and how long it took
%trace            where the last error came from, in full
exit, Ctrl-D      leave
Tab               completes names, methods, arguments (keras.layers.Dense { act),
                  and files inside strings
Ctrl-C            gives up the line, or stops what runs
Up, Ctrl-R        lines typed before, in earlier sessions too
keras and ops are there from the start. A piece goes on over several lines until it is
complete. A variable that a line makes with `local` stays.]]

-- What a name with dots stands for among the globals; nil when nothing.
local function resolve(name)
  local value = _G
  for part in name:gmatch "[%w_]+" do
    local ok, found = pcall(function(t, k) return t[k] end, value, part)
    if not ok or found == nil then return nil end
    value = found
  end
  return value
end

-- Of a method or function without documentation: its arguments, and whether it was typed here.
local function describe_function(name, f)
  local show = require "lunula.repl.show"
  local info = debug.getinfo(f, "S")
  local arguments = require("lunula.repl.arguments").of(name:gsub("%.([%w_]+)$", ":%1"), resolve)
  if #arguments > 0 then return ("%s(%s)"):format(name, table.concat(arguments, ", ")) end
  return ("%s: %s%s"):format(name, show.value(f), info.what ~= "C" and info.short_src == "stdin" and " typed here" or "")
end

local function about(name)
  local help = require "lunula.help"
  local value = resolve(name)
  if value ~= nil then
    if require("lunula.core").is_tensor(value) then
      return ("%s: a tensor of shape (%s) and dtype %s, %d elements; ?Tensor tells what tensors have"):format(name, table.concat(value.shape, ", "), value.dtype,
        value.size)
    end
    local ok, text = pcall(help.text, value)
    if ok then return text end
    if type(value) == "function" then return describe_function(name, value) end
    return ("%s: a %s, %s"):format(name, type(value), require("lunula.repl.show").value(value))
  end
  return help.text(name)
end

local function explain(name)
  return function()
    if name == "" then return print(guide) end
    local ok, text = pcall(about, name)
    if not ok then error((text:gsub("^[^\n]-:%d+: ", ""):gsub("^ValueError: help: ", "")), 0) end
    print(text)
  end
end

local function duration(seconds)
  if seconds < 1e-3 then return ("%.1f µs"):format(seconds * 1e6) end
  if seconds < 1 then return ("%.2f ms"):format(seconds * 1e3) end
  return ("%.2f s"):format(seconds)
end

-- A tail call, so that a traceback calls fn the main chunk that it is, and not by a name of ours.
local function run(fn) return fn() end

local function time(piece, session)
  local fn, message = require("lunula.repl").compile(piece)
  if not fn then return nil, message end
  local clock = require("lunula.core").clock
  return function()
    local cpu, wall = os.clock(), clock()
    local results = table.pack(run(fn))
    wall, cpu = clock() - wall, os.clock() - cpu
    session:say(("time: %s, of the processors: %s"):format(duration(wall), duration(cpu)))
    return table.unpack(results, 1, results.n)
  end
end

local percent = {
  help = function() return function() print(guide) end end,
  time = time,
  trace = function(_, session)
    return function() print(session.trace or "There was no error.") end
  end,
}

local names = {}
for name in pairs(percent) do names[#names + 1] = name end
table.sort(names)
M.names = names

-- Whether the text is one of these and no Lua.
function M.is_command(text)
  return text:find "^%s*[?%%]" ~= nil or text:find "^[%w_.:%s]*%?%s*$" ~= nil
end

-- The piece of Lua in a command that has one.
function M.piece(text) return text:match "^%s*%%time%s+(%S.*)$" end

-- A function that does what the text says, or nil; or nil and a message.
function M.find(text, session)
  local word = text:match "^%s*(%l+)%s*$" or text:match "^%s*(%l+)%s*%(%s*%)%s*$"
  if (word == "exit" or word == "quit") and rawget(_G, word) == nil then
    return function() session.done = true end
  end
  if text:find "^%s*help%s*$" then return explain "" end
  if not M.is_command(text) then return nil end
  local name = text:match "^%s*%?%s*([%w_.:]*)%s*$" or text:match "^%s*([%w_.:]+)%s*%?%s*$"
  if name then return explain(name) end
  local command, rest = text:match "^%s*%%(%a+)%s*(.-)%s*$"
  if command and percent[command] then
    if command == "time" and rest == "" then return nil, "%time PIECE: a piece of Lua is missing" end
    return percent[command](rest, session)
  end
  if command then
    local near = require("lunula.suggest").nearest(command, names)
    return nil, ("there is no %%%s; %s"):format(command, near and ("did you mean %%" .. near .. "?"):gsub("%%%%", "%%") or "%help lists what there is")
  end
  return nil, "?NAME explains a name, as in ?ops.sum; %help lists what there is"
end

return M
