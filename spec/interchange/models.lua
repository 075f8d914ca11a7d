-- Models made in Lua, one per line as JSON: config, weights, inputs and outputs. check.py opens them with the real Keras:
--     LUNULA_PATH=lua build/lunula spec/interchange/models.lua | KERAS_BACKEND=jax python spec/interchange/check.py
local keras = require "lunula"
local core = require "lunula.core"
local structure = require "lunula.structure"
local ops = keras.ops
local L = keras.layers

local function data(shape, seed) return ops.round(keras.random.normal(shape, { seed = seed }), 1) end

local function tables(value)
  return structure.map(value, function(t) return core.is_tensor(t) and { dtype = t.dtype, value = t:totable() } or t end)
end

local function write(name, make, inputs)
  core.reset_names()
  local model = make()
  local weights = {}
  for i, v in ipairs(model.weights) do
    v:assign(v.name:find "variance" and ops.absolute(data(v.shape, i)) + 0.1 or ops.cast(data(v.shape, i), v.dtype))
    weights[i] = v.value
  end
  io.write(keras.json.encode { name = name, config = model:to_json(), weights = #weights > 0 and tables(weights) or setmetatable({}, keras.json.array),
    inputs = tables(inputs), outputs = tables(model(inputs)) }, "\n")
end

write("a chain", function()
  local x = keras.Input { shape = { 4 } }
  return keras.Model(x, L.Dense(2)(L.Dropout(0.5)(L.Dense { 3, activation = "relu" }(x))))
end, data({ 3, 4 }, 1))

write("shared, nested, ops", function()
  local a, b = keras.Input { shape = { 3 }, name = "a" }, keras.Input { shape = { 3 }, name = "b" }
  local dense = L.Dense { 2, name = "shared" }
  local inner = keras.Sequential { L.Input { shape = { 4 } }, L.Dense(3), name = "sub" }
  local y = inner(L.concatenate { dense(a), dense(b) })
  return keras.Model({ a, b }, (ops.tanh(y) * 2 + 1)[":, 1:"], { name = "graph" })
end, { data({ 2, 3 }, 1), data({ 2, 3 }, 2) })

write("nested Functional, in the middle and at the end", function()
  local i = keras.Input { shape = { 3 } }
  local inner = keras.Model { inputs = i, outputs = L.Dense { 3, activation = "tanh" }(i), name = "inner" }
  local a, b = keras.Input { shape = { 3 }, name = "a" }, keras.Input { shape = { 3 }, name = "b" }
  return keras.Model { inputs = { a, b }, outputs = { inner(inner(a)), inner(b) } }
end, { data({ 2, 3 }, 1), data({ 2, 3 }, 2) })

write("dictionaries", function()
  local left, right = keras.Input { shape = { 2 }, name = "left" }, keras.Input { shape = { 2 }, name = "right" }
  local sum = L.Add() { left, right }
  return keras.Model { inputs = { left = left, right = right }, outputs = { a = L.Dense(1)(sum), b = { sum, left - right } } }
end, { left = data({ 2, 2 }, 1), right = data({ 2, 2 }, 2) })

