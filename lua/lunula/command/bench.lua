-- lunula bench: how fast this machine computes with what was chosen for it, in a few seconds. Knows of ops and of the model of examples/digits.lua.
local usage = [[usage: lunula bench [--threads N]
Shows how fast this machine is, in some five seconds: starting, training and predicting with the digits
model of examples/digits.lua, single ops, passes over memory in GB/s, matrix products in GFLOP/s by the
kernels that were chosen for this CPU. Each figure is the best of several runs.]]

local function clock() return require("lunula.core").clock() end

-- Seconds of one call: the best of at least five groups, and of as many as fit into `spend` seconds.
local function best(work, spend)
  local count, groups, shortest, start = 1, 0, math.huge, clock()
  repeat
    local before = clock()
    for _ = 1, count do work() end
    local took = clock() - before
    shortest, groups = math.min(shortest, took / count), groups + 1
    if took < 0.01 then count = count * 4 end
  until groups >= 5 and clock() - start > spend
  return shortest
end

local function head(text, unit) print(("\n%-50s %8s"):format(text, unit)) end

local function row(text, figure, decimals) print(("  %-48s %8." .. (decimals or 1) .. "f"):format(text, figure)) end

local function microseconds(text, work, spend) row(text, best(work, spend or 0.2) * 1e6) end

-- This program, started anew; nothing where the system doesn't say which file it is.
local function starting()
  local pipe = io.popen("readlink /proc/$PPID/exe 2>/dev/null")
  local path = pipe and pipe:read "l"
  if pipe then pipe:close() end
  if not path then return end
  local times = 10
  local function start(text)
    local command = ("for i in $(seq %d); do '%s' -e '%s'; done"):format(times, path:gsub("'", "'\\''"), text)
    return best(function() assert(os.execute(command), command) end, 0.3) / times * 1e3
  end
  head("Starting", "ms")
  row("lunula -e ''", start "")
  row("and one step of training", start [[local keras = require "lunula" local model = keras.Sequential { keras.layers.Dense(1) }
model:compile { loss = "mse" } model:fit(keras.ops.ones { 4, 2 }, keras.ops.ones { 4, 1 }, { verbose = 0 })]])
end

local function digits_model(layers, keras)
  return keras.Sequential { input_shape = { 8, 8 }, layers.Flatten(), layers.Dense { 128, activation = "relu" }, layers.Dropout(0.2),
    layers.Dense { 64, activation = "relu" }, layers.Dense { 10, kernel_constraint = "non_neg" } }
end

local function digits(keras)
  local ops, random = keras.ops, keras.random
  local x, y = random.uniform({ 3200, 8, 8 }, { seed = 1 }), random.randint({ 3200 }, 0, 10, { seed = 2 })
  local own = keras.Loss("Crossentropy", { call = function(_, y_true, y_pred)
    return -ops.sum(ops.one_hot(ops.cast(ops.reshape(y_true, { -1 }), "int32"), 10) * ops.log_softmax(y_pred), -1)
  end })
  head("The digits model: 64-128-64-10, Adam", "us")
  for _, case in ipairs { { "a built-in loss", keras.losses.SparseCategoricalCrossentropy { from_logits = true } }, { "a loss written in Lua", own() } } do
    local model = digits_model(keras.layers, keras)
    model:compile { optimizer = "adam", loss = case[2] }
    row("a training step of 32 rows, " .. case[1], best(function() model:fit(x, y, { batch_size = 32, verbose = 0 }) end, 0.4) / 100 * 1e6)
  end
  local model = digits_model(keras.layers, keras)
  for _, rows in ipairs { 1, 1000 } do
    local some = x["0:" .. rows]
    microseconds(("predict of %d row%s"):format(rows, rows > 1 and "s" or ""), function() model:predict(some, { batch_size = rows, verbose = 0 }) end)
  end
end

local function single(ops, random)
  local small, large = random.uniform({ 16 }, { seed = 1 }), random.uniform({ 1000000 }, { seed = 2 })
  head("Single ops, float32", "us")
  row("a + b of 16 numbers", best(function() return small + small end, 0.2) * 1e6, 3)
  microseconds("exp(a) of a million numbers", function() return ops.exp(large) end)
end

local function passes(ops, random)
  local n = 1 << 24
  local a, b = random.uniform({ n }, { seed = 1 }), random.uniform({ n }, { seed = 2 })
  head(("Passes over %d MB tensors, float32"):format(4 * n // 1000000), "GB/s")
  for _, case in ipairs { { "a + b", 3, function() return a + b end }, { "exp(a)", 2, function() return ops.exp(a) end },
    { "sum(a)", 1, function() return ops.sum(a) end } } do
    row(case[1], case[2] * 4 * n / best(case[3], 0.2) / 1e9)
  end
end

local function products(ops, random)
  head("Matrix products, float32", "GFLOP/s")
  for _, case in ipairs { { 32, 128, 784, "a batch of 32 through a layer" }, { 1, 1024, 1024, "one sample" }, { 1024, 128, 784, "a batch of 1024" },
    { 1024, 1024, 1024, "square" } } do
    local m, n, k, what = table.unpack(case)
    local a, b = random.uniform({ m, k }, { seed = 1 }), random.uniform({ k, n }, { seed = 2 })
    local seconds = best(function() ops.matmul(a, b) end, 0.2)
    row(("%-18s %s"):format(("%d x %d x %d"):format(m, n, k), what), 2 * m * n * k / seconds / 1e9)
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
  starting()
  digits(keras)
  single(keras.ops, keras.random)
  passes(keras.ops, keras.random)
  products(keras.ops, keras.random)
  return true
end
