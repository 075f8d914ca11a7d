-- Joint groups: the updates of small variables that are alike run as one step, with the bits of the updates run one by one.
local keras = require "lunula"
local core = require "lunula.core"
local ops = keras.ops
local helper = require "helper"

local function generator(seed)
  local state = seed * 6364136223846793005 + 1442695040888963407
  return function(n)
    state = state * 6364136223846793005 + 1442695040888963407
    return (state >> 33) % n + 1
  end
end

local function value(shape, seed, dtype) return ops.cast(keras.random.uniform(shape, { minval = -2, maxval = 2, seed = seed }), dtype or "float32") end

-- Runs f(variables, inputs) three times eagerly and compiled, on variables of those shapes; the graph's text.
local function check(f, shapes, dtypes, inputs)
  local eager, compiled = {}, {}
  for i, shape in ipairs(shapes) do
    local dtype = dtypes and dtypes[i] or "float32"
    eager[i] = keras.Variable(value(shape, i, dtype), { dtype = dtype })
    compiled[i] = keras.Variable(value(shape, i, dtype), { dtype = dtype })
  end
  local jitted, text = keras.jit(function(...) return f(compiled, ...) end), nil
  for _ = 1, 3 do
    local expected, got = table.pack(f(eager, table.unpack(inputs or {}))), table.pack(jitted(table.unpack(inputs or {})))
    text = jitted:dump()
    for k = 1, expected.n do assert(helper.same(expected[k], got[k]), ("result %d\n%s"):format(k, text)) end
    for i = 1, #shapes do assert(helper.same(eager[i].value, compiled[i].value), ("variable %d\n%s"):format(i, text)) end
  end
  return text
end

