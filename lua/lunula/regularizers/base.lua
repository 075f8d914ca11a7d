-- keras.Regularizer: a penalty on a weight, added to the loss. Knows of classes only.
local class = require "lunula.class"

local Regularizer = class.kind("Regularizer", {
  doc = "Regularizer(name, { call = function(self, w) ... end }): maps a weight to a scalar penalty. Config: the declared params.",
  call = function() return 0.0 end,
})

return { Regularizer = Regularizer }