write("merging", function()
  local a, b = keras.Input { shape = { 3 }, name = "a" }, keras.Input { shape = { 3 }, name = "b" }
  local list = {}
  for i, name in ipairs { "Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate" } do list[i] = L[name]() { a, b } end
  list[#list + 1] = L.Dot { axes = 1, normalize = true } { a, b }
  return keras.Model { inputs = { a, b }, outputs = list }
end, { data({ 2, 3 }, 1), data({ 2, 3 }, 2) })

write("normalizing", function()
  local x = keras.Input { shape = { 4, 3 } }
  local y = L.UnitNormalization()(L.LayerNormalization { axis = { 1, 2 } }(L.BatchNormalization { momentum = 0.9 }(x)))
  return keras.Model { inputs = x, outputs = L.Normalization { mean = { 1.0, 2.0, 3.0 }, variance = { 1.0, 0.5, 2.0 } }(y) }
end, data({ 2, 4, 3 }, 1))

write("activations", function()
  local x = keras.Input { shape = { 4 } }
  return keras.Model { inputs = x, outputs = { L.ReLU { max_value = 1.0, threshold = 0.2 }(x), L.LeakyReLU()(x), L.PReLU()(x), L.ELU(0.5)(x), L.Softmax()(x),
    L.Lambda "sigmoid"(x), L.Activation "silu"(x) } }
end, data({ 2, 4 }, 1))

write("shaping", function()
  local x = keras.Input { shape = { 6 } }
  return keras.Model { inputs = x, outputs = { L.Permute { { 2, 1 } }(L.Reshape { { 2, 3 } }(x)), L.RepeatVector(2)(x), L.Flatten()(L.Reshape { { 3, 2 } }(x)),
    L.Rescaling { 2.0, offset = 1.0 }(x), L.Identity()(x), L.ActivityRegularization { l1 = 0.1 }(x), L.GaussianNoise(0.2)(x) } }
end, data({ 2, 6 }, 1))

write("masks", function()
  local x = keras.Input { shape = { 4 }, dtype = "int32" }
  local y = L.BatchNormalization()(L.Dense(3)(L.Embedding { 6, 3, mask_zero = true }(x)))
  return keras.Model { inputs = x, outputs = L.GlobalAveragePooling1D()(y) }
end, core.tensor({ { 1, 2, 0, 0 }, { 5, 0, 3, 0 } }, "int32"))

write("masks of values", function()
  local x = keras.Input { shape = { 3, 2 } }
  return keras.Model { inputs = x, outputs = L.GlobalAveragePooling1D()(L.Dense(2)(L.Masking { mask_value = -1.0 }(x))) }
end, core.tensor { { { 1.0, 2.0 }, { -1.0, -1.0 }, { 0.5, -1.0 } } })

write("mixed precision", function()
  local x = keras.Input { shape = { 4 } }
  return keras.Model { inputs = x, outputs = L.Dense(1)(L.Dense { 3, dtype = "mixed_bfloat16" }(x)) }
end, data({ 2, 4 }, 1))

write("a graph's middle", function()
  local x = keras.Input { shape = { 4 } }
  local h = L.Dense(3)(x)
  return keras.Model { inputs = h, outputs = L.Dense(2)(ops.relu(h)) }
end, data({ 2, 3 }, 1))

write("ops", function()
  local x, y = keras.Input { shape = { 3, 4 }, name = "x" }, keras.Input { shape = { 3, 4 }, name = "y" }
  local outputs = {
    abs = ops.abs(x), radd = 2 + x, rsub = 1 - y, div = x / 2, pow = x ^ 2, neg = -x, mod = x % 2, sum = ops.sum(x, { axis = { 1, 2 }, keepdims = true }),
    mean = x:mean(-1), max = ops.max(x, 1), var = ops.var(x, -1), argmax = ops.argmax(x, -1), clip = ops.clip(x, -1, 1.5), where = ops.where(ops.greater(x, 0), x, y),
    cast = ops.cast(x, "int32"), reshape = ops.reshape(x, { -1, 12 }), transpose = ops.transpose(x, { 0, 2, 1 }), expand = ops.expand_dims(x, 1),
    item = x[":, 1"], range = x["..., ::2"], new = x[":, None, 0, -1"], matmul = ops.matmul(x, ops.transpose(y, { 0, 2, 1 })), take = ops.take(x, 1, 2),
    flip = ops.flip(x, 1), roll = ops.roll(x, 1, 2), cumsum = ops.cumsum(x, 2), sort = ops.sort(x), softmax = ops.softmax(x, 1), gelu = ops.gelu(x, false),
    leaky = ops.leaky_relu(x, 0.1), lse = ops.logsumexp(x, 1), round = ops.round(x, 1), any = ops.any(ops.greater(x, 1), -1), onehot = ops.one_hot(ops.argmax(x, -1), 4),
    stack = ops.stack({ x, y }, 1), split = ops.split(x, 2, 2), tile = ops.tile(x, { 1, 2, 1 }), swap = ops.swapaxes(x, 1, 2), norm = ops.square(x):sum(-1):sqrt(),
    pad = ops.pad(x, { { 0, 0 }, { 1, 1 }, { 0, 2 } }), full = ops.full_like(x, 3.0), zeros = ops.zeros_like(x), ["repeat"] = ops["repeat"](x, 2, 1),
    max0 = ops.max(x, 1, { initial = 0.5 }), argsort = ops.argsort(x), prod = ops.prod(x, 1), erf = ops.erf(x), squeeze = ops.squeeze(x[":, :1"], 1),
  }
  return keras.Model { inputs = { x, y }, outputs = outputs }
end, { data({ 2, 3, 4 }, 1), data({ 2, 3, 4 }, 2) })
