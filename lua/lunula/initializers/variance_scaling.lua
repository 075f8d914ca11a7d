-- VarianceScaling: the family of GlorotUniform, HeNormal and their kin with its parameters open. Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local base = require "lunula.initializers.base"

local modes = { fan_in = true, fan_out = true, fan_avg = true }
local distributions = { uniform = true, truncated_normal = true, untruncated_normal = true }

return class.builtin(base.Initializer, "VarianceScaling", "keras.initializers", {
  doc = {
    "Random numbers whose variance follows the shape of the weight.",
    formula = "mean 0, variance scale / max(1, n); n is fan_in, fan_out or, for fan_avg, (fan_in + fan_out) / 2",
    shapes = "any shape; fan_in and fan_out are the last two dimensions, each times all others",
    source = "He and others, 2015",
    example = [[
local initializer = keras.initializers.VarianceScaling { scale = 2.0, mode = "fan_out", distribution = "uniform", seed = 1 }
print(initializer({ 3 }))  --> tensor([ 1.1038196 ,  0.48648456, -0.7144565 ], shape=(3,), dtype=float32)]],
  },
  inherit = base.ScaledInitializer,
  params = {
    { "scale", 1.0, doc = "n times the variance, above 0" }, { "mode", "fan_in", doc = '"fan_in", "fan_out" or "fan_avg"' },
    { "distribution", "truncated_normal", doc = '"truncated_normal" (or "normal": none beyond two deviations), "untruncated_normal" or "uniform"' },
  },
  order = { "seed", "scale", "mode", "distribution", "input_axes", "output_axes" },
  initialize = function(self, args)
    super.initialize(self, args)
    base.number("VarianceScaling", "scale", self.scale)
    if self.scale <= 0 then
      core.raise(("ValueError: VarianceScaling: scale is above 0, got %s"):format(self.scale))
    end
    if not modes[self.mode] then
      core.raise(("ValueError: VarianceScaling: mode is fan_in, fan_out or fan_avg, got %s"):format(tostring(self.mode)))
    end
    local distribution = tostring(self.distribution):lower()
    if distribution == "normal" then distribution = "truncated_normal" end
    if not distributions[distribution] then
      core.raise(("ValueError: VarianceScaling: distribution is uniform, truncated_normal or untruncated_normal, got %s"):format(distribution))
    end
    self.distribution = distribution
  end,
  get_config = function(self) -- in Keras's order
    local list = {}
    for i, name in ipairs { "seed", "scale", "mode", "distribution", "input_axes", "output_axes" } do list[i] = { name, self[name] } end
    return class.ordered(list)
  end,
  call = function(self, shape, options) return self:draw(shape, options.dtype, self.scale, self.mode, self.distribution) end,
})
