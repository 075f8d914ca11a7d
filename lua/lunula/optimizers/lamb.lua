-- Lamb. Knows of its base class and ops only.
local class = require "lunula.class"
local ops = require "lunula.ops"
local Optimizer = require("lunula.optimizers.base").Optimizer

local function norm(x) return ops.sqrt(ops.sum(ops.square(x))) end

return class.builtin(Optimizer, "Lamb", "keras.optimizers", {
  doc = {
    "Adam whose step for each variable is as long, relative to the rate, as the variable itself: for large batches.",
    formula = "m, u as Adam's; d = m / (1 - beta_1^t) / (sqrt(u / (1 - beta_2^t)) + epsilon), w <- w - rate d |w| / |d|, or rate d where a norm is 0",
    source = "You et al., 2019",
    example = [[
local w = keras.Variable({ 3.0, 4.0 })
keras.optimizers.Lamb { learning_rate = 0.1 }:apply({ ops.convert_to_tensor { 1.0, -4.0 } }, { w })
print(w.value)  --> tensor([2.6464467, 4.3535533], shape=(2,), dtype=float32)]],
  },
  params = {
    { "learning_rate", 0.001 }, { "beta_1", 0.9, doc = "share of the running mean that a step keeps" },
    { "beta_2", 0.999, doc = "share of the running mean square that a step keeps" }, { "epsilon", 1e-07, doc = "added to the divisor" },
  },
  slots = function(self, variables) self.momentums, self.velocities = self:add_optimizer_variables(variables, { "momentum", "velocity" }) end,
  scalars = function(self, dtype)
    local t = self:step_number(dtype)
    return { mean = 1 - self.beta_1 ^ t, square = 1 - self.beta_2 ^ t }
  end,
  update_step = function(self, g, v, rate, i)
    local m, u, s = self.momentums[i], self.velocities[i], self:step_scalars(v.dtype)
    m:assign_add((g - m) * (1 - self.beta_1))
    u:assign_add((ops.square(g) - u) * (1 - self.beta_2))
    local step = m / s.mean / (ops.sqrt(u / s.square) + self.epsilon)
    local length, wanted = norm(step), norm(v)
    local ratio = ops.where(ops.logical_and(ops.greater(wanted, 0), ops.greater(length, 0)), wanted / length, ops.ones_like(length))
    v:assign_sub(step * (ratio * rate))
  end,
})
