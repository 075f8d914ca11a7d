-- The loops of every row of elementwise.def: the same bits however an operand lies in memory, for every instruction set, and for
-- transcendental functions within two units in the last place of what mpmath gives (golden/accuracy.py).
local keras = require "lunula"
local core = require "lunula.core"
local ops = keras.ops
local bits = require "elementwise_bits"
local outside = require "outside"

local LENGTH = 70

local function flat(t)
  return t.size == 0 and {} or ops.reshape(t, { t.size }):totable()
end

-- Values that tell every bit apart but those of NaN.
local function key(v)
  if type(v) ~= "number" then
    return tostring(v)
  end
  return v ~= v and "nan" or ("%a"):format(v)
end

local function keys(t)
  local list = flat(t)
  for k, v in ipairs(list) do
    list[k] = key(v)
  end
  return list
end

describe("a row's loop", function()
  for _, row in ipairs(bits.rows()) do
    for _, dtype in ipairs(bits.dtypes(row)) do
      it(row.name .. " in " .. dtype .. " gives one element's bits wherever operands lie", function()
        local op, spec = core.ops[row.name], bits.values(dtype, LENGTH)
        local x, y = core.tensor(spec[1], dtype), core.tensor(spec[2], dtype)
        local function run(a, b)
          if row.operands == 1 then
            return op(a)
          end
          return op(a, b)
        end
        local expected, swapped = {}, {}
        for k = 1, LENGTH do
          local a, b = core.tensor({ spec[1][k] }, dtype), core.tensor({ spec[2][k] }, dtype)
          expected[k] = key(flat(run(a, b))[1])
          swapped[k] = key(flat(run(a, core.tensor({ spec[2][3] }, dtype)))[1])
        end
        for n = 0, LENGTH, dtype:find "int" and 3 or 1 do
          local range = ("0:%d"):format(n)
          assert.same({ table.unpack(expected, 1, n) }, keys(run(x[range], y[range])), "the first " .. n)
        end
        -- every second one, backwards, and columns of a matrix
        local wide = ops.reshape(ops.stack({ x, y }, 1), { 2 * LENGTH })
        assert.same(expected, keys(run(wide["::2"], wide["1::2"])), "strided")
        assert.same(expected, keys(ops.flip(run(x["::-1"], y["::-1"]))), "backwards")
        local matrix = ops.transpose(ops.reshape(x, { 7, 10 }))
        local other = ops.transpose(ops.reshape(y, { 7, 10 }))
        assert.same(expected, keys(ops.transpose(run(matrix, other))), "transposed")
        if row.operands == 2 then
          assert.same(expected, keys(run(wide["::2"], y)), "strided with contiguous")
          assert.same(swapped, keys(run(x, y["2:3"])), "with one broadcast")
          assert.same(swapped, keys(run(wide["::2"], y["2:3"])), "strided with one broadcast")
          local row_of, column = core.tensor({ table.unpack(spec[1], 1, 7) }, dtype), core.tensor({ table.unpack(spec[2], 1, 10) }, dtype)
          local grid = run(ops.reshape(row_of, { 7, 1 }), column)
          for i = 1, 7 do
            local line = run(row_of[("%d:%d"):format(i - 1, i)], column)
            assert.same(keys(line), keys(grid[("%d:%d"):format(i - 1, i)]), "one broadcast with contiguous")
          end
        end
      end)
    end
  end

  it("works through chunks and blocks of any length", function()
    for _, n in ipairs { 255, 256, 257, 511, 512, 513, 1025, 40001, 70000 } do
      local x = ops.divide(ops.arange(n, nil, 1, "float32"), 1000)
      local sum = ops.add(x, 1)
      local last = ("%d:%d"):format(n - 1, n)
      assert.equal(flat(ops.add(x[last], 1))[1], flat(sum[last])[1])
      local back = ops.sin(x["::-1"])
      assert.equal(flat(ops.sin(x["0:1"]))[1], flat(back[last])[1])
      assert.equal(flat(ops.sin(x[last]))[1], flat(back["0:1"])[1])
    end
  end)
end)

