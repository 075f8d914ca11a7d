-- Adagrad. Knows of its base class and ops only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local Optimizer = require("lunula.optimizers.base").Optimizer

return class.builtin(Optimizer, "Adagrad", "keras.optimizers", {
  doc = {
    "Steps divided by the root of the sum of all squared gradients so far: what moves often moves less.",
    formula = "s <- s + g^2, w <- w - rate g / sqrt(s + epsilon)",
    source = "Duchi et al., 2011",
    example = [[
local w = keras.Variable({ 1.0, 2.0 })
keras.optimizers.Adagrad { learning_rate = 0.5 }:apply({ ops.convert_to_tensor { 1.0, -4.0 } }, { w })
print(w.value)  --> tensor([0.5232687, 2.4984448], shape=(2,), dtype=float32)]],
  },
  params = {
    { "learning_rate", 0.001 }, { "initial_accumulator_value", 0.1, doc = "where the sum begins" }, { "epsilon", 1e-07, doc = "added under the root" },
  },
  slots = function(self, variables)
    local initializer = require("lunula.initializers").Constant(self.initial_accumulator_value)
    self.sums = self:add_optimizer_variables(variables, "accumulator", initializer)
  end,
  update_step = function(self, g, v, rate, i)
    local sum = self.sums[i]
    sum:assign_add(ops.square(g))
    v:assign_sub(g * rate / ops.sqrt(sum + self.epsilon))
  end,
})
