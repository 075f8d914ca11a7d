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
  it("gives the same part whether an op makes it, as under a tape, or a view alone", function()
    local keys = {
      0, -1, 2, "1:", ":-1", "::2", "::-1", "-1:0:-2", "5:1", "1:1", "..., 0", "0, ...", "None, 1", ":, 1:2", "1, ::-2", "..., -1:",
      "::99", "::-99",
    }
    for _, t in ipairs { range { 3 }, range { 3, 4 }, range({ 4, 3 }):transpose(), range { 3, 2, 4 }, ops.broadcast_to(range { 1, 3 }, { 3, 3 }) } do
      for _, key in ipairs(keys) do
        local plain, alone = pcall(function() return t[key] end)
        local tape = core.tape()
        tape:watch(t)
        local told, made = pcall(function() return t[key] end)
        tape:stop()
        assert.equal(plain, told)
        if plain then
          assert.same(made.shape, alone.shape)
          assert.same(made:totable(), alone:totable())
        else
          assert.equal(made:gsub("^.-:%d+: ", ""), alone:gsub("^.-:%d+: ", ""))
        end
      end
    end
  end)
  it("takes nothing from a tensor without elements, however long its axes", function()
    local long = 2 ^ 40 | 0
    local none = ops.zeros { long, long, 0 }
    assert.same({ long, 0 }, none[long - 1].shape)
    assert.same({ 2, long, 0 }, none["-2:"].shape)
    assert.same({ long, long, 0 }, ops.flip(none).shape)
    assert.same({ 0, 3 }, range({ 0, 3 })["1:"].shape)
  end)
  it("takes integers beyond 64 bits as the nearest", function()
    local t = range { 3 }
    assert.same({ 1, 2 }, t["1:99999999999999999999"]:totable())
    assert.same({ 0, 1 }, t["-99999999999999999999:2"]:totable())
    assert.same({ 0 }, t["::9223372036854775808"]:totable())
    assert.same({ 2 }, t["::-9223372036854775809"]:totable())
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
