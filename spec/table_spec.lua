-- A walk over every op there is: primitives (the internal ones too), the composites of keras.ops and keras.random. What an op is given here
-- follows from its sample and its signature: nothing is chosen per op but what its documentation says is an error.
local keras = require "lunula"
local core = require "lunula.core"
local helper = require "helper"
local ops = keras.ops

-- name → function
local all, names = {}, {}
for _, family in ipairs { core.ops, ops, keras.random } do
  for name, fn in pairs(family) do
    if type(fn) == "function" and core.op_info(fn) and name == core.op_info(fn).name then all[name] = fn end
  end
end
for name in pairs(all) do names[#names + 1] = name end
table.sort(names)

-- Functions that take functions: what they make of those, spec/control_spec.lua tells.
local control = { cond = true, switch = true, while_loop = true, fori_loop = true, scan = true, map = true, vectorized_map = true }
-- Functions that any value will do for.
local anything = { is_tensor = true }
for name in pairs(control) do anything[name] = true end
-- Ops whose sample names places that an empty tensor doesn't have, or whose only tensor is a seed.
local placed = { slice = true, strided_slice = true, random_permutation = true }

-- The sample's arguments, and for keras.random a seed, without which no two calls agree.
local function sample(info, dtype)
  local chunk = assert(load("return table.pack(" .. info.sample .. ")", "=sample of " .. info.name, "t",
    setmetatable(helper.sampler(dtype), { __index = { table = table } })))
  local args = chunk()
  for k, param in ipairs(info.params) do
    if param.name == "seed" and not param.required then args[k], args.n = 5, k end
  end
  return args
end

local function map_tensors(x, f)
  if core.is_tensor(x) then
    return f(x)
  elseif type(x) == "table" then
    local copy = {}
    for k, v in pairs(x) do copy[k] = map_tensors(v, f) end
    return copy
  end
  return x
end

-- The tensors of a value, in order.
local function tensors(x, list)
  list = list or {}
  if core.is_tensor(x) then
    list[#list + 1] = x
  elseif type(x) == "table" then
    for k = 1, x.n or #x do tensors(x[k], list) end
  end
  return list
end

local function run(name, args) return tensors(table.pack(all[name](table.unpack(args, 1, args.n)))) end

-- Arguments of the same kinds with the k-th tensor put through f; all of them when k is nil.
local function with(args, f, k)
  local at = 0
  return map_tensors(args, function(t)
    at = at + 1
    return (k == nil or at == k) and f(t) or t
  end)
end

local function symbols(args, unknown)
  return map_tensors(args, function(t)
    local shape = t.shape
    for axis = 1, unknown and #shape or 0 do
      if unknown(axis, #shape) then shape[axis] = core.null end
    end
    return core.symbol(shape, t.dtype)
  end)
end

local function known(shape, pattern)
  local text = {}
  for k, n in ipairs(shape) do text[k] = (n == core.null or pattern and pattern[k] == core.null) and "?" or tostring(n) end
  return table.concat(text, ",")
end

-- Runs the op, which must give what inference says, or end in an error of its own. Returns the results or nil.
local function run_or_refuse(name, args, what)
  local ok, results = pcall(run, name, args)
  if not ok then
    local wrong = helper.not_refused(name, ok, results)
    assert.is_nil(wrong, what .. ": " .. tostring(wrong))
    return nil
  end
  local inferred_ok, inferred = pcall(run, name, symbols(args))
  if inferred_ok then
    for k, t in ipairs(results) do
      assert.equal(t.dtype, inferred[k].dtype, what .. ": inferred dtype")
      assert.equal(known(t.shape), known(inferred[k].shape), what .. ": inferred shape")
    end
  end
  return results
end

local function same(name, a, b, what, slack)
  for k, t in ipairs(a) do
    local wrong = helper.difference(b[k], helper.form(t), slack)
    assert.is_nil(wrong, ("%s %s: %s"):format(name, what, tostring(wrong)))
  end
end

local function empty_along(axis_from_end)
  return function(t)
    local shape = t.shape
    local at = #shape - axis_from_end
    if at < 1 then return t end
    shape[at] = 0
    return ops.zeros(shape, t.dtype)
  end
end

local function copied(t) return helper.tensor(helper.form(t)) end

-- Views that hold what t holds, over storage laid out otherwise.
local views = {
  transposed = function(t) return ops.transpose(copied(ops.transpose(t))) end,
  reversed = function(t) return ops.flip(copied(ops.flip(t))) end,
  ["every second"] = function(t)
    local wide = ops["repeat"](t, 2, -1)
    return wide["..., ::2"]
  end,
  offset = function(t) return ops.concatenate({ ops.ones_like(t), t }, 0)[t.shape[1] .. ":"] end,
}

describe("every op:", function()
  it("is in the table", function() assert.is_true(#names > 120) end)

  for _, name in ipairs(names) do
    local info = core.op_info(all[name])
    local random = keras.random[name] == all[name] or name:find "^random_"

    it(name .. " is documented, infers what it gives, and agrees between dtypes and layouts", function()
      assert.truthy(#info.doc > 3, "no doc")
      assert.truthy(info.sample and #info.sample > 0, "no sample")
      assert.truthy(helper.help_text(all[name]):find(info.doc:gsub("%s+", " "), 1, true))
      local args = sample(info, "float32")
      local results = assert(run(name, args))

      -- Symbols of the same shapes; then with unknown first, last and all dimensions.
      for _, unknown in ipairs { false, function(axis) return axis == 1 end, function(axis, n) return axis == n end, function() return true end } do
        local symbolic = symbols(args, unknown)
        local ok, inferred = pcall(run, name, symbolic)
        if ok then
          for k, t in ipairs(results) do
            assert.equal(known(t.shape, inferred[k].shape), known(inferred[k].shape), "inferred shape")
            assert.equal(t.dtype, inferred[k].dtype, "inferred dtype")
          end
        else -- only where lengths or values must be read
          assert.is_nil(helper.not_refused(name, ok, inferred))
          assert.truthy(tostring(inferred):find "symbol" or tostring(inferred):find "unknown", tostring(inferred))
          assert.truthy(unknown or tostring(inferred):find "value", tostring(inferred))
        end
      end

      local double = map_tensors(args, function(t) return t.dtype == "float32" and ops.cast(t, "float64") or t end)
      for k, t in ipairs(run(name, double)) do
        local form = helper.form(t)
        form.t = nil
        assert.is_nil(helper.difference(results[k], form, 1, "float32"))
      end
      for what, view in pairs(views) do
        same(name, results, run(name, with(args, function(t) return t.ndim > 0 and view(t) or t end)), what)
      end
    end)

    it(name .. " takes empty, scalar and broadcast inputs or refuses them by name", function()
      local args = sample(info, "float32")
      local given, results = tensors(args), run(name, args)
      local taken = 0
      for k = 1, #given do
        for axis = 0, given[k].ndim - 1 do
          local one = run_or_refuse(name, with(args, empty_along(axis), k), "empty tensor " .. k)
          local every = run_or_refuse(name, with(args, empty_along(axis)), "empty tensors")
          taken = taken + (one and 1 or 0) + (every and 1 or 0)
        end
        run_or_refuse(name, with(args, function(t) return ops.take(ops.ravel(t), 0) end, k), "scalar " .. k)
      end
      local shaped = placed[name]
      for _, param in ipairs(info.params) do shaped = shaped or param.kind == "shape" end
      if not shaped and #given > 0 and given[1].ndim > 0 then assert.is_true(taken > 0, "no empty input is taken") end

      -- One element is one element, on no axis or on one.
      local function element(shape)
        return with(args, function(t) return ops.reshape(ops.take(ops.ravel(t), 0), shape) end)
      end
      local scalars = run_or_refuse(name, element {}, "scalars")
      local ones = run_or_refuse(name, element { 1 }, "tensors of one element")
      if scalars and ones and not random and name ~= "while_loop" then
        for k, t in ipairs(scalars) do
          local a, b = helper.flat(t), helper.flat(ones[k])
          assert.same(#a, #b)
          for i = 1, #a do assert.is_true(a[i] == b[i] or a[i] ~= a[i] and b[i] ~= b[i]) end
        end
      end

      -- A stride of 0 is as good as a copy; and an operand that broadcasting repeats changes nothing.
      for k = 1, #given do
        local function repeated(t)
          local shape = t.shape
          table.insert(shape, 1, 3)
          return ops.broadcast_to(t, shape)
        end
        local viewed = run_or_refuse(name, with(args, repeated, k), "repeated tensor " .. k)
        if viewed then
          same(name, run(name, with(args, function(t) return copied(repeated(t)) end, k)), viewed, "of a repeated tensor")
          if info.doc:find("broadcasting", 1, true) then same(name, tensors(map_tensors(results, repeated)), viewed, "broadcasting tensor " .. k) end
        end
      end
    end)

    it(name .. " takes every dtype and shape or refuses them by name", function()
      local args = sample(info, "float32")
      for k = 1, #tensors(args) do
        for _, dtype in ipairs { "bool", "uint8", "int8", "uint32", "int64", "uint64", "float16", "bfloat16", "float64" } do
          run_or_refuse(name, with(args, function(t) return ops.cast(t, dtype) end, k), dtype .. " for tensor " .. k)
        end
        for _, shape in ipairs { { 7, 5, 11 }, { 7 }, { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 } } do
          run_or_refuse(name, with(args, function(t) return ops.zeros(shape, t.dtype) end, k), "another shape for tensor " .. k)
        end
      end
    end)

    it(name .. " refuses wrong arguments by name", function()
      local args = sample(info, "float32")
      local function refuses(list, pattern, what)
        local wrong = helper.not_refused(name, pcall(all[name], table.unpack(list, 1, list.n)))
        assert.is_nil(wrong, ("%s: %s"):format(what, tostring(wrong)))
        local _, message = pcall(all[name], table.unpack(list, 1, list.n))
        assert.truthy(tostring(message):find(pattern), message)
      end
      local function changed(k, value)
        local list = table.move(args, 1, args.n, 1, { n = math.max(args.n, k) })
        list[k] = value
        return list
      end
      local named, required = {}, 0
      for k, param in ipairs(info.params) do
        if param.required then required = k end
      end
      for k = required + 1, args.n do named[info.params[k].name] = args[k] end
      if next(named) then
        local list = table.move(args, 1, required, 1, { n = required + 1 })
        list[list.n] = named
        same(name, run(name, args), run(name, list), "named arguments")
      end
      if #info.params > 0 then
        local mixed = table.move(args, 1, args.n, 1, { n = args.n + 1 })
        mixed[mixed.n] = { nonsense = 1 }
        if args.n < #info.params then refuses(mixed, "no argument 'nonsense'", "an unknown argument") end
        mixed[mixed.n] = { [info.params[1].name] = args[1] }
        if args.n < #info.params then refuses(mixed, "is given twice", "an argument given twice") end
      end
      local many = table.move(args, 1, args.n, 1, { n = #info.params + 1 })
      many[many.n] = 1
      refuses(many, "expected at most " .. #info.params, "too many arguments")
      for k, param in ipairs(info.params) do
        if param.required then
          local list = changed(k, nil)
          if k == args.n then list.n = k - 1 end
          refuses(list, "'" .. param.name .. "' is missing", "missing " .. param.name)
        end
        for _, value in ipairs(anything[name] and param.kind == "any" and {} or helper.wrong_values[param.kind]) do
          refuses(changed(k, value), ".", ("%s = %s"):format(param.name, tostring(value)))
        end
        if param.kind == "axis" or param.kind == "axes" then
          refuses(changed(k, 40), "axis", param.name .. " = 40")
          refuses(changed(k, -40), "axis", param.name .. " = -40")
        end
        if param.kind == "axes" and not info.doc:find "may come again" then refuses(changed(k, { 0, 0 }), "given twice", param.name .. " = {0, 0}") end
      end
      if #tensors(args) > 0 and not anything[name] then
        local gone = with(args, function(t)
          local other = copied(t)
          other:release()
          return other
        end, 1)
        refuses(gone, "released", "a released tensor")
      end
    end)
  end
end)

-- What the documentation of an op calls an error, beyond what Keras refuses too (spec/golden/keras/ops.py).
local refused = {
  arange = { { "a" }, { 0, 1, 0 }, { 0, 1e300 }, { math.mininteger, math.maxinteger } },
  argmax = { { ops.zeros { 0 } }, { ops.zeros { 2 }, 1 } },
  argsort = { { ops.zeros { 2 }, 1 } },
  categorical = { { ops.zeros { 3 }, 2 }, { ops.zeros { 2, 0 }, 2 }, { ops.zeros { 2, 3 }, -1 }, { ops.zeros { 2, 3 }, 2, "float32" },
    { ops.zeros { 2, 3 }, 2, { seed = "a" } } },
  convert_to_tensor = { { { { 1 }, { 1, 2 } } }, { { "a" } }, { { a = 1 } }, { print } },
  dropout = { { ops.ones { 2 }, -0.5 }, { ops.ones { 2 }, 1.5 }, { ops.ones { 2, 3 }, 0.5, { 3, 3 } }, { ops.ones { 2 }, 0.5, { seed = {} } } },
  linspace = { { 0, 1, -1 }, { 0, 1, { axis = 1 } }, { ops.zeros { 2 }, ops.zeros { 3 } } },
  normal = { { { 2 }, { dtype = "int32" } }, { { -1 } }, { { 2 }, { seed = 1.5 } } },
  pad = { { ops.zeros { 0 }, 1, "reflect" }, { ops.ones { 2 }, -1 }, { ops.ones { 2 }, 1, "edge", 3 }, { ops.ones { 2, 2 }, { { 1, 1 }, { 1, 1 }, { 1, 1 } } } },
  random_permutation = { { core.tensor({ 1, 2 }, "int64"), -1 }, { core.tensor({ 1 }, "int64"), 3 }, { core.tensor { 1.5, 2 }, 3 } },
  randint = { { { 2 }, 3, 3 }, { { 2 }, 0, 1 << 54 }, { { -1 }, 0, 1 }, { { 2 }, 0, 3, "float32" }, { { 2 }, 0, 3, { seed = -1 } } },
  ["repeat"] = { { ops.ones { 2 }, 1.5 }, { ops.ones { 2 }, { 1, -1 } }, { ops.ones { 2 }, { 1, 2, 3 } } },
  roll = { { ops.ones { 2 }, 1.5 }, { ops.ones { 2 }, {} }, { ops.ones { 2, 2 }, { 1, 2, 3 }, { 0, 1 } } },
  scatter_add = { { ops.ones { 1 }, core.tensor { 4 }, { 3 }, 0 }, { ops.ones { 2, 2 }, core.tensor { 0 }, { 3 }, 0 } },
  shuffle = { { ops.ones { 2 }, 1 }, { ops.ones {} }, { ops.ones { 2 }, { seed = false } } },
  slice = { { ops.ones { 3 }, { 2 }, { 2 } }, { ops.ones { 3 }, { -4 }, { 1 } }, { ops.ones { 3 }, { 0 }, { -2 } } },
  split = { { ops.ones { 4 }, 3 }, { ops.ones { 4 }, 0 }, { ops.ones { 4 }, { 1.5 } }, { ops.ones { 4 }, "a" } },
  strided_slice = {
    { ops.ones { 3 }, { math.mininteger }, { math.maxinteger }, { 1 } }, { ops.ones { 3 }, { math.maxinteger }, { math.mininteger }, { -2 } },
    { ops.ones { 3 }, { 0 }, { 4 }, { 1 } }, { ops.ones { 3 }, { 3 }, { 0 }, { -1 } }, { ops.ones { 3 }, { 0 }, { 3 }, { 0 } },
  },
  take = { { ops.ones { 3 }, 3 }, { ops.ones { 3 }, -4 }, { ops.ones { 3 }, core.tensor { 0.5 } }, { ops.ones { 2, 3 }, core.tensor { 0, 3 }, 1 } },
  take_along_axis = { { ops.ones { 2, 3 }, core.tensor { { 3 } }, 1 }, { ops.ones { 2, 3 }, core.tensor { 0 }, 1 }, { ops.ones { 2, 3 }, core.tensor { { 0.5 } }, 1 } },
  tensordot = { { ops.ones { 2, 3 }, ops.ones { 3, 2 }, { { 1, 1 }, { 0, 0 } } }, { ops.ones { 2 }, ops.ones { 2 }, -1 }, { ops.ones { 2 }, ops.ones { 2 }, "a" } },
  truncated_normal = { { { 2 }, { dtype = "int32" } }, { { -1 } } },
  uniform = { { { 2 }, { dtype = "int32" } }, { { -1 } }, { { 2 }, { seed = "a" } } },
  within = {
    { core.tensor { 7 }, 0, 5, "within: label", "x" }, { core.tensor { -1 }, 0, 5, "within: label", "x" },
    { core.tensor({ 1 }, "int32"), 1 << 32, 5, "within: label", "x" }, { core.tensor({ 1 }, "int32"), 0, -1 << 40, "within: label", "x" },
  },
  where = { { core.tensor { true }, 1 }, { core.tensor(true) }, { core.symbol({ 2 }, "bool") } },
}

describe("a documented error", function()
  for name, calls in pairs(refused) do
    it("of " .. name .. " is raised by name", function()
      for k, arguments in ipairs(calls) do
        local wrong = helper.not_refused(name, pcall(all[name], table.unpack(arguments)))
        assert.is_nil(wrong, ("call %d: %s"):format(k, tostring(wrong)))
      end
    end)
  end

  it("has a call that ends in it, for every op that names one", function()
    local called = {}
    for name in pairs(refused) do called[name] = true end
    for _, case in ipairs(helper.golden "keras/ops") do
      if case[4] == "refused" then called[case[1]] = true end
    end
    local missing = {}
    for _, name in ipairs(names) do
      local doc = core.op_info(all[name]).doc:gsub("error function", "")
      if doc:find "error" and not called[name] and not control[name] then missing[#missing + 1] = name end
    end
    -- their errors are those of an axis, which the walk gives every op that has one
    local walked = {}
    for k, name in ipairs(missing) do
      for _, param in ipairs(core.op_info(all[name]).params) do
        if param.kind == "axis" or param.kind == "axes" then walked[k] = true end
      end
    end
    for k = #missing, 1, -1 do
      if walked[k] then table.remove(missing, k) end
    end
    assert.equal("", table.concat(missing, " "))
  end)
end)
