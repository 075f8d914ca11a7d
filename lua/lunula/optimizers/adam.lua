-- Adam. Knows of its base class and ops only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local Optimizer = require("lunula.optimizers.base").Optimizer

return class.builtin(Optimizer, "Adam", "keras.optimizers", {
  doc = "Adam(learning_rate = 0.001, beta_1 = 0.9, beta_2 = 0.999, epsilon = 1e-07, amsgrad = false): Kingma and Ba, 2014.",
  aliases = { "adam" },
  params = { { "learning_rate", 0.001 }, { "beta_1", 0.9 }, { "beta_2", 0.999 }, { "epsilon", 1e-07 }, { "amsgrad", false } },
  slots = function(self, variables)
    self.momentums, self.velocities, self.maxima = {}, {}, {}
    for i, v in ipairs(variables) do
      self.momentums[i] = self:add_slot(v, "momentum")
      self.velocities[i] = self:add_slot(v, "velocity")
    end
    for i, v in ipairs(self.amsgrad and variables or {}) do self.maxima[i] = self:add_slot(v, "velocity_hat") end
  end,
  update_step = function(self, g, v, rate, i)
    local step = ops.cast(self:updates() + 1, v.dtype)
    local m, u = self.momentums[i], self.velocities[i]
    local alpha = rate * ops.sqrt(1 - self.beta_2 ^ step) / (1 - self.beta_1 ^ step)
    m:assign_add((g - m) * (1 - self.beta_1))
    u:assign_add((ops.square(g) - u) * (1 - self.beta_2))
    local velocity = u.value
    if self.amsgrad then
      self.maxima[i]:assign(ops.maximum(self.maxima[i], u))
      velocity = self.maxima[i].value
    end
    v:assign(v - m * alpha / (ops.sqrt(velocity) + self.epsilon))
  end,
})
