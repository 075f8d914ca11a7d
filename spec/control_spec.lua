-- Control flow of keras.ops: eagerly, compiled, under gradients, and what it refuses.
local keras = require "lunula"
local core = require "lunula.core"
local ops = keras.ops

local function values(t) return t:totable() end

describe("cond", function()
  local function f(x) return ops.cond(ops.greater(ops.sum(x), 0), function() return x * 2 end, function() return x - 1 end) end

  it("runs one branch eagerly", function()
    local ran = {}
    local y = ops.cond(true, function() ran[1] = true return core.tensor(1) end, function() ran[2] = true return core.tensor(2) end)
    assert.equal(1, y:item())
    assert.is_nil(ran[2])
    assert.same({ 2., 4 }, values(f(core.tensor { 1., 2 })))
    assert.same({ -2., -3 }, values(f(core.tensor { -1., -2 })))
  end)

  it("selects when compiled, with its gradient", function()
    local compiled = keras.jit(f)
    assert.same({ 2., 4 }, values(compiled(core.tensor { 1., 2 })))
    assert.same({ -2., -3 }, values(compiled(core.tensor { -1., -2 })))
    assert.equal(1, compiled.traces)
    local gradient = keras.jit(function(x) return select(2, keras.value_and_grad(function(t) return ops.sum(f(t)) end)(x)) end)
    assert.same({ 2., 2 }, values(gradient(core.tensor { 1., 2 })))
    assert.same({ 1., 1 }, values(gradient(core.tensor { -1., -2 })))
  end)

  it("refuses branches that differ or assign when compiled, and predicates of several values", function()
    local v = keras.Variable(core.tensor { 1. })
    assert.error_matches(function()
      keras.jit(function(p) return ops.cond(p, function() return ops.ones { 2 } * 1 end, function() return ops.ones { 3 } end) end)(core.tensor(true))
    end, "cond: the branches give")
    assert.error_matches(function()
      keras.jit(function(p) return ops.cond(p, function() return v:assign { 2. } end, function() return v end) end)(core.tensor(true))
    end, "cond: a branch assigns a variable.*run_eagerly")
    assert.error_matches(function() ops.cond(core.tensor { true, false }, function() end, function() end) end, "cond: 'pred' is one value")
    assert.error_matches(function() ops.cond(true, 1, function() end) end, "cond: 'true_fn' is a function")
  end)
end)

describe("switch", function()
  local branches = { function(x) return x + 10 end, function(x) return x * 10 end, function(x) return -x end }

  it("takes the branch of an index, clamped", function()
    local compiled = keras.jit(function(i, x) return ops.switch(i, branches, { x }) end)
    for i, expected in pairs { [-5] = 12., [0] = 12., [1] = 20., [2] = -2., [9] = -2. } do
      assert.equal(expected, ops.switch(i, branches, { core.tensor(2.) }):item())
      assert.equal(expected, compiled(core.tensor(i), core.tensor(2.)):item())
    end
    assert.error_matches(function() ops.switch(0, {}) end, "switch: 'branches' is a list")
  end)
end)

describe("loops", function()
  it("while_loop runs until its condition is false or the limit is reached", function()
    local r = ops.while_loop(function(i) return ops.less(i, 5) end, function(i, x) return i + 1, x * 2 end, { 0, core.tensor(1.) })
    assert.equal(5, r[1]:item())
    assert.equal(32, r[2]:item())
    assert.equal(3, ops.while_loop(function() return true end, function(i) return i + 1 end, core.tensor(0), 3):item())
    assert.error_matches(function()
      keras.jit(function(x) return ops.while_loop(function(t) return ops.less(t, 5) end, function(t) return t + 1 end, x) end)(core.tensor(0))
    end, "while_loop: .*run_eagerly")
    assert.error_matches(function() ops.while_loop(function() return true end, function() return 1, 2 end, { 1 }) end, "body gave 2 values for 1")
  end)

  it("fori_loop, scan and the maps agree compiled and eagerly, and have gradients", function()
    local function power(x) return ops.fori_loop(0, 3, function(_, y) return y * x end, x) end
    local x = core.tensor { 2., 3 }
    assert.same({ 16., 81 }, values(power(x)))
    assert.same({ 16., 81 }, values(keras.jit(power)(x)))
    local _, g = keras.value_and_grad(function(t) return ops.sum(power(t)) end)(x)
    assert.same({ 32., 108 }, values(g))

    local function sums(xs) return ops.scan(function(c, t) return c + t, c * t end, core.tensor(0.), xs) end
    local xs = core.tensor { 1., 2, 3 }
    local carry, ys = sums(xs)
    assert.equal(6, carry:item())
    assert.same({ 0., 2, 9 }, values(ys))
    local c2, y2 = keras.jit(sums)(xs)
    assert.equal(6, c2:item())
    assert.same({ 0., 2, 9 }, values(y2))
    local last, back = ops.scan(function(c, t) return t, c end, core.tensor(0.), xs, { reverse = true })
    assert.equal(1, last:item())
    assert.same({ 2., 3, 0 }, values(back))
    local count, none = ops.scan(function(c) return c + 1 end, core.tensor(0), nil, { length = 4 })
    assert.equal(4, count:item())
    assert.is_nil(none)

    local function each(m) return ops.vectorized_map(function(r) return ops.sum(r * r) end, m) end
    local m = core.tensor { { 1., 2 }, { 3, 4 } }
    assert.same({ 5., 25 }, values(each(m)))
    assert.same({ 5., 25 }, values(keras.jit(each)(m)))
    assert.same({ { 2., 4 }, { 6, 8 } }, values(ops.map(function(r) return r * 2 end, m)))
    local both = ops.vectorized_map(function(e) return { e[1] + e[2], sum = ops.sum(e[1]) } end, { m, m })
    assert.same({ { 2., 4 }, { 6, 8 } }, values(both[1]))
    assert.same({ 3., 7 }, values(both.sum))
  end)

  it("refuse what has no length", function()
    assert.error_matches(function() ops.scan(function(c) return c end, 0) end, "scan: needs xs or length")
    assert.error_matches(function() ops.scan(function(c) return c end, 0, core.tensor { 1., 2 }, { length = 3 }) end, "scan: length is 3, xs have 2")
    assert.error_matches(function() ops.map(function(x) return x end, core.tensor(1.)) end, "map: a scalar")
    assert.error_matches(function() ops.fori_loop(0, 1.5, function(_, x) return x end, 0) end, "fori_loop: 'upper' is an integer")
  end)
end)
