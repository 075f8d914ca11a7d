-- LossScaleOptimizer. Knows of its base class, ops and the optimizer inside.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Optimizer = require("lunula.optimizers.base").Optimizer

return class.builtin(Optimizer, "LossScaleOptimizer", "keras.optimizers", {
  inherit = require "lunula.optimizers.wrapper",
  doc = {
    "Multiplies the loss by a scale that keeps 16-bit gradients from vanishing and divides the gradients by it. A step whose gradients are not all finite is left "
      .. "out and halves the scale; dynamic_growth_steps good ones in a row double it.",
    formula = "g / scale where all g are finite, else no step; scale <- 2 scale after dynamic_growth_steps good steps in a row, scale / 2 after a bad one",
    source = "Micikevicius et al., 2017",
    example = [[
local w = keras.Variable({ 1.0 })
local optimizer = keras.optimizers.LossScaleOptimizer { keras.optimizers.SGD(0.5), initial_scale = 8.0 }
optimizer:apply({ ops.convert_to_tensor { 8.0 } }, { w })
optimizer:apply({ ops.convert_to_tensor { math.huge } }, { w })
print(w.value)  --> tensor([0.5], shape=(1,), dtype=float32)
print(optimizer.dynamic_scale.value)  --> tensor(4., shape=(), dtype=float32)]],
  },
  params = {
    { "inner_optimizer", doc = "the optimizer that makes the updates" }, { "initial_scale", 32768.0, doc = "the first scale" },
    { "dynamic_growth_steps", 2000, doc = "how many good steps in a row double the scale" }, { "name", core.null },
    { "dynamic", true, config = false, doc = "true; a fixed scale is the loss_scale_factor of the optimizer inside" },
  },
  initialize = function(self, args)
    args.inner_optimizer = require("lunula.optimizers").get(args.inner_optimizer)
    super.initialize(self, args)
    self.inner_optimizer.loss_scale_factor = nil -- or gradients would be scaled twice
    rawset(self.inner_optimizer, "scaled", true)
    self.step_counter = self:track(core.tensor(0, "int32"), "step_counter")
    self.dynamic_scale = self:track(core.tensor(self.initial_scale, "float32"), "dynamic_scale")
  end,
  inner = function(self) return { self.inner_optimizer } end,
  __index = function(self, key)
    if key == "iterations" and rawget(self, "inner_optimizer") then return self.inner_optimizer.iterations end
    return super.__index(self, key)
  end,
  -- The learning rate is the inner optimizer's.
  current_rate = function(self) return self.inner_optimizer:current_rate() end,
  set_learning_rate = function(self, rate) self.inner_optimizer.learning_rate = rate end,
  build = function(self, variables)
    if self.built then return end
    self.inner_optimizer:build(variables)
    rawset(self, "built", variables)
  end,
  scale_loss = function(self, loss) return loss * self.dynamic_scale end,
  -- The inner optimizer's step, kept where every gradient is finite.
  apply = function(self, gradients, variables)
    variables = self:targets(gradients, variables)
    local finite, unscaled, scale = core.tensor(true), {}, self.dynamic_scale.value
    for _, g in ipairs(gradients) do
      if g then finite = ops.logical_and(finite, ops.all(ops.isfinite(g))) end
    end
    -- selected, so that a compiled step looks at all gradients first and then passes over each variable once
    local divisor = ops.where(finite, scale, 1.0)
    for i, g in ipairs(gradients) do unscaled[i] = g and not variables[i].overwrite_with_gradient and g / divisor or g end
    local held, before = {}, {}
    for _, list in ipairs { variables, self.inner_optimizer.variables } do
      for _, v in ipairs(list) do held[#held + 1], before[#before + 1] = v, v.value end
    end
    self.inner_optimizer:apply(unscaled, variables)
    for i, v in ipairs(held) do v:assign(ops.where(finite, v.value, before[i])) end
    local grown = ops.equal(self.step_counter + 1, self.dynamic_growth_steps)
    self.dynamic_scale:assign(ops.where(finite, ops.where(grown, scale * 2.0, scale), scale * 0.5))
    self.step_counter:assign(ops.where(ops.logical_and(finite, ops.logical_not(grown)), self.step_counter + 1, 0))
  end,
  finalize_variable_values = function(self, variables) self.inner_optimizer:finalize_variable_values(variables) end,
  get_config = function(self)
    return class.ordered { { "name", self.name }, { "inner_optimizer", self.inner_optimizer }, { "initial_scale", self.initial_scale },
      { "dynamic_growth_steps", self.dynamic_growth_steps } }
  end,
})
