-- keras.help: the documentation of an op, a class or a function, one call away. Knows of the core and of classes by their fields.
local core = require "lunula.core"

local M = {}

-- "ops." before the name of an op, nothing before that of another function with a signature (a loss, keras.random.uniform).
local function prefix(x, name)
  local ops = package.loaded["lunula.ops"]
  local op = type(ops) == "table" and rawget(ops, name)
  return op and (type(x) == "string" or op == x) and "ops." or ""
end

local function row(name, what, required, default, doc)
  return ("  %-12s %s%s%s"):format(name, what, required and "" or ", default " .. default, doc and ": " .. doc or "")
end

local function value_text(value)
  if type(value) == "string" then return ("%q"):format(value) end
  if value == core.null then return "nil" end
  return type(value) == "table" and "{...}" or tostring(value)
end

-- A class: what it is, then its constructor's arguments.
local function class_text(class)
  local doc = class.doc
  local lines = { tostring(class), "", doc[1] }
  for _, part in ipairs { "formula", "shapes", "source" } do
    if doc[part] then lines[#lines + 1] = ("%s: %s"):format(part, doc[part]) end
  end
  if class.params and #class.params > 0 then lines[#lines + 1] = "" end
  for _, param in ipairs(class.params or {}) do
    local required = #param < 2
    lines[#lines + 1] = row(param[1], required and "required" or "optional", required, not required and value_text(param[2]), class.param_docs[param[1]])
  end
  if doc.example then lines[#lines + 1] = "\nExample:\n\n" .. doc.example end
  return table.concat(lines, "\n")
end

-- The text that help(x) prints: x is an op, the name of one, or a class.
function M.text(x)
  local info = core.op_info(x)
  if info then
    local lines = { ("%s%s(%s)"):format(prefix(x, info.name), info.name, info.signature), "", info.doc }
    if #info.params > 0 then lines[#lines + 1] = "" end
    for _, p in ipairs(info.params) do
      lines[#lines + 1] = row(p.name, p.kind, p.required, p.default)
    end
    return table.concat(lines, "\n")
  end
  if type(x) == "table" and x.doc then return class_text(x) end
  if type(x) == "string" then core.raise(("help: there is no op '%s'"):format(x)) end
  return ("no documentation for this %s"):format(type(x))
end

function M.help(x)
  if x == nil then
    print("help(ops.sum), help('sum'), help(keras.losses.Huber): what it does, its arguments and defaults")
  else
    print(M.text(x))
  end
end

return M
