-- Values that index a tensor and that Lua has no type for: Python's slice(start, stop, step) and its `...`. Knows of nothing.
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

return M
