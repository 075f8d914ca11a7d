-- keras.utils: the gradient checker and the random seed. Knows of tensors, keras.value_and_grad and keras.random only.
local core = require "lunula.core"
local value_and_grad = require("lunula.gradients").value_and_grad

local M = {}

local function flatten(t)
  return core.ops.reshape(t, { -1 }):totable()
end

-- check_gradient(fn, a, b, ...): compares the gradients of fn(a, b, ...), one float number, by each tensor argument with central
-- differences (fn(x + h) - fn(x - h)) / 2h, h = 1e-5. Returns the largest error, relative where the gradient is above 1. An error above 1e-5
-- raises one that names the first such element; tensors of another dtype than float64, tables of tensors, no tensor at all, and a value that
-- isn't one float number are errors too.
function M.check_gradient(fn, ...)
  if type(fn) ~= "function" and not (type(fn) == "table" and getmetatable(fn) and getmetatable(fn).__call) then
    core.raise(("check_gradient: expected a function, got %s"):format(type(fn)))
  end
  local step, bound = 1e-5, 1e-5
  local arguments, tensors, worst = table.pack(...), {}, 0
  for k = 1, arguments.n do
    if core.is_tensor(arguments[k]) then
      if arguments[k].dtype ~= "float64" then
        core.raise(("check_gradient: argument %d is %s; differences need float64"):format(k, arguments[k].dtype))
      end
      tensors[#tensors + 1] = k
    elseif type(arguments[k]) == "table" and getmetatable(arguments[k]) == nil then
      core.raise(("check_gradient: argument %d is a table; its tensors are arguments of their own"):format(k))
    end
  end
  if #tensors == 0 then core.raise "check_gradient: there is no tensor among the arguments" end
  local results = table.pack(value_and_grad(fn)(...))
  for n, k in ipairs(tensors) do
    local x, analytic = arguments[k], flatten(results[n + 1])
    local values = flatten(x)
    local function moved(element, by)
      local there = values[element]
      values[element] = there + by
      arguments[k] = core.ops.reshape(core.tensor(values, "float64"), x.shape)
      values[element] = there
      return fn(table.unpack(arguments, 1, arguments.n)):item()
    end
    for element = 1, #values do
      local numeric = (moved(element, step) - moved(element, -step)) / (2 * step)
      local difference = math.abs(analytic[element] - numeric) / math.max(1, math.abs(numeric))
      if difference > bound or difference ~= difference then
        core.raise(("check_gradient: argument %d, element %d: the gradient is %.9g, by differences %.9g")
          :format(k, element - 1, analytic[element], numeric))
      end
      worst = math.max(worst, difference)
    end
    arguments[k] = x
  end
  return worst
end

-- set_random_seed(n): every draw after it that names no seed of its own is a function of n.
function M.set_random_seed(n) require("lunula.random").set_seed(n) end

return M
