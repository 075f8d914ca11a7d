-- keras.Optimizer: the step around an update rule. Knows of classes, variables and ops.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"

local M = {}

local function snake(name) return (name:gsub("(.)(%u%l+)", "%1_%2"):gsub("(%l)(%u)", "%1_%2"):lower()) end

-- What the float32 variable of a number gives back.
local function rounded(x) return core.tensor(x, "float32"):item() end

-- Subclasses give slots(self, variables), which makes state, and update_step(self, gradient, variable, learning_rate, index).
M.Optimizer = class.kind("Optimizer", {
  doc = "Optimizer(name, { update_step = function(self, gradient, variable, learning_rate, index) ... end, slots = function(self, variables) ... end }).",
  params = {
    { "learning_rate", 0.001 }, { "weight_decay", core.null }, { "clipnorm", core.null }, { "clipvalue", core.null }, { "global_clipnorm", core.null },
    { "use_ema", false }, { "ema_momentum", 0.99 }, { "ema_overwrite_frequency", core.null }, { "loss_scale_factor", core.null }, { "name", core.null },
  },
  initialize = function(self, args)
    for _, param in ipairs(class.class_of(self).params) do rawset(self, param[1], args[param[1]]) end
    rawset(self, "name", self.name or snake(class.class_of(self).name))
    local clips = (self.clipnorm and 1 or 0) + (self.clipvalue and 1 or 0) + (self.global_clipnorm and 1 or 0)
    if clips > 1 then core.raise(("%s: only one of clipnorm, clipvalue and global_clipnorm can be set"):format(self.name)) end
    if type(self.learning_rate) ~= "number" then core.raise(("%s: learning_rate is a number, not a %s"):format(self.name, type(self.learning_rate))) end
    self.iterations = core.variable(core.tensor(0, "int32"), "iteration", false)
    rawset(self, "rate", core.variable(core.tensor(self.learning_rate, "float32"), "learning_rate", false))
    rawset(self, "learning_rate", nil)
    self.state = {}
  end,
  __newindex = function(self, key, value)
    if key == "learning_rate" and rawget(self, "rate") then self.rate:assign(value) else rawset(self, key, value) end
  end,
  get_config = function(self)
    local list = { { "name", self.name }, { "learning_rate", rounded(self.rate) }, { "weight_decay", self.weight_decay }, { "clipnorm", self.clipnorm },
      { "global_clipnorm", self.global_clipnorm }, { "clipvalue", self.clipvalue }, { "use_ema", self.use_ema }, { "ema_momentum", self.ema_momentum },
      { "ema_overwrite_frequency", self.ema_overwrite_frequency }, { "loss_scale_factor", self.loss_scale_factor } }
    local base = { use_ema = true, ema_momentum = true, ema_overwrite_frequency = true, loss_scale_factor = true,
      name = true, learning_rate = true, weight_decay = true, clipnorm = true, global_clipnorm = true,
      clipvalue = true }
    for _, param in ipairs(class.class_of(self).config_params) do
      if not base[param[1]] then list[#list + 1] = { param[1], self[param[1]] } end
    end
    return class.ordered(list)
  end,
  slots = function() end,
  -- A slot of zeros beside a variable.
  add_slot = function(self, variable, name)
    local slot = core.variable(ops.zeros(variable.shape, variable.dtype), ("%s_%s"):format(variable.name or "variable", name), false)
    self.state[#self.state + 1] = slot
    return slot
  end,
  -- Makes the state for a list of variables; apply does it at its first call.
  build = function(self, variables)
    rawset(self, "built", variables)
    rawset(self, "averages_of", {})
    for i, v in ipairs(self.use_ema and variables or {}) do self.averages_of[i] = self:add_slot(v, "average") end
    self:slots(variables)
  end,
  clip = function(self, gradients)
    if self.clipvalue then
      for i, g in ipairs(gradients) do gradients[i] = ops.clip(g, -self.clipvalue, self.clipvalue) end
    elseif self.clipnorm then
      for i, g in ipairs(gradients) do
        local norm = ops.sqrt(ops.sum(ops.square(g)))
        gradients[i] = g * ops.where(ops.greater(norm, self.clipnorm), self.clipnorm / norm, ops.ones_like(norm))
      end
    elseif self.global_clipnorm then
      local total = 0
      for _, g in ipairs(gradients) do total = total + ops.sum(ops.square(g)) end
      local norm = ops.sqrt(total)
      local scale = ops.where(ops.greater(norm, self.global_clipnorm), self.global_clipnorm / norm, ops.ones_like(norm))
      for i, g in ipairs(gradients) do gradients[i] = g * scale end
    end
  end,
  -- The running averages of the variables, which replace them every ema_overwrite_frequency steps. The first step starts them.
  average = function(self, variables)
    local steps = self.iterations.value:item()
    local momentum = steps == 0 and 0.0 or self.ema_momentum
    for i, v in ipairs(variables) do self.averages_of[i]:assign(self.averages_of[i] * momentum + v * (1 - momentum)) end
    if self.ema_overwrite_frequency and (steps + 1) % self.ema_overwrite_frequency == 0 then self:finalize_variable_values(variables) end
  end,
  -- Puts the averages in the variables' place; the end of fit does it when use_ema is set.
  finalize_variable_values = function(self, variables)
    for i, v in ipairs(self.use_ema and variables or {}) do v:assign(self.averages_of[i].value) end
  end,
  -- The loss as it is to be differentiated: apply divides the gradients again.
  scale_loss = function(self, loss) return self.loss_scale_factor and loss * self.loss_scale_factor or loss end,
  -- One step: unscale, clip, decay, update, average, constrain, count. gradients[i] belongs to variables[i]; false means that it has none.
  apply = function(self, gradients, variables)
    variables = variables or self.built
    if not variables then core.raise(("%s: the first apply needs the variables"):format(self.name)) end
    if not self.built then self:build(variables) end
    if #gradients ~= #variables then core.raise(("%s: %d gradients for %d variables"):format(self.name, #gradients, #variables)) end
    local kept, targets, index = {}, {}, {}
    for i, g in ipairs(gradients) do
      if g then kept[#kept + 1], targets[#targets + 1], index[#index + 1] = g, variables[i], i end
    end
    if #kept == 0 then core.raise(("%s: no gradient was given for any variable"):format(self.name)) end
    if self.loss_scale_factor then
      for i, g in ipairs(kept) do kept[i] = g / self.loss_scale_factor end
    end
    self:clip(kept)
    local rate = self.rate.value
    for i, v in ipairs(targets) do
      if self.weight_decay then v:assign(v - v * self.weight_decay * rate) end
      self:update_step(kept[i], v, rate, index[i])
    end
    if self.use_ema then self:average(variables) end
    for _, v in ipairs(targets) do
      if v.constraint then v:assign(v.constraint(v.value)) end
    end
    self.iterations:assign_add(1)
  end,
})

-- learning_rate reads as the number in the variable.
local methods = M.Optimizer.base.methods
function methods.get_learning_rate(self) return self.rate.value:item() end

return M
