-- SGD. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local Optimizer = require("lunula.optimizers.base").Optimizer

return class.builtin(Optimizer, "SGD", "keras.optimizers", {
  doc = {
    "Gradient descent, with momentum if asked for.",
    formula = "w <- w - rate g; with momentum v <- momentum v - rate g, w <- w + v; with nesterov too w <- w + momentum v - rate g",
    source = "Sutskever et al., 2013, for both kinds of momentum",
    example = [[
local w = keras.Variable({ 1.0, 2.0 })
local sgd = keras.optimizers.SGD { learning_rate = 0.5, momentum = 0.5 }
for _ = 1, 2 do sgd:apply({ ops.convert_to_tensor { 1.0, -1.0 } }, { w }) end
print(w.value)  --> tensor([-0.25,  3.25], shape=(2,), dtype=float32)]],
  },
  params = {
    { "learning_rate", 0.01 }, { "momentum", 0.0, doc = "from 0 to 1: share of the last step that the next one keeps" },
    { "nesterov", false, doc = "whether momentum looks one step ahead" },
  },
  initialize = function(self, args)
    super.initialize(self, args)
    local m = self.momentum
    if type(m) ~= "number" or m < 0 or m > 1 then core.raise(("ValueError: %s: momentum is between 0 and 1, got %s"):format(self.name, tostring(m))) end
  end,
  slots = function(self, variables)
    self.momentums = self.momentum ~= 0 and self:add_optimizer_variables(variables, "momentum")
  end,
  update_step = function(self, g, v, rate, i)
    if not self.momentums then
      v:assign_sub(g * rate)
      return
    end
    local slot, step = self.momentums[i], g * rate
    slot:assign(slot * self.momentum - step)
    v:assign_add(self.nesterov and slot * self.momentum - step or slot)
  end,
})
