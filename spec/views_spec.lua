-- Views that no op made: reshapes like those of the op, and lives of their own. The states of Lunula's own hosts make them in another way than the
-- module in a stock Lua, so the program runs this file and index_spec.lua again.
local keras = require "lunula"
local core = require "lunula.core"
local outside = require "outside"
local ops = keras.ops

local function range(shape)
  local n = 1
  for _, d in ipairs(shape) do n = n * d end
  return ops.reshape(ops.arange(n), shape)
end

-- What fn gives or says, without the position.
local function result(fn)
  local ok, value = pcall(fn)
  if not ok then return { (value:gsub("^.-:%d+: ", "")) } end
  return { value.shape, value.dtype, value:totable() }
end

describe("reshape", function()
  it("gives the same whether an op makes it, as under a tape, or a view alone", function()
    local shapes = {
      { 24 }, { -1 }, { 2, 12 }, { 12, -1 }, { -1, 1, 24 }, { 1, 2, -1, 2, 3, 1 }, { 2, 3, 4 }, { 5, -1 }, { -1, -1 }, { 25 }, { 0, -1 }, { -2, -12 },
      { 0 }, { 3, 0 }, { 2.0, 12 }, { 2.5, 4 }, { "24" }, { true }, { { 24 } }, {}, { newshape = { 4, 6 } }, { 4, 6, named = 1 }, 24, -1, "24",
      { 1, 1, 1, 1, 1, 1, 1, 24 }, { 1, 1, 1, 1, 1, 1, 1, 1, 24 }, { 24, nil, nil }, { 1 << 62, 1 << 62 }, { -1, 1 << 62, 4 }, { core.null, 24 },
    }
    local bases = { range { 24 }, range { 2, 3, 4 }, range({ 4, 6 }):transpose(), range { 48 } ["::2"], range { 0, 3 }, ops.broadcast_to(range { 1, 3 }, { 8, 3 }) }
    bases[#bases + 1] = ops.cast(range { 6, 4 }, "float64")
    bases[#bases + 1] = keras.Variable(range { 24 })
    for _, base in ipairs(bases) do
      for _, shape in ipairs(shapes) do
        local alone = result(function() return ops.reshape(base, shape) end)
        local tape = core.tape()
        local told = result(function() return ops.reshape(base, shape) end)
        tape:stop()
        assert.same(told, alone)
      end
    end
    local gone = range { 24 }
    gone:release()
    assert.same(result(function() return ops.negative(gone) end)[1]:gsub("negative", "reshape"), result(function() return ops.reshape(gone, { 24 }) end)[1])
  end)
  it("is told to tapes, and keeps symbols symbols", function()
    local _, g = keras.value_and_grad(function(x) return ops.sum(ops.reshape(x, { 3, 2 })[1] * 3) end)(ops.ones { 6 })
    assert.same({ 0.0, 0.0, 3.0, 3.0, 0.0, 0.0 }, g:totable())
    assert.same({ core.null, 6 }, ops.reshape(core.symbol { core.null, 3 }, { -1, 6 }).shape)
    assert.is_true(core.is_symbol(ops.reshape(core.symbol { 2, 3 }, { 6 })))
  end)
end)

describe("a view", function()
  it("lives on when what it was made of is released, and is released by itself", function()
    local t = range { 4, 3 }
    local row, part, whole = t[1], t["2:, ::2"], ops.reshape(t, { 12 })
    local nested = part[1]
    t:release()
    collectgarbage()
    assert.same({ 3, 4, 5 }, row:totable())
    row:release()
    assert.matches("released", select(2, pcall(function() return row[0] end)))
    assert.matches("released", select(2, pcall(ops.reshape, row, { 3 })))
    part:release()
    collectgarbage()
    assert.same({ 9, 11 }, nested:totable())
    assert.equal(66, ops.sum(whole):item())
  end)
  it("may have many holders, of which any goes first", function()
    for order = 1, 4 do
      local t = range { 4, 3 }
      local row, beside = t[1], t[2]
      local masked = row:with_mask(ops.ones { 3 })
      local v = keras.Variable(t[1])
      local held = { row, masked, t }
      t = nil -- luacheck: ignore
      row, masked = nil, nil -- luacheck: ignore
      for i = 1, 3 do
        local k = (i + order) % 3 + 1
        if order % 2 == 0 then held[k]:release() end
        held[k] = nil
        collectgarbage()
      end
      v:assign(v + 1)
      assert.same({ 4, 5, 6 }, v.value:totable())
      assert.same({ 6, 7, 8 }, beside:totable())
    end
  end)
  it("of a variable's value stays what it was when the variable changes, also in place", function()
    local v = keras.Variable(ops.ones { 100, 3 })
    local step = keras.jit(function() v:assign(v * 2) end)
    step()
    local row, part, flat = v.value[1], v.value["2:4"], ops.reshape(v.value, { 300 })
    for _ = 1, 3 do step() end
    assert.same({ 2.0, 2.0, 2.0 }, row:totable())
    assert.equal(12.0, ops.sum(part):item())
    assert.equal(600.0, ops.sum(flat):item())
    assert.equal(16.0, v.value[99][2]:item())
    v:assign(ops.reshape(ops.arange(300, { dtype = "float32" }), { 100, 3 }))
    step()
    assert.equal(598.0, v.value[99][2]:item())
  end)
  it("leaves nothing behind", function()
    local t = range { 40, 3 }
    collectgarbage()
    local before = core.memory()
    for i = 1, 5000 do
      local row, part, turned = t[i % 40], t["1:3"], ops.reshape(t, { 3, 40 })
      assert(row and part and turned[i % 3])
    end
    collectgarbage()
    local after = core.memory()
    assert.equal(before.live_tensors, after.live_tensors)
    assert.equal(before.live_bytes, after.live_bytes)
    assert.equal(0, #t - 40)
  end)
end)

if not os.getenv "LUNULA_OWN_STATE" then
  describe("the program", function()
    it("has the same views", function()
      local text = outside.output(("LUNULA_OWN_STATE=1 '%s' spec/runner.lua spec/views_spec.lua spec/index_spec.lua"):format(outside.program))
      assert.matches("%d%d+ passed, 0 failed", text)
    end)
  end)
end
