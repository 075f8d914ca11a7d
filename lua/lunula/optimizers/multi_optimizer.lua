-- MultiOptimizer. Knows of its base class, of OptimizerMap by its methods and of the optimizers inside.
local class = require "lunula.class"
local core = require "lunula.core"
local Optimizer = require("lunula.optimizers.base").Optimizer

return class.builtin(Optimizer, "MultiOptimizer", "keras.optimizers", {
  inherit = require "lunula.optimizers.wrapper",
  doc = {
    "Gives each variable to an optimizer of its own. There is no learning rate but those of the optimizers inside.",
    formula = "v <- the step of optimizer_map(v), for each variable v",
    example = [[
local a, b = keras.Variable({ 1.0 }, { name = "a" }), keras.Variable({ 1.0 }, { name = "b" })
local map = keras.optimizers.OptimizerMap { keras.optimizers.SGD(0.5), { b = keras.optimizers.SGD(0.25) } }
keras.optimizers.MultiOptimizer(map):apply({ ops.ones { 1 }, ops.ones { 1 } }, { a, b })
print(a.value)  --> tensor([0.5], shape=(1,), dtype=float32)
print(b.value)  --> tensor([0.75], shape=(1,), dtype=float32)]],
  },
  params = {
    { "optimizer_map", doc = "an OptimizerMap, or a function that gives the optimizer of a variable" },
    { "loss_scale_factor", core.null, doc = "stands in for those of the optimizers inside" }, { "name", core.null },
  },
  initialize = function(self, args)
    super.initialize(self, args)
    local map = self.optimizer_map
    if type(map) ~= "function" and not (type(map) == "table" and map.optimizers) then
      core.raise(("ValueError: %s: optimizer_map is an OptimizerMap or a function, not a %s"):format(self.name, type(map)))
    end
    self.optimizers = {}
    for _, optimizer in ipairs(type(map) == "table" and map:optimizers() or {}) do self:add(optimizer) end
  end,
  inner = function(self) return self.optimizers or {} end,
  -- The optimizer's place in `optimizers`, where it is put if need be.
  add = function(self, optimizer)
    for i, known in ipairs(self.optimizers) do
      if known == optimizer then return i end
    end
    if not class.is_instance(optimizer, Optimizer.base) or optimizer.inner then
      core.raise(("ValueError: %s: a variable's optimizer is one that updates, not %s"):format(self.name, tostring(optimizer)))
    end
    optimizer.loss_scale_factor = self.loss_scale_factor
    self.optimizers[#self.optimizers + 1] = optimizer
    return #self.optimizers
  end,
  __index = function(self, key)
    if key == "learning_rate" then core.raise(("%s has no learning_rate; each of its optimizers has one"):format(self.name)) end
    return super.__index(self, key)
  end,
  set_learning_rate = function(self) core.raise(("%s has no learning_rate; set those of its optimizers"):format(self.name)) end,
  build = function(self, variables)
    if self.built then return end
    local groups, place = {}, {}
    for _, v in ipairs(variables) do
      place[v] = self:add(self.optimizer_map(v))
      groups[place[v]] = groups[place[v]] or {}
      table.insert(groups[place[v]], v)
    end
    for i, optimizer in ipairs(self.optimizers) do
      if groups[i] then optimizer:build(groups[i]) end
    end
    rawset(self, "built", table.move(variables, 1, #variables, 1, {}))
    rawset(self, "place", place)
  end,
  apply = function(self, gradients, variables)
    if #gradients == 0 then return end
    variables = self:targets(gradients, variables)
    local groups = {}
    for i, v in ipairs(variables) do
      local place = self.place[v]
      if not place then
        core.raise(("ValueError: %s: the variable '%s' is none of those that the optimizer was built for"):format(self.name, tostring(v.name)))
      end
      local group = groups[place] or { gradients = {}, variables = {} }
      groups[place] = group
      group.gradients[#group.gradients + 1], group.variables[#group.variables + 1] = gradients[i], v
    end
    for i, optimizer in ipairs(self.optimizers) do
      if groups[i] then optimizer:apply(groups[i].gradients, groups[i].variables) end
    end
    self.iteration:assign_add(1)
  end,
  finalize_variable_values = function(self, variables)
    for _, optimizer in ipairs(self.optimizers) do optimizer:finalize_variable_values(variables) end
  end,
  get_config = function(self)
    return class.ordered { { "optimizer_map", self.optimizer_map }, { "loss_scale_factor", self.loss_scale_factor }, { "name", self.name } }
  end,
})
