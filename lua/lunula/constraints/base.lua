-- keras.Constraint: a function of a weight, applied after each optimizer step; and what the constraints of norms share. Knows of classes and ops.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"

local M = {}

M.Constraint = class.kind("Constraint", {
  doc = {
    "The base of constraints: Constraint(name, { call = function(self, w) ... end }) maps a weight to one that satisfies it. It is applied to a layer's weight "
    .. "after each step of the optimizer. Its config holds the declared params.",
    shapes = "any shape, which stays",
    example = [[
local Halved = keras.Constraint("Halved", { call = function(_, w) return w / 2 end })
print(Halved()(ops.convert_to_tensor { 1.0, 2.0 }))  --> tensor([0.5, 1. ], shape=(2,), dtype=float32)]],
  },
  call = function(_, w) return w end,
  __call = class.call_on_weight,
})

-- Raises unless the parameter of a constraint is a number.
function M.number(owner, name, value)
  if type(value) ~= "number" or value ~= value then
    core.raise(("ValueError: %s: %s is a number, got %s"):format(owner, name, tostring(value)))
  end
end

-- Raises unless axis is one, a list of them, or nil for all.
function M.axes(owner, axis)
  for _, a in ipairs(type(axis) == "table" and axis or { axis }) do
    if not math.tointeger(a) then
      core.raise(("ValueError: %s: axis is an integer, a list of integers or nothing, got %s"):format(owner, tostring(a)))
    end
  end
end

-- w times what `factor` makes of the norms over axis, at least in float32: squares of 16-bit floats overflow early.
function M.scaled(w, axis, factor)
  w = ops.convert_to_tensor(w)
  local wide = ops.cast(w, core.promote(w.dtype, "float32"))
  local norms = ops.sqrt(ops.sum(ops.square(wide), axis, true))
  return ops.cast(wide * factor(norms), core.promote(w.dtype, "float"))
end

return M
