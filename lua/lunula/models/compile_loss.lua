-- The loss of a compiled model: one Loss per output, weighted and added up. Knows of losses, metrics and structures of tensors.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.losses.base"
local outputs = require "lunula.models.outputs"
local structure = require "lunula.structure"

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

-- One loss (or false) per output.
local function spread(self, y_pred, leaves)
  local loss, list = self.loss, {}
  if is_single(loss) then
    for i = 1, #leaves do list[i] = loss end
    return list
  end
  if #leaves == 1 and loss[1] ~= nil then return { loss[1] } end -- as Keras: of several losses for one output the first counts
  if structure.is_list(y_pred) and loss[1] == nil then
    for _, leaf in ipairs(leaves) do
      if leaf.layer and loss[leaf.layer] == nil then
        core.raise(("ValueError: Expected keys { %s } in loss dict, but found { %s }; null means none"):format(table.concat(self.output_names, ", "),
          table.concat(structure.keys(loss), ", ")))
      end
    end
  end
  return outputs.spread(loss, y_pred, leaves, is_single)
    or core.raise(("KeyError: the losses %s don't fit the model's outputs, which are %s"):format("{ " .. table.concat(structure.keys(loss), ", ") .. " }",
      outputs.names_text(leaves)))
end

-- One weight (or false) per output that has a loss.
local function spread_weights(self, y_pred, leaves, wanted)
  local weights, list = self.weights, {}
  if weights == nil then return list end
  local count, losses = type(weights) == "table" and #structure.keys(weights) or 1, 0
  for i = 1, #leaves do
    if wanted[i] then losses = losses + 1 end
  end
  if type(weights) ~= "table" then
    for i = 1, #leaves do list[i] = weights end
    return list
  end
  local single = is_single(self.loss) and #leaves > 1
  if count ~= (single and 1 or losses) and count ~= #leaves or single and count ~= 1 then
    core.raise(("ValueError: `loss_weights` must match the number of losses, got %d losses and %d weights"):format(single and 1 or losses, count))
  end
  if #leaves == 1 then return { weights[1] or weights[next(weights)] } end
  if single then
    for i = 1, #leaves do list[i] = weights[1] or weights[next(weights)] end
    return list
  end
  list = outputs.spread(weights, y_pred, leaves, function(w) return type(w) ~= "table" end)
  return list or core.raise "ValueError: `loss_weights` don't fit the model's outputs"
end

-- Spreads the loss over the outputs: entries { place, loss, weight, name, tracker }.
local function build(self, y_true, y_pred)
  local leaves = outputs.leaves(y_pred, self.output_names)
  local list, wanted = spread(self, y_pred, leaves), {}
  for i = 1, #leaves do wanted[i] = list[i] and list[i] ~= core.null or false end
  local weights = spread_weights(self, y_pred, leaves, wanted)
  local targets, flat, entries = outputs.align("y_true", y_true, y_pred, leaves, wanted), structure.flatten(y_pred), {}
  for i, leaf in ipairs(leaves) do
    if wanted[i] then
      if not targets[i] then core.raise(("KeyError: the data hold no targets for the output '%s'"):format(leaf.name or tostring(i - 1))) end
      local object = resolve(list[i], targets[i], flat[i])
      entries[#entries + 1] = { place = i, loss = object, weight = weights[i] ~= core.null and weights[i] or nil, name = leaf.name or object.name }
    end
  end
  local trackers = {}
  for i, entry in ipairs(#entries > 1 and entries or {}) do
    entry.tracker = require("lunula.metrics").Mean { name = entry.name .. "_loss" }
    trackers[i] = entry.tracker
  end
  self.leaves, self.wanted, self.metrics = leaves, wanted, trackers
  self.entries = entries -- last: without them the build is begun anew
end

-- The total loss of a batch, or nil when no output has one.
function CompileLoss:__call(y_true, y_pred, sample_weight)
  if y_true == nil then core.raise("the model was compiled with a loss, which needs y") end
  if not self.entries then build(self, y_true, y_pred) end
  local targets, flat = outputs.align("y_true", y_true, y_pred, self.leaves, self.wanted), structure.flatten(y_pred)
  local weights = sample_weight ~= nil and structure.is_nested(sample_weight)
    and outputs.align("sample_weight", sample_weight, y_pred, self.leaves, self.wanted) or nil
  local total
  for _, entry in ipairs(self.entries) do
    local p, w = flat[entry.place], sample_weight
    if weights then w = weights[entry.place] or nil end
    local value = entry.loss(targets[entry.place], p, w ~= nil and { sample_weight = w } or nil)
    if value.ndim > 0 then
      core.raise(("the loss '%s' has shape (%s) instead of being a scalar: in training a loss has a reduction"):format(
        entry.loss.name, table.concat(value.shape, ", ")))
    end
    if entry.tracker then entry.tracker:update_state(value, { sample_weight = core.tensor(p.shape[1] + 0.0) }) end
    value = ops.cast(value, core.floatx())
    if entry.weight then value = value * entry.weight end
    total = total and total + value or value
  end
  return total
end

-- The loss of compile's arguments, for a model whose outputs come from layers of these names (none: they have none).
function M.new(loss, weights, output_names)
  return setmetatable({ loss = loss, weights = weights, output_names = output_names or {}, metrics = {} }, CompileLoss)
end

return M
