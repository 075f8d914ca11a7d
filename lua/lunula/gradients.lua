-- keras.value_and_grad: gradients of functions of tensors. Knows of tapes only.
local core = require "lunula.core"

local M = {}

local function or_zeros(g, x) return g or core.ops.full(x.shape, 0, x.dtype) end

-- Appends the tensors of an argument, in the order in which `rebuilt` meets them; gives a table's keys in that order if it holds some.
local function tensors_of(x, list)
  if core.is_tensor(x) then
    list[#list + 1] = x
  elseif type(x) == "table" and getmetatable(x) == nil then
    local keys = {}
    for key in pairs(x) do keys[#keys + 1] = key end
    table.sort(keys, function(a, b)
      if type(a) ~= type(b) then return type(a) < type(b) end
      return type(a) == "boolean" and not a and b or type(a) ~= "boolean" and a < b
    end)
    local found = #list
    for _, key in ipairs(keys) do tensors_of(x[key], list) end
    return #list > found and keys or nil
  end
end

-- The gradients of an argument in its own structure: a tensor's gradient, a table of those of a table's entries; nil where there is no tensor.
local function rebuilt(x, next_gradient)
  if core.is_tensor(x) then return next_gradient() end
  local keys = tensors_of(x, {})
  if not keys then return nil end
  local result = {}
  for _, key in ipairs(keys) do result[key] = rebuilt(x[key], next_gradient) end
  return result
end

local function check_target(value)
  if not core.is_tensor(value) then core.raise(("value_and_grad: the function gives a tensor, got %s"):format(type(value))) end
  if not value.dtype:find "float" then core.raise(("value_and_grad: only a float has a gradient; the function gives %s"):format(value.dtype)) end
  if value.size ~= 1 and value.size ~= core.null then
    core.raise(("value_and_grad: the function gives one number, got %d; sum or average them"):format(value.size))
  end
end

-- value_and_grad(fn)(a, b) gives the value, then the gradient of each argument that is a tensor (or a variable); a table that holds tensors has
-- a table of gradients, in its own structure. value_and_grad(fn, variables)(...) gives the value and the list of the variables' gradients. The
-- value, fn's first result, is one float number; where it doesn't depend on something the gradient is zeros. fn may take gradients itself:
-- second derivatives. A value of another kind, an fn that can't be called and a variable that is none are errors.
function M.value_and_grad(fn, variables)
  local call = type(fn) == "table" and getmetatable(fn) and getmetatable(fn).__call
  if type(fn) ~= "function" and not call then core.raise(("value_and_grad: expected a function, got %s"):format(type(fn))) end
  for i, v in ipairs(variables or {}) do
    if not core.is_variable(v) then core.raise(("value_and_grad: entry %d of the variables is a %s"):format(i, type(v))) end
  end
  return function(...)
    local args, sources = table.pack(...), {}
    local tape <close> = core.tape()
    if variables then
      for i, v in ipairs(variables) do sources[i] = v.value end
    else
      for i = 1, args.n do
        if core.is_variable(args[i]) then args[i] = args[i].value end
        tensors_of(args[i], sources)
      end
    end
    for _, s in ipairs(sources) do tape:watch(s) end
    local value = fn(table.unpack(args, 1, args.n))
    tape:stop()
    check_target(value)
    local gradients = tape:gradient(value, sources)
    for i, s in ipairs(sources) do gradients[i] = or_zeros(gradients[i], s) end
    if variables then return value, gradients end
    local at, results, count = 0, {}, 0
    local function next_gradient()
      at = at + 1
      return gradients[at]
    end
    for i = 1, args.n do
      local g = rebuilt(args[i], next_gradient)
      if g ~= nil then count, results[count + 1] = count + 1, g end
    end
    return value, table.unpack(results, 1, count)
  end
end

return M
