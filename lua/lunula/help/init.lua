-- keras.help: the documentation of whatever there is, one call away. entries.lua finds it with methods.lua, plain.lua documents functions that have no
-- table of their own, members.lua what objects have, describe.lua gathers the facts, layout.lua makes lines of them. Loads these at the first question.
local M = {}

-- The text that help(x) prints. x: a class, an instance, a function, a namespace, or the name of one ("Huber", "ops.sum", "keras.losses").
function M.text(x)
  local entries, layout = require "lunula.help.entries", require "lunula.help.layout"
  if x == nil then return layout.overview() end
  local entry, others
  if type(x) == "string" then entry, others = entries.find(x) else entry = entries.of(x) end
  return layout.entry(entry, others)
end

-- help(x): prints what x is, its formula, arguments, shapes, an example and how it is written in files; help() lists what there is.
function M.help(x) print(M.text(x)) end

return M
