-- The losses against the real Keras: values and gradients of each with its options, at each rank, under every reduction, dtype, weight shape and mask.
local keras = require "lunula"
local core = require "lunula.core"
local helper = require "helper"
local ops, null = keras.ops, keras.null

-- golden.rows: { loss, options, y_true, y_pred, weights, masks, shapes of unreduced values }, names and shapes being false or null where there is none;
-- `arrays` holds the inputs by name, and the values and gradients of each dtype in the order of rows, golden.reductions, weights and masks.
local golden = helper.golden "keras/losses"
local arrays = helper.golden_arrays "keras/losses"

-- Errors relative to a value, and half as much absolute: some units in the last place of the dtype, in which Keras rounds after every operation.
local tolerance = { float64 = 4e-15, float32 = 1.5e-6, float16 = 2e-3, bfloat16 = 1.6e-2 }

-- How many times that where roundings add up: Circle's gradients are differences of exponentials of gamma times a rounded cosine (most where no product is
-- fused), CosineSimilarity's of quotients; in 16 bits LogCosh subtracts numbers near e, a percentage is a hundred times a rounded quotient, and a crossentropy's
-- gradient by p is a difference, or with a power of 1 - p a sum of products, of rounded quotients.
local slacks = {
  float64 = { Circle = { [80] = 8 } },
  float32 = { Circle = { [80] = 25, [4] = 1.5, [2] = 1.5 } },
  float16 = { Circle = { [80] = 25, [4] = 5, [2] = 6 }, CosineSimilarity = 2, BinaryFocalCrossentropy = 1.7, CategoricalCrossentropy = 1.1 },
  bfloat16 = { Circle = { [80] = 40, [4] = 4, [2] = 12 }, CosineSimilarity = 1.1, BinaryFocalCrossentropy = 1.7, LogCosh = 1.3, MeanAbsolutePercentageError = 1.1 },
}

local function slack_of(row, dtype)
  local slack = slacks[dtype][row[1]]
  if type(slack) == "table" then slack = slack[row[2].gamma or 80] end
  return slack or 1
end

local integers = { SparseCategoricalCrossentropy = true, CategoricalGeneralizedCrossEntropy = true, Circle = true, CTC = true }

local function input(name, dtype) return ops.cast(arrays["input " .. name], dtype) end

local function described(row, case)
  local parts = { row[1], case.reduction == null and "None" or case.reduction, row[3] .. " / " .. row[4] }
  for k, v in pairs(row[2]) do parts[#parts + 1] = k .. "=" .. (type(v) == "table" and "{" .. table.concat(v, ",") .. "}" or tostring(v)) end
  if case.weight then parts[#parts + 1] = "weight " .. case.weight end
  if case.mask then parts[#parts + 1] = "mask " .. case.mask end
  return table.concat(parts, ", ")
end

-- Calls check(row, case, loss) for each case of a row in one dtype; `case` says its reduction and the names of its weight and mask, and its shape unless Keras
-- refuses it.
local function each_case(row, dtype, check)
  for _, reduction in ipairs(golden.reductions) do
    local options = { reduction = reduction, dtype = dtype }
    for k, v in pairs(row[2]) do options[k] = v end
    local loss, index = keras.losses[row[1]](options), 0
    for _, weight in ipairs(row[5]) do
      for _, mask in ipairs(row[6]) do
        index = index + 1
        local shape = row[7][index]
        if shape ~= null and reduction ~= "none" and reduction ~= null then shape = {} end
        check({ reduction = reduction, weight = weight, mask = mask, shape = shape }, loss)
      end
    end
  end
end

local function flat(list, dtype) return ops.cast(ops.concatenate(list, 0), dtype) end

-- How much of an array was compared.
local cursor = {}

-- The first of our values that isn't what the next of the array says, as text.
local function compare(array, list, cases, dtype, slack, what)
  local ours, at = flat(list, "float64"), cursor[array] or 0
  cursor[array] = at + ours.size
  local theirs = ops.cast(arrays[array][("%d:%d"):format(at, at + ours.size)], "float64")
  local bound = slack * tolerance[dtype] * (0.5 + ops.maximum(ops.absolute(ours), ops.absolute(theirs)))
  local good = ops.logical_or(ops.equal(ours, theirs), ops.less_equal(ops.absolute(ours - theirs), bound))
  if ops.all(good):item() then return nil end
  local first, wrong = ops.argmin(ops.cast(good, "int32")):item(), ours.size - ops.sum(ops.cast(good, "int32")):item()
  local index, before = 1, 0
  while before + list[index].size <= first do index, before = index + 1, before + list[index].size end
  return ("%s, %s: %d of %d %s are wrong, the first is %s instead of %s"):format(cases[index], dtype, wrong, ours.size, what, ours[first]:item(),
    theirs[first]:item())
end

local function check_row(row, dtype)
  local y_true, p = input(row[3], integers[row[1]] and "int32" or dtype), input(row[4], dtype)
  local values, gradients, names = {}, {}, {}
  local weights, masks = {}, {}
  for _, name in ipairs(row[5]) do weights[name] = name and { sample_weight = type(name) == "string" and input(name, "float32") or name } or nil end
  for _, name in ipairs(row[6]) do masks[name] = name and input(name, "bool") or nil end
  each_case(row, dtype, function(case, loss)
    local masked = case.mask and p:with_mask(masks[case.mask]) or p
    if case.shape == null then
      assert.is_false(pcall(loss, y_true, masked, weights[case.weight]), described(row, case) .. " is refused by Keras")
      return
    end
    local tape <close> = core.tape()
    tape:watch(masked)
    local value = loss(y_true, masked, weights[case.weight])
    tape:stop()
    assert(value.dtype == dtype, described(row, case))
    assert(helper.shape_text(value.shape) == helper.shape_text(case.shape), described(row, case) .. ": shape " .. helper.shape_text(value.shape))
    local k = #values + 1
    values[k], names[k] = ops.reshape(value, { -1 }), described(row, case)
    local gradient = tape:gradient(value, { masked }, ops.ones(value.shape, value.dtype))[1] or ops.zeros_like(masked)
    gradients[k] = ops.reshape(gradient, { -1 })
  end)
  local slack = slack_of(row, dtype)
  local wrong_values = compare("values " .. dtype, values, names, dtype, slack, "values")
  return compare("gradients " .. dtype, gradients, names, dtype, slack, "gradients") or wrong_values
end

describe("the values and gradients of", function()
  local wrong = {}
  for _, row in ipairs(golden.rows) do
    for _, dtype in ipairs(golden.dtypes) do
      local found = check_row(row, dtype)
      wrong[row[1]] = wrong[row[1]] or {}
      table.insert(wrong[row[1]], found)
    end
  end
  for _, name in ipairs(keras.losses.names()) do
    it(name, function()
      assert.is_table(wrong[name], "no golden data")
      assert.equal("", table.concat(wrong[name], "\n"))
    end)
  end

  it("nothing that isn't compared", function()
    for name, at in pairs(cursor) do assert.equal(arrays[name].size, at, name) end
  end)
end)
