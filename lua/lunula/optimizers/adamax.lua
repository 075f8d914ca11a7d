-- Adamax. Knows of its base class and ops only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local Optimizer = require("lunula.optimizers.base").Optimizer

return class.builtin(Optimizer, "Adamax", "keras.optimizers", {
  doc = {
    "Adam with a decaying maximum of the gradient's size in place of its root mean square.",
    formula = "m <- m + (g - m)(1 - beta_1), u <- max(beta_2 u, |g|), w <- w - rate / (1 - beta_1^t) m / (u + epsilon)",
    source = "Kingma and Ba, 2014, section 7.1",
    example = [[
local w = keras.Variable({ 1.0, 2.0 })
keras.optimizers.Adamax { learning_rate = 0.5 }:apply({ ops.convert_to_tensor { 1.0, 0.0 } }, { w })
print(w.value)  --> tensor([0.5000001, 2.       ], shape=(2,), dtype=float32)]],
  },
  params = {
    { "learning_rate", 0.001 }, { "beta_1", 0.9, doc = "share of the running mean that a step keeps" },
    { "beta_2", 0.999, doc = "what the maximum falls by at each step" }, { "epsilon", 1e-07, doc = "added to the divisor" },
  },
  slots = function(self, variables) self.momentums, self.norms = self:add_optimizer_variables(variables, { "momentum", "norm" }) end,
  scalars = function(self, dtype) return 1 - self.beta_1 ^ self:step_number(dtype) end,
  update_step = function(self, g, v, rate, i)
    local m, u = self.momentums[i], self.norms[i]
    m:assign_add((g - m) * (1 - self.beta_1))
    u:assign(ops.maximum(u * self.beta_2, ops.absolute(g)))
    v:assign_sub(m * (rate / self:step_scalars(v.dtype)) / (u + self.epsilon))
  end,
})
