-- keras.Initializer: the first value of a weight from its shape and dtype. Knows of classes and random numbers.
local class = require "lunula.class"
local core = require "lunula.core"
local random = require "lunula.random"

local M = {}

M.Initializer = class.kind("Initializer", {
  doc = "Initializer(name, { call = function(self, shape, options) ... end }): instance(shape, { dtype }) gives a tensor.",
})

-- The parent of initializers that draw. An integer seed, or none, gives the same numbers at every call, a SeedGenerator others each time.
M.RandomInitializer = M.Initializer("RandomInitializer", {
  params = { { "seed", core.null } },
  initialize = function(self, args)
    super.initialize(self, args)
    local seed = self.seed
    if type(seed) == "table" and not class.is_instance(seed) then seed = require("lunula.saving").deserialize_keras_object(seed) end
    if seed ~= nil and math.type(seed) ~= "integer" and not class.is_instance(seed, random.SeedGenerator) then
      core.raise(("ValueError: %s: seed is an integer or a SeedGenerator, got %s"):format(class.class_of(self).name, tostring(seed)))
    end
    self.seed = seed
    private[self].drawn = seed == nil and random.SeedGenerator({ name = "unseeded" }).seed or seed
  end,
  -- The seed of a draw.
  draw_seed = function(self) return private[self].drawn end,
})
M.RandomInitializer.open = false -- a built-in class takes its declared arguments only

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
