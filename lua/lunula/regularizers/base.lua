-- keras.Regularizer: a penalty on a weight, added to the loss. Knows of classes only.
local class = require "lunula.class"
local core = require "lunula.core"

local M = {}

M.Regularizer = class.kind("Regularizer", {
  doc = "Regularizer(name, { call = function(self, w) ... end }): maps a weight to a scalar penalty. Config: the declared params.",
  call = function() return 0.0 end,
})

-- A strength as a float; nil means the default.
function M.strength(owner, name, value, default)
  if value == nil then value = default end
  if type(value) ~= "number" or value ~= value or value < 0 or value == math.huge then
    core.raise(("ValueError: %s: %s is a finite number that isn't negative, got %s"):format(owner, name, tostring(value)))
  end
  return value + 0.0
end

return M
