-- What Tab offers: names and fields of what is there, methods behind a colon, the arguments of a class or a function inside its braces, names that a string
-- argument may be, files inside strings. Knows of classes, signatures and namespaces, of no single one.
local class = require "lunula.class"
local core = require "lunula.core"
local arguments = require "lunula.repl.arguments"

local M = {}

local keywords = { "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local", "nil", "not", "or", "repeat", "return",
  "then", "true", "until", "while" }

-- Where the text ends: { quote, start } inside a string, else the open brackets, innermost last, as { kind, place }.
local function scan(text)
  local open, i = {}, 1
  while i <= #text do
    local c = text:sub(i, i)
    if c == '"' or c == "'" then
      local stop = i + 1
      while stop <= #text and text:sub(stop, stop) ~= c do stop = stop + (text:sub(stop, stop) == "\\" and 2 or 1) end
      if stop > #text then return { quote = c, start = i + 1 }, open end
      i = stop
    elseif c == "(" or c == "{" or c == "[" then
      open[#open + 1] = { kind = c, place = i }
    elseif c == ")" or c == "}" or c == "]" then
      open[#open] = nil
    elseif text:sub(i, i + 1) == "--" then
      return { comment = true }, open
    end
    i = i + 1
  end
  return nil, open
end

local function field(value, key)
  local ok, found = pcall(function() return value[key] end)
  return ok and found or nil
end

-- What a chain like keras.losses, model:compile or model.layers[1] stands for; no function is called.
local function resolve(chain)
  local value = _G
  for part in chain:gmatch "[%w_]+" do
    value = field(value, math.tointeger(part) or part)
    if value == nil then return nil end
  end
  return value
end

local Names = {}
Names.__index = Names

function Names:add(name, value)
  if type(name) == "string" and name:find "^[%a][%w_]*$" and not self.seen[name] and (not self.methods or type(value) == "function") then
    self.seen[name] = true
    self.list[#self.list + 1] = name
  end
end

-- The members of a value, functions alone when they are to follow a colon.
local function members(value, methods)
  local names = setmetatable({ list = {}, seen = {}, methods = methods }, Names)
  local entries = require "lunula.help.entries"
  local function all(t)
    for key, v in next, t do names:add(key, v) end
  end
  local function documented_of(full, c)
    local fields, functions = require("lunula.help.methods").members_of(full, c)
    for _, name in ipairs(fields) do names:add(name) end
    for _, name in ipairs(functions) do names:add(name, print) end
  end
  if core.is_tensor(value) or core.is_variable(value) then
    all(core.ops)
    all(core.methods)
    documented_of(core.is_tensor(value) and "keras.Tensor" or "keras.Variable")
    return names.list
  end
  if type(value) == "string" then value = string end
  local kind = class.class_of(value)
  if kind then
    all(kind.methods)
    documented_of(require("lunula.help.describe").full_name(kind), kind)
    if not methods then for _, param in ipairs(kind.params) do names:add(param[1]) end end
  end
  if type(value) == "table" then
    if value == package.loaded.lunula then
      for _, space in ipairs(entries.spaces) do if not space:find "%." then names:add(space, print) end end
      for _, entry in ipairs(entries.list "") do names:add(entry.name, print) end
    else
      local ok, entry = pcall(entries.of, value)
      if ok and entry.what == "namespace" then
        for _, member in ipairs(entries.list(entry.space)) do names:add(member.name, print) end
        return names.list
      end
    end
    all(value)
  end
  for _ = 1, 8 do -- what it inherits by __index
    local meta = debug.getmetatable(value)
    value = type(meta) == "table" and rawget(meta, "__index") or nil
    if type(value) ~= "table" then break end
    all(value)
  end
  return names.list
end

local function matching(names, prefix)
  local found = {}
  for _, name in ipairs(names) do
    if name:sub(1, #prefix) == prefix then found[#found + 1] = name end
  end
  table.sort(found)
  return found
end

-- The call whose argument table or list the end of the text stands in: its chain of names, or nil.
local function callee(text, open)
  for i = #open, 1, -1 do
    if open[i].kind == "[" then return nil end
    local before = text:sub(1, open[i].place - 1)
    local chain = before:match "([%a_][%w_.:]*)%s*$"
    if chain then return chain, open[i].kind end
    if open[i].kind == "{" and not before:find "[(,]%s*$" then return nil end
    if i > 1 and open[i].kind == "{" and open[i - 1].kind == "{" then return nil end
  end
end

local kinds = { activation = "activations", loss = "losses", optimizer = "optimizers", metrics = "metrics", constraint = "constraints", regularizer = "regularizers",
  initializer = "initializers" }

local dtypes = { "bool", "uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64" }

-- The names by which keras.losses.get and the like find what a namespace holds.
local function strings_of(space)
  local entries = require "lunula.help.entries"
  local names, get = setmetatable({ list = {}, seen = {} }, Names), entries.space(space).get
  for _, entry in ipairs(entries.list(space)) do
    local snake = entry.what == "class" and class.snake(entry.name) or entry.name
    for _, name in ipairs { entry.what == "class" and entry.object.aliases and entry.object.aliases[1] or snake, snake, entry.name:lower() } do
      local ok, found = pcall(get, name)
      if ok and found ~= nil then
        names:add(name)
        break
      end
    end
  end
  return names.list
end

-- Whether the op or function that is called takes a dtype.
local function takes_dtype(call)
  local info = call and core.op_info(resolve(call))
  for _, param in ipairs(info and info.params or {}) do
    if param.kind == "dtype" then return true end
  end
  return false
end

-- The names that the string at the end of the text, an argument of `call`, may be.
local function of_argument(text, call)
  local argument = text:match "([%a_]+)%s*=%s*{?%s*$"
  local space = argument and kinds[argument:match "[^_]*$"]
  if space then return strings_of(space) end
  return (argument == "dtype" or not argument and takes_dtype(call)) and dtypes or {}
end

local function files(terminal, prefix)
  return terminal.files((prefix:gsub("[*?%[\\]", "\\%0")) .. "*")
end

-- Every name that ?NAME and help "NAME" find.
local function documented()
  local entries, names = require "lunula.help.entries", setmetatable({ list = {}, seen = {} }, Names)
  for _, space in ipairs { "", table.unpack(entries.spaces) } do
    for _, entry in ipairs(entries.list(space)) do names:add(entry.name) end
  end
  return names.list
end

-- The candidates for the end of `text`, what of it they replace, and what to add behind a single one.
function M.candidates(text, terminal)
  local string_at, open = scan(text)
  if string_at and string_at.comment then return {}, "", "" end
  if string_at then
    local prefix = text:sub(string_at.start)
    local before = text:sub(1, string_at.start - 2)
    local names = matching(before:find "^%s*help%s*%(?%s*$" and documented() or of_argument(before, callee(before, open)), prefix)
    if #names > 0 then return names, prefix, string_at.quote end
    if prefix == "" and not text:find "[%a_]%s*%(?.$" then return {}, prefix, "" end
    return files(terminal, prefix), prefix, string_at.quote
  end
  local command = text:match "^%s*%%(%a*)$"
  if command then return matching(require("lunula.repl.commands").names, command), command, " " end
  local chain, mark, prefix = text:match "([%a_][%w_.:%[%]]*)([.:])([%w_]*)$"
  if chain and select(2, chain:gsub("%[", "")) > select(2, chain:gsub("%]", "")) then chain = chain:match "[^%[]*$" end
  if not chain then chain, mark, prefix = text:match '"([^"]*)"%s*(:)([%w_]*)$' end
  if chain then
    local value = text:find '"%s*:[%w_]*$' and "" or resolve(chain)
    if value == nil then return {}, prefix, "" end
    return matching(members(value, mark == ":"), prefix), prefix, ""
  end
  prefix = text:match "[%a_][%w_]*$" or ""
  local before = text:sub(1, #text - #prefix)
  local call, bracket = callee(text, open)
  if call and before:find "[{,(]%s*$" and (bracket == "{" or open[#open].kind == "{") then
    local named = matching(arguments.of(call, resolve), prefix)
    if #named > 0 then return named, prefix, " = " end
  end
  if prefix == "" then return {}, prefix, "" end
  local names = setmetatable({ list = {}, seen = {} }, Names)
  for key in next, _G do names:add(key) end
  if before:find "^%s*%?%s*$" then
    for _, name in ipairs(documented()) do names:add(name) end
  else
    for _, word in ipairs(keywords) do names:add(word) end
  end
  return matching(names.list, prefix), prefix, ""
end

local function common(names)
  local prefix = names[1]
  for _, name in ipairs(names) do
    while name:sub(1, #prefix) ~= prefix do prefix = prefix:sub(1, -2) end
  end
  return prefix
end

-- Names in columns, as ls writes them; at most 200.
local function columns_of(names, width)
  local longest, rest = 0, #names - 200
  if rest > 0 then names = table.move(names, 1, 200, 1, {}) end
  for _, name in ipairs(names) do longest = math.max(longest, utf8.len(name) or #name) end
  local across = math.max(1, (width + 1) // (longest + 2))
  local down = (#names + across - 1) // across
  local lines = {}
  for row = 1, down do
    local cells = {}
    for i = row, #names, down do cells[#cells + 1] = names[i] .. (" "):rep(longest - (utf8.len(names[i]) or #names[i])) end
    lines[row] = table.concat(cells, "  "):gsub("%s+$", "")
  end
  if rest > 0 then lines[#lines + 1] = ("... and %d more"):format(rest) end
  return table.concat(lines, "\n")
end

-- answer(line, before, terminal, columns): the text to insert, and a list to show when there is a choice. `before` are the lines above of the same piece.
function M.answer(line, before, terminal, width)
  if not line:find "%S" then return "  " end
  line = before .. line
  local names, prefix, tail = M.candidates(line, terminal)
  if #names == 0 then return "" end
  local whole = common(names)
  local insert = whole:sub(#prefix + 1)
  if #names == 1 then return insert .. (whole:sub(-1) == "/" and "" or tail) end
  if insert ~= "" then return insert end
  return "", columns_of(names, width)
end

return M
