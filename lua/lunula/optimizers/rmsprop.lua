-- RMSprop. Knows of its base class and ops only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local Optimizer = require("lunula.optimizers.base").Optimizer

return class.builtin(Optimizer, "RMSprop", "keras.optimizers", {
  doc = {
    "Steps divided by a running root mean square of the gradient.",
    formula = "s <- rho s + (1 - rho) g^2, w <- w - rate g / sqrt(s + epsilon); centered takes the square of a running mean of g from s; with momentum the "
      .. "steps run up: m <- momentum m + step, w <- w - m",
    source = "Tieleman and Hinton, 2012; centered: Graves, 2013",
    example = [[
local w = keras.Variable({ 1.0, 2.0 })
keras.optimizers.RMSprop { learning_rate = 0.1, rho = 0.5 }:apply({ ops.convert_to_tensor { 1.0, -4.0 } }, { w })
print(w.value)  --> tensor([0.8585787, 2.1414213], shape=(2,), dtype=float32)]],
  },
  params = {
    { "learning_rate", 0.001 }, { "rho", 0.9, doc = "share of the running mean that a step keeps" },
    { "momentum", 0.0, doc = "share of the last step that the next one keeps" }, { "epsilon", 1e-07, doc = "added under the root" },
    { "centered", false, doc = "whether to divide by a running standard deviation instead" },
  },
  slots = function(self, variables)
    self.velocities = self:add_optimizer_variables(variables, "velocity")
    self.momentums = self.momentum > 0 and self:add_optimizer_variables(variables, "momentum")
    self.average_gradients = self.centered and self:add_optimizer_variables(variables, "average_gradient")
  end,
  update_step = function(self, g, v, rate, i)
    local velocity = self.velocities[i]
    velocity:assign(velocity * self.rho + ops.square(g) * (1 - self.rho))
    local divisor = velocity.value
    if self.centered then
      local average = self.average_gradients[i]
      average:assign(average * self.rho + g * (1 - self.rho))
      divisor = divisor - ops.square(average)
    end
    local step = g * rate / ops.sqrt(divisor + self.epsilon)
    if self.momentums then
      local momentum = self.momentums[i]
      momentum:assign(momentum * self.momentum + step)
      step = momentum.value
    end
    v:assign_sub(step)
  end,
})
