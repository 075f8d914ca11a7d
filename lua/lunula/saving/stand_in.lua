-- What stands for a custom constraint, regularizer or initializer that isn't here, in a model from a file: predictions need none of them. It is written again as
-- it was read; whoever needs it gets the message that it is missing. Knows of classes and lookup.
local class = require "lunula.class"
local core = require "lunula.core"
local lookup = require "lunula.saving.lookup"

local M = {}

-- the end of an argument's name → where its class is
local roles = { constraint = "lunula.constraints", regularizer = "lunula.regularizers", initializer = "lunula.initializers" }
local base = { constraint = "Constraint", regularizer = "Regularizer", initializer = "Initializer" }
local made = {}

local function class_for(role)
  made[role] = made[role] or require(roles[role])[base[role]]("Missing" .. base[role], {
    params = { { "envelope" }, { "message" } },
    call = function(self) core.raise(self.message) end,
    get_config = function(self) return class.ordered { { "envelope", self.envelope }, { "message", self.message } } end,
  })
  return made[role]
end

-- A copy without the ids of shared objects, which mean nothing outside the file that they were read from.
local function without_ids(value)
  if type(value) ~= "table" then return value end
  local copy = setmetatable({}, getmetatable(value))
  for key, inner in pairs(value) do
    if key ~= "shared_object_id" or value.class_name == nil then copy[key] = without_ids(inner) end
  end
  return copy
end

-- A stand-in for the config `envelope` at this place, where one can be: for a custom object (Keras's own, or what has no registered name, is no such thing) in
-- an argument of these roles. nil otherwise.
function M.make(envelope, path, message)
  local role = path:match "_(%l+)$"
  local name = envelope.class_name == "function" and envelope.config or envelope.registered_name
  if not roles[role] or type(name) ~= "string" or name == "" then return nil end
  if lookup.is_keras(envelope.module) then return nil end
  return class_for(role) { envelope = without_ids(envelope), message = message }
end

-- The config that an object stands for, nil when it is no stand-in.
function M.envelope_of(object)
  for _, c in pairs(made) do
    if class.class_of(object) == c then return object.envelope end
  end
end

return M
