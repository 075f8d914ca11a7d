-- RMSprop. Knows of its base class and ops only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local Optimizer = require("lunula.optimizers.base").Optimizer

return class.builtin(Optimizer, "RMSprop", "keras.optimizers", {
  doc = "RMSprop(learning_rate = 0.001, rho = 0.9, momentum = 0.0, epsilon = 1e-07, centered = false): steps divided by a running root mean square of the gradient.",
  aliases = { "rmsprop" },
  params = { { "learning_rate", 0.001 }, { "rho", 0.9 }, { "momentum", 0.0 }, { "epsilon", 1e-07 }, { "centered", false } },
  slots = function(self, variables)
    self.velocities, self.momentums, self.averages = {}, {}, {}
    for i, v in ipairs(variables) do self.velocities[i] = self:add_slot(v, "velocity") end
    for i, v in ipairs(self.momentum > 0 and variables or {}) do self.momentums[i] = self:add_slot(v, "momentum") end
    for i, v in ipairs(self.centered and variables or {}) do self.averages[i] = self:add_slot(v, "average_gradient") end
  end,
  update_step = function(self, g, v, rate, i)
    local velocity = self.velocities[i]
    velocity:assign(velocity * self.rho + ops.square(g) * (1 - self.rho))
    local divisor = velocity + self.epsilon
    if self.centered then
      local average = self.averages[i]
      average:assign(average * self.rho + g * (1 - self.rho))
      divisor = velocity - ops.square(average) + self.epsilon
    end
    local step = rate * g / ops.sqrt(divisor)
    if self.momentum > 0 then
      self.momentums[i]:assign(self.momentums[i] * self.momentum + step)
      step = self.momentums[i].value
    end
    v:assign(v - step)
  end,
})
