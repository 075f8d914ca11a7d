-- keras.Optimizer: learning rate, state and config of an optimizer; step.lua holds the step itself. Knows of classes, variables and ops.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local step = require "lunula.optimizers.step"
local Schedule = require("lunula.optimizers.schedule").LearningRateSchedule

local M = {}

-- The schedule or function that a learning rate is, or nil for a number.
local function schedule_of(rate)
  if type(rate) == "table" and not class.is_instance(rate) then rate = require("lunula.saving").deserialize_keras_object(rate) end
  return (type(rate) == "function" or class.is_instance(rate, Schedule.base)) and rate or nil
end

local function check_rate(self, rate)
  if not (type(rate) == "number" or core.is_tensor(rate) or core.is_variable(rate)) then
    core.raise(("ValueError: %s: learning_rate is a number, a schedule or a function, not a %s"):format(self.name, type(rate)))
  end
end

-- optimizer.learning_rate = x. A schedule or function takes the place of the variable, for good.
local function set_rate(self, rate)
  local schedule = schedule_of(rate)
  if not schedule then
    check_rate(self, rate)
    if self.schedule then
      core.raise(("TypeError: %s: its learning rate comes from a schedule or function and can't be set to a number"):format(self.name))
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

local function check_arguments(self)
  local function check(name, ok, expected)
    if not ok then core.raise(("ValueError: %s: %s is %s, got %s"):format(self.name, name, expected, tostring(self[name]))) end
  end
  local clips = (self.clipnorm and 1 or 0) + (self.clipvalue and 1 or 0) + (self.global_clipnorm and 1 or 0)
  if clips > 1 then core.raise(("ValueError: %s: only one of clipnorm, clipvalue and global_clipnorm can be set"):format(self.name)) end
  local every, overwrite = self.gradient_accumulation_steps, self.ema_overwrite_frequency
  check("gradient_accumulation_steps", not every or math.type(every) == "integer" and every >= 2, "an integer from 2 on, or null")
  if self.use_ema then
    check("ema_momentum", type(self.ema_momentum) == "number" and self.ema_momentum >= 0 and self.ema_momentum <= 1, "between 0 and 1")
    check("ema_overwrite_frequency", not overwrite or math.type(overwrite) == "integer" and overwrite >= 1, "an integer from 1 on, or null")
  end
end

local base_config = { "name", "learning_rate", "weight_decay", "clipnorm", "global_clipnorm", "clipvalue", "use_ema", "ema_momentum",
  "ema_overwrite_frequency", "loss_scale_factor", "gradient_accumulation_steps" }
local in_base = {}
for _, name in ipairs(base_config) do in_base[name] = true end

