-- The parent of optimizers that leave the updates to others. A class gives inner(self), the list of these. Knows of its base class and the core.
local class = require "lunula.class"
local core = require "lunula.core"
local Optimizer = require("lunula.optimizers.base").Optimizer

-- The options of an optimizer that updates: older configs carry their defaults, anything else is an error.
local foreign = {}
for _, param in ipairs(Optimizer.base.params) do
  if param[1] ~= "name" then
    foreign[#foreign + 1] = { param[1], param[1] == "learning_rate" and 0.0 or param[2], config = false, doc = "belongs to the optimizer inside" }
  end
end

local Wrapper = Optimizer("WrappingOptimizer", {
  params = foreign,
  initialize = function(self, args)
    for _, param in ipairs(class.class_of(self).params) do
      local name, default = param[1], param[2]
      if default == core.null then default = nil end
      if param.config == false and args[name] ~= default then
        core.raise(("ValueError: %s: %s belongs to the optimizer inside, got %s"):format(class.class_of(self).name, name, tostring(args[name])))
      end
    end
    super.initialize(self, args)
    rawset(self, "own", self.variables)
    rawset(self, "variables", nil)
  end,
  file_variables = function(self)
    local list = table.move(self.own, 1, #self.own, 1, {})
    for _, optimizer in ipairs(self:inner()) do
      local inside = optimizer:file_variables()
      table.move(inside, 1, #inside, #list + 1, list)
    end
    return list
  end,
  -- variables: its own, then those inside; schedule: those of the optimizers inside, on which a compiled step depends.
  __index = function(self, key)
    if key == "variables" and rawget(self, "own") then
      local list = table.move(self.own, 1, #self.own, 1, {})
      for _, optimizer in ipairs(self:inner()) do table.move(optimizer.variables, 1, #optimizer.variables, #list + 1, list) end
      return list
    elseif key == "schedule" and rawget(self, "own") then
      local list = {}
      for i, optimizer in ipairs(self:inner()) do list[i] = optimizer.schedule or "number" end
      return list
    end
    return super.__index(self, key)
  end,
})
Wrapper.open = false -- its children are built-in classes, which take their declared arguments only

return Wrapper
