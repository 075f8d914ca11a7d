-- Runs busted on the files given and ends with the line "N passed, N failed"; pending specs are named as skipped.
package.path = "spec/?.lua;" .. package.path
local files = { table.unpack(arg) }
local busted = require "busted.core"()
require "busted"(busted)

local passed, failed, skipped = 0, 0, 0
local function describe(element)
  local names = {}
  local node = element
  while node and node.name do
    table.insert(names, 1, node.name)
    node = busted.context.parent(node)
  end
  return table.concat(names, " ")
end
busted.subscribe({ "test", "end" }, function(element, _, status)
  if status == "success" then
    passed = passed + 1
  elseif status == "pending" then
    skipped = skipped + 1
    print("SKIPPED  " .. describe(element))
  end
end)
local function report(element, _, message)
  failed = failed + 1
  print("FAILED   " .. describe(element))
  print("         " .. tostring(message):gsub("\n", "\n         "))
end
busted.subscribe({ "failure" }, report)
busted.subscribe({ "error" }, report)

local loader = require "busted.modules.test_file_loader"(busted, { "lua" })
local execute = require "busted.execute"(busted)
for _, file in ipairs(files) do
  loader({ file }, { "_spec" }, { excludes = {}, verbose = false, recursive = false })
end
execute(1, { seed = 1, shuffle = false, sort = false })

if skipped > 0 then
  print(("%d passed, %d failed, %d skipped"):format(passed, failed, skipped))
else
  print(("%d passed, %d failed"):format(passed, failed))
end
os.exit((failed == 0 and passed > 0) and 0 or 1, true)
