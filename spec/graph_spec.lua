-- Random graphs: programs drawn from a fixed seed run eagerly and compiled; results and variables agree bit for bit.
local keras = require "lunula"
local core = require "lunula.core"
local ops = keras.ops

local GRAPHS = 500

local function generator(seed)
  local state = seed
  return function(n)
    state = state * 6364136223846793005 + 1442695040888963407
    return (state >> 33) % n + 1
  end
end

local unary = { "exp", "tanh", "sigmoid", "square", "negative", "absolute", "relu", "sin", "softplus", "sign", "floor", "log1p" }
local binary = { "add", "subtract", "multiply", "maximum", "minimum", "divide", "logaddexp" }
local reductions = { "sum", "mean", "max", "min", "logsumexp" }
local turned_reductions = { "sum", "mean", "max", "min", "prod", "any" }
local shapes = {
  {}, { 1 }, { 5 }, { 3, 1 }, { 3, 5 }, { 1, 5 }, { 2, 3, 5 }, { 2, 1, 5 }, { 400 }, { 3, 400 }, { 3, 1300 }, { 1300 }, { 70, 40 },
  { 70, 1 }, { 70 }, { 4, 3, 6 }, { 2, 600 }, { 40, 40 },
}
local dtypes = { "float32", "float32", "float32", "float64", "float16", "int32", "bfloat16", "bool" }

