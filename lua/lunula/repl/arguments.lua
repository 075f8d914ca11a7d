-- The names of the arguments that a call takes by name. Knows of classes, of signatures and of the documented functions.
local class = require "lunula.class"
local core = require "lunula.core"

local M = {}

local function of_class(c)
  local names = {}
  for i, param in ipairs(c.params) do names[i] = param[1] end
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
  if type(value) == "table" and (getmetatable(value) or {}).__name == "kind" then value = value.base end
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
