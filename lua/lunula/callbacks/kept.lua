-- What comes back from a file as the state of a training or of a callback: kinds of values, and the error that names what is damaged. Knows of the core only.
local core = require "lunula.core"

local M = {}

-- `parts`: the kind of each part of a table.
local function kind(text, is, parts) return { text = text, is = is, parts = parts } end
local function is_whole(value) return math.type(value) == "integer" and value >= 0 end
local function is_table(value) return type(value) == "table" end

M.whole = kind("a whole number", is_whole)
M.whole_or_none = kind("a whole number from -1 on", function(value) return value == -1 or is_whole(value) end)
M.integer = kind("an integer", function(value) return math.type(value) == "integer" end)
M.number = kind("a number", function(value) return type(value) == "number" end)
M.boolean = kind("true or false", function(value) return type(value) == "boolean" end)
M.text = kind("a text", function(value) return type(value) == "string" end)
M.tensor = kind("a tensor", function(value) return core.is_tensor(value) end)
M.table = kind("a table", is_table)

function M.table_of(parts) return kind("a table", is_table, parts) end

-- What may be missing.
function M.optional(of)
  return kind(of.text .. " or missing", function(value) return value == nil or of.is(value) end, of.parts)
end

-- Raises unless a part of a state is a table whose fields are of their kinds; `where` is what messages put before a field's name.
function M.check(owner, fields, part, where)
  local function fail(what, expected, value)
    core.raise(("ValueError: %s: the state is damaged: %s is not %s but %s"):format(owner, what, expected.text, tostring(value)))
  end
  if not is_table(part) then fail(where == "" and "it" or where:sub(1, -2), M.table, part) end
  for name, expected in pairs(fields) do
    local value = part[name]
    if not expected.is(value) then fail(where .. name, expected, value) end
    for key in pairs(expected.parts and value or {}) do M.check(owner, { [key] = expected.parts }, value, ("%s%s."):format(where, name)) end
  end
end

return M
