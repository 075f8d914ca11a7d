-- The arguments of a model's methods: positional in Keras's order, then a table of names. Knows of no method in particular.
local core = require "lunula.core"
local suggest = require "lunula.suggest"

local M = { names = {} } -- names: method → the names of its arguments

-- Whether t holds named arguments: a non-empty plain table whose keys are all strings.
local function is_names(t)
  if type(t) ~= "table" or getmetatable(t) ~= nil or next(t) == nil then return false end
  for key in pairs(t) do
    if type(key) ~= "string" then return false end
  end
  return true
end

-- A parser of `owner`'s arguments: names in order, the first `required` of them needed; defaults by name. keras.null means None.
function M.parser(owner, names, required, defaults)
  local known = {}
  M.names[owner] = names
  for _, name in ipairs(names) do known[name] = true end
  return function(...)
    local count, args = select("#", ...), {}
    while count > required and select(count, ...) == nil do count = count - 1 end
    local last = count > 0 and select(count, ...) or nil
    local named = count > required and is_names(last) and last or nil
    local positional = named and count - 1 or count
    if positional > #names then core.raise(("%s: expected at most %d arguments, got %d"):format(owner, #names, positional)) end
    for i = 1, positional do args[names[i]] = (select(i, ...)) end
    for key, value in pairs(named or {}) do
      if not known[key] then
        local near = suggest.nearest(key, names)
        core.raise(("%s: there is no argument '%s'%s"):format(owner, key, near and ("; did you mean '" .. near .. "'?") or ""))
      end
      if args[key] ~= nil then core.raise(("%s: argument '%s' is given twice"):format(owner, key)) end
      args[key] = value
    end
    for i = 1, required do
      if args[names[i]] == nil then core.raise(("%s: argument '%s' is missing"):format(owner, names[i])) end
    end
    for name, value in pairs(defaults or {}) do
      if args[name] == nil then args[name] = value end
    end
    for name, value in pairs(args) do
      if value == core.null then args[name] = nil end
    end
    return args
  end
end

-- args[name] as an integer from `least` on, or nil.
function M.whole(owner, args, name, least)
  local value = args[name]
  if value == nil then return nil end
  local whole = math.type(value) and math.tointeger(value)
  if not whole or whole < least then
    core.raise(("%s: %s is an integer from %d on, got %s"):format(owner, name, least, type(value) == "string" and ("%q"):format(value) or tostring(value)))
  end
  args[name] = whole
  return whole
end

return M
