-- Values as the prompt shows them: strings quoted, tensors and objects as they describe themselves, tables laid out within the terminal's width, cut where
-- they are long or deep. Knows of ops' signatures.
local core = require "lunula.core"

local M = {}

-- Levels of tables in tables; entries of a table, of one inside another, and of all together; characters of a string inside a table.
local limits = { depth = 5, entries = 60, inner = 20, all = 200, text = 300 }

local plain = setmetatable({}, { __index = function() return function(text) return text end end })

local escapes = { ["\n"] = "\\n", ["\t"] = "\\t", ["\r"] = "\\r", ['"'] = '\\"', ["\\"] = "\\\\" }

local function quoted(text)
  text = text:gsub('[%c"\\]', function(c) return escapes[c] or ("\\%d"):format(c:byte()) end)
  return '"' .. (utf8.len(text) and text or text:gsub("[\128-\255]", function(c) return ("\\x%02x"):format(c:byte()) end)) .. '"'
end

local function is_name(key) return type(key) == "string" and key:find "^[%a_][%w_]*$" and load("local " .. key) ~= nil end

local order = { number = 1, string = 2, boolean = 3 }

-- The keys behind the array part, in the order that an ordered table keeps, else sorted.
local function keys_of(t, count)
  local meta = getmetatable(t)
  local keys, kept = {}, type(meta) == "table" and meta.__name == "keras.json.object" and meta.keys
  if kept then return table.move(kept, 1, #kept, 1, keys) end
  for key in next, t do
    if not (math.type(key) == "integer" and key >= 1 and key <= count) then keys[#keys + 1] = key end
  end
  table.sort(keys, function(a, b)
    local x, y = order[type(a)] or 4, order[type(b)] or 4
    if x ~= y then return x < y end
    if x <= 2 then return a < b end
    return tostring(a) < tostring(b)
  end)
  return keys
end

local function of_function(f)
  local info = core.op_info(f)
  if info then return ("<function %s(%s)>"):format(info.name, info.signature) end
  local where = debug.getinfo(f, "Su")
  local parameters = {}
  for i = 1, where.nparams do parameters[i] = debug.getlocal(f, i) end
  if where.isvararg and where.what ~= "C" then parameters[#parameters + 1] = "..." end
  if where.what == "C" then return "<function of C>" end
  return ("<function(%s) at %s:%d>"):format(table.concat(parameters, ", "), where.short_src, where.linedefined)
end

-- What describes itself: a class's instance, a tensor, a namespace. nil for a plain table.
local function of_object(value)
  local meta = getmetatable(value)
  if type(meta) ~= "table" then return type(value) ~= "table" and tostring(value) or nil end
  if meta.__tostring then return tostring(value) end
  if type(value) ~= "table" then return tostring(value) end
  if value == package.loaded.lunula or meta.__name and meta.__name:find "^keras%.[%l_.]+$" and meta.__index and meta.__name ~= "keras.json.object" then
    return ("<namespace %s: help(%s) lists it>"):format(meta.__name, meta.__name)
  end
  if meta.__name == "kind" then return tostring(value.base) end
end

local Writer = {}
Writer.__index = Writer

-- The value's text and its width in characters; `indent` is how far its lines after the first stand in, `room` what is left of the line.
function Writer:text(value, indent, room, depth)
  local kind, paint = type(value), self.paint
  local function painted(text, painter) return painter and painter(text) or text, utf8.len(text) or #text end
  if kind == "string" then
    local text = #value > limits.text and depth > 0 and quoted(value:sub(1, limits.text)) .. "..." or quoted(value)
    return painted(text, paint.string)
  elseif kind == "number" then
    return painted(tostring(value), paint.number)
  elseif kind == "nil" or kind == "boolean" or value == core.null then
    return painted(value == core.null and "null" or tostring(value), paint.word)
  elseif kind == "function" then
    return painted(of_function(value), paint.note)
  end
  local text = of_object(value)
  if text then
    local pad = "\n" .. (" "):rep(indent)
    local many = text:find "\n"
    return text:gsub("\n", pad), many and math.huge or utf8.len(text) or #text
  end
  return self:table(value, indent, room, depth)
end

local function join(parts, widths, indent, room)
  local total = 4 -- braces and spaces
  for i, width in ipairs(widths) do total = total + width + (i > 1 and 2 or 0) end
  if total <= room then return "{ " .. table.concat(parts, ", ") .. " }", total end
  local pad = "\n" .. (" "):rep(indent + 2)
  return "{" .. pad .. table.concat(parts, "," .. pad) .. "\n" .. (" "):rep(indent) .. "}", math.huge
end

-- Numbers in a row fill lines.
local function fill(parts, widths, indent, room)
  local lines, used = {}, math.huge
  for i, part in ipairs(parts) do
    if used + widths[i] + 3 > room then
      lines[#lines + 1], used = part, indent + 2 + widths[i]
    else
      lines[#lines], used = lines[#lines] .. ", " .. part, used + widths[i] + 2
    end
  end
  local pad = "\n" .. (" "):rep(indent + 2)
  return "{" .. pad .. table.concat(lines, "," .. pad) .. "\n" .. (" "):rep(indent) .. "}", math.huge
end

function Writer:table(t, indent, room, depth)
  if self.open[t] then return self.paint.note "<cycle>", 7 end
  if depth >= limits.depth or self.left <= 0 and next(t) ~= nil then return self.paint.note "{...}", 5 end
  self.open[t] = true
  local count = rawlen(t)
  local keys, parts, widths = keys_of(t, count), {}, {}
  local shown, numbers, most = 0, #keys == 0, depth == 0 and limits.entries or limits.inner
  local function add(head, value)
    shown, self.left = shown + 1, self.left - 1
    numbers = numbers and type(value) == "number"
    local text, width = self:text(value, indent + 2, room - 2 - #head, depth + 1)
    parts[#parts + 1], widths[#widths + 1] = head .. text, #head + width
  end
  for i = 1, math.min(count, most) do add("", rawget(t, i)) end
  for i = 1, math.min(#keys, most) do
    local key = keys[i]
    add(is_name(key) and key .. " = " or ("[%s] = "):format(type(key) == "string" and quoted(key) or tostring(key)), rawget(t, key))
  end
  local rest = count + #keys - shown
  if rest > 0 then parts[#parts + 1], widths[#widths + 1] = self.paint.note(("... %d more"):format(rest)), 14 end
  self.open[t] = nil
  if #parts == 0 then return "{}", 2 end
  local text, width = join(parts, widths, indent, room)
  if width == math.huge and numbers and #parts > 8 then return fill(parts, widths, indent, self.columns) end
  return text, width
end

-- value(v, { columns = 80, paint = none }): the text of one value.
function M.value(value, options)
  options = options or {}
  local columns = options.columns or 80
  local writer = setmetatable({ open = {}, left = limits.all, paint = options.paint or plain, columns = columns }, Writer)
  if type(value) == "string" and value:find "\n" then return value end -- text of several lines is to be read
  return (writer:text(value, 0, columns, 0))
end

-- values({ n = ..., ... }, options): those of one line side by side, as print does, else below each other.
function M.values(list, options)
  local parts, many = {}, false
  for i = 1, list.n do
    parts[i] = M.value(list[i], options)
    many = many or parts[i]:find "\n" ~= nil
  end
  return table.concat(parts, many and "\n" or "\t")
end

return M