local members = {
  doc = {
    "The base of optimizers. A class gives update_step(self, gradient, variable, learning_rate, index), which assigns the variable's next value, and slots(self, "
      .. "variables), which makes its state; scalars(self, dtype) computes what depends on the step and the dtype alone, once per step.",
    formula = "unscale, accumulate, clip, decay, update, average, constrain, count",
    example = [[
local Sign = keras.Optimizer("Sign", {
  params = { { "learning_rate", 0.5 }, { "momentum", 0.5, doc = "share of the running gradient that a step keeps" } },
  slots = function(self, variables) self.momentums = self:add_optimizer_variables(variables, "momentum") end,
  update_step = function(self, gradient, variable, learning_rate, index)
    local m = self.momentums[index]
    m:assign(m * self.momentum + gradient)
    variable:assign_sub(learning_rate * ops.sign(m))
  end,
})
local w = keras.Variable({ 1.0, 2.0 })
Sign():apply({ ops.convert_to_tensor { -3.0, 0.25 } }, { w })
print(w.value)  --> tensor([1.5, 1.5], shape=(2,), dtype=float32)]],
  },
  params = {
    { "learning_rate", 0.001, doc = "a number, a schedule, or a function without arguments (in a compiled step it is called once, when the step is traced)" },
    { "weight_decay", core.null, doc = "before each update a variable loses weight_decay * learning_rate of itself" },
    { "clipnorm", core.null, doc = "largest norm of each gradient; a longer one is shortened to it" },
    { "clipvalue", core.null, doc = "largest absolute value of an element of a gradient" },
    { "global_clipnorm", core.null, doc = "largest norm of all gradients together" },
    { "use_ema", false, doc = "whether to keep moving averages of the variables, which become their values when training ends" },
    { "ema_momentum", 0.99, doc = "average <- ema_momentum * average + (1 - ema_momentum) * variable" },
    { "ema_overwrite_frequency", core.null, doc = "after how many updates the variables become their averages during training too; never by default" },
    { "loss_scale_factor", core.null, doc = "the loss is multiplied by it and the gradients are divided by it" },
    { "gradient_accumulation_steps", core.null, doc = "how many steps' gradients are averaged into one update" },
    { "name", core.null, doc = "by default the class's name in snake case, numbered" },
  },
  initialize = function(self, args)
    for _, param in ipairs(class.class_of(self).params) do
      if param[1] ~= "learning_rate" then rawset(self, param[1], args[param[1]]) end
    end
    rawset(self, "name", self.name or core.unique_name(class.snake(class.class_of(self).name)))
    check_arguments(self)
    rawset(self, "variables", {})
    rawset(self, "lost", {})
    rawset(self, "excluded", { variables = {}, names = {} })
    local schedule = schedule_of(args.learning_rate)
    if not schedule then check_rate(self, args.learning_rate) end
    rawset(self, "schedule", schedule)
    rawset(self, "iteration", self:add_variable { name = "iteration", dtype = "int32" })
    rawset(self, "rate", self:track(core.tensor(schedule and 0 or args.learning_rate, core.floatx()), "learning_rate"))
    if schedule then table.remove(self.variables) end
  end,
  -- What is computed when it is read: learning_rate is the variable, or the value that the schedule has at this step; iterations counts updates: the
  -- steps, or the groups of accumulated ones.
  __index = function(self, key)
    if key == "learning_rate" then return rawget(self, "rate") and self:current_rate() end
    if key == "iterations" then
      local every = rawget(self, "gradient_accumulation_steps")
      return every and ops.floor_divide(self.iteration.value, every) or rawget(self, "iteration")
    end
  end,
  __newindex = function(self, key, value)
    if key == "learning_rate" and rawget(self, "rate") then self:set_learning_rate(value) else rawset(self, key, value) end
  end,
  set_learning_rate = set_rate,
  current_rate = function(self)
    if not self.schedule then return self.rate end
    if type(self.schedule) == "function" then return core.tensor(self.schedule(), core.floatx()) end
    return core.tensor(self.schedule(self.iteration.value), core.floatx())
  end,
  get_config = function(self)
    local names = {}
    for _, param in ipairs(class.class_of(self).config_params) do names[#names + 1] = param[1] end
    return self:config_of(names)
  end,
  -- The config with Keras's common keys in front and then those of `names` that aren't among them.
  config_of = function(self, names)
    local list = {}
    for i, name in ipairs(base_config) do list[i] = { name, self[name] } end
    list[2][2] = self.schedule or self.rate.value:item()
    for _, name in ipairs(names) do
      if not in_base[name] then list[#list + 1] = { name, self[name] } end
    end
    return class.ordered(list)
  end,
  -- A variable of this optimizer; its place in `variables` is its place in files. `lost`: files hold it only where the optimizer stands alone, since Keras loses
  -- such a variable of one inside a LossScaleOptimizer.
  track = function(self, value, name, lost)
    local variable, own = core.variable(value, name, false), rawget(self, "own") or self.variables
    variable.path = self.name .. "/" .. name
    own[#own + 1] = variable
    if lost then self.lost[variable] = true end
    return variable
  end,
  -- The variables that files hold, in their order.
  file_variables = function(self)
    if not rawget(self, "scaled") then return self.variables end
    local list = {}
    for _, v in ipairs(self.variables) do list[#list + 1] = not self.lost[v] and v or nil end
    return list
  end,
  -- add_variable { shape, initializer = "zeros", dtype = floatx, name = "variable" }.
  add_variable = function(self, spec)
    local initializer = require("lunula.initializers").get(spec.initializer or "zeros")
    return self:track(initializer(spec.shape or {}, { dtype = spec.dtype or core.floatx() }), spec.name or "variable")
  end,
  -- A variable of the shape and dtype of another, named after it.
  add_variable_from_reference = function(self, variable, name, initializer)
    return self:add_variable { shape = variable.shape, dtype = variable.dtype, initializer = initializer,
      name = ("%s_%s"):format((variable.path or variable.name or "variable"):gsub("/", "_"), name or "var") }
  end,
  -- One variable beside each of `variables`; with a list of names, one list for each name (and initializer), made variable by variable. It is false
  -- beside a variable that its gradient overwrites.
  add_optimizer_variables = function(self, variables, names, initializers)
    if type(names) ~= "table" then names, initializers = { names }, { initializers } end
    local lists = {}
    for k in ipairs(names) do lists[k] = {} end
    for i, v in ipairs(variables) do
      for k, name in ipairs(names) do
        lists[k][i] = not v.overwrite_with_gradient and self:add_variable_from_reference(v, name, initializers and initializers[k])
      end
    end
    return table.unpack(lists)
  end,
  slots = function() end,
  scalars = function() end,
  -- Makes the state for a list of variables; apply does it at its first call. Files hold the averages and accumulators before the slots.
  build = function(self, variables)
    if self.built then return end
    local position, own = {}, rawget(self, "own") or self.variables
    rawset(self, "began", rawget(self, "began") or #own)
    for i = #own, self.began + 1, -1 do own[i] = nil end -- what a build that failed has left
    for i, v in ipairs(variables) do position[v] = i end
    rawset(self, "position", position)
    rawset(self, "averages_of", self.use_ema and self:add_optimizer_variables(variables, "average"))
    rawset(self, "accumulators", {})
    for i, v in ipairs(self.gradient_accumulation_steps and variables or {}) do
      self.accumulators[i] = self:add_variable_from_reference(v, "gradient_accumulator")
    end
    local first = #self.variables + 1
    self:slots(variables)
    rawset(self, "state", table.move(self.variables, first, #self.variables, 1, {}))
    rawset(self, "built", table.move(variables, 1, #variables, 1, {}))
  end,
  -- Assigns a list of arrays to the variables, in their order.
  set_weights = function(self, weights)
    if not self.built then core.raise(("ValueError: %s: set_weights comes after build(variables)"):format(self.name)) end
    if #weights ~= #self.variables then
      core.raise(("ValueError: %s: set_weights got %d arrays for %d variables"):format(self.name, #weights, #self.variables))
    end
    for i, v in ipairs(self.variables) do v:assign(weights[i]) end
  end,
}
for name, method in pairs(step) do members[name] = method end

M.Optimizer = class.kind("Optimizer", members)

return M
