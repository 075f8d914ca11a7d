-- ScheduleFreeAdamW. Knows of its base class, the core and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Optimizer = require("lunula.optimizers.base").Optimizer

return class.builtin(Optimizer, "ScheduleFreeAdamW", "keras.optimizers", {
  doc = {
    "Adam without a schedule: gradients are taken between the iterate z and the mean x of all iterates, at y, which is what the variables hold.",
    formula = "u as Adam's; z <- z - rate g / (sqrt(u / (1 - beta_2^t)) + epsilon), x <- (1 - 1/t) x + z / t, y = (1 - beta_1) z + beta_1 x",
    source = "Defazio et al., 2024",
    example = [[
local w = keras.Variable({ 1.0, 2.0 })
local optimizer = keras.optimizers.ScheduleFreeAdamW { learning_rate = 0.1 }
for _ = 1, 2 do optimizer:apply({ ops.convert_to_tensor { 1.0, -4.0 } }, { w }) end
print(w.value)  --> tensor([0.84500116, 2.1549988 ], shape=(2,), dtype=float32)]],
  },
  params = {
    { "learning_rate", 0.0025 }, { "beta_1", 0.9, doc = "share of the mean x in what the variables hold" },
    { "beta_2", 0.999, doc = "share of the running mean square that a step keeps" }, { "epsilon", 1e-08, doc = "added to the divisor" },
    { "warmup_steps", 0, doc = "number of updates over which the rate rises from 0" },
  },
  -- z begins where the variable is.
  slots = function(self, variables)
    self.momentums, self.velocities = self:add_optimizer_variables(variables, { "momentum", "velocity" })
    core.untraced(function()
      for i, v in ipairs(variables) do
        if self.momentums[i] then self.momentums[i]:assign(v.value) end
      end
    end)
  end,
  scalars = function(self, dtype)
    local t = self:step_number(dtype)
    return { square = 1 - self.beta_2 ^ t, weight = 1 / t, warmth = self.warmup_steps > 0 and ops.minimum(t / self.warmup_steps, 1.0) or 1 }
  end,
  -- x is not kept: beta_1 x = y - (1 - beta_1) z.
  update_step = function(self, g, v, rate, i)
    local z, u, s = self.momentums[i], self.velocities[i], self:step_scalars(v.dtype)
    local averaged = v - z * (1 - self.beta_1)
    u:assign_add((ops.square(g) - u) * (1 - self.beta_2))
    z:assign_sub(g * (rate * s.warmth) / (ops.sqrt(u / s.square) + self.epsilon))
    v:assign(averaged * (1 - s.weight) + z * (s.weight * self.beta_1 + (1 - self.beta_1)))
  end,
})