-- Of [exp] to [log] a block of ordinary arguments goes a shorter way than one with an infinity (loops.h).
describe("a block", function()
  local chunk = 256
  for name, bounds in pairs { exp = { -86, 86 }, sigmoid = { -86, 86 }, softplus = { -86, 86 }, tanh = { -43, 43 }, log = { 1e-3, 3 } } do
    for dtype, scale in pairs { float32 = 1, float64 = 8 } do
      it(("gives %s in %s the same bits whatever else is in it"):format(name, dtype), function()
        local x = keras.random.uniform({ 512, chunk }, { minval = bounds[1] * scale, maxval = bounds[2] * scale, dtype = dtype, seed = 7 })
        x = ops.concatenate({ x, x / 64 }, 0)
        local last = ops.equal(ops.arange(chunk), chunk - 1)
        local one, other = ops[name](x), ops[name](ops.where(last, 1 / 0, x))
        assert.is_true(ops.all(ops.equal(one[":, :255"], other[":, :255"])):item())
      end)
    end
  end
end)

describe("where", function()
  it("selects from every layout", function()
    for _, dtype in ipairs { "uint8", "float16", "float32", "float64" } do
      local c, x, y = {}, {}, {}
      for k = 1, LENGTH do
        c[k], x[k], y[k] = k % 3 == 0, k, 2 * k
      end
      local flags, a, b = core.tensor(c, "bool"), core.tensor(x, dtype), core.tensor(y, dtype)
      local wide = ops.reshape(ops.stack({ a, b }, 1), { 2 * LENGTH })
      local function check(result, first, second)
        for k, v in ipairs(flat(result)) do
          assert.equal(c[k] and first(k) or second(k), v)
        end
      end
      local function one(k) return x[k] end
      local function two(k) return y[k] end
      for n = 0, LENGTH do
        local range = ("0:%d"):format(n)
        check(ops.where(flags[range], a[range], b[range]), one, two)
      end
      check(ops.where(flags, wide["::2"], b), one, two)
      check(ops.where(flags, a, wide["1::2"]), one, two)
      check(ops.where(flags, a["0:1"], b), function() return 1 end, two)
      check(ops.where(flags, a, b["0:1"]), one, function() return 2 end)
      check(ops.where(flags, a["0:1"], b["0:1"]), function() return 1 end, function() return 2 end)
      check(ops.where(ops.flip(flags)["::-1"], a, b), one, two)
      check(ops.where(flags["2:3"], a, b), one, one)
    end
  end)
end)

-- Those that end in a sum of products, which is rounded once where there is a fused multiply-add.
local fused = {}
for name in ("exp exp2 expm1 log log2 log10 log1p logaddexp power tan sinh cosh tanh sin cos arcsin arccos arctan arctan2 arcsinh arccosh arctanh erf erfc "
  .. "sigmoid softplus"):gmatch "%S+" do
  fused[name] = true
end

describe("every instruction set", function()
  it("gives the same bits, but for elementary functions without a fused multiply-add", function()
    local function hashes(isa) return outside.output(("LUNULA_ISA=%s '%s' spec/elementwise_bits.lua"):format(isa, outside.program)) end
    local base, v3 = hashes "base", hashes "v3"
    assert.equal(base, hashes "v2")
    assert.equal(v3, hashes "v4")
    local lines, count = base:gmatch "[^\n]+", 0
    for line in v3:gmatch "[^\n]+" do
      local other = lines()
      if not fused[line:match "^%S+"] then assert.equal(other, line) end
      count = count + 1
    end
    assert.is_nil(lines())
    assert.truthy(count > 300, base)
  end)
end)

describe("the loops below lunula.h", function()
  it("write over an operand, never beyond the result, and fold in fixed lanes", function()
    local first
    for _, isa in ipairs { "base", "v2", "v3", "v4" } do
      local text = outside.output(("LUNULA_ISA=%s '%s/elementwise_check'"):format(isa, outside.built))
      first = first or text
      assert.truthy(text:find "^%x+\n$", text)
      assert.equal(first, text, isa)
    end
  end)
end)

