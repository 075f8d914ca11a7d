-- Slices by text agree with NumPy's basic slicing, and say what is wrong.
local keras = require "lunula"
local core = require "lunula.core"
local outside = require "outside"
local ops = keras.ops

local function message(fn, ...)
  local ok, text = pcall(fn, ...)
  assert.is_false(ok)
  return text
end

local function range(shape)
  local n = 1
  for _, d in ipairs(shape) do n = n * d end
  return ops.reshape(ops.arange(n), shape)
end

describe("t[key]", function()
  for _, case in ipairs(dofile "spec/golden/index.lua") do
    it(("(%s)[%s]"):format(table.concat(case[1], ", "), case[2]), function()
      local part = range(case[1])[case[2]]
      assert.same(case[3], part.shape)
      assert.same(case[4], ops.reshape(part, { -1 }):totable())
    end)
  end
  it("takes integers from 0, negative ones from the end", function()
    local t = range { 2, 3 }
    assert.same({ 3, 4, 5 }, t[-1]:totable())
    assert.equal(4, t[1][1]:item())
  end)
  it("accepts a lone None, newaxis and a signed index", function()
    local t = range { 2, 3 }
    assert.same({ 1, 2, 3 }, t["None"].shape)
    assert.same({ 1, 2, 3 }, t["newaxis"].shape)
    assert.same({ 3, 4, 5 }, t["+1"]:totable())
  end)
  it("works before a script has touched keras.ops", function()
    assert.equal("tensor(1, shape=(), dtype=int32)\ttensor(6, shape=(), dtype=int32)\n", outside.output(
      ("'%s' -e 'local keras = require [[lunula]]; local t = keras.Variable{1,2,3}.value; print(t[0], t:sum())'"):format(outside.program)))
  end)
  it("has a gradient", function()
    local _, g = keras.value_and_grad(function(x) return ops.sum(x["::-2"] * 3) end)(ops.convert_to_tensor { 1.0, 2.0, 3.0, 4.0 })
    assert.same({ 0.0, 3.0, 0.0, 3.0 }, g:totable())
  end)
  it("keeps a symbol's unknown axis whole and slices the others", function()
    local symbol = core.symbol { core.null, 3 }
    for key, shape in pairs {
      [":"] = { core.null, 3 }, [":, 0"] = { core.null }, ["..., ::2"] = { core.null, 2 }, ["None, :, 1:"] = { 1, core.null, 2 },
    } do
      assert.same(shape, symbol[key].shape)
    end
    assert.matches("axis 0 of this symbol has no known length", message(function() return symbol["1:"] end))
    assert.matches("axis 0 of this symbol has no known length", message(function() return symbol[0] end))
  end)
  it("names what is out of range or can't be read", function()
    local t = range { 2, 3 }
    assert.matches("index 2 is out of range for axis 0 of length 2", message(function() return t[2] end))
    assert.matches("index %-4 is out of range for axis 1 of length 3", message(function() return t["0, -4"] end))
    assert.matches("index 9223372036854775807 is out of range", message(function() return t["99999999999999999999"] end))
    assert.matches("index 0 is out of range for axis 1 of length 0", message(function() return range({ 2, 0 })[":, 0"] end))
    assert.matches("3 indices for a tensor of 2 axes", message(function() return t["0, 0, 0"] end))
    assert.matches("at most one %.%.%.", message(function() return t["..., ..."] end))
    assert.matches("a slice has at most 64 parts", message(function() return t[("None, "):rep(65)] end))
    assert.matches("is not a slice: expected integers", message(function() return t[("None, "):rep(63) .. "x"] end))
    assert.matches("step can't be 0", message(function() return t["::0"] end))
    for _, key in ipairs { "1:2:3:4", "", "1.5", "1 2", "1;2", ",", "0,,1", ":: ::" } do
      assert.matches("is not a slice", message(function() return t[key] end))
    end
    assert.matches("not boolean", message(function() return t[true] end))
  end)
end)
