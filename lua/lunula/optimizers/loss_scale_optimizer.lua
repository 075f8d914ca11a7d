-- LossScaleOptimizer. Knows of its base class, ops and the optimizer inside.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Optimizer = require("lunula.optimizers.base").Optimizer

-- The options of the optimizer inside, which stand in its own config.
local foreign = {}
for _, param in ipairs(Optimizer.base.params) do
  if param[1] ~= "name" and param[1] ~= "learning_rate" then foreign[#foreign + 1] = { param[1], param[2], config = false } end
end

return class.builtin(Optimizer, "LossScaleOptimizer", "keras.optimizers", {
  doc = "LossScaleOptimizer(inner_optimizer, initial_scale = 32768.0, dynamic_growth_steps = 2000): multiplies the loss by a scale that keeps 16-bit gradients "
    .. "from vanishing. A step whose gradients are not finite is left out and halves the scale; dynamic_growth_steps good ones in a row double it.",
  params = { { "inner_optimizer" }, { "initial_scale", 32768.0 }, { "dynamic_growth_steps", 2000 }, { "learning_rate", 0.0, config = false },
    table.unpack(foreign) },
  initialize = function(self, args)
    local inner = require("lunula.optimizers").get(args.inner_optimizer)
    args.inner_optimizer, args.learning_rate = inner, 0.0
    super.initialize(self, args)
    rawset(self, "step_counter", core.variable(core.tensor(0, "int32"), "step_counter", false))
    rawset(self, "dynamic_scale", core.variable(core.tensor(self.initial_scale, "float32"), "dynamic_scale", false))
    rawset(self, "variables", { self.iterations, self.step_counter, self.dynamic_scale })
  end,
  -- The learning rate is the inner optimizer's.
  current_rate = function(self) return self.inner_optimizer:current_rate() end,
  set_learning_rate = function(self, rate) self.inner_optimizer.learning_rate = rate end,
  build = function(self, variables)
    if rawget(self, "built") then return end
    self.inner_optimizer:build(variables)
    rawset(self, "built", variables)
    for _, v in ipairs(self.inner_optimizer.variables) do self.variables[#self.variables + 1] = v end
  end,
  scale_loss = function(self, loss) return loss * ops.cast(self.dynamic_scale, loss.dtype) end,
  -- The inner optimizer's step, kept where every gradient is finite.
  apply = function(self, gradients, variables)
    variables = variables or rawget(self, "built")
    if not variables then core.raise(("%s: apply without variables needs a built optimizer"):format(self.name)) end
    self:build(variables)
    local finite, unscaled = core.tensor(true), {}
    for i, g in ipairs(gradients) do
      unscaled[i] = g and g / ops.cast(self.dynamic_scale, g.dtype)
      if g then finite = ops.logical_and(finite, ops.all(ops.isfinite(g))) end
    end
    local held, before = {}, {}
    for _, list in ipairs { variables, self.inner_optimizer.variables } do
      for _, v in ipairs(list) do held[#held + 1], before[#before + 1] = v, v.value end
    end
    self.inner_optimizer:apply(unscaled, variables)
    for i, v in ipairs(held) do v:assign(ops.where(finite, v.value, before[i])) end
    local grown = ops.equal(self.step_counter + 1, self.dynamic_growth_steps)
    local scale = self.dynamic_scale.value
    self.dynamic_scale:assign(ops.where(finite, ops.where(grown, scale * 2.0, scale), scale * 0.5))
    self.step_counter:assign(ops.where(ops.logical_and(finite, ops.logical_not(grown)), self.step_counter + 1, 0))
    self.iterations:assign_add(1)
  end,
  finalize_variable_values = function(self, variables) self.inner_optimizer:finalize_variable_values(variables) end,
  get_config = function(self)
    return class.ordered { { "name", self.name }, { "inner_optimizer", self.inner_optimizer }, { "initial_scale", self.initial_scale },
      { "dynamic_growth_steps", self.dynamic_growth_steps } }
  end,
})
