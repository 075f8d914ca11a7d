-- The first values of weights, which may wait: while a file is opened a weight is one zero seen in every place, which costs no memory, until it is known that
-- the file holds a value of its shape. Knows of initializers and the core.
local around = require "lunula.around"
local core = require "lunula.core"
local ops = require "lunula.ops"

local M = {}

local waiting -- variable -> its initializer, in order, while first values wait

-- A variable whose first value comes from an initializer: variable(initializer, shape, dtype, name, trainable).
function M.variable(initializer, shape, dtype, name, trainable)
  initializer = require("lunula.initializers").get(initializer)
  if not waiting or #shape == 0 then return core.variable(initializer(shape, { dtype = dtype }), name, trainable) end
  local variable = core.variable(ops.broadcast_to(core.tensor(0, dtype), shape), name, trainable)
  waiting[#waiting + 1] = { variable = variable, initializer = initializer, shape = shape, dtype = dtype }
  return variable
end

-- Runs fn(...) with first values waiting; gives the list of what waits, then fn's results. `fill` ends the waiting.
function M.wait(fn, ...)
  local outer, mine = waiting, {}
  local function undo() waiting = outer end
  waiting = mine
  return mine, around(undo, fn, ...)
end

-- Gives the variables that still wait their first values, but for those in the set `assigned`.
function M.fill(list, assigned)
  for _, item in ipairs(list) do
    if not assigned[item.variable] then item.variable:assign(item.initializer(item.shape, { dtype = item.dtype })) end
  end
end

return M
