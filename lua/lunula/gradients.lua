-- keras.value_and_grad: a function that also returns gradients, by a tape. Knows of no layers and no losses.
local core = require "lunula.core"
local ops = core.ops

local M = {}

-- Runs fn(...) on a tape that watches `sources` (tensors); its value and the tape's list of gradients.
local function differentiate(fn, sources, ...)
  local tape = core.tape()
  for _, source in ipairs(sources) do
    tape:watch(source)
  end
  local results = table.pack(pcall(fn, ...))
  tape:stop()
  if not results[1] then
    error(results[2], 0)
  end
  local value = results[2]
  if core.is_variable(value) then
    value = value.value
  elseif type(value) == "number" then
    value = core.tensor(value)
  end
  if not core.is_tensor(value) then
    core.raise(("value_and_grad: the function must return a scalar tensor, got %s"):format(type(value)))
  elseif value.size ~= 1 then
    core.raise(("value_and_grad: the function must return a scalar, got shape (%s); reduce it, as with ops.sum")
      :format(table.concat(value.shape, ", ")))
  end
  return value, tape:gradient(value, sources)
end

-- value_and_grad(fn)(a, b) returns the value of fn(a, b), a scalar, then its gradient by each tensor argument, zeros where it doesn't
-- depend on it. value_and_grad(fn, variables)(...) returns the value and a list of gradients by the variables, with core.null where
-- the value doesn't depend on one. Nested calls give higher derivatives.
function M.value_and_grad(fn, variables)
  if variables ~= nil then
    return function(...)
      local sources = {}
      for k, variable in ipairs(variables) do
        sources[k] = core.is_variable(variable) and variable.value or variable
      end
      local value, gradients = differentiate(fn, sources, ...)
      for k = 1, #sources do
        gradients[k] = gradients[k] or core.null
      end
      return value, gradients
    end
  end
  return function(...)
    local arguments, sources = table.pack(...), {}
    for k = 1, arguments.n do
      if core.is_variable(arguments[k]) then
        arguments[k] = arguments[k].value
      end
      if core.is_tensor(arguments[k]) then
        sources[#sources + 1] = arguments[k]
      end
    end
    local value, gradients = differentiate(fn, sources, table.unpack(arguments, 1, arguments.n))
    for k, source in ipairs(sources) do
      gradients[k] = gradients[k] or ops.full(source.shape, 0, source.dtype:find "float" and source.dtype or core.floatx())
    end
    return value, table.unpack(gradients, 1, #sources)
  end
end

return M
