-- Our side of run.py: answers each case named on a line of the input with the seconds that one unit of it took. A case is a function that gives
-- (work, units); work(n) does the work n times. Inputs are those of inputs.py; large results are left to the collector, as a user would.
local keras = require "lunula"
local core = require "lunula.core"
local ops, layers, losses = keras.ops, keras.layers, keras.losses
local random = keras.random

local clock = os.getenv "BENCH_CLOCK" and os.clock or core.clock
local GROUP, SPENT = 0.01, 0.15 -- seconds of one measurement, and of all that one answer takes
local N = 10000000
local fits = { tiny = { 16, 500 }, ["32"] = { 32, 300 }, ["256"] = { 256, 40 }, ["1024"] = { 1024, 60 } } -- batch size, steps of one call of fit

local function measured(work)
  local count, best, spent, groups = 1, math.huge, 0, 0
  while spent < SPENT or groups < 3 and spent < 1 do
    local start = clock()
    work(count)
    local took = clock() - start
    spent, groups, best = spent + took, groups + 1, math.min(best, took / count)
    if took < GROUP then count = math.max(count + 1, math.floor(count * math.min(100, 1.2 * GROUP / (took + 1e-9)))) end
  end
  return best
end

local function calls(f, a, b)
  if b == nil then return function(n) for _ = 1, n do f(a) end end, 1 end
  return function(n) for _ = 1, n do f(a, b) end end, 1
end

-- Inputs ---------------------------------------------------------------------------------------------------------------

local function images(n) return random.uniform({ n, 784 }, { minval = -0.5, maxval = 0.5, seed = 1 }), random.randint({ n }, 0, 10, { seed = 2 }) end
local function images_of(fit) return images(fits[fit][1] * fits[fit][2]) end
local function pairs_of(...)
  local shape = { ... }
  return ops.cast(ops.greater(random.uniform(shape, { seed = 1 }), 0.5), "float32"), random.uniform(shape, { minval = 0.001, maxval = 0.999, seed = 2 })
