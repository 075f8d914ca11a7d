-- Matrix products: what ln_gemm computes (spec/gemm_check.c, once per instruction set), the threads below it
-- (spec/parallel_check.c), and ops.matmul over both.
local keras = require "lunula"
local helper = require "helper"
local outside = require "outside"
local ops = keras.ops

local function check(isa, arguments) return outside.output(("LUNULA_ISA=%s '%s/gemm_check' %s"):format(isa, outside.built, arguments or "")) end

describe("the product function", function()
  local bits = {}
  for _, isa in ipairs { "base", "v2", "v3", "v4" } do
    it("agrees with a plain loop in double precision: " .. isa, function()
      local text = check(isa)
      local used = text:match "ok (%w+) all=%x+ blocks=%x+"
      assert.truthy(used, text)
      bits[used] = { all = text:match "all=(%x+)", blocks = text:match "blocks=(%x+)" }
    end)
  end

  it("gives the same bits wherever multiply and add are fused", function()
    assert.truthy(bits.base)
    if bits.v2 then
      assert.equal(bits.base.all, bits.v2.all)
    end
    if bits.v3 and bits.v4 then
      assert.equal(bits.v3.blocks, bits.v4.blocks)
    end
  end)

  it("gives the same bits in every run", function()
    assert.equal(check("v4", "300"), check("v4", "300"))
  end)

  it("says what it runs on", function()
    assert.matches("matrix products: .*16 bytes", (outside.output(("LUNULA_ISA=base '%s' --version"):format(outside.program))))
  end)
end)

describe("ln_parallel", function()
  it("runs every item once: nested, beside others, in a forked child, cancelled, on the host's threads", function()
    assert.matches("^ok", (outside.output(("'%s/parallel_check'"):format(outside.built))))
  end)
end)

-- Element (i, j) of the product of nested tables, plainly.
local function plain(a, b)
  local c = {}
  for i = 1, #a do
    c[i] = {}
    for j = 1, #b[1] do
      local sum = 0
      for p = 1, #b do
        sum = sum + a[i][p] * b[p][j]
      end
      c[i][j] = sum
    end
  end
  return c
end

local function assert_close(expected, got, tolerance)
  local function walk(x, y)
    if type(x) == "table" then
      assert.equal(#x, #y)
      for k = 1, #x do
        walk(x[k], y[k])
      end
    else
      assert.is_true(math.abs(x - y) <= tolerance * (1 + math.abs(x)), ("%s against %s"):format(x, y))
    end
  end
  walk(expected, got:totable())
end

describe("ops.matmul", function()
  local random = helper.sampler("float32", 7)

  it("reads transposed and sliced operands in place", function()
    local a, b = random.f({ 9, 21 }, -1, 1), random.f({ 13, 9 }, -1, 1)
    assert_close(plain(ops.transpose(a):totable(), ops.transpose(b):totable()), ops.matmul(ops.transpose(a), ops.transpose(b)), 1e-5)
    local left, right = a["::2, 1:20:3"], b[":7, 2:"]
    assert_close(plain(left:totable(), right:totable()), ops.matmul(left, right), 1e-5)
  end)

  it("broadcasts leading axes without copying them", function()
    local a, b = random.f({ 2, 1, 5, 6 }, -1, 1), random.f({ 3, 6, 4 }, -1, 1)
    local c = ops.matmul(a, b)
    assert.same({ 2, 3, 5, 4 }, c.shape)
    local ta, tb, tc = a:totable(), b:totable(), c:totable()
    for i = 1, 2 do
      for j = 1, 3 do
        assert_close(plain(ta[i][1], tb[j]), keras.ops.convert_to_tensor(tc[i][j]), 1e-5)
      end
    end
  end)

  it("takes vectors as a row on the left, a column on the right", function()
    local v, m = random.f({ 6 }, -1, 1), random.f({ 6, 6 }, -1, 1)
    local row = plain({ v:totable() }, m:totable())[1]
    assert_close(row, ops.matmul(v, m), 1e-5)
    assert_close(row, ops.matmul(ops.transpose(m), v), 1e-5)
    assert.same({}, ops.matmul(v, v).shape)
  end)

  it("gives zeros for an inner length of 0 and nothing for an outer one", function()
    assert.same({ { 0, 0 }, { 0, 0 }, { 0, 0 } }, ops.matmul(ops.zeros { 3, 0 }, ops.zeros { 0, 2 }):totable())
    assert.same({ 0, 4 }, ops.matmul(ops.zeros { 0, 3 }, ops.zeros { 3, 4 }).shape)
  end)

  it("keeps NaN, and 0 times infinity is one", function()
    local c = ops.matmul(ops.convert_to_tensor { { 0.0, 1.0 } }, ops.convert_to_tensor { { math.huge, 1.0 }, { 1.0, 2.0 } }):totable()
    assert.is_true(c[1][1] ~= c[1][1])
    assert.equal(2, c[1][2])
  end)

  it("sums half types in float32, wraps integers", function()
    local ones = ops.ones({ 1, 3000 }, "float16")
    assert.equal(3000, ops.matmul(ones, ops.transpose(ones)):item())
    local big = ops.full({ 1, 4 }, math.maxinteger, "int64")
    assert.equal(-4, ops.matmul(big, ops.ones({ 4, 1 }, "int64")):item())
  end)

  it("leaves nothing behind when memory for packing can't be had", function()
    local core = require "lunula.core"
    local a = ops.ones { 600, 600 }
    collectgarbage()
    local before = core.memory()
    core.set_memory_limit(before.live_bytes + before.lent_bytes + 600 * 600 * 4 + 400000)
    local fine, message = pcall(ops.matmul, ops.transpose(a), ops.transpose(a))
    core.set_memory_limit(0)
    assert.is_false(fine)
    assert.truthy(tostring(message):find("a matrix product's workspace", 1, true), message)
    collectgarbage()
    assert.equal(before.live_tensors, core.memory().live_tensors)
  end)
end)
