-- Every op of keras.ops: golden values of the real Keras, then a walk over the whole table: documented, inferred specs true,
-- float32 agrees with float64, strided inputs agree with contiguous ones.
package.path = "spec/?.lua;" .. package.path
local keras = require "lunula"
local core = require "lunula.core"
local helper = require "helper"
local ops = keras.ops

-- Ops whose float32 values are sums of rounded terms, or differences of close ones, get a wider tolerance.
local slack = { var = 4, std = 4, logsumexp = 2, norm = 2, softmax = 2, log_softmax = 2, gelu = 4, tan = 4,
  power = 4, linspace = 2 }

local function call(name, args, named)
  local list = helper.revive(args)
  local count = #args
  if next(named) ~= nil then
    count = count + 1
    list[count] = helper.revive(named)
  end
  local results = table.pack(ops[name](table.unpack(list, 1, count)))
  return results.n == 1 and results[1] or results
end

local function describe_arguments(args, named)
  local parts = {}
  local function text(x)
    if helper.is_golden(x) then
      return x.t .. helper.shape_text(x.s)
    elseif type(x) == "table" then
      local inner = {}
      for k, v in pairs(x) do
        inner[#inner + 1] = type(k) == "number" and text(v) or k .. "=" .. text(v)
      end
      return "{" .. table.concat(inner, ",") .. "}"
    end
    return tostring(x)
  end
  for k = 1, #args do
    parts[k] = text(args[k])
  end
  if next(named) ~= nil then
    parts[#parts + 1] = text(named)
  end
  return table.concat(parts, ", ")
end

local function compare(name, result, golden)
  if type(golden) ~= "table" then return result ~= golden and "not " .. tostring(golden) or nil end
  if helper.is_golden(golden) then
    return helper.difference(result, golden, slack[name])
  end
  -- a list: of tensors (split) or of plain numbers (shape)
  if type(result) ~= "table" or #result ~= #golden then
    return "not a list of " .. #golden
  end
  for k = 1, #golden do
    if helper.is_golden(golden[k]) then
      local wrong = helper.difference(result[k], golden[k], slack[name])
      if wrong then
        return wrong
      end
    elseif result[k] ~= golden[k] then
      return "entry " .. k .. " is " .. tostring(result[k])
    end
  end
end

describe("the values of Keras:", function()
  local by_name, order = {}, {}
  for _, case in ipairs(helper.golden "keras/ops") do
    local name = case[1]
    if not by_name[name] then
      by_name[name] = {}
      order[#order + 1] = name
    end
    table.insert(by_name[name], case)
  end
  for _, name in ipairs(order) do
    it(name, function()
      assert.truthy(ops[name], "keras.ops has no " .. name)
      local wrong = {}
      for _, case in ipairs(by_name[name]) do
        local _, args, named, golden = table.unpack(case)
        local ok, result = pcall(call, name, args, named)
        local difference
        if golden == "refused" then
          difference = helper.not_refused(name, ok, result)
        else
          difference = not ok and tostring(result) or compare(name, result, golden)
        end
        if difference then
          wrong[#wrong + 1] = ("%s(%s): %s"):format(name, describe_arguments(args, named), difference)
        end
      end
      assert.equal("", table.concat(wrong, "\n"))
    end)
  end
end)

local function sample(info, dtype)
  local chunk = assert(load("return table.pack(" .. info.sample .. ")", "=sample of " .. info.name, "t",
    setmetatable(helper.sampler(dtype), { __index = { table = table } })))
  return chunk()
end

local function map_tensors(x, f)
  if core.is_tensor(x) then
    return f(x)
  elseif type(x) == "table" then
    local copy = {}
    for k, v in pairs(x) do
      copy[k] = map_tensors(v, f)
    end
    return copy
  end
  return x
end

-- The tensors of a result, in order.
local function tensors(x, list)
  list = list or {}
  if core.is_tensor(x) then
    list[#list + 1] = x
  elseif type(x) == "table" then
    for _, v in ipairs(x) do
      tensors(v, list)
    end
  end
  return list
end

local function run(name, args)
  return tensors { ops[name](table.unpack(args, 1, args.n)) }
end

describe("the op table:", function()
  local names = {}
  for name, fn in pairs(ops) do
    if type(fn) == "function" and core.op_info(fn) then
      names[#names + 1] = name
    end
  end
  table.sort(names)

  it("is there", function()
    assert.is_true(#names > 100)
  end)

  for _, name in ipairs(names) do
    local info = core.op_info(ops[name])
    it(name, function()
      assert.truthy(info.doc and #info.doc > 0, "no doc")
      assert.truthy(info.signature, "no signature")
      assert.truthy(info.sample and #info.sample > 0, "no sample")
      local args = sample(info, "float32")
      local results = run(name, args)

      -- What inference says of symbols is what comes out.
      local symbolic = map_tensors(args, function(t) return core.symbol(t.shape, t.dtype) end)
      symbolic.n = args.n
      local ok, inferred = pcall(run, name, symbolic)
      if ok then
        for k, t in ipairs(results) do
          assert.same(t.shape, inferred[k].shape, "inferred shape")
          assert.equal(t.dtype, inferred[k].dtype, "inferred dtype")
        end
      else
        -- Only an op that must read its arguments may refuse symbols, and says so.
        assert.truthy(tostring(inferred):find "symbol", tostring(inferred))
      end

      -- float64 computes the same; the inputs are the same numbers.
      local double = map_tensors(args, function(t)
        return t.dtype == "float32" and ops.cast(t, "float64") or t
      end)
      double.n = args.n
      for k, t in ipairs(run(name, double)) do
        local form = helper.form(t)
        form.t = nil
        assert.is_nil(helper.difference(results[k], form, 4, "float32"))
      end

      -- Transposed and reversed views give what contiguous copies give.
      for _, view in ipairs { ops.transpose, ops.flip } do
        local strided = map_tensors(args, function(t)
          return t.ndim > 0 and view(helper.tensor(helper.form(view(t)))) or t
        end)
        strided.n = args.n
        for k, t in ipairs(run(name, strided)) do
          assert.is_nil(helper.difference(results[k], helper.form(t)))
        end
      end
    end)
  end
end)
