-- keras.help: the documentation of an op, a class or a function, one call away. Knows of the core and of classes by their fields.
local core = require "lunula.core"

local M = {}

-- The text that help(x) prints: x is an op, the name of one, or a class.
function M.text(x)
  local info = core.op_info(x)
  if info then
    local lines = { ("ops.%s(%s)"):format(info.name, info.signature), "", info.doc }
    if #info.params > 0 then lines[#lines + 1] = "" end
    for _, p in ipairs(info.params) do
      lines[#lines + 1] = ("  %-12s %s%s"):format(p.name, p.kind, p.required and "" or ", default " .. p.default)
    end
    return table.concat(lines, "\n")
  end
  if type(x) == "table" and rawget(x, "doc") then return tostring(x) .. "\n\n" .. x.doc end
  if type(x) == "table" and x.doc then return tostring(x) .. "\n\n" .. x.doc end
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
