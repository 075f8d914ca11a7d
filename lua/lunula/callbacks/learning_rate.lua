-- Reading an optimizer's learning rate and showing it. Knows of optimizers by their learning_rate.
local core = require "lunula.core"

local M = {}

function M.read(optimizer)
  local rate = optimizer.learning_rate
  if core.is_variable(rate) then rate = rate.value end
  return core.is_tensor(rate) and rate:item() or rate
end

-- The shortest text that reads back as the same number.
function M.text(value)
  for digits = 1, 17 do
    local text = ("%." .. digits .. "g"):format(value)
    if tonumber(text) == value then return text end
  end
end

return M
