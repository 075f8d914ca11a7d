-- The models that exchange.lua exchanges with the real Keras: { name, make, inputs = shapes of a sample, outputs, integers = bound of integer inputs, slack,
-- forgets = whether Keras forgets a part of the optimizer's state, so that it trains otherwise and its counts, rates and scale alone are ours }.
local keras = require "lunula"
local L, O = keras.layers, keras.optimizers

local function chain(optimizer, options)
  return function()
    local model = keras.Sequential { L.Input { shape = { 4 } }, L.Dense { 6, activation = "relu", dtype = options and options.dtype }, L.BatchNormalization(),
      L.Dense { 2, dtype = options and options.dtype } }
    model:compile { optimizer = optimizer(), loss = options and options.loss or "mse", metrics = { "mae" } }
    return model
  end
end

local cases = {}
local function case(name, make, more)
  local one = { name = name, make = make, inputs = { { 4 } }, outputs = { { 2 } } }
  for key, value in pairs(more or {}) do one[key] = value end
  cases[#cases + 1] = one
end

-- Every optimizer: as it is; with all that the base gives one: a schedule, averages, accumulated and clipped gradients, decay; and inside a LossScaleOptimizer.
for _, name in ipairs { "SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta", "Adamax", "Nadam", "Ftrl", "Lion", "Lamb", "Adafactor", "Muon", "ScheduleFreeAdamW" } do
  case("optimizer_" .. name:lower(), chain(function() return O[name]() end))
  case("everything_" .. name:lower(), chain(function()
    return O[name] { learning_rate = O.schedules.PolynomialDecay { 0.02, decay_steps = 4, end_learning_rate = 0.005 }, use_ema = true, ema_momentum = 0.9,
      gradient_accumulation_steps = 2, clipnorm = 1.0, [name == "Muon" and "adam_weight_decay" or "weight_decay"] = 0.01 }
  end))
  case("loss_scale_" .. name:lower(), chain(function()
    return O.LossScaleOptimizer { O[name] { learning_rate = 0.01 }, initial_scale = 64.0, dynamic_growth_steps = 2 }
  end), { forgets = name == "Nadam" })
end
case("sgd_momentum", chain(function() return O.SGD { 0.01, momentum = 0.9, nesterov = true } end))
case("adam_amsgrad_ema", chain(function() return O.Adam { 0.01, amsgrad = true, use_ema = true, weight_decay = 0.01 } end))
case("adam_accumulation", chain(function() return O.Adam { 0.01, gradient_accumulation_steps = 2, clipnorm = 1.0 } end))
case("schedule", chain(function() return O.Adam(O.schedules.ExponentialDecay { 0.01, decay_steps = 3, decay_rate = 0.5 }) end))
case("loss_scale", chain(function() return O.LossScaleOptimizer { O.Adam(0.01), initial_scale = 128.0 } end))
case("multi_optimizer", chain(function()
  return O.MultiOptimizer(O.OptimizerMap { O.SGD { 0.01, momentum = 0.9 }, { [".*/kernel"] = O.Adam(0.01) } })
end))
case("float64", chain(function() return O.Adam(0.01) end, { dtype = "float64" }))
case("mixed_bfloat16", chain(function() return O.SGD(0.01) end, { dtype = "mixed_bfloat16" }), { slack = 2e-2 })
case("float16_weights", chain(function() return O.SGD(0.01) end, { dtype = "float16" }), { slack = 5e-3 })
case("loss_object", chain(function() return O.Adam(0.01) end, { loss = keras.losses.LogCosh { reduction = "sum" } }))

case("frozen", function()
  local model = keras.Sequential { L.Input { shape = { 4 } }, L.Dense { 3, trainable = false }, L.BatchNormalization { trainable = false }, L.Dense(2) }
  model:compile { optimizer = "adam", loss = "mse" }
  return model
end)

case("regularized_constrained", function()
  local model = keras.Sequential { L.Input { shape = { 4 } }, L.Dense { 3, kernel_regularizer = "l2", kernel_constraint = keras.constraints.MaxNorm(1.0) },
    L.LayerNormalization(), L.PReLU(), L.Dropout(0.0), L.Dense { 2, kernel_constraint = "non_neg" } }
  model:compile { optimizer = "adam", loss = "mse", metrics = { "mae", keras.metrics.MeanSquaredError() } }
  return model
end)

case("normalization", function()
  local normalize = L.Normalization()
  normalize:adapt(keras.random.normal({ 32, 4 }, { seed = 5 }) * 3 + 1)
  local model = keras.Sequential { L.Input { shape = { 4 } }, normalize, L.Dense(2) }
  model:compile { optimizer = "adam", loss = "mse" }
  return model
end)

case("embedding_mask", function()
  local model = keras.Sequential { L.Input { shape = { 5 }, dtype = "int32" }, L.Embedding { 7, 3, mask_zero = true }, L.GlobalAveragePooling1D(), L.Dense(2) }
  model:compile { optimizer = "adam", loss = "mse" }
  return model
end, { inputs = { { 5 } }, integers = 7 })

case("graph", function()
  local a, b = keras.Input { shape = { 4 }, name = "a" }, keras.Input { shape = { 4 }, name = "b" }
  local shared = L.Dense { 3, activation = "tanh", name = "shared" }
  local inner = keras.Sequential { L.Input { shape = { 6 } }, L.Dense { 4, use_bias = false }, L.BatchNormalization(), name = "inner" }
  local deep = inner(L.concatenate { shared(a), shared(b) })
  local i = keras.Input { shape = { 4 } }
  local nested = keras.Model { inputs = i, outputs = L.Dense(4)(i), name = "nested" }
  local h = nested(deep) * 2.0 + L.Add() { deep, deep }
  local model = keras.Model { inputs = { a, b }, outputs = { L.Dense { 2, name = "first" }(h), L.Dense { 1, name = "second" }(keras.ops.tanh(h)) }, name = "graph" }
  model:compile { optimizer = "adam", loss = { first = "mse", second = "mae" }, loss_weights = { first = 1.0, second = 0.5 }, metrics = { first = { "mae" } } }
  return model
end, { inputs = { { 4 }, { 4 } }, outputs = { { 2 }, { 1 } } })

return cases
