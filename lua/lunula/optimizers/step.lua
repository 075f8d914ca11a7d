-- One step of an optimizer: the methods of keras.Optimizer that run at each batch. They are made of ops on tensors and variables alone and read no value:
-- what depends on the number of the step is selected with ops.where, so that a step is one graph. Knows of the core, ops and regular expressions.
local core = require "lunula.core"
local ops = require "lunula.ops"
local regex = require "lunula.regex"

local M = {}

local function sum_of_squares(g) return ops.sum(ops.square(g)) end

-- The gradients, clipped. A norm that is not finite spoils what it belongs to, as in Keras: NaN is not hidden.
function M.clip(self, gradients)
  local function is_set(limit) return limit and limit > 0 end
  local clipped = {}
  if is_set(self.clipnorm) then
    for i, g in ipairs(gradients) do clipped[i] = g * (self.clipnorm / ops.maximum(ops.sqrt(sum_of_squares(g)), self.clipnorm)) end
  elseif is_set(self.global_clipnorm) then
    local total = 0
    for _, g in ipairs(gradients) do total = total + sum_of_squares(g) end
    local norm = ops.sqrt(total)
    local scale = self.global_clipnorm / ops.maximum(norm, self.global_clipnorm) + (norm - norm)
    for i, g in ipairs(gradients) do clipped[i] = g * scale end
  elseif is_set(self.clipvalue) then
    for i, g in ipairs(gradients) do clipped[i] = ops.clip(g, -self.clipvalue, self.clipvalue) end
  else
    return gradients
  end
  return clipped
end

-- Variables (var_list), or those in whose name one of the regular expressions var_names is found, that weight_decay leaves alone; before build.
function M.exclude_from_weight_decay(self, variables, names)
  if type(variables) == "table" and (variables.var_list or variables.var_names) then variables, names = variables.var_list, variables.var_names end
  if self.built then core.raise(("ValueError: %s: exclude_from_weight_decay comes before the optimizer is built"):format(self.name)) end
  self.excluded = { variables = {}, names = names or {} }
  for _, v in ipairs(variables or {}) do self.excluded.variables[v] = true end
end

-- Whether weight decay is for this variable.
function M.decays(self, variable)
  if self.excluded.variables[variable] then return false end
  for _, name in ipairs(self.excluded.names) do
    if regex.search(name, variable.name or "") then return false end
  end
  return true
end

-- The weight decay of a variable, or nil.
function M.decay_of(self, variable) return self.weight_decay and self:decays(variable) and self.weight_decay or nil end

-- The number of this update, from 1 on.
function M.step_number(self, dtype) return ops.cast(self.iterations + 1, dtype) end

-- What the class's scalars(dtype) gives, computed once per update and dtype.
function M.step_scalars(self, dtype)
  local memo = self.memo
  if not memo then return self:scalars(dtype) end
  if memo[dtype] == nil then memo[dtype] = self:scalars(dtype) end
  return memo[dtype]
end

function M.update_step(self) core.raise(("%s: its class has no update_step"):format(self.name)) end

-- Clip, decay, update. index[i] is the place of variables[i] among those that the optimizer was built for.
function M.update(self, gradients, variables, index)
  local memo <close> = setmetatable({}, { __close = function() self.memo = nil end })
  self.memo = memo
  gradients = self:clip(gradients)
  local rate, rates = self:current_rate(), {}
  if core.is_variable(rate) then rate = rate.value end
  for i, v in ipairs(variables) do
    local dtype = v.dtype
    rates[dtype] = rates[dtype] or ops.cast(rate, dtype)
    local decay = self:decay_of(v)
    if decay then v:assign(v - v * (rates[dtype] * decay)) end
    self:update_step(ops.cast(gradients[i], dtype), v, rates[dtype], index[i])
  end
end

