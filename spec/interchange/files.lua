-- Files in both directions between Lunula and the real Keras:
--     build/lunula spec/interchange/files.lua write DIR; KERAS_BACKEND=jax python spec/interchange/files.py DIR; build/lunula spec/interchange/files.lua read DIR
package.path = "spec/interchange/?.lua;" .. package.path
local exchange = require "exchange"

local mode, folder = arg[1], arg[2]
local bad = 0
for _, case in ipairs(exchange.cases) do
  local ok, problems = pcall(exchange[mode], case, folder)
  if not ok then problems = { problems } end
  for _, problem in ipairs(problems or {}) do print(("%s: %s"):format(case.name, problem)) end
  bad = bad + (problems and #problems > 0 and 1 or 0)
end
print(("%s: %d of %d cases are well"):format(mode, #exchange.cases - bad, #exchange.cases))
os.exit(bad == 0)
