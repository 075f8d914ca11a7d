-- Arguments of functions and methods written in Lua: positional ones, then optionally a table of names. Knows of the core only.
local core = require "lunula.core"
local suggest = require "lunula.suggest"

local M = {}

-- Whether t can hold named arguments: a plain table, or an object that remembers the order of its keys.
function M.is_plain(t)
  if type(t) ~= "table" then return false end
  local meta = getmetatable(t)
  return meta == nil or type(meta) == "table" and meta.__name == "keras.json.object"
end

-- Whether t is non-empty and every key a string, which is what a last argument of names is.
function M.is_named(t)
  if not M.is_plain(t) or next(t) == nil then return false end
  for key in pairs(t) do
    if type(key) ~= "string" then return false end
  end
  return true
end

-- fn as the method `name` of objects: whoever calls it with a dot, as in Python, is told.
function M.method(name, fn)
  return function(self, ...)
    if type(self) ~= "table" or getmetatable(self) == nil or self[name] == nil then
      core.raise(("%s is a method: write object:%s(...), with a colon"):format(name, name))
    end
    return fn(self, ...)
  end
end

-- Raises: `owner` has no argument `key`; the nearest of `names`, or all of them.
function M.unknown(owner, key, names)
  local near = suggest.nearest(tostring(key), names)
  local list = #names > 0 and ("its arguments are " .. table.concat(names, ", ")) or "it takes none"
  core.raise(("%s: there is no argument '%s'; %s"):format(owner, tostring(key), near and ("did you mean '" .. near .. "'?") or list))
end

-- The values of `names`, of which the first `required` must be given: take("Huber", { "y_true", "y_pred", "sample_weight" }, 2, ...). null is None, so nil.
function M.take(owner, names, required, ...)
  local count = select("#", ...)
  local values = { ... }
  local last = values[count]
  if count > required and M.is_named(last) then
    values[count], count = nil, count - 1
    for key, value in pairs(last) do
      local place
      for i, name in ipairs(names) do
        if name == key then place = i end
      end
      if not place then M.unknown(owner, key, names) end
      if values[place] ~= nil then core.raise(("%s: argument '%s' is given twice"):format(owner, key)) end
      values[place] = value
    end
  end
  if count > #names then core.raise(("%s: expected at most %d arguments (%s), got %d"):format(owner, #names, table.concat(names, ", "), count)) end
  for i = 1, required do
    if values[i] == nil then core.raise(("%s: argument '%s' is missing; it takes %s"):format(owner, names[i], table.concat(names, ", "))) end
  end
  for i = 1, #names do
    if values[i] == core.null then values[i] = nil end
  end
  return table.unpack(values, 1, #names)
end

return M