describe("transcendental functions", function()
  local golden = keras.io.load_npz "spec/golden/accuracy.npz"
  local types = { float32 = { 24, -149 }, float64 = { 53, -1074 } }

  local function unit(v, dtype)
    local fraction, lowest = table.unpack(types[dtype])
    local _, exponent = bits.frexp(v)
    return 2.0 ^ math.max(v == 0 and lowest or exponent - fraction, lowest)
  end

  local names = {}
  for name in pairs(golden) do
    local op, dtype = name:match "^([%w_]+)%.(%w+)%.nearest$"
    if op then
      for _, with in ipairs { true, false } do names[#names + 1] = { op, dtype, with } end
    end
  end
  table.sort(names, function(a, b) return a[1] .. a[2] .. tostring(a[3]) < b[1] .. b[2] .. tostring(b[3]) end)

  it("are all there", function()
    assert.equal(2 * 2 * 28, #names)
  end)

  -- Their values on a CPU without a fused multiply-add.
  local plain
  local function without(prefix)
    if not plain then
      local path = outside.path "values.npz"
      outside.output(([[LUNULA_ISA=v2 '%s' -e '
        local keras, values = require "lunula", {}
        local golden = keras.io.load_npz "spec/golden/accuracy.npz"
        for name in pairs(golden) do
          local prefix, op = name:match "^(([%%w_]+)%%.%%w+)%%.nearest$"
          if op then values[prefix] = keras.ops[op](golden[prefix .. ".x"], golden[prefix .. ".y"]) end
        end
        keras.io.save_npz("%s", values)']]):format(outside.program, path))
      plain = keras.io.load_npz(path)
    end
    return plain[prefix]
  end

  for _, case in ipairs(names) do
    local op, dtype, with = table.unpack(case)
    it(("%s in %s is within two units in the last place, %s"):format(op, dtype, with and "fused" or "not fused"), function()
      local prefix = op .. "." .. dtype
      local x, y = golden[prefix .. ".x"], golden[prefix .. ".y"]
      local got = flat(with and ops[op](x, y) or without(prefix))
      local nearest, rest = flat(golden[prefix .. ".nearest"]), flat(golden[prefix .. ".rest"])
      local xs, ys = flat(x), y and flat(y)
      for k, want in ipairs(nearest) do
        local v = got[k]
        local at = ("%s(%a%s) is %a, not %a"):format(op, xs[k], ys and (", %a"):format(ys[k]) or "", v, want)
        if want ~= want then
          assert.truthy(v ~= v, at)
        elseif v ~= want then
          -- a sum of logarithms may cancel: it is as exact as its larger operand
          local scale = op == "logaddexp" and math.max(math.abs(xs[k]), math.abs(ys[k]), math.abs(want)) or want
          local error = math.abs((v - want) / unit(scale, dtype) - (scale == want and rest[k] / 256 or 0))
          assert.truthy(error <= 2, at .. (": %.3f units off"):format(error))
        end
      end
    end)
  end

  it("keep the sign of zero and the limits of C", function()
    local inf = math.huge
    for _, dtype in ipairs { "float32", "float64" } do
      local function value(op, ...)
        local list = { ... }
        for k, v in ipairs(list) do
          list[k] = core.tensor({ v }, dtype)
        end
        return key(flat(ops[op](table.unpack(list)))[1])
      end
      for _, op in ipairs { "sin", "tan", "arcsin", "arctan", "sinh", "tanh", "arcsinh", "arctanh", "erf", "expm1", "log1p", "sqrt" } do
        assert.equal(key(-0.0), value(op, -0.0), op)
        assert.equal(key(0.0), value(op, 0.0), op)
      end
      local pi = dtype == "float32" and key(string.unpack("f", string.pack("f", math.pi))) or key(math.pi)
      assert.equal(pi, value("arctan2", 0.0, -0.0))
      assert.equal("-" .. pi, value("arctan2", -0.0, -1.0))
      assert.equal(key(-0.0), value("arctan2", -0.0, inf))
      for _, case in ipairs { { 0.0, 0.0, 1.0 }, { -0.0, -1.0, -inf }, { -0.0, 3.0, -0.0 }, { -0.0, 2.0, 0.0 }, { -2.0, 3.0, -8.0 },
        { -2.0, 0.5, 0 / 0 }, { -inf, 3.0, -inf }, { -inf, -3.0, -0.0 }, { -1.0, inf, 1.0 }, { 0.5, inf, 0.0 }, { 2.0, -inf, 0.0 },
        { 1.0, 0 / 0, 1.0 }, { 0 / 0, 0.0, 1.0 }, { 0 / 0, 1.0, 0 / 0 }, { inf, 0.5, inf }, { 0.0, -0.5, inf } } do
        assert.equal(key(case[3]), value("power", case[1], case[2]), ("%a to the power of %a"):format(case[1], case[2]))
      end
    end
  end)
end)

describe("half types", function()
  it("survive the way to float32 and back, every one of them", function()
    for _, dtype in ipairs { "float16", "bfloat16" } do
      -- all finite values: sums of powers of two are exact in float32
      local steps = dtype == "float16" and { 5, 10, -24 } or { 8, 7, -133 }
      local exponents, fractions = 2 ^ steps[1] - 1, 2 ^ steps[2]
      local fraction = ops.arange(fractions, nil, 1, "float32")
      for exponent = 0, exponents - 1 do
        local scale = core.tensor(2.0 ^ (steps[3] + math.max(exponent - 1, 0)), "float64")
        local x = ops.multiply(ops.cast(ops.add(fraction, exponent == 0 and 0 or fractions), "float64"), scale)
        local half = ops.cast(ops.cast(x, "float32"), dtype)
        assert.same(flat(x), flat(ops.cast(half, "float64")), dtype .. " exponent " .. exponent)
        assert.same(flat(ops.negative(x)), flat(ops.cast(ops.negative(half), "float64")))
      end
    end
  end)

  it("round to the nearest, halves to even, overflow to infinity", function()
    local function cast(v, dtype)
      local list = {}
      for k = 1, 17 do -- more than a vector
        list[k] = v
      end
      local got = flat(ops.cast(ops.cast(core.tensor(list, "float32"), dtype), "float32"))
      for k = 2, 17 do
        assert.equal(key(got[1]), key(got[k]))
      end
      return got[1]
    end
    assert.equal(1.0, cast(1 + 2 ^ -11, "float16"))
    assert.equal(1 + 2 ^ -9, cast(1 + 3 * 2 ^ -11, "float16"))
    assert.equal(65504.0, cast(65519.0, "float16"))
    assert.equal(math.huge, cast(65520.0, "float16"))
    assert.equal(0.0, cast(2 ^ -25, "float16"))
    assert.equal(2 ^ -23, cast(1.5 * 2 ^ -24, "float16"))
    assert.equal(1.0, cast(1 + 2 ^ -8, "bfloat16"))
    assert.equal(1 + 2 ^ -6, cast(1 + 3 * 2 ^ -8, "bfloat16"))
    assert.equal(math.huge, cast(0x1.fffffep127, "bfloat16"))
    for _, dtype in ipairs { "float16", "bfloat16" } do
      local nan = cast(0 / 0, dtype)
      assert.truthy(nan ~= nan)
      assert.equal(-math.huge, cast(-math.huge, dtype))
    end
  end)
end)

describe("casts of floats to integers", function()
  it("truncate, saturate, and give 0 for NaN, at every place of a vector", function()
    local limits = { uint8 = { 0, 255 }, int8 = { -128, 127 }, uint16 = { 0, 65535 }, int16 = { -32768, 32767 },
      uint32 = { 0, 4294967295 }, int32 = { -2147483648, 2147483647 }, uint64 = { 0, 2.0 ^ 64 }, int64 = { math.mininteger, math.maxinteger } }
    -- Lua has the upper half of uint64 as negative integers
    local function lua_integer(x) return x == 2.0 ^ 64 and -1 or math.tointeger(x >= 2.0 ^ 63 and x - 2.0 ^ 64 or x) end
    local values = { 0.0, -0.5, 1.9, -1.9, 127.9, 1e3, -1e3, 7e4, -7e4, 3e9, -3e9, 5e9, 1e19, -1e19, 1e30, -1e30, math.huge, -math.huge, 0 / 0 }
    for dtype, limit in pairs(limits) do
      for _, from in ipairs { "float32", "float64" } do
        local x = core.tensor(values, from)
        local got = flat(ops.cast(x, dtype))
        for k, v in ipairs(flat(ops.cast(x, "float64"))) do
          local want = v ~= v and 0 or v <= limit[1] and limit[1] or v >= limit[2] and limit[2] or (v < 0 and math.ceil(v) or math.floor(v))
          assert.equal(assert(lua_integer(want)), got[k], ("%s of %g from %s"):format(dtype, v, from))
        end
      end
    end
  end)
end)
