-- The nearest of several names, for messages. Knows of nothing.
local M = {}

-- Restricted Damerau-Levenshtein distance.
local function distance(a, b)
  local rows = { [0] = {} }
  for j = 0, #b do rows[0][j] = j end
  for i = 1, #a do
    rows[i] = { [0] = i }
    for j = 1, #b do
      local cost = a:byte(i) == b:byte(j) and 0 or 1
      local best = math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + cost)
      if i > 1 and j > 1 and a:byte(i) == b:byte(j - 1) and a:byte(i - 1) == b:byte(j) then best = math.min(best, rows[i - 2][j - 2] + 1) end
      rows[i][j] = best
    end
  end
  return rows[#a][#b]
end

-- The name nearest to `name`, or nil when none is near.
function M.nearest(name, names)
  local nearest, best = nil, math.min(#name // 3 + 2, #name) -- one letter is near to none
  if #name > 64 then return nil end
  for _, candidate in ipairs(names) do
    local d = #candidate <= 64 and math.min(distance(name, candidate), distance(name:lower(), candidate:lower()) + 0.5) or best
    if d < best then nearest, best = candidate, d end
  end
  return nearest
end

return M
