-- keras.json: Lua values to JSON and back, as Python's json module writes it. Knows of the core only.
local core = require "lunula.core"
local json = core.json

-- decode(text): objects remember the order of their keys, arrays carry the metatable `array`, null is keras.null, integers and floats stay
-- apart, and an integer beyond 64 bits becomes a `number`.
-- encode(value, { indent = nil }): the text that json.dumps writes.
-- keys(object): its keys in the order in which they are written: the remembered ones, then the others, sorted.
local M = { decode = json.decode, encode = json.encode, keys = json.keys, null = core.null }

-- array { ... } marks a table as an array, which matters when it is empty: {} is an object. It is the metatable of such tables, too.
M.array = setmetatable(json.array, {
  __call = function(array, t)
    if t ~= nil and type(t) ~= "table" then core.raise("json.array: expected a table, got " .. type(t)) end
    return setmetatable(t or {}, array)
  end,
})

-- object(t, { "k1", "k2" }) gives the keys an order; those not named follow, sorted.
function M.object(t, keys)
  if t ~= nil and type(t) ~= "table" then core.raise("json.object: expected a table, got " .. type(t)) end
  if keys ~= nil and type(keys) ~= "table" then core.raise("json.object: keys: expected a list of names, got " .. type(keys)) end
  return setmetatable(t or {}, { __name = "keras.json.object", keys = keys or {} })
end

-- number(text): an integer of any size. `.token` is its text, tostring gives it, :tofloat() the nearest float.
local number = json.number
number.__index = { tofloat = function(self) return tonumber(self.token) + 0.0 end }
number.__tostring = function(self) return self.token end
number.__eq = function(a, b) return a.token == b.token end

function M.number(text)
  if type(text) ~= "string" or not text:find "^%-?[1-9]%d*$" and text ~= "0" then
    core.raise(("json.number: expected the digits of an integer, got %s"):format(tostring(text)))
  end
  return setmetatable({ token = text }, number)
end

return M
