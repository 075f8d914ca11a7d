-- keras.Initializer: the first value of a weight from its shape and dtype. Knows of classes and random numbers.
local class = require "lunula.class"
local core = require "lunula.core"

local M = {}

M.Initializer = class.kind("Initializer", {
  doc = "Initializer(name, { call = function(self, shape, options) ... end }): instance(shape, { dtype }) gives a tensor.",
})

-- fan_in, fan_out of a kernel: receptive field times channels.
function M.fans(shape)
  if #shape == 0 then return 1, 1 end
  if #shape == 1 then return shape[1], shape[1] end
  local field = 1
  for i = 1, #shape - 2 do field = field * shape[i] end
  return shape[#shape - 1] * field, shape[#shape] * field
end

-- The dtype asked for in call's options.
function M.dtype(options) return options and options.dtype or core.floatx() end

return M
