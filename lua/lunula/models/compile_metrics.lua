-- The metrics of a compiled model, made when the shapes of the first batch are known. Knows of metrics and structures of tensors.
local class = require "lunula.class"
local core = require "lunula.core"
local data = require "lunula.models.data"

local M = {}

local CompileMetrics = { __name = "CompileMetrics" }
CompileMetrics.__index = CompileMetrics

local function is_single(metric) return type(metric) ~= "table" or class.is_instance(metric) or class.is_class(metric) or metric.class_name ~= nil end

local function each(metrics, fn)
  if is_single(metrics) then return fn(metrics) end
  for _, m in ipairs(metrics) do each(m, fn) end
end

-- The entries { key, metric, name, weighted } of one of compile's two lists.
local function spread(self, metrics, weighted, y_true, y_pred)
  local for_model = require("lunula.metrics").for_model
  local function add(list, key, t, p)
    each(list, function(identifier)
      if identifier == nil or identifier == core.null then return end
      local metric = for_model(identifier, t, p)
      local name = type(key) == "string" and key .. "_" .. metric.name or metric.name
      self.entries[#self.entries + 1] = { key = key, metric = metric, name = name, weighted = weighted }
    end)
  end
  if not data.is_nested(y_pred) then
    if not is_single(metrics) and metrics[1] == nil then metrics = metrics[next(metrics)] end
    return add(metrics, nil, y_true, y_pred)
  end
  for _, key in ipairs(data.keys(metrics)) do
    if y_pred[key] == nil then core.raise(("compile: metrics name the output '%s', which the model doesn't have"):format(tostring(key))) end
    add(metrics[key], key, y_true[key], y_pred[key])
  end
end

-- Names as Keras makes them unique: a weighted metric of a name already taken is weighted_<name>, others are numbered.
local function name_entries(entries)
  local count = {}
  for _, entry in ipairs(entries) do
    local name = entry.name
    if count[name] and entry.weighted then name = "weighted_" .. name end
    if count[name] then
      count[name] = count[name] + 1
      name = ("%s_%d"):format(name, count[name] - 1)
    else
      count[name] = 1
    end
    entry.name = name
  end
end

function CompileMetrics:build(y_true, y_pred)
  self.entries = {}
  if self.plain then spread(self, self.plain, false, y_true, y_pred) end
  if self.weighted then spread(self, self.weighted, true, y_true, y_pred) end
  name_entries(self.entries)
end

function CompileMetrics:update_state(y_true, y_pred, sample_weight)
  if not self.entries then self:build(y_true, y_pred) end
  for _, entry in ipairs(self.entries) do
    local t, p, w = y_true, y_pred, sample_weight
    if entry.key ~= nil then
      t, p = y_true[entry.key], y_pred[entry.key]
      if w ~= nil and data.is_nested(w) then w = w[entry.key] end
    end
    entry.metric:update_state(t, p, entry.weighted and w or nil)
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

function M.new(plain, weighted)
  return setmetatable({ plain = plain, weighted = weighted }, CompileMetrics)
end

return M
