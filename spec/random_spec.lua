-- Random numbers: distributions by Kolmogorov-Smirnov and chi-square tests with fixed seeds, and reproducibility.
local keras = require "lunula"
local random = keras.random

local N = 20000

-- sup |F_n - F| * sqrt(n); above 1.95 with probability 0.001.
local function kolmogorov_smirnov(values, cdf)
  table.sort(values)
  local worst, n = 0, #values
  for i, v in ipairs(values) do
    local f = cdf(v)
    worst = math.max(worst, math.abs(f - (i - 1) / n), math.abs(i / n - f))
  end
  return worst * math.sqrt(n)
end

local function phi(x)
  return 0.5 * (1 + keras.ops.erf(keras.ops.convert_to_tensor(x / math.sqrt(2), "float64")):item())
end

local function chi_square(values, probabilities)
  local seen = {}
  for _, v in ipairs(values) do seen[v] = (seen[v] or 0) + 1 end
  local sum = 0
  for class, q in pairs(probabilities) do sum = sum + ((seen[class] or 0) - q * #values) ^ 2 / (q * #values) end
  return sum
end

describe("keras.random", function()
  it("draws uniform numbers in [minval, maxval)", function()
    local values = random.uniform({ N }, { minval = -2, maxval = 3, seed = 1 }):totable()
    assert.is_true(kolmogorov_smirnov(values, function(x) return (x + 2) / 5 end) < 1.95)
    assert.is_true(values[1] >= -2 and values[N] < 3)
  end)
  it("draws normal numbers", function()
    local values = random.normal({ 4000 }, { mean = 1, stddev = 2, seed = 2 }):totable()
    assert.is_true(kolmogorov_smirnov(values, function(x) return phi((x - 1) / 2) end) < 1.95)
  end)
  it("draws truncated normal numbers", function()
    local low, high = phi(-2), phi(2)
    local values = random.truncated_normal({ 4000 }, { seed = 3 }):totable()
    assert.is_true(kolmogorov_smirnov(values, function(x) return (phi(x) - low) / (high - low) end) < 1.95)
    assert.is_true(values[1] >= -2 and values[4000] <= 2)
  end)
  it("draws integers and classes with their probabilities", function()
    local tenths = {}
    for i = -5, 4 do tenths[i] = 0.1 end
    local t = random.randint({ N }, -5, 5, { seed = 4 })
    assert.are.equal("int32", t.dtype)
    assert.is_true(chi_square(t:totable(), tenths) < 27.9) -- 9 degrees, 0.001
    local logits = keras.ops.log(keras.ops.convert_to_tensor { { 0.2, 0.3, 0.5 } })
    local classes = random.categorical(logits, N, { seed = 5 }):totable()[1]
    assert.is_true(chi_square(classes, { [0] = 0.2, 0.3, 0.5 }) < 13.8) -- 2 degrees, 0.001
  end)
  it("shuffles", function()
    local x = keras.ops.arange(100)
    local values = random.shuffle(x, { seed = 6 }):totable()
    assert.are_not.same(x:totable(), values)
    table.sort(values)
    assert.are.same(x:totable(), values)
  end)
  it("draws in a compiled function what it draws outside", function()
    local function draw(x, logits)
      return random.shuffle(x, { seed = 3 }), random.categorical(logits, 5, { seed = 4 }), random.randint({ 4 }, 0, 9, { seed = 5 })
    end
    local x, logits = random.normal({ 6, 2 }, { seed = 1 }), random.normal({ 2, 3 }, { seed = 2 })
    local expected, compiled = table.pack(draw(x, logits)), keras.jit(draw)
    for _ = 1, 2 do
      for k, t in ipairs(table.pack(compiled(x, logits))) do assert.are.same(expected[k]:totable(), t:totable()) end
    end
    assert.are.equal(1, compiled.traces)
  end)
  it("drops out and keeps the mean", function()
    local t = random.dropout(keras.ops.ones { N }, 0.25, { seed = 7 })
    assert.is_true(math.abs(keras.ops.mean(t):item() - 1) < 0.02)
  end)
  it("gives the same bits for the same seed", function()
    local function draw(seed) return random.uniform({ 5 }, { seed = seed or keras.null }):totable() end
    assert.are.same(draw(8), draw(8))
    assert.are_not.same(draw(8), draw(9))
    local a, b = random.SeedGenerator(8), random.SeedGenerator { seed = 8 }
    local first = draw(a)
    assert.are.same(first, draw(b))
    assert.are_not.same(first, draw(a))
    random.set_seed(11)
    local x, g = draw(nil), draw(random.SeedGenerator())
    random.set_seed(11)
    assert.are.same(x, draw(nil))
    assert.are.same(g, draw(random.SeedGenerator()))
  end)
  it("is Philox4x32-10: words of counter 0 for key 0, from its authors' known answers", function()
    local core = require "lunula.core"
    local key = core.tensor({ 0, 0 }, "uint32")
    local wide = core.ops.random_uniform(key, { 20 }, 0, 1, "float64"):totable()
    assert.are.equal((0x6627e8d5e169c58d >> 11) * 2.0 ^ -53, wide[1])
    assert.are.equal((0xbc57ac4c9b00dbd8 - 0x8000000000000000 >> 11) * 2.0 ^ -53 + 0.5, wide[17])
    local narrow = core.ops.random_uniform(key, { 64 }, 0, 1, "float32")
    for k, word in ipairs { 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8 } do
      assert.are.equal(core.tensor(word * 2.0 ^ -32, "float32"):item(), narrow[16 * (k - 1)]:item())
    end
  end)
  it("draws independently: neighbours, and numbers 16, 32 and 64 apart, don't correlate, and moments are those of the distribution", function()
    local ops = keras.ops
    for _, dtype in ipairs { "float32", "float64" } do
      for name, moments in pairs { uniform = { 0, 1 / 3, 0, 1 / 5 }, normal = { 0, 1, 0, 3 }, truncated_normal = { 0, 0.7737, 0, 1.4164 } } do
        local x = ops.cast(random[name]({ 1 << 18 }, name == "uniform" and { minval = -1, dtype = dtype, seed = 5 } or { dtype = dtype, seed = 5 }), "float64")
        for k, moment in ipairs(moments) do
          assert.is_true(math.abs(ops.mean(x ^ k):item() - moment) < 0.04, ("%s %s: moment %d"):format(dtype, name, k))
        end
        for _, lag in ipairs { 1, 2, 15, 16, 17, 32, 48, 64, 128 } do
          local both = ops.mean(x[("%d:"):format(lag)] * x[(":-%d"):format(lag)]):item() / moments[2]
          assert.is_true(math.abs(both) < 0.01, ("%s %s: %g at %d"):format(dtype, name, both, lag))
        end
      end
    end
  end)
  it("draws the same numbers first, however many are drawn", function()
    for _, name in ipairs { "uniform", "normal", "truncated_normal" } do
      for _, dtype in ipairs { "float16", "bfloat16", "float32", "float64" } do
        local all = random[name]({ 200 }, { dtype = dtype, seed = 6 })
        for _, n in ipairs { 0, 1, 17, 64, 65, 127, 128, 129 } do
          assert.are.same(all[(":%d"):format(n)]:totable(), random[name]({ n }, { dtype = dtype, seed = 6 }):totable())
        end
      end
    end
  end)
  it("gives the same bits on any number of threads", function()
    local core = require "lunula.core"
    local before = core.threads()
    core.threads(1)
    local one = random.normal({ 100000 }, { seed = 10 }):totable()
    core.threads(2)
    local two = random.normal({ 100000 }, { seed = 10 }):totable()
    core.threads(before)
    assert.are.same(one, two)
  end)
  it("never reaches maxval by rounding", function()
    for _, dtype in ipairs { "float16", "bfloat16", "float32", "float64" } do
      local t = random.uniform({ N }, { minval = 1, maxval = 2, dtype = dtype, seed = 12 })
      assert.is_true(keras.ops.max(t):item() < 2)
      assert.is_true(keras.ops.min(t):item() >= 1)
    end
  end)
  it("rejects what it can't use", function()
    assert.has_error(function() random.randint({ 2 }, 5, 5) end)
    assert.has_error(function() random.uniform({ 2 }, { dtype = "int32" }) end)
    assert.has_error(function() random.uniform({ 2 }, { seed = "a" }) end)
  end)
end)
