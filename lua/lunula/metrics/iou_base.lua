-- Intersection over union of classes: a confusion matrix added up over batches, and the mean over target classes. Knows of its base class only.
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.metrics.base"

local M = {}

local function flat(x, dtype)
  x = core.tensor(x, dtype)
  return x.ndim > 1 and ops.reshape(x, { -1 }) or x
end

-- Parameters that several of the classes share.
M.params = {
  num_classes = { "num_classes", doc = "how many classes there are; others count for nothing" },
  target_class_ids = { "target_class_ids", doc = "the classes whose mean is the result, a list" },
  ignore_class = { "ignore_class", core.null, doc = "label whose samples are left out, a void class" },
  sparse_y_true = { "sparse_y_true", true, doc = "whether y_true holds classes instead of a score for each" },
  sparse_y_pred = { "sparse_y_pred", true, doc = "whether y_pred holds classes instead of a score for each" },
  axis = { "axis", -1, doc = "axis of the scores where they are not sparse" },
}

-- What is no parameter of a class stands in it as a member.
M.IoUBase = base.Metric("IoUBase", {
  direction = "up",
  sparse_y_true = true,
  sparse_y_pred = true,
  axis = -1,
  initialize = function(self, args)
    super.initialize(self, args)
    if args.dtype == nil or args.dtype == "int" then self.dtype = "int32" end
    local n, largest = self.num_classes, 0
    local function refuse(text, ...) core.raise(("ValueError: %s: " .. text):format(self.name, ...)) end
    if math.type(n) ~= "integer" or n < 1 then refuse("num_classes is an integer above 0, got %s", tostring(n)) end
    local targets = self.target_class_ids
    if targets == nil then
      targets = {}
      for i = 0, n - 1 do targets[i + 1] = i end
    end
    if type(targets) ~= "table" or #targets == 0 then refuse("target_class_ids is a list of classes, got %s", tostring(targets)) end
    for _, id in ipairs(targets) do
      if math.type(id) ~= "integer" then refuse("target_class_ids is a list of classes, got %s in it", tostring(id)) end
      largest = math.max(largest, id)
    end
    if largest >= n then refuse("target class %d is out of range, which is [0, %d)", largest, n) end
    self.targets = core.tensor(targets, "int32")
    self.total_cm = self:add_variable { shape = { n, n }, dtype = self.dtype, name = "total_confusion_matrix" }
  end,
  update_state = function(self, ...)
    local t, p, w = base.take(self, ...)
    if not self.sparse_y_true then t = ops.argmax(core.tensor(t), self.axis) end
    if not self.sparse_y_pred then p = ops.argmax(core.tensor(p), self.axis) end
    local shape = core.tensor(t).shape
    t, p = flat(t, self.dtype), flat(p, self.dtype)
    if t.shape[1] ~= p.shape[1] then
      core.raise(("ValueError: %s: y_true and y_pred must have one entry for each other, got %d and %d"):format(self.name, t.size, p.size))
    end
    if w ~= nil then
      w = core.tensor(w)
      if w.dtype:find "float" and self.dtype:find "int" and not self.warned then
        self.warned = true
        warn(("%s: sample_weight is %s, but counts are %s: each weight loses its fraction; give dtype = \"float32\""):format(self.name, w.dtype, self.dtype))
      end
      w = core.tensor(w, self.dtype)
      if w.size == t.size then
        w = flat(w)
      else -- one for each sample counts for all of its entries
        for _ = w.ndim + 1, w.ndim > 0 and #shape or 0 do w = ops.expand_dims(w, -1) end
        w = flat(base.spread(self, w, shape))
      end
    end
    local n = self.num_classes
    local function inside(x) return ops.logical_and(ops.greater_equal(x, 0), ops.less(x, n)) end
    local counted = ops.logical_and(inside(t), inside(p))
    if self.ignore_class then counted = ops.logical_and(counted, ops.not_equal(t, self.ignore_class)) end
    -- float64 holds what sums of int32 can hold
    local dtype = self.dtype:find "float" and self.dtype or "float64"
    w = ops.where(counted, w and ops.cast(w, dtype) or 1, ops.zeros_like(t, dtype))
    local cell = ops.where(counted, ops.cast(t, "int32") * n + ops.cast(p, "int32"), 0)
    local added = core.ops.scatter_add(ops.cast(w, dtype), cell, { n * n }, 0)
    self.total_cm:assign_add(ops.cast(ops.reshape(added, { n, n }), self.dtype))
  end,
  result = function(self)
    local cm, n = self.total_cm.value, self.num_classes
    local hits = ops.take(ops.reshape(cm, { -1 }), ops.arange(n, { dtype = "int32" }) * (n + 1), 0)
    local union = ops.sum(cm, 0) + ops.sum(cm, 1) - hits
    hits, union = ops.cast(ops.take(hits, self.targets, 0), "float32"), ops.cast(ops.take(union, self.targets, 0), "float32")
    local present = ops.greater(union, 1e-9) -- a class without labels and predictions is left out
    local iou = ops.where(present, hits / (union + core.epsilon()), ops.zeros_like(union))
    return ops.sum(iou) / (ops.sum(ops.cast(present, "float32")) + core.epsilon())
  end,
})

return M
