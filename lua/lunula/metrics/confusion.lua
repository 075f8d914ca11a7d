-- True and false positives and negatives at thresholds, counted over batches: the state of Precision, AUC and their kin. Knows of ops.
--
-- A prediction is positive where it is above a threshold. At a few thresholds each is compared with all predictions. Thresholds that divide [0, 1] evenly are
-- counted in one pass however many they are: a prediction p lies above the thresholds 0 .. ceil(p (n - 1)) - 1, so the weights are added up by that number, and
-- a running sum from the end gives the counts at each threshold.
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.metrics.base"
local same_rank = require("lunula.losses.base").same_rank

local M = {}

local kinds = { "true_positives", "false_positives", "true_negatives", "false_negatives" }
local is_of_true = { true_positives = true, false_negatives = true } -- those of positive labels
local BELOW = -1e10 -- lies below every prediction

function M.refuse(self, text, ...) core.raise(("ValueError: %s: " .. text):format(require("lunula.class").class_of(self).name, ...)) end

-- A number, list or tensor of thresholds in [0, 1] as a list; `default` when it is nil.
function M.thresholds(self, given, default)
  if given == nil then return { default } end
  if core.is_tensor(given) then given = given:totable() end
  local list = type(given) == "table" and { table.unpack(given) } or { given }
  for _, t in ipairs(list) do
    if type(t) ~= "number" or t ~= t or t < 0 or t > 1 then M.refuse(self, "thresholds are numbers in [0, 1], got %s", tostring(t)) end
  end
  if #list == 0 then M.refuse(self, "thresholds are a number in [0, 1] or a list of them, got an empty list") end
  return list
end

-- n thresholds that divide [0, 1] evenly.
function M.even(n)
  local list = {}
  for i = 1, n do list[i] = (i - 1) / (n - 1) end
  return list
end

