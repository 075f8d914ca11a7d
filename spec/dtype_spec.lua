-- Result dtypes against the real Keras: promotion of every pair of dtypes, of weak scalars, and of the ops' families.
local keras = require "lunula"
local core = require "lunula.core"
local helper = require "helper"

local scalars = { int = 1, float = 1.0, bool = true }

local function one(dtype)
  return keras.ops.ones({ 2 }, dtype)
end

describe("promotion", function()
  local pairs_, weak, ops = {}, {}, {}
  for _, row in ipairs(helper.golden "keras/dtypes") do
    local list = row[1] == "pair" and pairs_ or row[1] == "weak" and weak or ops
    list[#list + 1] = row
  end

  it("of every pair of dtypes", function()
    assert.equal(13 * 13, #pairs_)
    for _, row in ipairs(pairs_) do
      local _, a, b, expected = table.unpack(row)
      assert.equal(expected, core.promote(a, b), a .. " with " .. b)
      assert.equal(expected, (one(a) + one(b)).dtype, a .. " + " .. b)
    end
  end)

  it("of every dtype with a weak scalar", function()
    assert.equal(13 * 3, #weak)
    for _, row in ipairs(weak) do
      local _, a, kind, expected = table.unpack(row)
      assert.equal(expected, core.promote(a, kind), a .. " with a weak " .. kind)
      assert.equal(expected, keras.ops.add(one(a), scalars[kind]).dtype, a .. " + " .. tostring(scalars[kind]))
      assert.equal(expected, keras.ops.add(scalars[kind], one(a)).dtype, tostring(scalars[kind]) .. " + " .. a)
    end
  end)

  it("of each family of ops on every dtype", function()
    local wrong = {}
    for _, row in ipairs(ops) do
      local _, name, dtype, expected, operands = table.unpack(row)
      local x = one(dtype)
      local ok, y = pcall(function() return keras.ops[name](x, operands == 2 and x or nil) end)
      local got = ok and y.dtype or tostring(y)
      if got ~= expected then
        wrong[#wrong + 1] = ("%s of %s: %s instead of %s"):format(name, dtype, got, expected)
      end
    end
    assert.equal("", table.concat(wrong, "\n"))
  end)
end)
