-- keras.Constraint: a function of a weight, applied after each optimizer step. Knows of classes only.
local class = require "lunula.class"

local Constraint = class.kind("Constraint", {
  doc = "Constraint(name, { call = function(self, w) ... end }): maps a weight to one that satisfies it. Config: the declared params.",
  call = function(_, w) return w end,
})

return { Constraint = Constraint }
