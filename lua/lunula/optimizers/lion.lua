-- Lion. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Optimizer = require("lunula.optimizers.base").Optimizer

return class.builtin(Optimizer, "Lion", "keras.optimizers", {
  doc = {
    "Steps of one size: the sign of a mean of gradient and momentum.",
    formula = "w <- w - rate sign(beta_1 m + (1 - beta_1) g), m <- beta_2 m + (1 - beta_2) g",
    source = "Chen et al., 2023",
    example = [[
local w = keras.Variable({ 1.0, 2.0 })
keras.optimizers.Lion { learning_rate = 0.25 }:apply({ ops.convert_to_tensor { 1.0, -4.0 } }, { w })
print(w.value)  --> tensor([0.75, 2.25], shape=(2,), dtype=float32)]],
  },
  params = {
    { "learning_rate", 0.001 }, { "beta_1", 0.9, doc = "share of the momentum in a step; above 0" },
    { "beta_2", 0.99, doc = "share of the momentum that a step keeps" },
  },
  initialize = function(self, args)
    super.initialize(self, args)
    local b = self.beta_1
    if type(b) ~= "number" or b <= 0 or b > 1 then
      core.raise(("ValueError: %s: beta_1 is above 0 and at most 1, got %s"):format(self.name, tostring(b)))
    end
  end,
  slots = function(self, variables) self.momentums = self:add_optimizer_variables(variables, "momentum") end,
  update_step = function(self, g, v, rate, i)
    local m = self.momentums[i]
    v:assign_sub(ops.sign(m * self.beta_1 + g * (1 - self.beta_1)) * rate)
    m:assign(m * self.beta_2 + g * (1 - self.beta_2))
  end,
})
