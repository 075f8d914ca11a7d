-- keras.Regularizer: a penalty on a weight, added to the loss. Knows of classes only.
local class = require "lunula.class"
local core = require "lunula.core"

local M = {}

M.Regularizer = class.kind("Regularizer", {
  doc = {
    "The base of regularizers: Regularizer(name, { call = function(self, w) ... end }) maps a weight, or a layer's output, to a number that is added to the "
    .. "loss. Its config holds the declared params.",
    shapes = "any shape -> ()",
    example = [[
local Far = keras.Regularizer("Far", { call = function(_, w) return ops.sum(ops.absolute(w - 1)) end })
print(Far()(ops.convert_to_tensor { 1.0, 3.0 }))  --> tensor(2., shape=(), dtype=float32)]],
  },
  call = function() return 0.0 end,
  __call = class.call_on_weight,
})

-- A strength as a float; nil means the default.
function M.strength(owner, name, value, default)
  if value == nil then value = default end
  if type(value) ~= "number" or value ~= value or value < 0 or value == math.huge then
    core.raise(("ValueError: %s: %s is a finite number that isn't negative, got %s"):format(owner, name, tostring(value)))
  end
  return value + 0.0
end

-- A strength as Keras keeps it in L1 and OrthogonalRegularizer: as a tensor of floatx, so that their configs say 0.009999999776482582 for 0.01.
function M.rounded(...) return core.tensor(M.strength(...), core.floatx()):item() end

return M
