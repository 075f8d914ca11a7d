-- AUC: the area under the ROC, precision-recall or precision-recall-gain curve. Knows of confusion only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local confusion = require "lunula.metrics.confusion"
local base = require "lunula.metrics.base"

local curves = { ROC = "ROC", roc = "ROC", PR = "PR", pr = "PR", PRGAIN = "PRGAIN", prgain = "PRGAIN" }
local methods = { interpolation = "interpolation", Interpolation = "interpolation", majoring = "majoring", Majoring = "majoring",
  minoring = "minoring", Minoring = "minoring" }

-- All but the last, and all but the first of the thresholds.
local function left(x) return x[":-1"] end
local function right(x) return x["1:"] end

-- The area under the precision-recall curve between thresholds, true positives and positives taken as linear there (Davis and Goadrich, 2006):
-- slope (dTP + (TP_B - slope P_B) log(P_A / P_B)) / labels, slope = dTP / dP, A and B the lower and the higher threshold.
local function interpolated_pr(tp, fp, fn)
  local p = tp + fp
  local dtp = left(tp) - right(tp)
  local slope = ops.divide_no_nan(dtp, ops.maximum(left(p) - right(p), 0))
  local intercept = right(tp) - slope * right(p)
  local both = ops.logical_and(ops.greater(left(p), 0), ops.greater(right(p), 0))
  local ratio = ops.where(both, ops.divide_no_nan(left(p), ops.maximum(right(p), 0)), ops.ones_like(right(p)))
  return ops.divide_no_nan(slope * (dtp + intercept * ops.log(ratio)), ops.maximum(right(tp) + right(fn), 0))
end

-- x and y of the curve at each threshold.
local function curve_points(self, tp, fp, tn, fn)
  local recall = self:ratio(tp, fn)
  if self.curve == "ROC" then return self:ratio(fp, tn), recall end
  if self.curve == "PR" then return recall, self:ratio(tp, fp) end
  -- gains relative to calling everything positive (Flach and Kull, 2015); without true positives recall has gained 0 and precision 1
  local odds = ops.divide_no_nan(tp + fn, tn + fp)
  local none = ops.equal(tp, 0)
  local recall_gain = ops.where(none, ops.zeros_like(tp), 1 - odds * ops.divide_no_nan(fn, tp))
  return ops.maximum(recall_gain, 0), ops.where(none, ops.ones_like(tp), 1 - odds * ops.divide_no_nan(fp, tp))
end

