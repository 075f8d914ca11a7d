-- The loss of a compiled model: one Loss per output, weighted and added up. Knows of losses, metrics and structures of tensors.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.losses.base"
local data = require "lunula.models.data"

local M = {}

-- A plain function as a Loss: ranks are aligned as for built-in losses, and what the function gives is reduced with weights and masks.
local FunctionLoss = base.Loss("FunctionLoss", {
  aligns = true,
  params = { { "fn" } },
  initialize = function(self, args)
    super.initialize(self, args)
    self.broadcast = require("lunula.saving.functions").name_of(self.fn) ~= nil -- built-in ones may give scalars
  end,
  call = function(self, y_true, y_pred) return self.fn(base.same_rank(y_true, y_pred)) end,
})

local function function_name(fn)
  return require("lunula.saving.registry").get_registered_name(fn) or require("lunula.saving.functions").name_of(fn) or "loss"
end

-- What "crossentropy" means for these shapes.
local function crossentropy(y_true, y_pred)
  local t, p = y_true.shape, y_pred.shape
  if p[#p] == 1 then return "binary_crossentropy" end
  return (#t < #p or t[#t] == 1) and "sparse_categorical_crossentropy" or "categorical_crossentropy"
end

local function resolve(identifier, y_true, y_pred)
  local text = type(identifier) == "string" and identifier:lower()
  local object = require("lunula.losses").get((text == "crossentropy" or text == "ce") and crossentropy(y_true, y_pred) or identifier)
  if type(object) == "function" then
    return FunctionLoss { fn = object, name = type(identifier) == "string" and identifier or function_name(object) }
  end
  if not (class.is_instance(object) and object.call) then core.raise("compile: loss is a name, a Loss, a function, or a table of them") end
  return object
end

local function is_single(loss) return type(loss) ~= "table" or class.is_instance(loss) or class.is_class(loss) or loss.class_name ~= nil end

-- Checks names early: a misspelt loss is an error of compile, not of the first batch.
function M.check(loss)
  if loss == nil or loss == core.null then return end
  if not is_single(loss) then
    for _, one in pairs(loss) do M.check(one) end
  elseif not (type(loss) == "string" and (loss:lower() == "crossentropy" or loss:lower() == "ce")) then
    resolve(loss)
  end
end

local CompileLoss = { __name = "CompileLoss" }
CompileLoss.__index = CompileLoss

-- Spreads the loss over the outputs: entries { key (nil for the only output), loss, weight, tracker }.
local function build(self, y_true, y_pred)
  local entries, loss, weights = {}, self.loss, self.weights
  local function add(key, identifier, weight, name)
    if identifier == nil or identifier == core.null then return end
    local t, p = y_true, y_pred
    if key ~= nil then
      p = y_pred[key]
      t = data.is_nested(y_true) and y_true[key] or y_true
      if p == nil then core.raise(("compile: loss names the output '%s', which the model doesn't have"):format(tostring(key))) end
      if t == nil then core.raise(("the data hold no targets for the output '%s'"):format(tostring(key))) end
    end
    local object = resolve(identifier, t, p)
    entries[#entries + 1] = { key = key, loss = object, weight = weight, name = name or object.name }
  end
  local function weight_at(key) return type(weights) == "table" and weights[key] or weights end
  if not data.is_nested(y_pred) then
    if is_single(loss) then
      add(nil, loss, type(weights) == "table" and weights[1] or weights)
    else
      for i, key in ipairs(data.keys(loss)) do add(nil, loss[key], type(weights) == "table" and (weights[key] or weights[i]) or weights) end
    end
  else
    local keys = is_single(loss) and data.keys(y_pred) or data.keys(loss)
    for _, key in ipairs(keys) do
      local one = loss
      if not is_single(loss) then one = loss[key] end
      add(key, one, weight_at(key), type(key) == "string" and key or nil)
    end
  end
  if type(weights) == "table" then
    local count = 0
    for _ in pairs(weights) do count = count + 1 end
    if count ~= #entries then core.raise(("compile: loss_weights has %d weights for %d losses"):format(count, #entries)) end
  end
  if #entries > 1 then
    for _, entry in ipairs(entries) do
      entry.tracker = require("lunula.metrics").Mean { name = entry.name .. "_loss" }
      self.metrics[#self.metrics + 1] = entry.tracker
    end
  end
  self.entries = entries
end

-- The total loss of a batch, or nil when no output has one.
function CompileLoss:__call(y_true, y_pred, sample_weight)
  if y_true == nil then core.raise("the model was compiled with a loss, which needs y") end
  if not self.entries then build(self, y_true, y_pred) end
  local total
  for _, entry in ipairs(self.entries) do
    local t, p, w = y_true, y_pred, sample_weight
    if entry.key ~= nil then
      t = data.is_nested(y_true) and y_true[entry.key] or y_true
      p = y_pred[entry.key]
      if w ~= nil and data.is_nested(w) then w = w[entry.key] end
    end
    local value = entry.loss(t, p, w ~= nil and { sample_weight = w } or nil)
    if value.ndim > 0 then
      core.raise(("the loss '%s' has shape (%s) instead of being a scalar: in training a loss has a reduction"):format(
        entry.loss.name, table.concat(value.shape, ", ")))
    end
    if entry.tracker then entry.tracker:update_state(value, { sample_weight = core.tensor(data.size(p) + 0.0) }) end
    value = ops.cast(value, core.floatx())
    if entry.weight then value = value * entry.weight end
    total = total and total + value or value
  end
  return total
end

function M.new(loss, weights)
  return setmetatable({ loss = loss, weights = weights, metrics = {} }, CompileLoss)
end

return M
