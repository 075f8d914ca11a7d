-- Random patterns on random subjects, each by one of find, match, gmatch and gsub: prints what comes, errors included. program_spec.lua compares lua with
-- lunula. Takes a seed and how many.
math.randomseed(tonumber(arg[1]), 7)
local random, count = math.random, tonumber(arg[2])
local find, match, gmatch, gsub = string.find, string.match, string.gmatch, string.gsub

local pieces = { ".", "a", "b", "x", "%a", "%d", "%w", "%s", "%p", "%c", "%x", "%g", "%l", "%u", "%A", "%W", "[ab]", "[^a]", "[a-c]", "[%w_]", "[^%s]", "[]]",
  "[^]]", "[a-]", "[%-a]", "[a-%%]", "[%a-z]", "%z", "%Z", "[^%z]", "%%", "%.", "%bab", "%b()", "%b", "%f[%w]", "%f[^a]", "%f", "(", ")", "()", "%0", "%1",
  "%2", "^", "$", "-", "*", "+", "?", "[", "]", "%", "\0", "é" }
local characters = { "a", "b", "c", "(", ")", " ", "1", "_", "%", ".", "-", "]", "x", "\0", "é", "A", "\n" }
local replacements = { "", "%0", "%1", "<%1%2>", "%%", "%", "%9", "x", "%0%0", "%x" }
local in_table = setmetatable({ a = "Z", b = 7, ab = false }, { __index = function(_, key) return key == "x" and "found" or nil end })

local function make(list, most)
  local parts = {}
  for i = 1, random(0, most) do parts[i] = list[random(#list)] end
  return table.concat(parts)
end

local function text_of(...)
  local list = table.pack(...)
  for i = 1, list.n do list[i] = type(list[i]) == "string" and ("%q"):format(list[i]) or tostring(list[i]) end
  return table.concat(list, ",")
end

local function all_matches(subject, pattern, from)
  local found = {}
  for a, b in gmatch(subject, pattern, from) do
    found[#found + 1] = text_of(a, b)
    if #found > 30 then break end
  end
  return table.concat(found, ";")
end

local function replacer()
  local calls = 0
  return function(a, b)
    calls = calls + 1
    if calls % 4 == 1 then return nil end
    if calls % 5 == 1 then return false end
    return calls % 9 == 8 and {} or text_of(a, b)
  end
end

local ways = {
  function(subject, pattern, from) return find(subject, pattern, from) end,
  function(subject, pattern, from) return match(subject, pattern, from) end,
  function(subject, pattern, from) return find(subject, pattern, from, random(2) == 1) end,
  all_matches,
  function(subject, pattern) return gsub(subject, pattern, replacements[random(#replacements)], random(3) == 1 and random(0, 3) or nil) end,
  function(subject, pattern) return gsub(subject, pattern, replacer()) end,
  function(subject, pattern) return gsub(subject, pattern, in_table) end,
}
local wrong = { { find, nil, "a" }, { find, "a" }, { gsub, "a", "b" }, { gsub, "a", "b", true }, { match, "a", "b", "x" }, { match, "a", "b", 1.5 }, { gmatch, "a" },
  { gsub, "a", "b", "c", {} }, { find, 12345, "%d" }, { gsub, 12, "1", 7 } }

for _, call in ipairs(wrong) do print(text_of(pcall(call[1], table.unpack(call, 2, 5)))) end
for _ = 1, count do
  local subject, pattern, way = make(characters, 12), make(pieces, 6), random(#ways)
  local from = random(3) == 1 and random(-14, 14) or nil
  print(text_of(subject, pattern, way), text_of(pcall(ways[way], subject, pattern, from)))
end
