-- Regular expressions as Python writes them, which configs carry as names of variables (exclude_layers of Muon, keys of OptimizerMap). Knows of the core only.
--
-- A pattern becomes a tree of closures match(text, at, go): try this part at a place and, where it fits, go(place behind it); the first true wins. So the
-- order of trials, and with it what matches, is that of a backtracking matcher. Known: literals, . ^ $ | ( ) (?: ), [classes], * + ? {m,n} and their
-- lazy forms, \d \w \s \b and their opposites, escapes. Anything else is an error, as is a pattern that needs more than LIMIT trials.
local core = require "lunula.core"

local M = {}

local LIMIT = 1000000

local classes = { d = "%d", D = "%D", w = "[%w_]", W = "[^%w_]", s = "%s", S = "%S" }
local escapes = { n = "\n", t = "\t", r = "\r", f = "\f", v = "\v" }

local function is_word(text, at) return text:find("^[%w_]", at) ~= nil end

local function compile(pattern)
  local at, trials = 1, 0

  local function refuse(why) core.raise(("ValueError: the regular expression '%s': %s at position %d"):format(pattern, why, at - 1)) end

  local function one(fits) -- one byte for which fits(byte) is true
    return function(text, i, go) return i <= #text and fits(text:sub(i, i)) and go(i + 1) end
  end

  local function of_class(letter) -- \d and the like as a test of a byte
    local class = classes[letter] and "^" .. classes[letter] .. "$"
    return class and function(c) return c:find(class) ~= nil end
  end

  local function escaped(letter)
    if escapes[letter] then return escapes[letter] end
    if letter == "" or letter:find "%w" then refuse("'\\" .. letter .. "' is not known") end
    return letter
  end

  local function set() -- behind [
    local tests, negated = {}, pattern:sub(at, at) == "^"
    if negated then at = at + 1 end
    local first = true
    while first or pattern:sub(at, at) ~= "]" do
      first = false
      local c = pattern:sub(at, at)
      if c == "" then refuse "a ] is missing" end
      at = at + 1
      local class
      if c == "\\" then
        class, c = of_class(pattern:sub(at, at)), pattern:sub(at, at)
        if not class then c = escaped(c) end
        at = at + 1
      end
      local low, high = c, pattern:match("^%-([^%]\\])", at)
      if class then
        tests[#tests + 1] = class
      elseif high then
        if high < low then refuse "a range runs backwards" end
        at = at + 2
        tests[#tests + 1] = function(x) return low <= x and x <= high end
      else
        tests[#tests + 1] = function(x) return x == low end
      end
    end
    at = at + 1
    return one(function(x)
      for _, test in ipairs(tests) do
        if test(x) then return not negated end
      end
      return negated
    end)
  end

  local either

  local function atom()
    local c = pattern:sub(at, at)
    at = at + 1
    if c == "(" then
      if pattern:sub(at, at) == "?" and pattern:sub(at, at + 1) ~= "?:" then refuse "only plain and (?: groups are known" end
      if pattern:sub(at, at + 1) == "?:" then at = at + 2 end
      local inner = either()
      if pattern:sub(at, at) ~= ")" then refuse "a ) is missing" end
      at = at + 1
      return inner
    elseif c == "[" then
      return set()
    elseif c == "." then
      return one(function(x) return x ~= "\n" end)
    elseif c == "^" then
      return function(_, i, go) return i == 1 and go(i) end
    elseif c == "$" then
      return function(text, i, go) return (i == #text + 1 or i == #text and text:sub(i) == "\n") and go(i) end
    elseif c == "\\" then
      local letter = pattern:sub(at, at)
      at = at + 1
      if letter == "b" or letter == "B" then
        return function(text, i, go) return ((is_word(text, i - 1) and i > 1) ~= is_word(text, i)) == (letter == "b") and go(i) end
      end
      local class = of_class(letter)
      if class then return one(class) end
      c = escaped(letter)
    elseif c:find "[*+?]" then
      at = at - 1
      refuse "nothing to repeat"
    end
    return one(function(x) return x == c end)
  end

  local function bounds() -- of a quantifier, or nil
    local c = pattern:sub(at, at)
    local low, comma, high = pattern:match("^{(%d*)(,?)(%d*)}", at)
    if c == "*" or c == "+" or c == "?" then
      at = at + 1
      return c == "+" and 1 or 0, c == "?" and 1 or math.huge
    elseif low and (low ~= "" or high ~= "") then
      at = pattern:find("}", at, true) + 1
      low = tonumber(low) or 0
      return low, comma == "" and low or tonumber(high) or math.huge
    end
  end

  local function piece()
    local inner = atom()
    local least, most = bounds()
    if not least then return inner end
    local lazy = pattern:sub(at, at) == "?"
    if lazy then at = at + 1 end
    if pattern:find("^[*+?]", at) then refuse "a repetition is repeated" end
    return function(text, start, go)
      local function try(count, i)
        trials = trials + 1
        if trials > LIMIT then core.raise(("ValueError: the regular expression '%s' takes too long on '%s'"):format(pattern, text)) end
        local function more()
          return count < most and inner(text, i, function(j) return (j > i or count < least) and try(count + 1, j) end)
        end
        if count < least then return more() end
        if lazy then return go(i) or more() end
        return more() or go(i)
      end
      return try(0, start)
    end
  end

  local function sequence()
    local parts = {}
    while at <= #pattern and not pattern:find("^[|)]", at) do parts[#parts + 1] = piece() end
    return function(text, start, go)
      local function from(k, i)
        if k > #parts then return go(i) end
        return parts[k](text, i, function(j) return from(k + 1, j) end)
      end
      return from(1, start)
    end
  end

  function either()
    local choices = { sequence() }
    while pattern:sub(at, at) == "|" do
      at = at + 1
      choices[#choices + 1] = sequence()
    end
    return function(text, i, go)
      for _, choice in ipairs(choices) do
        if choice(text, i, go) then return true end
      end
      return false
    end
  end

  local match = either()
  if at <= #pattern then refuse "a ( is missing" end
  return function(text, i, go)
    trials = 0
    return match(text, i, go)
  end
end

local known = setmetatable({}, { __mode = "v" })

local function compiled(pattern)
  if not known[pattern] then known[pattern] = compile(pattern) end
  return known[pattern]
end

-- Whether some part of text matches, as Python's re.search.
function M.search(pattern, text)
  local match = compiled(pattern)
  for i = 1, #text + 1 do
    if match(text, i, function() return true end) then return true end
  end
  return false
end

-- Whether the whole text matches, as Python's re.fullmatch.
function M.fullmatch(pattern, text) return compiled(pattern)(text, 1, function(i) return i == #text + 1 end) end

return M
