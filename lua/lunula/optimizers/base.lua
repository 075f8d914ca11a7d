-- keras.Optimizer: the step around an update rule. Knows of classes, variables and ops.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Schedule = require("lunula.optimizers.schedule").LearningRateSchedule

local M = {}

local function snake(name) return (name:gsub("(.)(%u%l+)", "%1_%2"):gsub("(%l)(%u)", "%1_%2"):lower()) end

-- The schedule or function that a learning rate is, or nil for a number.
local function schedule_of(rate)
  if type(rate) == "table" and not class.is_instance(rate) then rate = require("lunula.saving").deserialize_keras_object(rate) end
  return (type(rate) == "function" or class.is_instance(rate, Schedule.base)) and rate or nil
end

local function check_rate(self, rate)
  if not (type(rate) == "number" or core.is_tensor(rate) or core.is_variable(rate)) then
    core.raise(("%s: learning_rate is a number, a schedule or a function, not a %s"):format(self.name, type(rate)))
  end
end

-- optimizer.learning_rate = x. A schedule or function takes the place of the variable, for good.
local function set_rate(self, rate)
  local schedule = schedule_of(rate)
  if not schedule then
    check_rate(self, rate)
    if self.schedule then
      core.raise(("%s: its learning rate comes from a schedule or function and can't be set to a number"):format(self.name))
    end
    self.rate:assign(rate)
    return
  end
  if not self.schedule then
    for i, v in ipairs(self.variables) do
      if rawequal(v, self.rate) then table.remove(self.variables, i) break end
    end
  end
  rawset(self, "schedule", schedule)
end

-- Reading learning_rate gives the variable, or the value that the schedule has at this step: the field itself stays empty, so that assigning
-- to it passes through __newindex.
local function read_rate_through(meta)
  local methods = meta.__index
  if type(methods) ~= "table" then return end
  meta.__index = function(self, key)
    if key == "learning_rate" and rawget(self, "rate") then return self:current_rate() end
    return methods[key]
  end
end

local base_config = { "name", "learning_rate", "weight_decay", "clipnorm", "global_clipnorm", "clipvalue", "use_ema", "ema_momentum",
  "ema_overwrite_frequency", "loss_scale_factor", "gradient_accumulation_steps" }