-- A program: a function of (inputs, variables) that only calls ops, so that it can run on tensors and on symbols alike. It is drawn anew from the
-- same seed each time it runs.
local function program(seed, inputs, variables)
  local draw = generator(seed)
  local pool, results = {}, {}
  for _, x in ipairs(inputs) do pool[#pool + 1] = x end
  for _, v in ipairs(variables) do pool[#pool + 1] = v.value end
  local function any() return pool[draw(#pool)] end
  local function broadcasts(a, b)
    for k = 0, math.min(#a.shape, #b.shape) - 1 do
      local m, n = a.shape[#a.shape - k], b.shape[#b.shape - k]
      if m ~= n and m ~= 1 and n ~= 1 then return false end
    end
    return true
  end
  -- A chain of element-wise ops of one value, none of which is read otherwise.
  local function chain(x)
    for _ = 1, draw(3) do
      local kind = draw(4)
      if kind == 1 then
        x = ops[unary[draw(#unary)]](x)
      elseif kind == 2 then
        x = ops[binary[draw(#binary)]](x, draw(3) - 1.5)
      else
        x = ops.cast(x, dtypes[draw(#dtypes)])
      end
    end
    return x
  end
  local function permutation(rank)
    local axes = {}
    for i = 1, rank do table.insert(axes, draw(i), i - 1) end
    return axes
  end
  local function axes_of(rank) -- one or two
    local first, second = draw(rank) - 1, draw(rank) - 1
    return first == second and { first } or { first, second }
  end
  -- Views around element-wise ops and reductions: what the graph's passes move.
  local function moved(x, kind)
    if kind <= 20 then
      local axes, other = permutation(#x.shape), any()
      local y = chain(ops.transpose(x, axes))
      if table.concat(x.shape, ",") == table.concat(other.shape, ",") then
        y = ops[binary[draw(#binary)]](y, ops.transpose(other, axes))
      elseif draw(2) == 1 and #other.shape <= 1 and broadcasts(y, other) then
        y = ops[binary[draw(#binary)]](y, other)
      end
      if #y.shape > 0 and draw(3) == 1 then
        return ops[turned_reductions[draw(#turned_reductions)]](y, axes_of(#y.shape), draw(2) == 1)
      end
      return draw(2) == 1 and ops.transpose(y, permutation(#y.shape)) or y
    elseif kind == 21 then
      return chain(ops.reshape(chain(x), draw(2) == 1 and { 1, -1 } or { -1, 1 }))
    elseif #x.shape > 0 and x.shape[#x.shape] > 2 then
      local y = chain(x)
      return kind == 22 and y["..., 1:3"] or ops.take(y, ops.cast(ops.array { 1, 0, -1 }, "int32"), -1)
    end
    return x
  end
  for _ = 1, 6 + draw(40) do
    local kind, x = draw(23), any()
    local y = x
    if kind <= 3 then
      y = ops[unary[draw(#unary)]](x)
    elseif kind <= 7 then
      local other = draw(4) == 1 and draw(3) - 1.5 or any()
      if type(other) == "number" or broadcasts(x, other) then y = ops[binary[draw(#binary)]](x, other) end
    elseif kind == 8 then
      local other = any()
      if broadcasts(x, other) then y = ops.where(ops.greater(x, 0.25), x, other) end
    elseif kind == 9 then
      if #x.shape > 0 then y = ops[reductions[draw(#reductions)]](x, draw(#x.shape) - 1, draw(2) == 1) end
    elseif kind == 10 then
      y = ops.transpose(x)
    elseif kind == 11 then
      y = ops.reshape(x, { -1 })
      if x.size == 15 then y = ops.reshape(x, { 5, 3 }) end
    elseif kind == 12 then
      y = ops.cast(x, dtypes[draw(#dtypes)])
    elseif kind == 13 then
      if #x.shape > 0 then y = ops.flip(x, 0) end
    elseif kind == 14 then
      if #x.shape > 0 and x.shape[1] > 1 then y = x["1:"] end
    elseif kind > 17 then
      y = moved(x, kind)
    elseif #x.shape > 0 then -- rows with what is folded from them
      local folded = ops[reductions[draw(#reductions)]](x, -1, kind < 17)
      y = kind < 17 and ops[binary[draw(#binary)]](x, folded) or ops.expand_dims(ops.tanh(folded), -1)
    end
    if y.size <= 20000 then pool[#pool + 1] = y end
    if draw(5) == 1 and #variables > 0 then
      local v, fitting = variables[draw(#variables)], {}
      for _, t in ipairs(pool) do
        if table.concat(v.shape, ",") == table.concat(t.shape, ",") then fitting[#fitting + 1] = t end
      end
      v:assign(fitting[draw(#fitting)])
      pool[#pool + 1] = v.value
    end
    if draw(8) == 1 then results[#results + 1] = any() end
  end
  results[#results + 1] = pool[#pool]
  return results
end

local function equal(a, b)
  if a.dtype ~= b.dtype or table.concat(a.shape, ",") ~= table.concat(b.shape, ",") then return false end
  local x, y = ops.reshape(a, { -1 }):totable(), ops.reshape(b, { -1 }):totable()
  for i = 1, #x do
    if x[i] ~= y[i] and (x[i] == x[i] or y[i] == y[i]) then return false end
  end
  return true
end

local function make(seed)
  local draw = generator(seed * 7919 + 13)
  local function tensor()
    local x = keras.random.uniform(shapes[draw(#shapes)], { minval = -2, maxval = 2, seed = draw(10000) })
    return ops.cast(x, dtypes[draw(#dtypes)])
  end
  local inputs, values = {}, {}
  for i = 1, draw(4) do inputs[i] = tensor() end
  for i = 1, draw(4) - 1 do values[i] = tensor() end
  return inputs, values
end

local function variables_of(values)
  local list = {}
  for i, value in ipairs(values) do list[i] = keras.Variable(value, { dtype = value.dtype }) end
  return list
end

describe("random graphs", function()
  for seed = 1, GRAPHS do
    it("number " .. seed, function()
      local inputs, values = make(seed)
      local eager, compiled = variables_of(values), variables_of(values)
      local recording <close> = core.trace()
      local symbols = {}
      for i, x in ipairs(inputs) do symbols[i] = recording:input(x) end
      local graph = recording:compile(program(seed, symbols, compiled))
      for run = 1, 2 do
        local expected = program(seed, inputs, eager)
        local got = table.pack(graph(table.unpack(inputs)))
        assert.equal(#expected, got.n)
        for i = 1, got.n do
          assert(equal(expected[i], got[i]), ("run %d, result %d of graph\n%s"):format(run, i, graph:dump()))
        end
        for i = 1, #eager do
          assert(equal(eager[i].value, compiled[i].value), ("run %d, variable %d of graph\n%s"):format(run, i, graph:dump()))
        end
      end
    end)
  end
end)
