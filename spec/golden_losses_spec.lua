-- The losses against the real Keras: values and gradients over reductions, dtypes, ranks, weights, masks and options.
package.path = "spec/?.lua;" .. package.path
local keras = require "lunula"
local core = require "lunula.core"
local helper = require "helper"
local ops = keras.ops

local golden = helper.golden "keras/losses"

-- What is given where: { loss, options, y_true, y_pred, dtype, { { reduction, weight or false, mask or false, shape of the value, value, gradient }, ... } }
local function input(name, dtype)
  local x = golden.inputs[name]
  return helper.tensor { t = dtype, s = x.s, v = x.v }
end

local integers = { SparseCategoricalCrossentropy = true, CategoricalGeneralizedCrossEntropy = true, Circle = true, CTC = true }

local function describe_case(row, case)
  local parts = { tostring(case[1] == core.null and "None" or case[1]), row[5], row[3] .. " / " .. row[4] }
  for k, v in pairs(row[2]) do parts[#parts + 1] = k .. "=" .. (type(v) == "table" and "{" .. table.concat(v, ",") .. "}" or tostring(v)) end
  if case[2] then parts[#parts + 1] = "weight " .. case[2] end
  if case[3] then parts[#parts + 1] = "mask " .. case[3] end
  return table.concat(parts, ", ")
end

-- Where roundings add up: Circle's gradients are differences of exponentials of gamma (80 in float32, less in 16 bits) times a rounded cosine; in float16 LogCosh
-- subtracts numbers near e, and a crossentropy's gradient by p is a difference of quotients of rounded ones.
local slacks = { float32 = { Circle = 2 }, float16 = { Circle = 3, LogCosh = 2, CategoricalCrossentropy = 2 }, bfloat16 = { Circle = 3 } }

local function check(row, case)
  local name, dtype = row[1], row[5]
  local options = { reduction = case[1], dtype = dtype }
  for k, v in pairs(row[2]) do options[k] = v end
  local loss = keras.losses[name](options)
  local y_true, y_pred = input(row[3], integers[name] and "int32" or dtype), input(row[4], dtype)
  local mask = case[3] and input(case[3], "bool")
  local weight = case[2]
  if type(weight) == "string" then weight = input(weight, "float32") end
  local value
  local _, gradient = keras.value_and_grad(function(p)
    value = loss(y_true, mask and p:with_mask(mask) or p, weight and { sample_weight = weight } or nil)
    return ops.sum(value)
  end)(y_pred)
  local slack = slacks[dtype] and slacks[dtype][name] or 1
  local difference = helper.difference(value, { t = dtype, s = case[4], v = golden.lists[case[5]] }, slack)
  if difference then return "value: " .. difference end
  difference = helper.difference(gradient or ops.zeros_like(y_pred), { t = dtype, s = y_pred.shape, v = golden.lists[case[6]] }, slack)
  return difference and "gradient: " .. difference
end

describe("the values and gradients of", function()
  local by_name, order = {}, {}
  for _, row in ipairs(golden.rows) do
    if not by_name[row[1]] then
      by_name[row[1]] = {}
      order[#order + 1] = row[1]
    end
    table.insert(by_name[row[1]], row)
  end
  for _, name in ipairs(order) do
    it(name, function()
      local wrong, count = {}, 0
      for _, row in ipairs(by_name[name]) do
        for _, case in ipairs(row[6]) do
          local ok, message = pcall(check, row, case)
          count = count + 1
          if not ok or message then wrong[#wrong + 1] = ("%s (%s): %s"):format(name, describe_case(row, case), tostring(message)) end
        end
      end
      assert.equal("", table.concat(wrong, "\n", 1, math.min(#wrong, 12)), ("%d of %d wrong"):format(#wrong, count))
    end)
  end

  it("every built-in loss", function()
    local seen = {}
    for _, row in ipairs(golden.rows) do seen[row[1]] = true end
    for _, name in ipairs(keras.losses.names()) do assert.is_true(seen[name], name .. " has no golden data") end
  end)
end)
