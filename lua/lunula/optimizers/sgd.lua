-- SGD. Knows of its base class and ops only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local Optimizer = require("lunula.optimizers.base").Optimizer

return class.builtin(Optimizer, "SGD", "keras.optimizers", {
  doc = "SGD(learning_rate = 0.01, momentum = 0.0, nesterov = false): w <- w - rate * g; with momentum v <- m v - rate * g, w <- w + v (nesterov: w + m v - rate * g).",
  aliases = { "sgd" },
  params = { { "learning_rate", 0.01 }, { "momentum", 0.0 }, { "nesterov", false } },
  slots = function(self, variables)
    self.momentums = {}
    if self.momentum ~= 0 then
      for i, v in ipairs(variables) do self.momentums[i] = self:add_slot(v, "momentum") end
    end
  end,
  update_step = function(self, g, v, rate, i)
    local slot = self.momentums[i]
    if not slot then
      v:assign(v - g * rate)
      return
    end
    local m = slot * self.momentum - g * rate
    slot:assign(m)
    v:assign(self.nesterov and v + (m * self.momentum - g * rate) or ops.add(v, m))
  end,
})
