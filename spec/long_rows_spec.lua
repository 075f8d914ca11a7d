-- Programs of rows so long that an instruction takes one at a time (block.h): the bits of the ops one by one, for any number of rows, any
-- dtypes and strides, on every instruction set.
local keras = require "lunula"
local ops = keras.ops

local program = os.getenv "LUNULA_PROGRAM" or "./build/lunula"

local chains = {
  softmax = function(x) return ops.softmax(x) end,
  log_softmax = function(x) return ops.log_softmax(x) end,
  crossentropy = function(x, labels) return keras.losses.sparse_categorical_crossentropy(labels, x, true) end,
  normalised = function(x)
    local centred = x - ops.mean(x, -1, true)
    return centred * ops.rsqrt(ops.mean(ops.square(centred), -1, true) + 1e-3)
  end,
  -- Narrow values of several sizes, and bools beside floats.
  masked = function(x)
    local top, low = ops.max(x, -1, true), ops.min(x, -1, true)
    local wide = ops.greater(top - low, 3)
    local kept = ops.logical_and(wide, ops.less(x, top))
    return ops.where(kept, x - low, 0), ops.sum(ops.where(kept, ops.exp(x - top), 1), -1), wide
  end,
  double = function(x)
    local total = ops.sum(ops.cast(x, "float64"), -1, true)
    local scale = ops.sqrt(ops.abs(ops.max(x, -1, true) * 0.5 - 1) + 1) -- floats in places for doubles
    return ops.cast(x, "float64") - total, ops.cast(total, "float32") * x * scale
  end,
  shared = function(x, _, row, column) return ops.softmax(x * row + column), ops.max(x + row, -1) end,
}

local function check(x, what)
  local rows, n = x.shape[1], x.shape[2]
  local labels = ops.mod(ops.arange(rows, nil, 1, "int32") * 7, n)
  local row, column = keras.random.normal({ n }, { seed = 3 }), keras.random.normal({ rows, 1 }, { seed = 4 })
  for name, chain in pairs(chains) do
    local wanted, got = table.pack(chain(x, labels, row, column)), table.pack(keras.jit(chain)(x, labels, row, column))
    for k = 1, wanted.n do
      assert.equal(wanted[k].dtype, got[k].dtype)
      assert.is_true(ops.all(ops.equal(wanted[k], got[k])):item(), ("%s of %s, result %d"):format(name, what, k))
    end
  end
end

describe("programs of long rows", function()
  it("give the bits of the ops one by one", function()
    for _, n in ipairs { 513, 520, 600, 1000, 1001, 1040, 2047, 5000 } do
      for _, rows in ipairs { 1, 2, 3, 17 } do check(keras.random.normal({ rows, n }, { seed = n }), rows .. " rows of " .. n) end
    end
    check(keras.random.normal({ 300, 1000 }, { seed = 5 }), "300 rows of 1000")
  end)
  it("walk rows that do not stand one behind the other", function()
    local x = keras.random.normal({ 700, 9 }, { seed = 6 })
    check(ops.transpose(x), "a transposed tensor")
    check(keras.random.normal({ 9, 1400 }, { seed = 7 })["::2, 300:1000"], "a slice")
    check(ops.broadcast_to(keras.random.normal({ 1, 900 }, { seed = 8 }), { 5, 900 }), "one row five times")
  end)
  it("do so on every instruction set", function()
    if os.getenv "LUNULA_ISA" then return end
    for _, isa in ipairs { "base", "v3" } do
      local pipe = assert(io.popen(("LUNULA_ISA=%s LUNULA_PROGRAM=%s LUA_CPATH='%s' lua5.4 spec/runner.lua spec/long_rows_spec.lua 2>&1"):format(isa, program,
        package.cpath)))
      local text = pipe:read "a"
      assert.truthy(pipe:close(), text)
    end
  end)
end)
