-- Values of Python's that Lua has no type for: slice(start, stop, step), `...`, bytes. Knows of nothing.
local M = {}

local meta = { __name = "slice" }
meta.__tostring = function(s)
  local function part(v) return v == nil and "" or tostring(v) end
  return ("slice(%s:%s:%s)"):format(part(s.start), part(s.stop), part(s.step))
end
meta.__eq = function(a, b) return getmetatable(a) == getmetatable(b) and a.start == b.start and a.stop == b.stop and a.step == b.step end

-- A table of the three, each an integer or nil.
function M.slice(start, stop, step) return setmetatable({ start = start, stop = stop, step = step }, meta) end

function M.is_slice(x) return getmetatable(x) == meta end

M.ellipsis = setmetatable({}, { __name = "ellipsis", __tostring = function() return "..." end })

local bytes = { __name = "bytes" }
bytes.__tostring = function(b) return ("b%q"):format(b.value) end
bytes.__eq = function(a, b) return getmetatable(a) == getmetatable(b) and a.value == b.value end

-- A table that holds a string, which in Python is no text.
function M.bytes(value) return setmetatable({ value = value }, bytes) end

function M.is_bytes(x) return getmetatable(x) == bytes end

return M
