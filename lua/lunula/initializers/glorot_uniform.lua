-- GlorotUniform. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local random = require "lunula.random"
local base = require "lunula.initializers.base"

return class.builtin(base.Initializer, "GlorotUniform", "keras.initializers", {
  doc = "GlorotUniform(seed = nil): uniform in +-sqrt(6 / (fan_in + fan_out)).",
  inherit = base.RandomInitializer,
  params = { { "seed", core.null }, { "input_axes", core.null }, { "output_axes", core.null } },
  call = function(self, shape, options)
    local fan_in, fan_out = base.fans(shape)
    local limit = math.sqrt(6 / math.max(1, fan_in + fan_out))
    return random.uniform(shape, { minval = -limit, maxval = limit, dtype = base.dtype(options), seed = self:draw_seed() })
  end,
})
