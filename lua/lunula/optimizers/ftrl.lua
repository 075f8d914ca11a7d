-- Ftrl. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Optimizer = require("lunula.optimizers.base").Optimizer

return class.builtin(Optimizer, "Ftrl", "keras.optimizers", {
  doc = {
    "Follows the regularized leader: with an L1 penalty weights become exactly 0. It computes the weights from its state, whatever they were before.",
    formula = "n' = n + g^2, z <- z + g + 2 l2_shrinkage w - (n'^-p - n^-p) / rate w, w <- (clip(z, -l1, l1) - z) / (n'^-p / rate + 2 l2 + beta / rate), n <- n'; "
      .. "p = learning_rate_power",
    source = "McMahan et al., 2013",
    example = [[
local w = keras.Variable({ 1.0, 2.0 })
local ftrl = keras.optimizers.Ftrl { learning_rate = 0.5, l1_regularization_strength = 2.0 }
ftrl:apply({ ops.convert_to_tensor { 1.0, -4.0 } }, { w })
print(w.value)  --> tensor([0.       , 2.0916002], shape=(2,), dtype=float32)]],
  },
  params = {
    { "learning_rate", 0.001 }, { "learning_rate_power", -0.5, doc = "0 or less; 0 keeps the rate as it is" },
    { "initial_accumulator_value", 0.1, doc = "where the sum of squared gradients begins" }, { "l1_regularization_strength", 0.0, doc = "l1" },
    { "l2_regularization_strength", 0.0, doc = "l2, which steadies" }, { "l2_shrinkage_regularization_strength", 0.0, doc = "l2 that acts through the gradient" },
    { "beta", 0.0, doc = "beta of the paper" },
  },
  initialize = function(self, args)
    super.initialize(self, args)
    local function check(name, ok, expected)
      if type(self[name]) ~= "number" or not ok(self[name]) then
        core.raise(("ValueError: %s: %s is %s, got %s"):format(self.name, name, expected, tostring(self[name])))
      end
    end
    check("learning_rate_power", function(x) return x <= 0 end, "negative or zero")
    for _, name in ipairs { "initial_accumulator_value", "l1_regularization_strength", "l2_regularization_strength",
      "l2_shrinkage_regularization_strength" } do
      check(name, function(x) return x >= 0 end, "positive or zero")
    end
  end,
  slots = function(self, variables)
    local first = require("lunula.initializers").Constant(self.initial_accumulator_value)
    self.squares, self.linears = self:add_optimizer_variables(variables, { "accumulator", "linear" }, { first, "zeros" })
  end,
  update_step = function(self, g, v, rate, i)
    local square, linear, l1 = self.squares[i], self.linears[i], self.l1_regularization_strength
    local sum = square + ops.square(g)
    local function power(x) return self.learning_rate_power == -0.5 and ops.sqrt(x) or ops.power(x, -self.learning_rate_power) end
    local root = power(sum)
    linear:assign_add(g + v * (2 * self.l2_shrinkage_regularization_strength) - (root - power(square.value)) / rate * v)
    local quadratic = root / rate + 2 * (self.l2_regularization_strength + self.beta / (2 * rate))
    v:assign((ops.clip(linear, -l1, l1) - linear) / quadratic)
    square:assign(sum)
  end,
})
