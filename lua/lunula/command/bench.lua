-- lunula bench: how fast this machine computes with what was chosen for it, in a few seconds. Knows of ops and of one small model.
local usage = [[usage: lunula bench [--threads N]
Shows which kernels were chosen for this CPU and how fast they are, in about five seconds: matrix products in GFLOP/s,
passes over memory in GB/s, training steps per second. Each figure is the best of several runs.]]

local function clock() return require("lunula.core").clock() end

-- Seconds of one call: the best of at least eight groups, and of as many as fit into `spend` seconds.
local function best(work, spend)
  local count, groups, shortest, start = 1, 0, math.huge, clock()
  repeat
    local before = clock()
    for _ = 1, count do work() end
    local took = clock() - before
    shortest, groups = math.min(shortest, took / count), groups + 1
    if took < 0.01 then count = count * 4 end
  until groups >= 8 and clock() - start > spend
  return shortest
end

local function products(ops, random)
  print "\nMatrix products, float32                       GFLOP/s"
  for _, case in ipairs { { 32, 128, 784, "a batch of 32 through a layer" }, { 1, 1024, 1024, "one sample" }, { 1024, 128, 784, "a batch of 1024" },
    { 1024, 1024, 1024, "square" } } do
    local m, n, k, what = table.unpack(case)
    local a, b = random.uniform({ m, k }, { seed = 1 }), random.uniform({ k, n }, { seed = 2 })
    local seconds = best(function() ops.matmul(a, b) end, 0.3)
    print(("  %-18s %-26s %8.1f"):format(("%d x %d x %d"):format(m, n, k), what, 2 * m * n * k / seconds / 1e9))
  end
end

local function passes(ops, random)
  local n = 1 << 24
  local a, b = random.uniform({ n }, { seed = 1 }), random.uniform({ n }, { seed = 2 })
  print(("\nPasses over %d MB tensors, float32               GB/s"):format(4 * n // 1000000))
  for _, case in ipairs { { "a + b", 3, function() return a + b end }, { "exp(a)", 2, function() return ops.exp(a) end },
    { "sum(a)", 1, function() return ops.sum(a) end } } do
    local seconds = best(case[3], 0.3)
    print(("  %-45s %8.1f"):format(case[1], case[2] * 4 * n / seconds / 1e9))
  end
  local small = random.uniform({ 16 }, { seed = 1 })
  print(("\nOne op on 16 numbers                           %8.0f ns"):format(best(function() return small + small end, 0.2) * 1e9))
end

local function training(keras)
  local layers, random = keras.layers, keras.random
  print "\nTraining 784-128-10, Adam, float32             steps/s"
  for _, batch in ipairs { 32, 1024 } do
    local model = keras.Sequential { layers.Input { shape = { 784 } }, layers.Dense(128, { activation = "relu" }), layers.Dense(10) }
    model:compile { optimizer = "adam", loss = keras.losses.SparseCategoricalCrossentropy { from_logits = true } }
    local steps = batch == 32 and 100 or 10
    local x, y = random.uniform({ batch * steps, 784 }, { seed = 1 }), random.randint({ batch * steps }, 0, 10, { seed = 2 })
    local seconds = best(function() model:fit(x, y, { batch_size = batch, epochs = 1, verbose = 0, shuffle = false }) end, 0.6)
    print(("  %-45s %8.0f"):format(("batches of %d"):format(batch), steps / seconds))
  end
end

return function(...)
  if ... == "--help" or ... == "-h" then
    print(usage)
    return true
  end
  local keras, core = require "lunula", require "lunula.core"
  if ... == "--threads" and math.tointeger(tonumber((select(2, ...)))) and math.tointeger(tonumber((select(2, ...)))) > 0 then
    core.threads(math.tointeger(tonumber((select(2, ...)))))
  elseif ... then
    io.stderr:write("lunula bench: what is '", table.concat({ ... }, " "), "'?\n", usage, "\n")
    return false
  end
  print(("Lunula %s\n%s\nthreads: %s"):format(keras.version, core.description, core.threads() == 0 and "one per core" or core.threads()))
  products(keras.ops, keras.random)
  passes(keras.ops, keras.random)
  training(keras)
  return true
end
