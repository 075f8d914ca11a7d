-- Adam. Knows of its base class and ops only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local Optimizer = require("lunula.optimizers.base").Optimizer

return class.builtin(Optimizer, "Adam", "keras.optimizers", {
  doc = {
    "Steps along a running mean of the gradient, divided by the root of a running mean of its square.",
    formula = "m <- m + (g - m)(1 - beta_1), u <- u + (g^2 - u)(1 - beta_2), w <- w - rate sqrt(1 - beta_2^t) / (1 - beta_1^t) m / (sqrt(u) + epsilon)",
    source = "Kingma and Ba, 2014; amsgrad: Reddi et al., 2018",
    example = [[
local w = keras.Variable({ 1.0, 2.0 })
keras.optimizers.Adam { learning_rate = 0.1 }:apply({ ops.convert_to_tensor { 1.0, -4.0 } }, { w })
print(w.value)  --> tensor([0.900001 , 2.0999992], shape=(2,), dtype=float32)]],
  },
  params = {
    { "learning_rate", 0.001 }, { "beta_1", 0.9, doc = "share of the running mean that a step keeps" },
    { "beta_2", 0.999, doc = "share of the running mean square that a step keeps" }, { "epsilon", 1e-07, doc = "added to the divisor" },
    { "amsgrad", false, doc = "whether to divide by the largest running mean square so far" },
  },
  slots = function(self, variables)
    self.momentums, self.velocities = self:add_optimizer_variables(variables, { "momentum", "velocity" })
    self.velocity_hats = self.amsgrad and self:add_optimizer_variables(variables, "velocity_hat")
  end,
  -- The correction of means that began at 0.
  scalars = function(self, dtype)
    local t = self:step_number(dtype)
    return ops.sqrt(1 - self.beta_2 ^ t) / (1 - self.beta_1 ^ t)
  end,
  update_step = function(self, g, v, rate, i)
    local m, u = self.momentums[i], self.velocities[i]
    m:assign_add((g - m) * (1 - self.beta_1))
    u:assign_add((ops.square(g) - u) * (1 - self.beta_2))
    local divisor = u.value
    if self.velocity_hats then
      local largest = self.velocity_hats[i]
      largest:assign(ops.maximum(largest, u))
      divisor = largest.value
    end
    v:assign_sub(m * (rate * self:step_scalars(v.dtype)) / (ops.sqrt(divisor) + self.epsilon))
  end,
})
