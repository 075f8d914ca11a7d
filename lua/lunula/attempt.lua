-- attempt(fn, ...): as pcall, but what ends the call from outside (Ctrl-C, lunula_cancel, a time limit) goes on: there is nothing to be done instead. Knows of the
-- core only.
local core = require "lunula.core"

local function pass(ok, result, ...)
  if not ok and core.is_cancelled() then error(result, 0) end
  return ok, result, ...
end

return function(fn, ...) return pass(pcall(fn, ...)) end
