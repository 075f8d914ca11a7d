-- around(undo, fn, ...): what fn(...) gives, or its error, once undo() has put things back. Between fn's end and undo nothing takes memory, so that want of it
-- can't leave things as they are. Knows of nothing.
local function pack(fn, ...) return table.pack(fn(...)) end

return function(undo, fn, ...)
  local ok, results = pcall(pack, fn, ...)
  undo()
  if not ok then error(results, 0) end
  return table.unpack(results, 1, results.n)
end
