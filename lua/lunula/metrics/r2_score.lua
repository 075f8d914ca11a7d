-- R2Score: how much of the variance of the labels the predictions explain. Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.metrics.base"
local same_rank = require("lunula.losses.base").same_rank

local aggregations = { uniform_average = true, variance_weighted_average = true }

return class.builtin(base.Metric, "R2Score", "keras.metrics", {
  doc = {
    "The coefficient of determination: how much of the variance of y_true the predictions explain; 1 at best, 0 for predicting the mean, and below.",
    formula = "1 - sum(w (t - p)^2) / sum(w (t - mean t)^2) for each output; adjusted: 1 - (1 - R2)(n - 1) / (n - num_regressors - 1), n the number of values",
    shapes = "y_true, y_pred (n, outputs); sample_weight scalar, (n,) or (n, outputs); result (), or (outputs,) without class_aggregation",
    example = [[
local metric = keras.metrics.R2Score()
print(metric({ { 1 }, { 4 }, { 3 } }, { { 2 }, { 4 }, { 4 } }))  --> tensor(0.57142854, shape=(), dtype=float32)]],
  },
  params = {
    { "class_aggregation", "uniform_average", doc = '"uniform_average", "variance_weighted_average" or null, one result for each output' },
    { "num_regressors", 0, doc = "number of independent variables for the adjusted score; it is not adjusted where there are too few values" },
    { "name", "r2_score" }, { "dtype", core.null },
  },
  direction = "up",
  initialize = function(self, args)
    super.initialize(self, args)
    local function refuse(text, ...) core.raise(("ValueError: %s: " .. text):format(self.name, ...)) end
    if self.class_aggregation ~= nil and not aggregations[self.class_aggregation] then
      refuse("class_aggregation is 'uniform_average', 'variance_weighted_average' or null, got '%s'", tostring(self.class_aggregation))
    end
    local p = self.num_regressors
    if math.type(p) ~= "integer" or p < 0 then refuse("num_regressors is an integer from 0 on, got %s", tostring(p)) end
    self.num_samples = self:add_variable { name = "num_samples" }
  end,
  -- The state, whose shape the first batch tells.
  build = function(self, y_true, y_pred)
    if y_true.ndim ~= 2 or base.shape_text(y_true.shape) ~= base.shape_text(y_pred.shape) then
      core.raise(("ValueError: %s: y_true and y_pred must have one shape (n, outputs), got %s and %s"):format(self.name, base.shape_text(y_true.shape),
        base.shape_text(y_pred.shape)))
    end
    if self.count then return end
    local shape = { y_pred.shape[2] }
    self.squared_sum = self:add_variable { shape = shape, name = "squared_sum" }
    self.sum = self:add_variable { shape = shape, name = "sum" }
    self.total_mse = self:add_variable { shape = shape, name = "residual" }
    self.count = self:add_variable { shape = shape, name = "count" }
  end,
  update_state = function(self, ...)
    local t, p, w = base.take(self, ...)
    t, p = same_rank(core.tensor(t, self.dtype), core.tensor(p, self.dtype))
    self:build(t, p)
    w = core.tensor(w == nil and 1 or w, self.dtype)
    if w.ndim == 1 then w = ops.expand_dims(w, 1) end
    w = base.spread(self, w, t.shape)
    self.sum:assign_add(ops.sum(t * w, 0))
    self.squared_sum:assign_add(ops.sum(t * (t * w), 0))
    self.total_mse:assign_add(ops.sum(ops.square(t - p) * w, 0))
    self.count:assign_add(ops.sum(w, 0))
    self.num_samples:assign_add(t.size)
  end,
  result = function(self)
    if not self.count then core.raise(("%s: there is no result before the first update, which tells the number of outputs"):format(self.name)) end
    local sum = self.sum.value
    local total = self.squared_sum.value - sum * (sum / self.count.value)
    local scores = 1 - self.total_mse.value / total
    scores = ops.where(ops.isinf(scores), ops.zeros_like(scores), scores)
    if self.class_aggregation == "uniform_average" then
      scores = ops.mean(scores)
    elseif self.class_aggregation then
      scores = ops.sum(total * scores) / ops.sum(total)
    end
    if self.num_regressors == 0 then return scores end
    local n, p = self.num_samples.value, self.num_regressors
    return ops.where(ops.greater(n - 1, p), 1 - (1 - scores) * (n - 1) / (n - p - 1), scores)
  end,
})
