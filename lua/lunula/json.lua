-- keras.json: decode and encode, writing what Python's json.dumps writes. Knows of no class.
local core = require "lunula.core"

local M = { array = { __name = "keras.json.array" } }

function M.decode(text)
  if type(text) ~= "string" then core.raise("json.decode: expected a string, got " .. type(text)) end
  return core.json.decode(text, M.array)
end

local short = { ['"'] = '\\"', ["\\"] = "\\\\", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t", ["\b"] = "\\b", ["\f"] = "\\f" }

local function quote(s, path)
  if not utf8.len(s) then core.raise(("json.encode: %s: a string that is not UTF-8"):format(path)) end
  s = s:gsub('[%c"\\]', function(c)
    return short[c] or ("\\u%04x"):format(c:byte())
  end)
  s = s:gsub("[\xC2-\xF4][\x80-\xBF]+", function(c)
    local code = utf8.codepoint(c)
    if code < 0x10000 then return ("\\u%04x"):format(code) end
    code = code - 0x10000
    return ("\\u%04x\\u%04x"):format(0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF))
  end)
  return '"' .. s .. '"'
end

-- The shortest digits that read back the same, laid out as Python does.
local function float(x)
  if x ~= x then return "NaN" end
  if x == math.huge then return "Infinity" elseif x == -math.huge then return "-Infinity" end
  if x == 0 then return 1 / x < 0 and "-0.0" or "0.0" end
  local text
  for digits = 0, 16 do
    text = ("%." .. digits .. "e"):format(x)
    if tonumber(text) == x then break end
  end
  local sign, first, rest, exponent = text:match "^(%-?)(%d)%D?(%d*)e([+-]%d+)$"
  local e, all = math.tointeger(tonumber(exponent)), first .. rest
  if e < -4 or e >= 16 then
    return ("%s%s%se%s%02d"):format(sign, first, rest ~= "" and "." .. rest or "", e < 0 and "-" or "+", math.abs(e))
  elseif e < 0 then
    return sign .. "0." .. ("0"):rep(-e - 1) .. all
  elseif #all <= e + 1 then
    return sign .. all .. ("0"):rep(e + 1 - #all) .. ".0"
  end
  return sign .. all:sub(1, e + 1) .. "." .. all:sub(e + 2)
end

local function keys_of(t, path)
  local meta, list, seen = getmetatable(t), {}, {}
  for _, key in ipairs(type(meta) == "table" and meta.keys or {}) do
    if rawget(t, key) ~= nil and not seen[key] then list[#list + 1], seen[key] = key, true end
  end
  local others = {}
  for key in next, t do
    if type(key) ~= "string" then core.raise(("json.encode: %s: a key of an object is a string, not a %s"):format(path, type(key))) end
    if not seen[key] then others[#others + 1] = key end
  end
  table.sort(others)
  return table.move(others, 1, #others, #list + 1, list)
end

function M.encode(value, options)
  local indent, active = options and options.indent, {}
  local function write(x, path, depth)
    local kind = type(x)
    if x == nil or x == core.null then return "null" end
    if kind == "boolean" then return tostring(x) end
    if kind == "number" then return math.type(x) == "integer" and tostring(x) or float(x) end
    if kind == "string" then return quote(x, path) end
    if kind ~= "table" then core.raise(("json.encode: %s: a %s has no JSON form"):format(path, kind)) end
    if active[x] then core.raise(("json.encode: %s: a table that contains itself"):format(path)) end
    active[x] = true
    local items, is_array = {}, getmetatable(x) == M.array or #x > 0
    if is_array then
      for i = 1, #x do items[i] = write(x[i], ("%s[%d]"):format(path, i), depth + 1) end
    else
      for i, key in ipairs(keys_of(x, path)) do
        items[i] = quote(key, path) .. ": " .. write(x[key], path .. "." .. key, depth + 1)
      end
    end
    active[x] = nil
    local open, close = is_array and "[" or "{", is_array and "]" or "}"
    if #items == 0 then return open .. close end
    if not indent then return open .. table.concat(items, ", ") .. close end
    local inner = "\n" .. (" "):rep(indent * (depth + 1))
    return open .. inner .. table.concat(items, "," .. inner) .. "\n" .. (" "):rep(indent * depth) .. close
  end
  return write(value, "value", 0)
end

return M
