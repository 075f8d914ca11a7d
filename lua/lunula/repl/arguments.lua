-- The names of the arguments that a call takes by name. Knows of classes, of signatures and of the documented functions.
local class = require "lunula.class"
local core = require "lunula.core"

local M = {}

local function of_class(c)
  local names = {}
  for i, param in ipairs(c.params) do names[i] = param[1] end
  return names
end

-- What the table that a kind makes a class of may hold; of keras.Model also what makes a model of inputs and outputs.
local function of_kind(base)
  local full = require("lunula.help.describe").full_name(base)
  local _, methods = require("lunula.help.methods").members_of(full, base)
  local names = { "params", "inherit", "initialize", "from_config", "private", "public", "pure", table.unpack(methods) }
  local made = require("lunula.help.members")[full].made
  for _, param in ipairs(made and require("lunula.help.members").parameters(made) or {}) do names[#names + 1] = param.name end
  return names
end

-- Those of a documented function: its signature is text.
local function of_plain(value)
  local entries = require "lunula.help.entries"
  local ok, entry = pcall(entries.of, value)
  local doc = ok and entry.what == "plain" and require("lunula.help.plain")[entry.full]
  local names = {}
  for part in (doc and doc[1] or ""):gmatch "[^,{}]+" do names[#names + 1] = part:match "^%s*([%a_][%w_]*)" end
  return names
end

-- of(chain, resolve): the names, in order; {} when the chain means nothing that has names.
function M.of(chain, resolve)
  local value = resolve(chain)
  if value == nil then return {} end
  if type(value) == "table" and (getmetatable(value) or {}).__name == "kind" then return of_kind(value.base) end
  if class.is_class(value) then return of_class(value) end
  local owner, method = chain:match "^(.+):([%a_][%w_]*)$"
  local instance = owner and resolve(owner)
  if instance and class.is_instance(instance, require("lunula.models").Model.base) then
    local names = require("lunula.models.arguments").names[method]
    if names then return names end
  end
  local info = core.op_info(value)
  if info then
    local names = {}
    for i, param in ipairs(info.params) do names[i] = param.name end
    return names
  end
  return of_plain(value)
end

return M
