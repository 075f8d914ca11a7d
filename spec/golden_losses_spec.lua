-- The losses against the real Keras: values and gradients for every reduction, weight, mask, option and dtype.
package.path = "spec/?.lua;" .. package.path
local keras = require "lunula"
local core = require "lunula.core"
local helper = require "helper"
local ops = keras.ops

local function describe_case(case)
  local parts = { tostring(case.reduction == core.null and "None" or case.reduction), case.dtype }
  for k, v in pairs(case.options) do
    parts[#parts + 1] = k .. "=" .. tostring(v)
  end
  if case.weight then
    parts[#parts + 1] = "weight " .. (type(case.weight) == "table" and helper.shape_text(case.weight.s) or case.weight)
  end
  if case.mask then
    parts[#parts + 1] = "mask"
  end
  return table.concat(parts, ", ") .. ", y_pred " .. helper.shape_text(case.y_pred.s)
end

local function options_of(case)
  local options = { reduction = case.reduction, dtype = case.dtype }
  for k, v in pairs(case.options) do
    options[k] = v
  end
  return options
end

describe("the values and gradients of", function()
  local by_name, order = {}, {}
  for _, case in ipairs(helper.golden "keras/losses") do
    if not by_name[case.loss] then
      by_name[case.loss] = {}
      order[#order + 1] = case.loss
    end
    table.insert(by_name[case.loss], case)
  end
  for _, name in ipairs(order) do
    it(name, function()
      local wrong = {}
      for _, case in ipairs(by_name[name]) do
        local ok, message = pcall(function()
          local loss = keras.losses[name](options_of(case))
          local y_true, y_pred = helper.tensor(case.y_true), helper.tensor(case.y_pred)
          local mask = case.mask and helper.tensor(case.mask)
          local named = case.weight and { sample_weight = helper.revive(case.weight) } or nil
          local value
          local _, gradient = keras.value_and_grad(function(p)
            value = loss(y_true, mask and p:with_mask(mask) or p, named)
            return ops.sum(value)
          end)(y_pred)
          local difference = helper.difference(value, case.value, 2)
          if difference then
            error("value: " .. difference, 0)
          end
          difference = helper.difference(gradient or ops.zeros_like(y_pred), case.gradient, 2)
          if difference then
            error("gradient: " .. difference, 0)
          end
        end)
        if not ok then
          wrong[#wrong + 1] = ("%s (%s): %s"):format(name, describe_case(case), tostring(message))
        end
      end
      assert.equal("", table.concat(wrong, "\n", 1, math.min(#wrong, 12)), #wrong .. " of " .. #by_name[name] .. " wrong")
    end)
  end
end)
