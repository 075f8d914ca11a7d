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

-- How far the name is from a candidate; nil when that is too far to be meant.
local function near(name, candidate)
  local bound = math.min(#name // 3 + 2, #name) -- one letter is near to none
  if #name > 64 or math.abs(#name - #candidate) >= bound then return nil end
  local d = math.min(distance(name, candidate), distance(name:lower(), candidate:lower()) + 0.5)
  return d < bound and d or nil
end

-- The name nearest to `name`, or nil when none is near.
function M.nearest(name, names)
  local nearest, best = nil, math.huge
  for _, candidate in ipairs(names) do
    local d = near(name, candidate)
    if d and d < best then nearest, best = candidate, d end
  end
  return nearest
end

local function tail(key) return key:match "[^>]*$" end

-- Up to three keys near to `key`, the nearest first, where only the part behind the package may be meant: "a>Focal" is near to "b>Focal" and "Focal".
function M.nearest_keys(key, keys)
  local found = {}
  for _, candidate in ipairs(keys) do
    local d, t = near(key, candidate), near(tail(key), tail(candidate))
    if candidate ~= key and (d or t) then found[#found + 1] = { candidate, math.min(d or math.huge, t and t + 0.25 or math.huge) } end
  end
  table.sort(found, function(a, b)
    if a[2] ~= b[2] then return a[2] < b[2] end
    return a[1] < b[1]
  end)
  local list = {}
  for i = 1, math.min(3, #found) do list[i] = found[i][1] end
  return list
end

return M