-- An update that counts only where the boolean scalar `keep` is true.
function M.update_if(self, keep, gradients, variables, index)
  local before, held = {}, {}
  for _, list in ipairs { variables, self.state } do
    for _, v in ipairs(list) do held[#held + 1], before[#before + 1] = v, v.value end
  end
  self:update(gradients, variables, index)
  for i, v in ipairs(held) do v:assign(ops.where(keep, v.value, before[i])) end
end

-- Whether this step ends a group of accumulated ones.
local function ends_group(self) return ops.equal(ops.mod(self.iteration + 1, self.gradient_accumulation_steps), 0) end

-- Adds gradients up, and updates with their mean at every gradient_accumulation_steps-th step. The update is made at every step and kept at those.
function M.accumulate(self, gradients, variables, index)
  local sums, means = {}, {}
  for i, g in ipairs(gradients) do
    sums[i] = self.accumulators[index[i]] + g
    means[i] = sums[i] / self.gradient_accumulation_steps
  end
  local keep = ends_group(self)
  self:update_if(keep, means, variables, index)
  for i, total in ipairs(sums) do self.accumulators[index[i]]:assign(ops.where(keep, ops.zeros_like(total), total)) end
end

-- A variable with overwrite_with_gradient becomes its gradient; of accumulated ones, the largest.
function M.overwrite(self, gradient, variable, index)
  if not self.gradient_accumulation_steps then
    variable:assign(gradient)
    return
  end
  local keep, accumulator = ends_group(self), self.accumulators[index]
  local largest = ops.maximum(gradient, accumulator)
  variable:assign(ops.where(keep, largest, variable.value))
  accumulator:assign(ops.where(keep, ops.zeros_like(largest), largest))
end

-- average <- m average + (1 - m) variable, the first time the variable itself; every ema_overwrite_frequency-th update puts it back.
function M.average(self)
  local started, every, momentums = ops.not_equal(self.iterations, 0), self.ema_overwrite_frequency, {}
  local overwrite = every and ops.equal(ops.mod(self.iterations + 1, every), 0)
  for i, v in ipairs(self.built) do
    local average, dtype = self.averages_of[i], v.dtype
    if average then
      local m = momentums[dtype] or ops.cast(started, dtype) * self.ema_momentum
      momentums[dtype] = m
      average:assign(average * m + v * (1 - m))
      if overwrite then v:assign(ops.where(overwrite, average.value, v.value)) end
    end
  end
end

-- Gives the variables their averages, when use_ema keeps them; training ends with it.
function M.finalize_variable_values(self, variables)
  if not self.use_ema or not self.built then return end
  for _, v in ipairs(variables) do
    local average = self.averages_of[self.position[v]]
    if average then v:assign(average.value) end
  end
end

-- The loss as it is to be differentiated: apply divides the gradients again.
function M.scale_loss(self, loss) return self.loss_scale_factor and loss * self.loss_scale_factor or loss end

-- The variables of an apply: those given, or those that the optimizer was built for; builds it if need be.
function M.targets(self, gradients, variables)
  variables = variables or self.built
  if not variables then
    core.raise(("ValueError: %s: apply without variables needs a built optimizer; call build(variables) or give them"):format(self.name))
  end
  if #gradients ~= #variables then core.raise(("ValueError: %s: %d gradients for %d variables"):format(self.name, #gradients, #variables)) end
  self:build(variables)
  return variables
end

local function warn_once(self, missing)
  if #missing == 0 or self.warned then return end
  self.warned = true
  warn(("%s: no gradient reaches %s; they stay as they are"):format(self.name, table.concat(missing, ", ")))
end

local function shape_text(t) return ("(%s)"):format(table.concat(t.shape, ", ")) end

-- A gradient as a tensor of its variable's shape, which broadcasting would hide a mistake in; nil when there is none.
local function checked(self, g, v)
  if not g or g == core.null then return nil end
  if not core.is_tensor(g) then g = core.tensor(g) end
  if shape_text(g) ~= shape_text(v) then
    core.raise(("ValueError: %s: the gradient of '%s' has shape %s, the variable %s"):format(self.name, tostring(v.name), shape_text(g), shape_text(v)))
  end
  return g
end

-- One step: unscale, accumulate, clip, decay, update, average, constrain, count. gradients[i] belongs to variables[i]; false or null means that it has none.
function M.apply(self, gradients, variables)
  if #gradients == 0 then return end
  variables = self:targets(gradients, variables)
  local kept, targets, index, missing = {}, {}, {}, {}
  for i, g in ipairs(gradients) do
    local v = variables[i]
    local place = self.position[v]
    if not place then
      core.raise(("ValueError: %s: the variable '%s' is none of those that the optimizer was built for"):format(self.name, tostring(v.name)))
    end
    g = checked(self, g, v)
    if not g then
      missing[#missing + 1] = v.path or v.name or "a variable"
    elseif v.overwrite_with_gradient then
      self:overwrite(g, v, place)
    else
      if self.loss_scale_factor then g = g / self.loss_scale_factor end
      kept[#kept + 1], targets[#targets + 1], index[#index + 1] = g, v, place
    end
  end
  if #missing == #gradients then core.raise(("ValueError: %s: no gradient was given for any variable"):format(self.name)) end
  warn_once(self, missing)
  if #kept > 0 then
    if self.gradient_accumulation_steps then self:accumulate(kept, targets, index) else self:update(kept, targets, index) end
    if self.use_ema then self:average() end
    for _, v in ipairs(targets) do
      if v.constraint then v:assign(v.constraint(v.value)) end
    end
  end
  self.iteration:assign_add(1)
end

-- apply, of a list of { gradient, variable }.
function M.apply_gradients(self, gradients_and_variables)
  local gradients, variables = {}, {}
  for i, pair in ipairs(gradients_and_variables) do gradients[i], variables[i] = pair[1], pair[2] end
  self:apply(gradients, variables)
end

return M
