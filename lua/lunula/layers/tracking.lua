-- What a layer holds: variables, layers, metrics and seed generators that its fields have, also inside tables. Knows of the lists that a layer keeps.
--
-- A value is tracked when it is assigned to a field. A plain table is looked through at once and again before each later assignment and each reading of what is
-- tracked, because what is put into it later is seen by nobody. So the order is that in which things were assigned.
local class = require "lunula.class"
local core = require "lunula.core"
local structure = require "lunula.structure"

local M = {}

local function holds(list, value)
  for _, other in ipairs(list) do
    if rawequal(other, value) then return true end
  end
  return false
end

function M.add_once(list, value)
  if not holds(list, value) then list[#list + 1] = value end
end

-- A variable stays in the list in which it was first, whatever becomes of its `trainable`.
function M.add_variable(self, variable, trainable)
  if not holds(self.own_trainable, variable) and not holds(self.own_fixed, variable) then
    table.insert(trainable and self.own_trainable or self.own_fixed, variable)
  end
end

local function is_seed_generator(value)
  local meta = getmetatable(value)
  return type(meta) == "table" and meta.__name == "SeedGenerator"
end

-- Tracks a value; says whether it is one that is tracked. `inside` are the tables around it.
local function track(self, value, inside)
  if core.is_variable(value) then
    M.add_variable(self, value, value.trainable)
  elseif type(value) ~= "table" then
    return false
  elseif is_seed_generator(value) then
    M.add_once(self.own_seeds, value)
  elseif class.is_instance(value) then
    if value.compute_output_shape then
      M.add_once(self.tracked, value)
    elseif value.update_state and value.reset_state then
      M.add_once(self.own_metrics, value)
    else
      return false
    end
  elseif getmetatable(value) == nil and not (inside and inside[value]) then
    inside = inside or {}
    inside[value] = true
    for _, key in ipairs(structure.keys(value)) do track(self, value[key], inside) end
    return false
  else
    return false
  end
  return true
end

-- Looks through the tables among the fields again.
function M.refresh(self)
  for _, container in ipairs(self.containers) do track(self, container) end
end

-- Tracks a field's new value; says whether it is one that is tracked.
function M.assign(self, value)
  M.refresh(self)
  if type(value) == "table" and getmetatable(value) == nil and not core.is_numeric(value) then M.add_once(self.containers, value) end
  return track(self, value)
end

-- The layers of a layer, in order.
function M.children(self)
  if #self.containers > 0 then M.refresh(self) end
  return self.tracked
end

return M
