-- Adadelta. Knows of its base class and ops only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local Optimizer = require("lunula.optimizers.base").Optimizer

return class.builtin(Optimizer, "Adadelta", "keras.optimizers", {
  doc = {
    "Steps in the unit of the weights: the gradient over its running root mean square, times that of the steps so far.",
    formula = "s <- rho s + (1 - rho) g^2, d = -sqrt(x + epsilon) g / sqrt(s + epsilon), x <- rho x + (1 - rho) d^2, w <- w + rate d",
    source = "Zeiler, 2012",
    example = [[
local w = keras.Variable({ 1.0, 2.0 })
keras.optimizers.Adadelta { learning_rate = 1.0, epsilon = 0.01 }:apply({ ops.convert_to_tensor { 1.0, -4.0 } }, { w })
print(w.value)  --> tensor([0.5917517, 2.4444444], shape=(2,), dtype=float32)]],
  },
  params = {
    { "learning_rate", 0.001, doc = "1.0 is the paper's" }, { "rho", 0.95, doc = "share of the running means that a step keeps" },
    { "epsilon", 1e-07, doc = "added under both roots" },
  },
  slots = function(self, variables)
    self.gradients, self.deltas = self:add_optimizer_variables(variables, { "accumulated_grad", "accumulated_delta_var" })
  end,
  update_step = function(self, g, v, rate, i)
    local s, x, rho = self.gradients[i], self.deltas[i], self.rho
    s:assign(s * rho + ops.square(g) * (1 - rho))
    local delta = ops.sqrt(x + self.epsilon) * g / ops.sqrt(s + self.epsilon)
    x:assign(x * rho + ops.square(delta) * (1 - rho))
    v:assign_sub(delta * rate)
  end,
})
