-- What callbacks share that watch one figure: which direction is better, and whether it got better. Knows of models by their metrics.
local core = require "lunula.core"

local M = {}

local higher = { "accuracy", "precision", "recall", "auc", "r2_score", "f1_score", "fbeta_score", "iou", "concordance", "pearson", "cosine_similarity",
  "positives_rate", "true_positives", "true_negatives", "specificity", "sensitivity" }
local lower = { "loss", "error", "crossentropy", "hinge", "poisson", "kl_divergence", "log_cosh", "mse", "mae", "mape", "msle", "bce",
  "false_positives", "false_negatives" }

local function contains(name, parts)
  for _, part in ipairs(parts) do
    if name:find(part, 1, true) then return true end
  end
end

-- Whether a larger value of this metric is better: what the metric says of itself, else what its class's name and its own name tell.
local function goes_up(owner, model, monitor)
  local name = monitor:gsub("^val_", "")
  if name == "loss" then return false end
  for _, metric in ipairs(model and model.metrics or {}) do
    if metric.name == name then
      if metric.direction then return metric.direction == "up" end
      local class = require "lunula.class"
      local kind = class.snake(class.class_of(metric).name)
      if contains(kind, higher) then return true end
      if contains(kind, lower) then return false end
    end
  end
  if name == "acc" or contains(name, higher) then return true end
  if contains(name, lower) then return false end
  core.raise(('%s: whether a larger or a smaller %s is better can\'t be told; say mode = "max" or mode = "min"'):format(owner, monitor))
end

function M.initialize(self, args)
  for key, value in pairs(args) do self[key] = value end
  if self.mode ~= "auto" and self.mode ~= "min" and self.mode ~= "max" then
    warn(('%s: mode is "auto", "min" or "max", not "%s"; taken for "auto"'):format(self.owner, tostring(self.mode)))
    self.mode = "auto"
  end
  self.min_delta = math.abs(self.min_delta)
end

-- Whether `value` is better than `reference` by more than min_delta; nil is worse than everything.
function M.is_better(self, value, reference)
  if reference == nil then return true end
  if self.up then return value - self.min_delta > reference end
  return value + self.min_delta < reference
end

-- Which direction is better is told at the end of the first epoch, when the model has its metrics.
function M.find_direction(self)
  if self.up == nil then self.up = self.mode == "max" or self.mode == "auto" and goes_up(self.owner, self.model, self.monitor) end
end

-- logs[monitor], or nil and a warning.
function M.value(self, logs)
  M.find_direction(self)
  local value = logs[self.monitor]
  if value == nil then
    local names = {}
    for name in pairs(logs) do names[#names + 1] = name end
    table.sort(names)
    warn(("%s watches '%s', which is not among the logs: %s"):format(self.owner, self.monitor, table.concat(names, ", ")))
  end
  return value
end

return M
