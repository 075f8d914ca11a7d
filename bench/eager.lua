-- What a small eager op costs, in ns of processor time; best of several rounds, interleaved with NumPy's when a Python is given:
--   build/lunula bench/eager.lua [python with numpy]
-- A loop's own cost is part of each figure on both sides.
local keras = require "lunula"
local ops = keras.ops

local python, rounds, count = arg and arg[1], 5, 20000
local a, b = ops.ones { 32, 10 }, ops.ones { 32, 10 }

-- name (bench/eager.py has the same ones), function of the number of calls
local cases = {
  { "a + b", function(n) for _ = 1, n do local _ = a + b end end },
  { "add(a, b)", function(n) for _ = 1, n do local _ = ops.add(a, b) end end },
  { "a:add(b)", function(n) for _ = 1, n do local _ = a:add(b) end end },
  { "a + 1.5", function(n) for _ = 1, n do local _ = a + 1.5 end end },
  { "-a", function(n) for _ = 1, n do local _ = -a end end },
  { "exp(a)", function(n) for _ = 1, n do local _ = ops.exp(a) end end },
  { "maximum(a, b)", function(n) for _ = 1, n do local _ = ops.maximum(a, b) end end },
  { "sum(a, -1)", function(n) for _ = 1, n do local _ = ops.sum(a, -1) end end },
  { "mean(a, axis=-1)", function(n) for _ = 1, n do local _ = ops.mean(a, { axis = -1 }) end end },
  { "reshape(a, (10, 32))", function(n) for _ = 1, n do local _ = ops.reshape(a, { 10, 32 }) end end },
}

local function keep_least(best, name, ns) best[name] = math.min(best[name] or math.huge, ns) end

local ours, theirs = {}, {}
for _ = 1, rounds do
  for _, case in ipairs(cases) do
    for _ = 1, 3 do
      local start = os.clock()
      case[2](count)
      keep_least(ours, case[1], (os.clock() - start) / count * 1e9)
    end
  end
  if python then
    local pipe = assert(io.popen(("'%s' bench/eager.py %d"):format(python, count)))
    for line in pipe:lines() do
      local name, ns = line:match "^(.+)\t(%S+)$"
      keep_least(theirs, name, tonumber(ns))
    end
    assert(pipe:close(), "bench/eager.py failed")
  end
end

print(("%-22s %9s %9s %7s"):format("32x10 float32, ns", "Lunula", "NumPy", "ratio"))
for _, case in ipairs(cases) do
  local name = case[1]
  local peer = theirs[name]
  print(("%-22s %9.0f %9s %7s"):format(name, ours[name], peer and ("%.0f"):format(peer) or "-",
    peer and ("%.2f"):format(ours[name] / peer) or "-"))
end