-- Subclasses give slots(self, variables), which makes state, and update_step(self, gradient, variable, learning_rate, index).
M.Optimizer = class.kind("Optimizer", {
  doc = "Optimizer(name, { update_step = function(self, gradient, variable, learning_rate, index) ... end, slots = function(self, variables) ... end }).",
  params = {
    { "learning_rate", 0.001 }, { "weight_decay", core.null }, { "clipnorm", core.null }, { "clipvalue", core.null }, { "global_clipnorm", core.null },
    { "use_ema", false }, { "ema_momentum", 0.99 }, { "ema_overwrite_frequency", core.null }, { "loss_scale_factor", core.null },
    { "gradient_accumulation_steps", core.null }, { "name", core.null },
  },
  initialize = function(self, args)
    for _, param in ipairs(class.class_of(self).params) do
      if param[1] ~= "learning_rate" then rawset(self, param[1], args[param[1]]) end
    end
    rawset(self, "name", self.name or core.unique_name(snake(class.class_of(self).name)))
    local clips = (self.clipnorm and 1 or 0) + (self.clipvalue and 1 or 0) + (self.global_clipnorm and 1 or 0)
    if clips > 1 then core.raise(("%s: only one of clipnorm, clipvalue and global_clipnorm can be set"):format(self.name)) end
    local function check(name, ok, expected)
      if not ok then core.raise(("%s: %s is %s, got %s"):format(self.name, name, expected, tostring(self[name]))) end
    end
    local every, overwrite = self.gradient_accumulation_steps, self.ema_overwrite_frequency
    check("gradient_accumulation_steps", not every or math.type(every) == "integer" and every >= 2, "an integer from 2 on, or null")
    if self.use_ema then
      check("ema_momentum", type(self.ema_momentum) == "number" and self.ema_momentum >= 0 and self.ema_momentum <= 1, "between 0 and 1")
      check("ema_overwrite_frequency", not overwrite or math.type(overwrite) == "integer" and overwrite >= 1, "an integer from 1 on, or null")
    end
    self.iterations = core.variable(core.tensor(0, "int32"), "iteration", false)
    rawset(self, "excluded", {})
    local schedule = schedule_of(args.learning_rate)
    if not schedule then check_rate(self, args.learning_rate) end
    rawset(self, "schedule", schedule)
    rawset(self, "rate", core.variable(core.tensor(schedule and 0 or args.learning_rate, core.floatx()), "learning_rate", false))
    rawset(self, "variables", { self.iterations, not schedule and self.rate or nil })
    read_rate_through(getmetatable(self))
  end,
  __newindex = function(self, key, value)
    if key == "learning_rate" and rawget(self, "rate") then self:set_learning_rate(value) else rawset(self, key, value) end
  end,
  set_learning_rate = set_rate,
  get_config = function(self)
    local list, base = {}, {}
    for i, name in ipairs(base_config) do list[i], base[name] = { name, self[name] }, true end
    list[2][2] = self.schedule or self.rate.value:item()
    for _, param in ipairs(class.class_of(self).config_params) do
      if not base[param[1]] then list[#list + 1] = { param[1], self[param[1]] } end
    end
    return class.ordered(list)
  end,
  current_rate = function(self)
    if not self.schedule then return self.rate end
    if type(self.schedule) == "function" then return core.tensor(self.schedule(), core.floatx()) end
    return core.tensor(self.schedule(self.iterations.value), core.floatx())
  end,
  -- How many updates have been made: the iterations, or the groups of accumulated ones.
  updates = function(self)
    local every = self.gradient_accumulation_steps
    return every and ops.floor_divide(self.iterations.value, every) or self.iterations.value
  end,
  slots = function() end,
  -- A slot of zeros beside a variable.
  add_slot = function(self, variable, name)
    local slot = core.variable(ops.zeros(variable.shape, variable.dtype), ("%s_%s"):format(variable.name or "variable", name), false)
    self.variables[#self.variables + 1] = slot
    return slot
  end,
  -- Makes the state for a list of variables; apply does it at its first call. Files hold the averages and accumulators before the slots.
  build = function(self, variables)
    if rawget(self, "built") then return end
    rawset(self, "built", variables)
    rawset(self, "position", {})
    for i, v in ipairs(variables) do self.position[v] = i end
    rawset(self, "averages_of", {})
    rawset(self, "accumulators", {})
    for i, v in ipairs(self.use_ema and variables or {}) do self.averages_of[i] = self:add_slot(v, "average") end
    for i, v in ipairs(self.gradient_accumulation_steps and variables or {}) do
      self.accumulators[i] = self:add_slot(v, "gradient_accumulator")
    end
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
  -- Variables (or those whose name contains one of `names`) that weight_decay leaves alone; before build.
  exclude_from_weight_decay = function(self, variables, names)
    if type(variables) == "table" and (variables.var_list or variables.var_names) then variables, names = variables.var_list, variables.var_names end
    if rawget(self, "built") then core.raise(("%s: exclude_from_weight_decay comes before the optimizer is built"):format(self.name)) end
    for _, v in ipairs(variables or {}) do self.excluded[v] = true end
    for _, name in ipairs(names or {}) do self.excluded[#self.excluded + 1] = name end
  end,
  decays = function(self, variable)
    if self.excluded[variable] then return false end
    for _, name in ipairs(self.excluded) do
      if (variable.path or variable.name or ""):find(name, 1, true) then return false end
    end
    return true
  end,
  -- Clip, decay, update. index[i] is the place of variables[i] among those that the optimizer was built for.
  update = function(self, gradients, variables, index)
    self:clip(gradients)
    local rate = self:current_rate()
    rate = core.is_variable(rate) and rate.value or rate
    for i, v in ipairs(variables) do
      local own = ops.cast(rate, v.dtype)
      if self.weight_decay and self:decays(v) then v:assign(v - v * self.weight_decay * own) end
      self:update_step(ops.cast(gradients[i], v.dtype), v, own, index[i])
    end
  end,
  -- Adds gradients up, and updates with their mean at every gradient_accumulation_steps-th step. The update is made at every step and kept at
  -- those: a step reads no value.
  accumulate = function(self, gradients, variables, index)
    local every, sums, means = self.gradient_accumulation_steps, {}, {}
    for i, g in ipairs(gradients) do
      sums[i] = self.accumulators[index[i]] + g
      means[i] = sums[i] / every
    end
    local keep = ops.equal(ops.mod(self.iterations + 1, every), 0)
    self:update_if(keep, means, variables, index)
    for i, total in ipairs(sums) do
      self.accumulators[index[i]]:assign(ops.where(keep, ops.zeros_like(total), total))
    end
  end,
  -- An update that counts only where the boolean scalar `keep` is true.
  update_if = function(self, keep, gradients, variables, index)
    local changed, before, seen = {}, {}, {}
    local function hold(v)
      if seen[v] or rawequal(v, self.iterations) or rawequal(v, self.rate) then return end
      seen[v] = true
      changed[#changed + 1], before[#before + 1] = v, v.value
    end
    for _, v in ipairs(variables) do hold(v) end
    for _, v in ipairs(self.variables) do hold(v) end
    self:update(gradients, variables, index)
    for i, v in ipairs(changed) do v:assign(ops.where(keep, v.value, before[i])) end
  end,
  -- average <- m average + (1 - m) variable, the first time the variable itself; every ema_overwrite_frequency-th update puts it back.
  average = function(self)
    local updates = self:updates()
    local momentum = ops.where(ops.equal(updates, 0), 0.0, self.ema_momentum)
    local overwrite = self.ema_overwrite_frequency and ops.equal(ops.mod(updates + 1, self.ema_overwrite_frequency), 0)
    for i, v in ipairs(self.built) do
      local average, m = self.averages_of[i], ops.cast(momentum, v.dtype)
      average:assign(average * m + v * (1 - m))
      if overwrite then v:assign(ops.where(overwrite, average.value, v.value)) end
    end
  end,
  -- Gives the variables their averages, when use_ema keeps them; training ends with it.
  finalize_variable_values = function(self, variables)
    if not self.use_ema or not rawget(self, "built") then return end
    for _, v in ipairs(variables) do
      local i = self.position[v]
      if i then v:assign(self.averages_of[i].value) end
    end
  end,
  -- The loss as it is to be differentiated: apply divides the gradients again.
  scale_loss = function(self, loss) return self.loss_scale_factor and loss * self.loss_scale_factor or loss end,
  -- One step: unscale, accumulate, clip, decay, update, average, constrain, count. gradients[i] belongs to variables[i]; false means that it has none.
  apply = function(self, gradients, variables)
    variables = variables or rawget(self, "built")
    if not variables then
      core.raise(("%s: apply without variables needs a built optimizer; call build(variables) or give them"):format(self.name))
    end
    if #gradients ~= #variables then core.raise(("%s: %d gradients for %d variables"):format(self.name, #gradients, #variables)) end
    self:build(variables)
    local kept, targets, index = {}, {}, {}
    for i, g in ipairs(gradients) do
      local v = variables[i]
      local place = self.position[v]
      if not place then
        core.raise(("%s: the variable '%s' is none of those that the optimizer was built for"):format(self.name, tostring(v.name)))
      end
      if g then
        if self.loss_scale_factor then g = g / self.loss_scale_factor end
        kept[#kept + 1], targets[#targets + 1], index[#index + 1] = g, v, place
      end
    end
    if #kept == 0 then core.raise(("%s: no gradient was given for any variable"):format(self.name)) end
    if self.gradient_accumulation_steps then self:accumulate(kept, targets, index) else self:update(kept, targets, index) end
    if self.use_ema then self:average() end
    for _, v in ipairs(targets) do
      if v.constraint then v:assign(v.constraint(v.value)) end
    end
    self.iterations:assign_add(1)
  end,
  -- apply, of a list of { gradient, variable }.
  apply_gradients = function(self, gradients_and_variables)
    local gradients, variables = {}, {}
    for i, pair in ipairs(gradients_and_variables) do gradients[i], variables[i] = pair[1], pair[2] end
    self:apply(gradients, variables)
  end,
})

return M