end
local function flat() return pairs_of(N) end
local function rows() return pairs_of(N // 10, 10) end
local function classes() return random.randint({ N // 10 }, 0, 10, { seed = 1 }), (select(2, rows())) end
local function logits() return random.randint({ 4096 }, 0, 1000, { seed = 1 }), random.normal({ 4096, 1000 }, { seed = 2 }) end
local function large() return ops.cast(ops.mod(ops.arange(N, nil, 1, "int32"), 1000), "float32") * 0.004 - 2 end
local function square() return random.uniform({ 1024, 1024 }, { seed = 1 }), random.uniform({ 1024, 1024 }, { seed = 2 }) end

-- Models ---------------------------------------------------------------------------------------------------------------

local huber = {
  call = function(_, y_true, y_pred)
    local e = ops.abs(y_pred - y_true)
    return ops.mean(ops.where(ops.less_equal(e, 1), 0.5 * ops.square(e), e - 0.5), -1)
  end,
}
local CustomHuber = keras.Loss("CustomHuber", huber)
local PureHuber = keras.Loss("PureHuber", { pure = true, call = huber.call })
local CustomNonNeg = keras.Constraint("CustomNonNeg", {
  call = function(_, w) return w * ops.cast(ops.greater_equal(w, 0), w.dtype) end,
})

local function classifier(constraint)
  return keras.Sequential {
    input_shape = { 784 },
    layers.Dense { 128, activation = "relu", kernel_constraint = constraint },
    layers.Dense { 10, activation = "softmax", kernel_constraint = constraint },
  }
end

local function fit(model, x, y, size)
  return function(n) model:fit(x, y, { batch_size = fits[size][1], epochs = n, verbose = 0 }) end, fits[size][2]
end

local function step(size)
  return function()
    local model = classifier()
    model:compile { optimizer = "adam", loss = "sparse_categorical_crossentropy" }
    local x, y = images_of(size)
    return fit(model, x, y, size)
  end
end

local function huber_step(loss, constraint)
  return function()
    local model = classifier(constraint())
    model:compile { optimizer = "adam", loss = loss() }
    local x, y = images_of "32"
    return fit(model, x, ops.one_hot(y, 10), "32")
  end
end

-- Models with other layers: what makes one, and its inputs for n samples.
local models = {
  text = {
    function()
      return keras.Sequential { keras.Input { { 100 }, dtype = "int32" }, layers.Embedding { 10000, 32 }, layers.GlobalAveragePooling1D(),
        layers.Dense { 16, activation = "relu" }, layers.Dense { 1, activation = "sigmoid" } }
    end,
    function(n)
      return random.randint({ n, 100 }, 0, 10000, { seed = 1 }), ops.cast(random.randint({ n, 1 }, 0, 2, { seed = 2 }), "float32")
    end,
    "binary_crossentropy",
  },
  dropout = {
    function()
      local model = keras.Sequential { input_shape = { 64 } }
      for _ = 1, 3 do
        model:add(layers.Dense { 256, use_bias = false })
        model:add(layers.BatchNormalization())
        model:add(layers.Activation "gelu")
        model:add(layers.Dropout(0.2))
      end
      model:add(layers.Dense { 10, activation = "softmax" })
      return model
    end,
    function(n) return random.normal({ n, 64 }, { seed = 1 }), random.randint({ n }, 0, 10, { seed = 2 }) end,
    "sparse_categorical_crossentropy",
  },
  residual = {
    function()
      local input = keras.Input { { 32 } }
      local x = layers.Dense(64)(input)
      for _ = 1, 6 do
        local branch = layers.Dense { 128, activation = "silu" }(layers.LayerNormalization()(x))
        x = layers.Add() { x, layers.Dense(64)(branch) }
      end
      return keras.Model { input, layers.Dense(1)(x) }
    end,
    function(n) return random.normal({ n, 32 }, { seed = 1 }), random.normal({ n, 1 }, { seed = 2 }) end,
    "huber",
  },
}

local function model_step(name, size)
  return function()
    local make, data, loss = table.unpack(models[name])
    local model, x, y = make(), data(fits[size][1] * fits[size][2])
    model:compile { optimizer = "adam", loss = loss }
    return fit(model, x, y, size)
  end
end

local function predict(n, options)
  return function()
    local model, x = classifier(), (images(n))
    return calls(function() return model:predict(x, options) end)
  end
end

-- A model of 100 MB, and where its files go.
local function saved(ending)
  local model = keras.Sequential { input_shape = { 2500 }, layers.Dense(5000), layers.Dense(2500) }
  local path = "build/bench_ours" .. ending
  model[ending == ".keras" and "save" or "save_weights"](model, path)
  return model, path
end

-- Cases ----------------------------------------------------------------------------------------------------------------

local function loss_case(name, inputs, options)
  return function() return calls(losses[name](options or {}), inputs()) end
end

local cases = {
  sgemm = function() return calls(ops.matmul, square()) end,
  ["tiny step"] = function()
    local model = keras.Sequential { input_shape = { 4 }, layers.Dense { 16, activation = "tanh" }, layers.Dense(1) }
    model:compile { optimizer = "sgd", loss = "mse" }
    local n = fits.tiny[1] * fits.tiny[2]
    return fit(model, random.uniform({ n, 4 }, { seed = 1 }), random.uniform({ n, 1 }, { seed = 2 }), "tiny")
  end,
  ["step 32"] = step "32",
  ["step 1024"] = step "1024",
  ["step built-in"] = huber_step(losses.Huber, keras.constraints.NonNeg),
  ["step custom"] = huber_step(CustomHuber, CustomNonNeg),
  ["predict 1"] = predict(1, { verbose = 0 }),
  ["call 1"] = function() return calls(classifier(), (images(1))) end,
  ["predict 60000"] = predict(60000, { verbose = 0 }),
  ["predict 60000 in 1024s"] = predict(60000, { verbose = 0, batch_size = 1024 }),
  ["save 100 MB"] = function()
    local model, path = saved ".keras"
    return calls(function() model:save(path) end)
  end,
  ["load 100 MB"] = function()
    local _, path = saved ".keras"
    return calls(keras.models.load_model, path)
  end,
  ["save weights 100 MB"] = function()
    local model, path = saved ".weights.h5"
    return calls(function() model:save_weights(path) end)
  end,
  ["load weights 100 MB"] = function()
    local model, path = saved ".weights.h5"
    return calls(function() model:load_weights(path) end)
  end,
  ["loss SparseCategoricalCrossentropy"] = loss_case("SparseCategoricalCrossentropy", classes),
  ["loss CategoricalGeneralizedCrossEntropy"] = loss_case("CategoricalGeneralizedCrossEntropy", classes),
  ["loss MeanSquaredError, rows of 10"] = loss_case("MeanSquaredError", rows),
  ["loss Huber, rows of 10"] = loss_case("Huber", rows),
  ["sparse CE 4096x1000"] = loss_case("SparseCategoricalCrossentropy", logits, { from_logits = true }),
  ["custom Huber, pure"] = function() return calls(PureHuber(), flat()) end,
  ["custom Huber, jit"] = function() return calls(keras.jit(CustomHuber()), flat()) end,
  ["custom Huber, plain"] = function() return calls(CustomHuber(), flat()) end,
  ["softmax 4096x1000"] = function() return calls(ops.softmax, (select(2, logits()))) end,
  ["op exp float64"] = function() return calls(ops.exp, ops.cast(large(), "float64")) end,
  ["op add"] = function()
    local x = large()
    return calls(ops.add, x, x + 0.5)
  end,
  ["op add scalar"] = function() return calls(ops.add, large(), 1.5) end,
  ["op power"] = function()
    local x = large()
    return calls(function(a, b) return ops.power(ops.absolute(a), b) end, x, x + 0.5)
  end,
  ["op to float16"] = function() return calls(ops.cast, large(), "float16") end,
}
for name in ("MeanSquaredError MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredLogarithmicError Huber LogCosh Poisson "
  .. "BinaryCrossentropy BinaryFocalCrossentropy Hinge SquaredHinge Dice Tversky"):gmatch "%S+" do
  cases["loss " .. name] = loss_case(name, flat)
end
for name in ("CategoricalCrossentropy CategoricalFocalCrossentropy CategoricalHinge CosineSimilarity KLDivergence"):gmatch "%S+" do
  cases["loss " .. name] = loss_case(name, rows)
end
for name in ("exp log1p tanh sin sqrt sigmoid erf erfc sum max"):gmatch "%S+" do
  cases["op " .. name] = function() return calls(ops[name], large()) end
end
for name in pairs(models) do
  for _, size in ipairs { "32", "256" } do cases[("step %s %s"):format(name, size)] = model_step(name, size) end
end
for name in ("uniform normal"):gmatch "%S+" do
  cases["random " .. name] = function() return calls(random[name], { N }) end
end

-- Each of these has its call in its own loop, as the peer's has.
local a, b, c = ops.ones { 32, 10 }, ops.ones { 32, 10 }, ops.ones { 10, 32 }
local flags = ops.greater(a, b)
for name, loop in pairs {
  ["a + b"] = function(n) for _ = 1, n do local _ = a + b end end,
  ["add(a, b)"] = function(n) for _ = 1, n do ops.add(a, b) end end,
  ["a:add(b)"] = function(n) for _ = 1, n do a:add(b) end end,
  ["a + 1.5"] = function(n) for _ = 1, n do local _ = a + 1.5 end end,
  ["-a"] = function(n) for _ = 1, n do local _ = -a end end,
  ["exp(a)"] = function(n) for _ = 1, n do ops.exp(a) end end,
  ["maximum(a, b)"] = function(n) for _ = 1, n do ops.maximum(a, b) end end,
  ["sum(a, -1)"] = function(n) for _ = 1, n do ops.sum(a, -1) end end,
  ["mean(a, axis=-1)"] = function(n) for _ = 1, n do ops.mean(a, { axis = -1 }) end end,
  ["reshape(a, (10, 32))"] = function(n) for _ = 1, n do ops.reshape(a, { 10, 32 }) end end,
  ["transpose(a)"] = function(n) for _ = 1, n do ops.transpose(a) end end,
  ["a[3]"] = function(n) for _ = 1, n do local _ = a[3] end end,
  ["a[1:3]"] = function(n) for _ = 1, n do local _ = a["1:3"] end end,
  ["matmul(a, c)"] = function(n) for _ = 1, n do ops.matmul(a, c) end end,
  ["where(a > b, a, b)"] = function(n) for _ = 1, n do ops.where(flags, a, b) end end,
  ["concatenate((a, b))"] = function(n) for _ = 1, n do ops.concatenate { a, b } end end,
  ["greater(a, b)"] = function(n) for _ = 1, n do ops.greater(a, b) end end,
  ["cast(a, int32)"] = function(n) for _ = 1, n do ops.cast(a, "int32") end end,
} do
  cases["small " .. name] = function() return loop, 1 end
end

local current, work, units
print "ready"
io.stdout:flush()
for name in io.lines() do
  if name ~= current then
    current, work = name, nil
    collectgarbage()
    local ok, message = pcall(function()
      work, units = cases[name]()
      work(1)
    end)
    if not ok then
      io.stderr:write(name, ": ", tostring(message), "\n")
      work = nil
    end
  end
  print(work and measured(work) / units or "-")
  io.stdout:flush()
end
