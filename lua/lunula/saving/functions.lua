-- The built-in functions that a config may name, and the names they are written under: losses and activations, nothing else. Knows of these two tables only.
local M = {}

local by_name, by_function

local function fill()
  if by_name then return end
  by_name, by_function = {}, {}
  local helpers = { get = true, serialize = true, deserialize = true }
  for _, module in ipairs { "lunula.activations", "lunula.losses.functions" } do
    local names = {}
    for name, fn in pairs(require(module)) do
      if type(fn) == "function" and not helpers[name] then names[#names + 1] = name end
    end
    table.sort(names) -- of two names for one function, Keras's own comes first: exponential, silu, hard_silu
    for _, name in ipairs(names) do
      local fn = require(module)[name]
      by_name[name] = fn
      if not by_function[fn] or by_function[fn] == "hard_swish" or by_function[fn] == "swish" then by_function[fn] = name end
    end
  end
end

function M.find(name)
  fill()
  return by_name[name]
end

function M.name_of(fn)
  fill()
  return by_function[fn]
end

function M.names()
  fill()
  local list = {}
  for name in pairs(by_name) do list[#list + 1] = name end
  table.sort(list)
  return list
end

return M
