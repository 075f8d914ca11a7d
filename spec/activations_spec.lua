-- The activations against the real Keras: values and gradients in every float dtype, at kinks, at the ends of the range and between.
local keras = require "lunula"
local core = require "lunula.core"
local helper = require "helper"
local ops, activations = keras.ops, keras.activations

local golden = helper.golden "keras/activations"

local function label(options)
  local parts = {}
  for key, value in pairs(options) do parts[#parts + 1] = key .. "=" .. tostring(value) end
  table.sort(parts)
  return #parts > 0 and " with " .. table.concat(parts, ", ") or ""
end

local function input_of(case) return core.tensor(case[4][2] and golden.matrix or golden.points, case[3]) end

local function value_and_gradient(name, options, x, weights)
  local tape <close> = core.tape()
  tape:watch(x)
  local fn = activations[name]
  local y
  if name == "threshold" then
    y = fn(x, options.threshold, options.default_value)
  else
    y = next(options) and fn(x, options) or fn(x)
  end
  tape:stop()
  return y, tape:gradient(y, { x }, weights or ops.ones_like(y))[1]
end

-- Where Keras subtracts what nearly cancels: x and sqrt(x^2 + b), 1 and tanh. In units of helper's tolerance.
local slack = { ["squareplus float32"] = 3, ["squareplus float64"] = 30, ["gelu float64"] = 35 }

-- Keras multiplies infinity by 0 and gives nan at these ends. Their limits: value at inf and -inf, derivative at inf and -inf.
local inf = math.huge
local like_relu = { inf, 0, 1, 0 }
local limits = {
  silu = like_relu, gelu = like_relu, mish = like_relu, hard_silu = like_relu, sparse_plus = like_relu, squareplus = like_relu, softsign = { 1, -1, 0, 0 },
}
local limits_used = {}

-- What is to be expected of `which` (0 value, 2 derivative) at x where Keras has `theirs`.
local function expected(name, which, x, theirs)
  if theirs == theirs or math.abs(x) ~= inf or not limits[name] then return theirs end
  limits_used[name] = true
  return limits[name][which + (x > 0 and 1 or 2)]
end

describe("the activation", function()
  for _, case in ipairs(golden.cases) do
    local name, options, dtype, shape, values, gradients = table.unpack(case)
    it(("%s%s in %s agrees"):format(name, label(options), dtype), function()
      local x = input_of(case)
      local weights
      if shape[2] then weights = core.tensor(golden.weights, dtype)[("0:%d, 0:%d"):format(shape[1], shape[2])] end
      local y, g = value_and_gradient(name, options, x, weights)
      assert.same(shape, y.shape)
      assert.equal(dtype, y.dtype)
      local wrong = {}
      for which, pair in pairs { [0] = { y, values, "f" }, [2] = { g, gradients, "f'" } } do
        local xs = helper.flat(which == 0 and y.size ~= x.size and y or x)
        for k, v in ipairs(helper.flat(pair[1])) do
          local wanted = expected(name, which, xs[k], pair[2][k])
          if not helper.close(v, wanted, dtype, slack[name .. " " .. dtype]) then wrong[#wrong + 1] = ("%s(%s) = %s, not %s"):format(pair[3], xs[k], v, wanted) end
        end
      end
      assert.equal("", table.concat(wrong, "; "))
    end)
  end

  it("has its own limits only where Keras has nan", function()
    for name in pairs(limits) do assert.is_true(limits_used[name], name) end
  end)

  for name, form in pairs(golden.integers) do
    it(name .. " of integers gives their dtype or the default float", function()
      local y = activations[name](ops.arange(-4, 5, 1, "int32"))
      assert.is_nil(helper.difference(y, form))
    end)
  end
end)

describe("keras.activations", function()
  local names = {}
  for name, fn in pairs(activations) do
    if type(fn) == "function" and not ({ get = true, serialize = true, deserialize = true })[name] then names[#names + 1] = name end
  end
  table.sort(names)

  local function sample(name)
    local info = core.op_info(activations[name])
    return assert(load("return table.pack(" .. info.sample .. ")", "=sample", "t", setmetatable(helper.sampler "float32", { __index = { table = table } })))()
  end

  it("has the 30 functions and two more names of them, documented, as keras.ops has them where the meaning is the same", function()
    assert.equal(32, #names)
    assert.equal(activations.silu, activations.swish)
    assert.equal(activations.hard_silu, activations.hard_swish)
    local own = { exponential = true, gelu = true, linear = true, mish = true, relu = true }
    for _, name in ipairs(names) do
      local info = core.op_info(activations[name])
      assert.truthy(#info.doc > 3 and #info.sample > 0, name)
      assert.equal(not own[name], rawget(ops, name) == activations[name], name)
    end
  end)

  it("keeps nan in a row to itself", function()
    for _, name in ipairs { "softmax", "log_softmax", "sparsemax" } do
      local y = activations[name] { { 0 / 0, 1.0, 2.0 }, { 1.0, 2.0, 3.0 } }
      assert.same({ { true, true, true }, { false, false, false } }, ops.isnan(y):totable())
    end
  end)

  it("is gelu without the approximation of ops.gelu unless asked", function()
    local x = ops.linspace(-3, 3, 13)
    assert.same(ops.gelu(x, false):totable(), activations.gelu(x):totable())
    assert.same(ops.gelu(x):totable(), activations.gelu(x, true):totable())
  end)

  it("finds functions by string, function, config, class and nothing", function()
    for _, name in ipairs(names) do
      local fn = activations[name]
      assert.equal(fn, activations.get(name))
      assert.equal(fn, activations.get(fn))
      local written = activations.serialize(fn)
      assert.equal(fn, activations.get(written))
      assert.equal(fn, activations.deserialize(written))
      assert.equal(fn, activations.get { module = "builtins", class_name = "function", config = written, registered_name = "function" })
      assert.equal(fn, keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(fn)))
    end
    assert.equal(activations.linear, activations.get(nil))
    assert.equal(activations.linear, activations.get(core.null))
    assert.equal("silu", activations.serialize(activations.swish))
    assert.equal("relu", activations.serialize(ops.relu))
    local Twice = keras.Layer("Twice", { call = function(_, x) return 2 * x end })
    assert.same({ 2.0 }, activations.get(Twice)({ 1.0 }):totable())
    assert.error_matches(function() activations.get "reul" end, "ValueError: .*activation function identifier: 'reul'. Did you mean 'relu'")
    assert.error_matches(function() activations.get(7) end, "ValueError: .*activation function identifier: 7")
    assert.error_matches(function() activations.serialize(function() end) end, "TypeError: .*without a name")
  end)

  it("computes large tensors, compiled and in parts, as small ones", function()
    for _, name in ipairs(names) do
      local args = sample(name)
      local x = ops.linspace(-9, 9, 1 << 16)
      local rows = ops.reshape(x, { 1 << 12, 16 })
      args[1] = rows
      local whole = activations[name](table.unpack(args, 1, args.n))
      args[1] = rows["100:110"]
      assert.same(whole["100:110"]:totable(), activations[name](table.unpack(args, 1, args.n)):totable(), name)
    end
  end)

  it("refuses halves and axes that there are not", function()
    assert.error_matches(function() activations.glu { { 1.0, 2.0, 3.0 } } end, "glu: axis 1 has length 3, which can't be halved")
    assert.error_matches(function() activations.glu({ { 1.0, 2.0 } }, 2) end, "glu: axis 2 is out of range")
    assert.error_matches(function() activations.sparsemax({ { 1.0, 2.0 } }, -3) end, "sparsemax: axis %-3 is out of range")
  end)

  -- x P(X <= x) and P(X <= x) + x exp(-x^2 / 2) / sqrt(2 pi), from mpmath; 1 + erf(x / sqrt(2)) would have no digit left at -6
  it("keeps the digits of exact gelu far below 0", function()
    local tail = {
      { -37, -2.1184613523340934e-298, -7.8382986694185162e-297 }, { -13, -7.9523137194148436e-38, -1.0337304440113356e-36 },
      { -10, -7.6198530241605261e-23, -7.6184000964648141e-22 }, { -5, -1.4332578593959696e-6, -7.1469460017922946e-6 },
      { -3, -0.0040496940948902836, -0.011945647204183927 }, { -1, -0.15865525393145705, -0.083315470587686298 },
    }
    for dtype, relative in pairs { float32 = 1e-5, float64 = 1e-12 } do
      for i = dtype == "float32" and 3 or 1, #tail do -- at -13 the rounding of x / sqrt(2) alone is 1e-5
        local x, value, slope = table.unpack(tail[i])
        local got, gradient = keras.value_and_grad(activations.gelu)(core.tensor(x, dtype))
        assert.is_true(math.abs(got:item() / value - 1) < relative, ("%s, %d: %.17g"):format(dtype, x, got:item()))
        assert.is_true(math.abs(gradient:item() / slope - 1) < relative, ("%s, %d: gradient %.17g"):format(dtype, x, gradient:item()))
      end
    end
  end)

  it("trains models compiled, whichever it is", function()
    local x, y = keras.random.normal({ 8, 4 }, { seed = 1 }), keras.random.uniform({ 8, 2 }, { seed = 2 })
    for _, name in ipairs(names) do
      if name ~= "threshold" then -- which no string can give its arguments
        keras.utils.set_random_seed(1)
        local model = keras.Sequential { input_shape = { 4 }, keras.layers.Dense { name == "glu" and 4 or 2, activation = name } }
        model:compile { loss = "mse", optimizer = "sgd", jit_compile = true }
        local history = model:fit(x, y, { epochs = 2, batch_size = 4, verbose = 0 })
        local first, last = table.unpack(history.history.loss)
        assert.is_true(last == last and first ~= last, name)
      end
    end
  end)
end)
