-- Every op of keras.ops gives what the real Keras gives, and refuses what it refuses. (table_spec.lua walks the table itself.)
local keras = require "lunula"
local core = require "lunula.core"
local helper = require "helper"
local ops = keras.ops

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
    return helper.difference(result, golden)
  end
  -- a list: of tensors (split) or of plain numbers (shape)
  if type(result) ~= "table" or #result ~= #golden then
    return "not a list of " .. #golden
  end
  for k = 1, #golden do
    if helper.is_golden(golden[k]) then
      local wrong = helper.difference(result[k], golden[k])
      if wrong then
        return wrong
      end
    elseif result[k] ~= golden[k] then
      return "entry " .. k .. " is " .. tostring(result[k])
    end
  end
end

describe("the values of Keras:", function()
  it("are there for every op", function()
    local missing, known = {}, {}
    for _, case in ipairs(helper.golden "keras/ops") do known[case[1]] = true end
    for _, case in ipairs(helper.golden("keras/activations").cases) do known[case[1]] = true end
    -- what takes functions can't stand in golden data: spec/control_spec.lua
    for name in ("cond switch while_loop fori_loop scan map vectorized_map"):gmatch "%S+" do known[name] = true end
    known.erfc = true -- Keras has none: golden/accuracy, and gelu among the activations
    for name, fn in pairs(ops) do
      local info = core.op_info(fn)
      if not (known[name] or info and known[info.name]) then missing[#missing + 1] = name end
    end
    assert.equal("", table.concat(missing, " "))
  end)

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

describe("scatter_add", function()
  it("adds slices of any width at repeated, negative and missing indices, in double", function()
    local draw = keras.random.SeedGenerator(4)
    for _, width in ipairs { 1, 7, 8, 9, 511, 512, 1030 } do
      for _, dtype in ipairs { "float32", "float64", "float16", "bfloat16" } do
        local indices = { 3, -1, 0, 3, 3, -5, 2 } -- of 6, so that 4 is missing
        local x = keras.random.normal({ 2, 7, width }, { dtype = dtype, seed = draw })
        local sums = {}
        for i = 0, 5 do
          local sum = ops.zeros({ 2, width }, "float64")
          for k, at in ipairs(indices) do
            if at % 6 == i then sum = sum + ops.cast(x[(":, %d"):format(k - 1)], "float64") end
          end
          sums[i + 1] = ops.cast(sum, dtype)
        end
        local got = core.ops.scatter_add(x, core.tensor(indices, "int32"), { 2, 6, width }, 1)
        assert.same(ops.stack(sums, 1):totable(), got:totable())
        local wide = core.ops.scatter_add(ops.broadcast_to(x[0], { 2, 7, width }), core.tensor(indices, "int64"), { 2, 6, width }, 1)
        assert.same(got[0]:totable(), wide[1]:totable())
        assert.same(ops.zeros({ 3, width }):totable(), core.ops.scatter_add(x["0, :0"], core.tensor({}, "int32"), { 3, width }, 0):totable())
      end
    end
  end)
  it("refuses slices that are not as many as the indices", function()
    local scatter_add = require("lunula.core").ops.scatter_add
    for _, shape in ipairs { { 3, 2 }, { 2, 1 }, { 0, 2 } } do
      assert.error_matches(function() scatter_add(ops.ones { 2, 2, 3 }, ops.zeros(shape, "int32"), { 4, 3 }, 0) end,
        "scatter_add: axis %d of the slices doesn't fit axis %d of the indices")
    end
  end)
end)

describe("repeat", function()
  it("counts a scalar as a vector of one", function()
    for _, axis in ipairs { keras.null, 0, -1 } do
      assert.same({ 7, 7 }, ops["repeat"](ops.convert_to_tensor(7), 2, axis):totable())
    end
    assert.error_matches(function() ops["repeat"](7, 2, 1) end, "axis 1 is out of range")
  end)
end)

describe("integers", function()
  it("are taken for floats where their own dtype could not hold what lies between", function()
    for dtype, values in pairs { uint8 = { 0, 3, 200, 255 }, int8 = { -128, -100, 100, 127 }, uint32 = { 1, 0, 5, 2 } } do
      local x = ops.convert_to_tensor(values, dtype)
      local y = ops.cast(x, "float32")
      for _, name in ipairs { "softmax", "log_softmax", "logsumexp", "gelu", "softsign", "log_sigmoid", "hard_sigmoid", "silu", "elu" } do
        assert.same(ops[name](y):totable(), ops[name](x):totable(), name .. " of " .. dtype)
      end
    end
  end)
  it("keep the promoted dtype in dot and tensordot, where matmul widens int8", function()
    local x = ops.full({ 2, 2 }, 100, "int8")
    for name, dtype in pairs { dot = "int8", tensordot = "int8", matmul = "int32" } do
      local result = name == "tensordot" and ops.tensordot(x, x, 1) or ops[name](x, x)
      assert.equal(dtype, result.dtype)
      assert.equal(dtype == "int8" and 32 or 20000, result[0][0]:item())
    end
    assert.equal("int16", ops.dot(x, ops.cast(x, "uint8")).dtype)
  end)
end)