return class.builtin(base.Metric, "AUC", "keras.metrics", {
  doc = {
    "The area under the ROC curve (how often a positive sample is ranked above a negative one) or under the precision-recall curve, by a sum over thresholds.",
    formula = "sum((x_i - x_{i+1}) height_i), the height between y_i and y_{i+1} by summation_method; ROC: x = fp / (fp + tn), y = tp / (tp + fn)",
    shapes = "y_true, y_pred (n, ...), or (n, labels) with multi_label; sample_weight scalar, (n,) or of their shape; result ()",
    source = "Davis and Goadrich, 2006 (interpolation of precision and recall); Flach and Kull, 2015 (their gains)",
    example = [[
print(keras.metrics.AUC { num_thresholds = 3 }({ 0, 0, 1, 1 }, { 0, 0.5, 0.3, 0.9 }))  --> tensor(0.75, shape=(), dtype=float32)
print(keras.metrics.AUC { curve = "PR" }({ 0, 0, 1, 1 }, { 0, 0.5, 0.3, 0.9 }))        --> tensor(0.79726744, shape=(), dtype=float32)]],
  },
  inherit = confusion.Confusion,
  params = {
    { "num_thresholds", 200, doc = "how many thresholds divide [0, 1] evenly; more come closer to the area" },
    { "curve", "ROC", doc = '"ROC", "PR" or "PRGAIN"' },
    { "summation_method", "interpolation", doc = '"interpolation", "minoring" (from below) or "majoring" (from above)' },
    { "name", core.null }, { "dtype", core.null },
    { "thresholds", core.null, config = false, doc = "a list of thresholds in [0, 1] instead, to which both ends are added" },
    { "multi_label", false, doc = "whether each column of y_pred is a label of its own, whose areas are averaged" },
    { "num_labels", core.null, doc = "how many labels there are with multi_label; nil means as the first y_pred says" },
    { "label_weights", core.null, doc = "a weight for each label" },
    { "from_logits", false, doc = "whether y_pred are logits instead of probabilities" },
  },
  direction = "up",
  counted = confusion.all,
  set_thresholds = function(self, args)
    self.curve = curves[args.curve] or confusion.refuse(self, "curve is 'ROC', 'PR' or 'PRGAIN', got '%s'", tostring(args.curve))
    self.summation_method = methods[args.summation_method]
      or confusion.refuse(self, "summation_method is 'interpolation', 'minoring' or 'majoring', got '%s'", tostring(args.summation_method))
    if args.num_labels and not args.multi_label then confusion.refuse(self, "num_labels is only for multi_label = true") end
    self.init_thresholds = args.thresholds
    local n, list = self.num_thresholds
    if args.thresholds ~= nil then
      list = confusion.thresholds(self, args.thresholds)
      table.sort(list)
      table.insert(list, 1, 0.0)
      list[#list + 1] = 1.0
    else
      if math.type(n) ~= "integer" or n < 2 then confusion.refuse(self, "num_thresholds is an integer above 1, got %s", tostring(n)) end
      list = confusion.even(n)
    end
    self.is_even = args.thresholds == nil or confusion.is_even(list)
    -- ends a little beyond 0 and 1, so that every prediction lies between them
    list[1], list[#list] = 0.0 - core.epsilon(), 1.0 + core.epsilon()
    self.thresholds, self.num_thresholds, self.open_ends = list, #list, true
    if self.multi_label and self.num_labels then self:add_counts { #list, self.num_labels } end
  end,
  update_state = function(self, ...)
    local y_true, y_pred, weight = base.take(self, ...)
    y_pred = core.tensor(y_pred)
    if self.multi_label and not self.counts then
      if y_pred.ndim ~= 2 then confusion.refuse(self, "y_pred must have shape (n, labels) with multi_label, got %s", base.shape_text(y_pred.shape)) end
      self:add_counts { #self.thresholds, y_pred.shape[2] }
    end
    super.update_state(self, y_true, self.from_logits and ops.sigmoid(y_pred) or y_pred, weight)
  end,
  result = function(self)
    if not self.counts then core.raise(("%s: there is no result before the first update, which tells the number of labels"):format(self.name)) end
    local tp, fp, tn, fn = self.true_positives.value, self.false_positives.value, self.true_negatives.value, self.false_negatives.value
    local areas
    if self.curve == "PR" and self.summation_method == "interpolation" then
      areas = interpolated_pr(tp, fp, fn)
    else
      local x, y = curve_points(self, tp, fp, tn, fn)
      local height = self.summation_method == "interpolation" and (left(y) + right(y)) / 2
        or (self.summation_method == "minoring" and ops.minimum or ops.maximum)(left(y), right(y))
      areas = (left(x) - right(x)) * height
    end
    if not self.multi_label then return ops.sum(areas) end
    local by_label = ops.sum(areas, 0)
    if self.label_weights == nil then return ops.mean(by_label) end
    local weights = core.tensor(self.label_weights, self.dtype)
    return ops.divide_no_nan(ops.sum(by_label * weights), ops.sum(weights))
  end,
  get_config = function(self)
    local list = { { "name", self.name }, { "dtype", self.dtype } }
    for _, key in ipairs { "num_thresholds", "curve", "summation_method", "multi_label", "num_labels", "label_weights", "from_logits" } do
      list[#list + 1] = { key, self[key] }
    end
    if core.is_tensor(self.label_weights) then list[8][2] = self.label_weights:totable() end -- Keras reads a list back, but not a tensor's envelope
    if self.init_thresholds ~= nil then list[#list + 1] = { "thresholds", { table.unpack(self.thresholds, 2, #self.thresholds - 1) } } end
    return class.ordered(list)
  end,
})
