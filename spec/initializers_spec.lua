-- The initializers: what they draw and from which distribution, by shape; values of those that draw nothing; orthogonality; seeds; errors, configs and names.
local keras = require "lunula"
local core = require "lunula.core"
local helper = require "helper"
local random = require "lunula.random"
local initializers, ops, saving, json = keras.initializers, keras.ops, keras.saving, keras.json

local function label(row)
  local parts = {}
  for key, value in pairs(row.options or {}) do
    parts[#parts + 1] = key .. "=" .. (type(value) == "table" and "{" .. table.concat(value, ",") .. "}" or tostring(value))
  end
  table.sort(parts)
  return ("%s(%s)"):format(row.class, table.concat(parts, ", "))
end

-- A copy, for a constructor takes its table apart.
local function make(row)
  local options = {}
  for key, value in pairs(row.options) do options[key] = value end
  return initializers[row.class](options)
end

-- What fn asks the random generator for: { name, a, b }.
local function asked(fn)
  local kept, seen = {}, nil
  local spied = { uniform = { "minval", "maxval" }, normal = { "mean", "stddev" }, truncated_normal = { "mean", "stddev" } }
  for name, keys in pairs(spied) do
    kept[name] = random[name]
    random[name] = function(shape, options)
      seen = { name, options[keys[1]], options[keys[2]] }
      return kept[name](shape, options)
    end
  end
  local ok, result = pcall(fn)
  for name, original in pairs(kept) do random[name] = original end
  assert(ok, result)
  return seen, result
end

local walk = {}

function walk.draw(row)
  local seen, y = asked(function() return make(row)(row.shape) end)
  assert.same(row.shape, y.shape)
  assert.equal("float32", y.dtype)
  assert.equal(row.asks[1], seen[1])
  for k = 2, 3 do -- sums of two doubles may round otherwise
    assert.is_true(math.abs(seen[k] - row.asks[k]) <= 1e-15 * math.abs(row.asks[k]), ("%s asks for %.17g, not %.17g"):format(seen[1], seen[k], row.asks[k]))
  end
end

function walk.value(row)
  assert.is_nil(helper.difference(make(row)(row.shape, row.dtype), row.value))
end

walk["refused shape"] = function(row)
  local initializer = make(row)
  assert.error_matches(function() initializer(row.shape) end, "ValueError: " .. row.class .. ": ")
end

function walk.refused(row)
  assert.error_matches(function() make(row) end, "ValueError: " .. row.class .. ": ")
end

-- Keras reads Identity's gain in a config and doesn't write it; Lunula does.
local function comparable(object)
  local config = saving.serialize_keras_object(object)
  if config.class_name == "Identity" then
    config.config.gain = nil
    getmetatable(config.config).keys = {}
  end
  return json.encode(config)
end

function walk.config(row)
  local made = make(row)
  assert.equal(row.json, comparable(made))
  assert.equal(row.json, comparable(saving.deserialize_keras_object(json.decode(row.json))))
  assert.equal(row.json, comparable(initializers.get(json.decode(row.json))))
end

walk["seeded config"] = function(row)
  local seed = keras.SeedGenerator(5, { name = "s" })
  assert.equal(row.json, comparable(initializers[row.class] { seed = seed }))
  local again = saving.deserialize_keras_object(json.decode(row.json))
  assert.equal(row.json, comparable(again))
  assert.same(initializers[row.class]({ seed = keras.SeedGenerator(5) })({ 2, 2 }):totable(), again({ 2, 2 }):totable())
end

function walk.name(row)
  if row.name:lower() == "initializer" then return end -- the base, which makes nothing
  assert.equal("<" .. row.class .. ">", tostring(initializers.get(row.name)))
  assert.equal(initializers[row.class], initializers[row.name])
end

function walk.member(row)
  if row.name ~= "Initializer" then assert.equal(initializers[row.class], initializers[row.name]) end
end

describe("of the initializers of Keras", function()
  local rows, used, groups, order = helper.golden "keras/initializers", 0, {}, {}
  for _, row in ipairs(rows) do
    local group = row.kind .. " of " .. label(row)
    if not groups[group] then groups[group], order[#order + 1] = {}, group end
    table.insert(groups[group], row)
  end
  for _, group in ipairs(order) do
    it("the " .. group .. " agrees", function()
      for _, row in ipairs(groups[group]) do
        used = used + 1
        local ok, message = pcall(walk[row.kind], row)
        if not ok then error(("shape %s, %s %s: %s"):format(row.shape and helper.shape_text(row.shape), row.dtype, row.name, tostring(message)), 0) end
      end
    end)
  end
  it("every row is walked", function() assert.equal(#rows, used) end)
end)

-- Distribution functions of the numbers asked for.
local ROOT = math.sqrt(2)
local function normal(z) return 0.5 * (1 + ops.erf(core.tensor(z / ROOT, "float64")):item()) end
local below = normal(-2)
local distributions = {
  uniform = function(x, a, b) return (x - a) / (b - a) end,
  normal = function(x, mean, stddev) return normal((x - mean) / stddev) end,
  truncated_normal = function(x, mean, stddev) return (normal((x - mean) / stddev) - below) / (1 - 2 * below) end,
}

-- The largest distance between the distribution of a list of numbers and the one that F tells (Kolmogorov and Smirnov), times the root of how many there are.
-- Above 1.95 it is one time in a thousand.
local function distance(values, F)
  table.sort(values)
  local n, most = #values, 0
  for i, x in ipairs(values) do
    local f = F(x)
    most = math.max(most, math.abs(f - (i - 1) / n), math.abs(f - i / n))
  end
  return most * math.sqrt(n)
end

describe("the numbers of", function()
  for _, case in ipairs {
    { "GlorotNormal", {}, { 60, 40 } }, { "GlorotUniform", {}, { 60, 40 } }, { "HeNormal", {}, { 3, 3, 20, 12 } }, { "HeUniform", {}, { 3, 3, 20, 12 } },
    { "LecunNormal", {}, { 60, 40 } }, { "LecunUniform", {}, { 60, 40 } }, { "RandomNormal", { mean = 2.0, stddev = 3.0 }, { 2400 } },
    { "RandomUniform", { minval = -1.0, maxval = 3.0 }, { 2400 } }, { "TruncatedNormal", { mean = -1.0, stddev = 0.5 }, { 2400 } },
    { "VarianceScaling", { scale = 3.0, mode = "fan_out", distribution = "untruncated_normal" }, { 60, 40 } },
  } do
    local name, options, shape = table.unpack(case)
    for _, dtype in ipairs { "float32", "float64" } do
      it(("%s have the distribution that is asked for, in %s"):format(name, dtype), function()
        options.seed = 17
        local asks, y = asked(function() return initializers[name](options)(shape, dtype) end)
        assert.equal(dtype, y.dtype)
        local kind, a, b = table.unpack(asks)
        local values = helper.flat(y)
        assert.is_true(distance(values, function(x) return distributions[kind](x, a, b) end) < 1.95)
        local n, mean, variance = #values, 0, 0
        for _, x in ipairs(values) do mean = mean + x / n end
        for _, x in ipairs(values) do variance = variance + (x - mean) ^ 2 / n end
        local center, spread = a, b -- five standard errors, where the normal distribution's are the largest
        if kind == "uniform" then center, spread = (a + b) / 2, (b - a) / math.sqrt(12) end
        if kind == "truncated_normal" then spread = b * 0.87962566103423978 end
        assert.is_true(math.abs(mean - center) < 5 * spread / math.sqrt(n))
        assert.is_true(math.abs(variance / spread ^ 2 - 1) < 5 * math.sqrt(2 / n))
        local reach = kind == "uniform" and (b - a) / 2 or kind == "truncated_normal" and 2 * b or math.huge
        for _, x in ipairs(values) do assert.is_true(math.abs(x - center) <= reach * (1 + 1e-6)) end
      end)
    end
  end

  it("half types are those of float32, rounded", function()
    for _, dtype in ipairs { "float16", "bfloat16" } do
      local y = initializers.HeUniform { seed = 3 }({ 4, 5 }, dtype)
      assert.equal(dtype, y.dtype)
      local limit = math.sqrt(6 / 4)
      for _, x in ipairs(helper.flat(y)) do assert.is_true(math.abs(x) <= limit * (1 + helper.relative[dtype])) end
    end
  end)
end)

describe("Orthogonal", function()
  it("has orthonormal columns or rows, times gain, in every dtype and shape", function()
    for _, dtype in ipairs { "float16", "bfloat16", "float32", "float64" } do
      for _, shape in ipairs { { 1, 1 }, { 2, 2 }, { 3, 5 }, { 5, 3 }, { 1, 7 }, { 7, 1 }, { 64, 64 }, { 20, 33 }, { 3, 3, 4, 8 }, { 2, 2, 3, 50 } } do
        local q = initializers.Orthogonal { gain = 2.0, seed = 4 }(shape, dtype)
        assert.same(shape, q.shape)
        assert.equal(dtype, q.dtype)
        q = ops.cast(ops.reshape(q, { -1, shape[#shape] }), "float64")
        local small = q.shape[1] < q.shape[2] and ops.matmul(q, ops.transpose(q)) or ops.matmul(ops.transpose(q), q)
        local worst = ops.max(ops.abs(small - 4 * ops.eye(small.shape[1], { dtype = "float64" }))):item()
        assert.is_true(worst <= 4 * helper.relative[dtype], ("%s %s: %g"):format(helper.shape_text(shape), dtype, worst))
      end
    end
    assert.same({ 0, 3 }, initializers.Orthogonal()({ 0, 3 }).shape)
  end)

  it("prefers no direction: a coordinate of a direction in space is uniform", function()
    local first, last, turns = {}, {}, 0
    for seed = 1, 400 do
      local q = initializers.Orthogonal { seed = seed }({ 3, 3 }, "float64"):totable()
      first[seed], last[seed] = q[1][1], q[3][2]
      local determinant = 0
      for i = 1, 3 do
        local j, k = i % 3 + 1, (i + 1) % 3 + 1
        determinant = determinant + q[1][i] * (q[2][j] * q[3][k] - q[2][k] * q[3][j])
      end
      turns = turns + (determinant > 0 and 1 or 0)
    end
    local function uniform(x) return (x + 1) / 2 end
    assert.is_true(distance(first, uniform) < 1.95)
    assert.is_true(distance(last, uniform) < 1.95)
    assert.is_true(math.abs(turns - 200) < 50) -- five standard errors
  end)

  it("takes no integers", function()
    assert.error_matches(function() initializers.Orthogonal()({ 2, 2 }, "int32") end, "ValueError: Orthogonal: dtype is a float dtype, got int32")
  end)
end)

describe("an initializer", function()
  local drawing = { "GlorotNormal", "GlorotUniform", "HeNormal", "HeUniform", "LecunNormal", "LecunUniform", "Orthogonal", "RandomNormal", "RandomUniform",
    "TruncatedNormal", "VarianceScaling" }

  it("gives the same at every call for an integer seed or none, other numbers for a generator, and for another seed", function()
    for _, name in ipairs(drawing) do
      local class = initializers[name]
      for _, seed in ipairs { 3, 3.0, core.null } do
        local initializer = class { seed = seed }
        assert.same(initializer({ 3, 3 }):totable(), initializer({ 3, 3 }):totable())
      end
      assert.same(class { seed = 3 }({ 3, 3 }):totable(), class { seed = 3 }({ 3, 3 }):totable())
      assert.are_not.same(class { seed = 3 }({ 3, 3 }):totable(), class { seed = 4 }({ 3, 3 }):totable())
      assert.are_not.same(class()({ 3, 3 }):totable(), class()({ 3, 3 }):totable())
      local generator = class { seed = keras.SeedGenerator(3) }
      assert.are_not.same(generator({ 3, 3 }):totable(), generator({ 3, 3 }):totable())
      local again = class { seed = { class_name = "SeedGenerator", module = "keras.random", config = { seed = 3 }, registered_name = core.null } }
      assert.same(class { seed = keras.SeedGenerator(3) }({ 3, 3 }):totable(), again({ 3, 3 }):totable())
      assert.error_matches(function() class { seed = -1 } end, "ValueError: " .. name .. ": seed is an integer or a SeedGenerator, got %-1, which is negative")
    end
  end)

  it("takes the dtype by place and by name, floatx without one", function()
    for _, name in ipairs(initializers.names()) do
      local shape = name == "STFT" and { 4, 1, 3 } or { 2, 2 }
      local initializer = initializers[name]()
      assert.equal("float32", initializer(shape).dtype)
      assert.equal("float64", initializer(shape, "float64").dtype)
      assert.equal("float16", initializer(shape, { dtype = "float16" }).dtype)
      keras.config.set_floatx "float64"
      local wide = initializer(shape).dtype
      keras.config.set_floatx "float32"
      assert.equal("float64", wide)
    end
  end)

  it("checks shapes and dtypes for custom classes too", function()
    local Twos = keras.Initializer("Twos", { call = function(_, shape, options) return 2 * ops.ones(shape, options.dtype) end })
    assert.same({ 2.0, 2.0, 2.0 }, Twos()(3):totable())
    assert.equal("float64", Twos()({ 2.0 }, "float64").dtype)
    for expected, arguments in pairs {
      ["ValueError: Twos: a shape's dimensions are integers that aren't negative, got %-1"] = { { 2, -1 } }, ["got 1.5"] = { { 1.5 } },
      ["got a"] = { { "a" } }, ["ValueError: Twos: dtype is a name, got number"] = { { 2 }, 7 }, ["argument 'shape' is missing"] = {},
      ["there is no argument 'dtyp'"] = { { 2 }, { dtyp = "float32" } },
    } do
      assert.error_matches(function() Twos()(table.unpack(arguments)) end, expected)
    end
    for expected, call in pairs {
      ["GlorotUniform: input_axes names axis 3 of a shape of 2 axes"] = function() initializers.GlorotUniform { input_axes = { 3 }, output_axes = { 0 } }({ 2, 2 }) end,
      ["RandomNormal: stddev is a number, got a"] = function() initializers.RandomNormal { stddev = "a" } end,
      ["Constant: value is a number, a boolean or a tensor, got a"] = function() initializers.Constant "a" end,
      ["STFT: the shape is %(frame length, 1, frequencies%), got %(4, 2, 3%)"] = function() initializers.STFT()({ 4, 2, 3 }) end,
      ["Did you mean 'orthogonal'"] = function() initializers.get "orthogonl" end,
    } do
      assert.error_matches(call, "ValueError: .*" .. expected)
    end
  end)

  it("may be a tensor, of the weight's shape", function()
    local there = core.tensor({ { 1.0, 2.0 }, { 3.0, 4.0 } }, "float64")
    local initializer = initializers.get(there)
    assert.equal("float32", initializer({ 2, 2 }).dtype)
    assert.same(there:totable(), initializer({ 2, 2 }, { dtype = "float32" }):totable())
    assert.error_matches(function() initializer({ 2, 3 }) end, "ValueError: a tensor of shape %(2, 2%) can't initialize a weight of shape %(2, 3%)")
    local dense = keras.layers.Dense { 2, kernel_initializer = there }
    dense(ops.ones { 1, 2 })
    assert.same(there:totable(), dense.kernel.value:totable())
    assert.same({ { 1.5, 2.5 } }, initializers.Constant(core.tensor { 1.5, 2.5 })({ 1, 2 }):totable())
  end)

  it("writes the gain of Identity, and reads a config without one", function()
    local again = saving.deserialize_keras_object(saving.serialize_keras_object(initializers.Identity { gain = 0.5 }))
    assert.same({ { 0.5, 0.0 }, { 0.0, 0.5 } }, again({ 2, 2 }):totable())
    assert.same({ { 0.1 } }, initializers.Identity(0.1)({ 1, 1 }, "float64"):totable())
    assert.same({ { 2, 0 }, { 0, 2 } }, initializers.Identity(2)({ 2, 2 }, "int32"):totable()) -- of which Keras makes floats
    assert.equal(1.0, initializers.get({ class_name = "Identity", config = {} }).gain)
  end)

  it("compiles", function()
    for _, name in ipairs(initializers.names()) do
      local shape = name == "STFT" and { 4, 1, 3 } or { 5, 3 }
      local initializer = initializers[name]()
      local compiled = keras.jit(function(x) return initializer(shape) + x end)
      assert.same(initializer(shape):totable(), compiled(core.tensor(0.0)):totable(), name)
    end
  end)
end)
