-- Reading the learning rates of an optimizer, logging and showing them. Knows of optimizers by their learning_rate and those inside.
local core = require "lunula.core"
local json = require "lunula.json"

local M = {}

function M.read(optimizer)
  local rate = optimizer.learning_rate
  if core.is_variable(rate) then rate = rate.value end
  return core.is_tensor(rate) and rate:item() or rate
end

-- The optimizers that have a learning rate of their own, as { optimizer, name or nil }: one, or the named ones of a MultiOptimizer.
function M.each(optimizer)
  local several = optimizer.inner_optimizer and optimizer.inner_optimizer.optimizers or optimizer.optimizers
  if not several then return { { optimizer } } end
  local list = {}
  for i, inner in ipairs(several) do list[i] = { inner, inner.name } end
  return list
end

-- Puts the learning rates into logs, as learning_rate or as learning_rate_<name of the optimizer>.
function M.log(optimizer, logs)
  for _, pair in ipairs(M.each(optimizer)) do logs[pair[2] and "learning_rate_" .. pair[2] or "learning_rate"] = M.read(pair[1]) end
end

-- A float as Python writes it.
function M.text(value)
  if value ~= value then return "nan" end
  if value == math.huge or value == -math.huge then return value > 0 and "inf" or "-inf" end
  return json.encode(value + 0.0)
end

return M