-- How many groups each joint step holds, in order.
local function joined(text)
  local list = {}
  for n in text:gmatch "of (%d+) groups together" do list[#list + 1] = n end
  return table.concat(list, " ")
end

local function update(v, g, rate) v:assign(v.value - ops.tanh(g + v.value * 0.5) * (rate or 0.1)) end

describe("updates of small variables", function()
  local shapes = { { 3, 4 }, { 7 }, { 1 }, {}, { 2, 1, 5 }, { 128 } }

  it("run together, whatever their shapes", function()
    local text = check(function(vars)
      for _, v in ipairs(vars) do update(v, ops.square(v.value) * 3) end
    end, shapes)
    assert.equal("6", joined(text), text)
  end)

  it("share a scalar, and own what is as large as they are", function()
    local gradients = {}
    for i, shape in ipairs(shapes) do gradients[i] = value(shape, 100 + i) end
    gradients[#gradients + 1] = ops.cast(0.25, "float32")
    local text = check(function(vars, ...)
      local g = { ... }
      for i, v in ipairs(vars) do update(v, g[i], g[#g]) end
    end, shapes, nil, gradients)
    assert.equal("6", joined(text), text)
  end)

  it("may be results, wholly or in part, and read what the others were", function()
    local text = check(function(vars)
      local before, kept = {}, {}
      for i, v in ipairs(vars) do before[i] = v.value end
      for i, v in ipairs(vars) do
        local other = ops.reshape(before[i % #vars + 1], v.shape)
        kept[i] = ops.exp(other - before[i])
        v:assign(other + kept[i] * 0.5)
      end
      return kept[2], vars[1].value, ops.transpose(ops.reshape(kept[1], { 2, 5 }))
    end, { { 10 }, { 2, 5 }, { 5, 2 }, { 1, 10 } })
    assert.equal("4", joined(text), text)
  end)

  it("are of any dtypes that are the same in each", function()
    for _, dtype in ipairs { "float16", "bfloat16", "float64", "int32", "uint8" } do
      local text = check(function(vars)
        for _, v in ipairs(vars) do v:assign(ops.cast(ops.maximum(v.value * 2, v.value + 1), dtype)) end
      end, { { 5 }, { 2, 9 }, { 31 } }, { dtype, dtype, dtype })
      assert.equal("3", joined(text), text)
    end
  end)

  it("are split where they are too many, and leave alone what is large", function()
    local many = {}
    for i = 1, 20 do many[i] = { 100 + i } end
    local text = check(function(vars)
      for _, v in ipairs(vars) do update(v, v.value) end
    end, many)
    assert.equal("9 8 3", joined(text), text)
    text = check(function(vars)
      for _, v in ipairs(vars) do update(v, v.value) end
    end, { { 129 }, { 12, 12 } })
    assert.equal("", joined(text), text)
  end)

  it("run one by one where they are not alike, or one needs another", function()
    local function alone(f, dtypes, inputs) assert.equal("", joined(check(f, { { 5 }, { 8 } }, dtypes, inputs))) end
    alone(function(vars)
      update(vars[1], vars[1].value, 0.1)
      update(vars[2], vars[2].value, 0.2)
    end)
    alone(function(vars)
      update(vars[1], vars[1].value)
      update(vars[2], ops.exp(vars[2].value))
    end)
    alone(function(vars)
      update(vars[1], vars[1].value)
      update(vars[2], ops.sum(vars[1].value) + vars[2].value) -- the next value of the first
    end)
    alone(function(vars, a, b)
      update(vars[1], vars[1].value * a)
      update(vars[2], vars[2].value * b)
    end, nil, { ops.cast(2, "float32"), ops.cast(3, "float32") })
    alone(function(vars)
      for _, v in ipairs(vars) do update(v, v.value) end
    end, { "float32", "float16" })
    local text = check(function(vars, x)
      vars[1]:assign(vars[1].value - x)
      vars[2]:assign(vars[2].value - vars[1].value) -- another shape: no plain group
    end, { { 3 }, { 1, 3 } }, nil, { value({ 3 }, 5) })
    assert.equal("", joined(text), text)
  end)

  it("may read what lies in another order, which is not joined", function()
    local text = check(function(vars, a)
      for _, v in ipairs(vars) do update(v, ops.transpose(a)) end
    end, { { 3, 4 }, { 3, 4 } }, nil, { value({ 4, 3 }, 5) })
    assert.equal("", joined(text), text)
    text = check(function(vars, a)
      update(vars[1], ops.reshape(ops.transpose(a), { 12 }))
      update(vars[2], ops.expand_dims(a, 0))
    end, { { 12 }, { 1, 4, 3 } }, nil, { value({ 4, 3 }, 5) })
    assert.equal("2", joined(text), text)
    text = check(function(vars, a, b)
      update(vars[1], ops.flip(a, 0)) -- which moves nowhere
      update(vars[2], ops.flip(b, 0))
    end, { { 4 }, { 5 } }, nil, { value({ 4 }, 5), value({ 5 }, 6) })
    assert.equal("", joined(text), text)
  end)

  it("may each have views of themselves as results", function()
    local text = check(function(vars)
      for _, v in ipairs(vars) do update(v, v.value) end
      return vars[1].value["1:"], ops.transpose(vars[2].value)
    end, { { 6 }, { 2, 3 }, { 4 } })
    assert.equal("3", joined(text), text)
  end)
end)

describe("updates of one element", function()
  it("are one step, whatever they do, but where one needs a step that needs another", function()
    local text = check(function(vars, x)
      vars[1]:assign(vars[1].value + 1)
      vars[2]:assign(vars[2].value * 0.5 + x)
      vars[3]:assign(ops.maximum(vars[3].value, vars[2].value))
    end, { {}, {}, {} }, { "int32", "float32", "float64" }, { ops.cast(2, "float32") })
    assert.equal(1, select(2, text:gsub("step %d", "")), text)
    text = check(function(vars, x)
      vars[1]:assign(vars[1].value + 1)
      vars[2]:assign(vars[2].value + ops.sum(x * vars[1].value))
    end, { {}, {} }, nil, { value({ 4, 3 }, 1) })
    assert.is_true(select(2, text:gsub("step %d", "")) > 1, text)
  end)
end)

-- Chains of one kind over many variables, of which some differ in a constant, an op or an operand, or follow from another.
local unary = { "tanh", "square", "negative", "absolute", "sigmoid", "exp", "sign" }
local binary = { "add", "subtract", "multiply", "maximum", "minimum" }
local sizes = { {}, { 1 }, { 2 }, { 5 }, { 2, 4 }, { 8 }, { 16 }, { 3, 3, 3 }, { 1, 64 }, { 128 }, { 130 }, { 20, 20 } }

local function program(seed, vars, inputs)
  local draw, results, before = generator(seed), {}, {}
  local chain = {}
  for k = 1, 2 + draw(8) do chain[k] = { draw(4), draw(#unary), draw(#binary), draw(5) / 4 } end
  for i, v in ipairs(vars) do before[i] = v.value end
  for i, v in ipairs(vars) do
    local odd = draw(4) == 1 and draw(#chain) or 0
    local first, x = before[i], before[i]
    for k, c in ipairs(chain) do
      local kind, number = c[1], c[4] + (k == odd and 1 or 0)
      if kind == 1 then
        x = ops[unary[k == odd and draw(#unary) or c[2]]](x)
      elseif kind == 2 then
        x = ops[binary[c[3]]](x, number)
      elseif kind == 3 then
        x = ops[binary[c[3]]](first, x * inputs[k == odd and 2 or 1])
      else
        local other = first
        if k == odd then -- the old or the new value of a variable, where it fits
          local j = draw(#vars)
          other = draw(2) == 1 and before[j] or vars[j].value
          if table.concat(other.shape, " ") ~= table.concat(first.shape, " ") then other = ops.mean(other) end
        end
        x = ops[binary[c[3]]](x, other)
      end
      if draw(12) == 1 then results[#results + 1] = x end
    end
    v:assign(x)
    if draw(6) == 1 then results[#results + 1] = ops.sum(v.value) end
  end
  return table.unpack(results)
end

describe("random chains", function()
  local any = 0
  for seed = 1, 200 do
    it("number " .. seed, function()
      local draw, shapes = generator(seed + 1000), {}
      for i = 1, 1 + draw(12) do shapes[i] = sizes[draw(#sizes)] end
      local text = check(function(vars, ...) return program(seed, vars, { ... }) end, shapes, nil, { ops.cast(0.5, "float32"), ops.cast(-0.25, "float32") })
      if joined(text) ~= "" then any = any + 1 end
    end)
  end
  it("are often joined", function() assert.is_true(any > 100, any) end)
end)

describe("a model's small variables", function()
  -- The names of the steps that write variables of those shapes.
  local function updates(optimizer)
    local model = keras.Sequential { input_shape = { 8 }, keras.layers.Dense(8), keras.layers.Dense(5), keras.layers.Dense(1) }
    model:compile { loss = "mse", optimizer = optimizer, jit_compile = true }
    model:fit(ops.ones { 8, 8 }, ops.ones { 8, 1 }, { epochs = 1, batch_size = 8, verbose = 0 })
    local _, entry = next(model.train_function.cache)
    return joined(entry.graph:dump())
  end
  for _, name in ipairs { "SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta", "Adamax", "Nadam", "Lion", "Ftrl" } do
    it("are updated together by " .. name, function()
      assert.equal("6", updates(keras.optimizers[name] {}))
      assert.equal("6", updates(keras.optimizers[name] { clipvalue = 0.1, use_ema = true }))
    end)
  end
end)

it("a joint step needs no memory of its own in a run", function()
  local vars = {}
  for i = 1, 5 do vars[i] = keras.Variable(value({ 3 * i }, i)) end
  local f = keras.jit(function()
    for _, v in ipairs(vars) do update(v, v.value) end
  end)
  for _ = 1, 20 do f() end
  local before = core.memory().requests
  for _ = 1, 100 do f() end
  assert.equal(before, core.memory().requests)
  assert.equal("5", joined(f:dump()))
end)
