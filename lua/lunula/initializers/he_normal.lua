-- HeNormal. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local random = require "lunula.random"
local base = require "lunula.initializers.base"

return class.builtin(base.Initializer, "HeNormal", "keras.initializers", {
  doc = "HeNormal(seed = nil): truncated normal of variance 2 / fan_in.",
  inherit = base.RandomInitializer,
  params = { { "seed", core.null }, { "input_axes", core.null }, { "output_axes", core.null } },
  call = function(self, shape, options)
    local fan_in = base.fans(shape)
    local stddev = math.sqrt(2 / math.max(1, fan_in)) / 0.87962566103423978 -- the deviation that truncation leaves of 1
    return random.truncated_normal(shape, { mean = 0.0, stddev = stddev, dtype = base.dtype(options), seed = self:draw_seed() })
  end,
})
