-- The metrics of a compiled model, made when the shapes of the first batch are known. Knows of metrics and structures of tensors.
local class = require "lunula.class"
local core = require "lunula.core"
local outputs = require "lunula.models.outputs"
local structure = require "lunula.structure"

local M = {}

local CompileMetrics = { __name = "CompileMetrics" }
CompileMetrics.__index = CompileMetrics

local function is_single(metric) return type(metric) ~= "table" or class.is_instance(metric) or class.is_class(metric) or metric.class_name ~= nil end

-- All metrics of a nested list or dictionary, in order.
local function flat_metrics(metrics, list)
  list = list or {}
  if metrics == nil or metrics == core.null then return list end
  if is_single(metrics) then
    list[#list + 1] = metrics
  else
    for _, key in ipairs(structure.keys(metrics)) do flat_metrics(metrics[key], list) end
  end
  return list
end

-- One list of metrics (or false) per output.
local function spread(metrics, what, y_pred, leaves)
  if #leaves == 1 then return { metrics } end
  local list = outputs.spread(metrics, y_pred, leaves, function(part) return is_single(part) or part[1] ~= nil end)
  if not list or metrics[1] ~= nil and #structure.keys(metrics) ~= #leaves then
    core.raise(("ValueError: Invalid `%s`: it should be a list with one entry for each output, or a dict with some of their names; the outputs are %s")
      :format(what, outputs.names_text(leaves)))
  end
  return list
end

-- Appends the entries { place, metric, name, output, weighted } of one of compile's two lists to those that `made` has.
local function add_entries(made, what, metrics, weighted, y_true, y_pred)
  if metrics == nil or next(metrics) == nil then return end
  local for_model = require("lunula.metrics").for_model
  local list, flat = spread(metrics, what, y_pred, made.leaves), structure.flatten(y_pred)
  local targets = outputs.align("y_true", y_true, y_pred, made.leaves, made.wanted)
  for i, leaf in ipairs(made.leaves) do
    for _, identifier in ipairs(list[i] and flat_metrics(list[i]) or {}) do
      local metric = for_model(identifier, targets[i], flat[i])
      made.entries[#made.entries + 1] = { place = i, metric = metric, name = metric.name, output = #made.leaves > 1 and leaf.name or nil, weighted = weighted }
    end
  end
end

-- Names as Keras makes them unique: <output>_<name>; a weighted metric of a name already taken is <output>_weighted_<name>, others are numbered.
local function name_entries(entries)
  local count = {}
  for _, entry in ipairs(entries) do
    local function full(name) return entry.output and entry.output .. "_" .. name or name end
    local name = full(entry.name)
    if count[name] and entry.weighted then name = full("weighted_" .. entry.name) end
    if count[name] then
      count[name] = count[name] + 1
      name = ("%s_%d"):format(name, count[name] - 1)
    else
      count[name] = 1
    end
    entry.name = name
  end
end

-- A build that failed is begun anew.
function CompileMetrics:build(y_true, y_pred)
  local made = { entries = {}, leaves = outputs.leaves(y_pred, self.output_names), wanted = {} }
  for i, leaf in ipairs(made.leaves) do -- an output that no metric is for needs no targets
    for _, metrics in ipairs { self.plain or {}, self.weighted or {} } do
      if #made.leaves == 1 or metrics[1] ~= nil and metrics[i] ~= core.null or outputs.at(metrics, { leaf.name or leaf.layer }) ~= nil then made.wanted[i] = true end
    end
  end
  add_entries(made, "metrics", self.plain, false, y_true, y_pred)
  add_entries(made, "weighted_metrics", self.weighted, true, y_true, y_pred)
  name_entries(made.entries)
  self.leaves, self.wanted = made.leaves, made.wanted
  self.entries = made.entries -- last: without them the build is begun anew
end

function CompileMetrics:update_state(y_true, y_pred, sample_weight)
  if not self.entries then self:build(y_true, y_pred) end
  local targets, flat = outputs.align("y_true", y_true, y_pred, self.leaves, self.wanted), structure.flatten(y_pred)
  local weights = sample_weight ~= nil and structure.is_nested(sample_weight)
    and outputs.align("sample_weight", sample_weight, y_pred, self.leaves, self.wanted) or nil
  for _, entry in ipairs(self.entries) do
    local w = sample_weight
    if weights then w = weights[entry.place] or nil end
    entry.metric:update_state(targets[entry.place], flat[entry.place], entry.weighted and w or nil)
  end
end

-- The metric objects, once they are made.
function CompileMetrics:objects()
  local list = {}
  for i, entry in ipairs(self.entries or {}) do list[i] = entry.metric end
  return list
end

-- Puts name = result into `results`.
function CompileMetrics:collect(results)
  for _, entry in ipairs(self.entries or {}) do results[entry.name] = entry.metric:result() end
end

function CompileMetrics:names()
  local list = {}
  for i, entry in ipairs(self.entries or {}) do list[i] = entry.name end
  return list
end

-- The metrics of compile's arguments, for a model whose outputs come from layers of these names (none: they have none).
function M.new(plain, weighted, output_names)
  return setmetatable({ plain = plain, weighted = weighted, output_names = output_names or {} }, CompileMetrics)
end

return M
