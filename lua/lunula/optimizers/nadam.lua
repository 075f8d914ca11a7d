-- Nadam. Knows of its base class, the core and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Optimizer = require("lunula.optimizers.base").Optimizer

-- The momentum of update t, as a share of beta_1: it rises from 0.52 to 1.
local function schedule(t) return 1 - 0.5 * 0.96 ^ t end

-- A number of updates after which p_t is beta_1 in every dtype, and P mostly 0.
local ONE_BY_ONE = 10000

return class.builtin(Optimizer, "Nadam", "keras.optimizers", {
  doc = {
    "Adam with Nesterov's momentum, which rises from about half of beta_1 to beta_1.",
    formula = "p_t = beta_1 (1 - 0.96^t / 2), P_t = p_1 ... p_t; m, u as Adam's; w <- w - rate (p_{t+1} m / (1 - P_{t+1}) + (1 - p_t) g / (1 - P_t)) / "
      .. "(sqrt(u / (1 - beta_2^t)) + epsilon)",
    source = "Dozat, 2015",
    example = [[
local w = keras.Variable({ 1.0, 2.0 })
keras.optimizers.Nadam { learning_rate = 0.1 }:apply({ ops.convert_to_tensor { 1.0, -4.0 } }, { w })
print(w.value)  --> tensor([0.89372194, 2.1062782 ], shape=(2,), dtype=float32)]],
  },
  params = {
    { "learning_rate", 0.001 }, { "beta_1", 0.9, doc = "share of the running mean that a step keeps" },
    { "beta_2", 0.999, doc = "share of the running mean square that a step keeps" }, { "epsilon", 1e-07, doc = "added to the divisor" },
  },
  slots = function(self, variables)
    self.momentums, self.velocities = self:add_optimizer_variables(variables, { "momentum", "velocity" })
    self.u_product = self:track(core.tensor(1.0, variables[1] and variables[1].dtype or core.floatx()), "u_product", true)
  end,
  -- P after a number of updates, for a file that doesn't hold it: with the roundings of the training as long as p_t changes, then by a power.
  after_loading = function(self)
    if not rawget(self, "scaled") then return end
    local product, count = core.tensor(1.0, self.u_product.dtype), self.iterations:item()
    for t = 1, math.min(count, ONE_BY_ONE) do
      product = product * self.beta_1 * schedule(core.tensor(t, product.dtype))
      if product:item() == 0 then break end
    end
    self.u_product:assign(product * self.beta_1 ^ math.max(count - ONE_BY_ONE, 0))
  end,
  update = function(self, gradients, variables, index)
    local product = self.u_product
    product:assign(product * self.beta_1 * schedule(self:step_number(product.dtype)))
    super.update(self, gradients, variables, index)
  end,
  scalars = function(self, dtype)
    local t = self:step_number(dtype)
    local now, following, product = self.beta_1 * schedule(t), self.beta_1 * schedule(t + 1), ops.cast(self.u_product, dtype)
    return { mean = following / (1 - product * following), gradient = (1 - now) / (1 - product), square = 1 - self.beta_2 ^ t }
  end,
  update_step = function(self, g, v, rate, i)
    local m, u, s = self.momentums[i], self.velocities[i], self:step_scalars(v.dtype)
    m:assign_add((g - m) * (1 - self.beta_1))
    u:assign_add((ops.square(g) - u) * (1 - self.beta_2))
    v:assign_sub((m * s.mean + g * s.gradient) * rate / (ops.sqrt(u / s.square) + self.epsilon))
  end,
})