-- Whether a list of at least three thresholds divides [0, 1] evenly, up to rounding.
function M.is_even(list)
  if #list < 3 then return false end
  for i, t in ipairs(M.even(#list)) do
    if math.abs(list[i] - t) > core.epsilon() + 1e-5 * t then return false end
  end
  return true
end

-- The entries of which fewer than k are larger along the last axis, the others below every threshold; of equal ones the first.
local function only_top(scores, k)
  local place = ops.argsort(ops.argsort(-scores, -1), -1)
  return ops.where(ops.less(place, k), scores, ops.full_like(scores, BELOW))
end

local function only_class(self, x, id)
  local classes = x.shape[x.ndim]
  if x.ndim < 2 then M.refuse(self, "class_id needs y_pred of shape (n, classes), got %s", base.shape_text(x.shape)) end
  if classes ~= core.null and (id >= classes or id < -classes) then M.refuse(self, "class_id %d is none of the %d classes of y_pred", id, classes) end
  return ops.take(x, core.tensor { id }, -1)
end

local function last_index(x) return x.shape[x.ndim] end

-- y_true and y_pred of one shape, and the weight (or nil) broadcast to it.
local function align(self, y_true, y_pred, weight)
  local dtype = self.counts[1].variable.dtype
  y_true, y_pred = same_rank(core.tensor(y_true, dtype), core.tensor(y_pred, dtype))
  if base.shape_text(y_true.shape) ~= base.shape_text(y_pred.shape) then
    M.refuse(self, "y_true and y_pred must have the same shape, got %s and %s", base.shape_text(y_true.shape), base.shape_text(y_pred.shape))
  end
  if weight ~= nil then
    weight = core.tensor(weight, dtype)
    if weight.ndim == y_true.ndim - 1 and y_true.ndim > 1 then weight = ops.expand_dims(weight, -1) end
    if weight.ndim > 0 and weight.ndim < y_true.ndim then
      M.refuse(self, "sample_weight of shape %s does not fit y_true of shape %s", base.shape_text(weight.shape), base.shape_text(y_true.shape))
    end
  end
  if self.top_k then y_pred = only_top(y_pred, self.top_k) end
  if self.class_id then
    local classes = last_index(y_pred)
    y_true, y_pred = only_class(self, y_true, self.class_id), only_class(self, y_pred, self.class_id)
    if weight and weight.ndim > 0 and last_index(weight) == classes and classes ~= 1 then weight = only_class(self, weight, self.class_id) end
  end
  if weight ~= nil then weight = base.spread(self, weight, y_pred.shape) end
  if self.label_weights and not self.multi_label then
    local by_label = ops.broadcast_to(core.tensor(self.label_weights, dtype), y_pred.shape)
    weight = weight and weight * by_label or by_label
  end
  if not self.multi_label then
    y_true, y_pred, weight = ops.reshape(y_true, { -1 }), ops.reshape(y_pred, { -1 }), weight and ops.reshape(weight, { -1 })
  end
  return ops.not_equal(y_true, 0), y_pred, weight or ops.ones_like(y_pred)
end

-- Functions of a kind that give what one batch adds to its counts.
local function count_even(self, t, p, w)
  local n, labels = #self.thresholds, p.ndim > 1 and p.shape[2] or nil
  local lowest = self.open_ends and 1 or 0 -- with ends beyond [0, 1] every prediction lies above the first
  local level = ops.ceil(ops.clip(p, 0, 1) * (n - 1)) -- how many thresholds lie below the prediction
  level = ops.cast(ops.where(ops.greater(level, lowest), level, lowest), "int32")
  -- one sum for each label's truth, number of thresholds below, and label
  local place = level + ops.where(t, 0, n + 1)
  if labels then place = place * labels + ops.arange(labels, { dtype = "int32" }) end
  local sums = core.ops.scatter_add(ops.reshape(w, { -1 }), ops.reshape(place, { -1 }), { 2 * (n + 1) * (labels or 1) }, 0)
  sums = ops.reshape(sums, { 2, n + 1, labels })
  local from = ops.flip(ops.cumsum(ops.flip(sums, 1), 1), 1) -- of as many thresholds below or more
  return function(kind)
    local mine = from[is_of_true[kind] and 0 or 1]
    local above = mine["1:"]
    return kind:find "positives" and above or mine[0] - above
  end
end

local function count_each(self, t, p, w)
  local shape = { #self.thresholds, 1 }
  if p.ndim > 1 then shape[3] = 1 end
  local above = ops.greater(ops.expand_dims(p, 0), ops.reshape(core.tensor(self.thresholds, p.dtype), shape))
  return function(kind)
    local label, side = is_of_true[kind] and t or ops.logical_not(t), kind:find "positives" and above or ops.logical_not(above)
    return ops.sum(ops.where(ops.logical_and(label, side), w, ops.zeros_like(w)), 1)
  end
end

-- A metric with counts. A class says `counted`, a list of { field, kind }, and `set_thresholds`.
M.Confusion = base.Metric("Confusion", {
  initialize = function(self, args)
    super.initialize(self, args)
    self:set_thresholds(args)
    if not self.multi_label then self:add_counts { #self.thresholds } end
  end,
  set_thresholds = function(self, args)
    self.init_thresholds = args.thresholds
    self.thresholds = M.thresholds(self, args.thresholds, self.top_k and BELOW or 0.5)
    self.is_even = M.is_even(self.thresholds)
  end,
  add_counts = function(self, shape)
    self.counts = {}
    for i, entry in ipairs(self.counted) do
      self[entry[1]] = self:add_variable { shape = shape, name = entry[1] }
      self.counts[i] = { kind = entry[2], variable = self[entry[1]] }
    end
  end,
  update_state = function(self, ...)
    local t, p, w = align(self, base.take(self, ...))
    local added = (self.is_even and count_even or count_each)(self, t, p, w)
    for _, count in ipairs(self.counts) do count.variable:assign_add(added(count.kind)) end
  end,
  -- a / (a + b) of two counts, 0 where both are.
  ratio = function(_, a, b) return ops.divide_no_nan(a, ops.add(a, b)) end,
  -- One value for one threshold, else one for each.
  at_thresholds = function(self, x) return #self.thresholds == 1 and ops.squeeze(x, 0) or x end,
  get_config = function(self)
    local config = super.get_config(self)
    if rawget(config, "thresholds") ~= nil then config.thresholds = self.init_thresholds == nil and core.null or self.init_thresholds end
    return config
  end,
})

-- `counted` of the names that are their own kinds.
function M.counted(...)
  local list = {}
  for i, name in ipairs { ... } do list[i] = { name, name } end
  return list
end

M.all = M.counted(table.unpack(kinds))

return M
