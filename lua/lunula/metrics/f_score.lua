-- What FBetaScore and F1Score share: counts for each class, and means over classes. Knows of its base class only.
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.metrics.base"

local M = {}

local averages = { micro = true, macro = true, weighted = true }

M.params = {
  average = { "average", core.null, doc = '"micro" (all classes together), "macro" (their mean), "weighted" (by how often each occurs) or nil, one result for each' },
  threshold = { "threshold", core.null, doc = "predictions above it are positive, in (0, 1]; nil means the largest one of each sample" },
}

-- The weight as one for each entry of a (n, classes) tensor.
local function by_entry(self, weight, shape)
  weight = core.tensor(weight, self.dtype)
  if weight.ndim == 1 then weight = ops.expand_dims(weight, 1) end
  return base.spread(self, weight, shape)
end

M.FScore = base.Metric("FScore", {
  direction = "up",
  initialize = function(self, args)
    super.initialize(self, args)
    local function refuse(text, ...) core.raise(("ValueError: %s: " .. text):format(self.name, ...)) end
    if self.average ~= nil and not averages[self.average] then
      refuse("average is nil, 'micro', 'macro' or 'weighted', got '%s'", tostring(self.average))
    end
    if type(self.beta) ~= "number" or self.beta ~= self.beta or self.beta <= 0 then refuse("beta is a number above 0, got %s", tostring(self.beta)) end
    local threshold = self.threshold
    if threshold ~= nil and (type(threshold) ~= "number" or not (threshold > 0 and threshold <= 1)) then
      refuse("threshold is a number in (0, 1], got %s", tostring(threshold))
    end
    self.beta, self.threshold = self.beta + 0.0, threshold and threshold + 0.0
  end,
  -- The state, whose shape the first batch tells.
  build = function(self, y_true, y_pred)
    if y_true.ndim ~= 2 or base.shape_text(y_true.shape) ~= base.shape_text(y_pred.shape) then
      core.raise(("ValueError: %s: y_true and y_pred must have one shape (n, classes), got %s and %s"):format(self.name, base.shape_text(y_true.shape),
        base.shape_text(y_pred.shape)))
    end
    if self.true_positives then return end
    local shape = self.average == "micro" and {} or { y_pred.shape[2] }
    for _, name in ipairs { "true_positives", "false_positives", "false_negatives", "intermediate_weights" } do
      self[name] = self:add_variable { shape = shape, dtype = self.dtype, name = name }
    end
  end,
  update_state = function(self, ...)
    local t, p, w = base.take(self, ...)
    t, p = core.tensor(t, self.dtype), core.tensor(p, self.dtype)
    self:build(t, p)
    w = w ~= nil and by_entry(self, w, p.shape)
    if self.threshold then
      p = ops.greater(p, self.threshold)
    else
      -- zeros are no prediction, even where they are the largest
      p = ops.logical_and(ops.greater_equal(p, ops.max(p, -1, true)), ops.greater(ops.absolute(p), 1e-9))
    end
    p = ops.cast(p, self.dtype)
    local function add(variable, x)
      if w then x = x * w end
      variable:assign_add(self.average == "micro" and ops.sum(x) or ops.sum(x, 0))
    end
    add(self.true_positives, p * t)
    add(self.false_positives, p * (1 - t))
    add(self.false_negatives, (1 - p) * t)
    add(self.intermediate_weights, t)
  end,
  result = function(self)
    if not self.true_positives then core.raise(("%s: there is no result before the first update, which tells the number of classes"):format(self.name)) end
    local epsilon, tp, b2 = core.epsilon(), self.true_positives.value, self.beta ^ 2
    local precision = tp / (tp + self.false_positives.value + epsilon)
    local recall = tp / (tp + self.false_negatives.value + epsilon)
    local score = precision * recall / (b2 * precision + recall + epsilon) * (1 + b2)
    if self.average == "weighted" then
      local weights = self.intermediate_weights.value
      return ops.sum(score * (weights / (ops.sum(weights) + epsilon)))
    end
    return self.average and ops.mean(score) or score
  end,
})

return M
