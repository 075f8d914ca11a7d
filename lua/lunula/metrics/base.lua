-- keras.Metric: a running figure over batches, its state in variables. Knows of classes and ops.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local losses = require "lunula.losses.base"

local M = {}

local function snake(name) return (name:gsub("(.)(%u%l+)", "%1_%2"):gsub("(%l)(%u)", "%1_%2"):lower()) end

M.Metric = class.kind("Metric", {
  doc = "Metric(name, { update_state = function(self, y_true, y_pred, options) ... end, result = function(self) ... end }): options has sample_weight.",
  params = { { "name", core.null }, { "dtype", core.null } },
  initialize = function(self, args)
    for _, param in ipairs(class.class_of(self).params) do self[param[1]] = args[param[1]] end
    self.name = self.name or core.unique_name(snake(class.class_of(self).name))
    self.dtype = self.dtype or core.floatx()
    self.variables = {}
  end,
  add_variable = function(self, shape, name)
    local variable = core.variable(ops.zeros(shape, self.dtype), name, false)
    self.variables[#self.variables + 1] = variable
    return variable
  end,
  reset_state = function(self)
    for _, v in ipairs(self.variables) do v:assign(ops.zeros(v.shape, v.dtype)) end
  end,
  __call = function(self, ...)
    self:update_state(...)
    return self:result()
  end,
})

-- The sample weight among a metric's arguments: a tensor or { sample_weight = ... }.
local function weight_of(options)
  if type(options) == "table" and #options == 0 then options = options.sample_weight end
  if options == nil or options == core.null then return nil end
  return core.tensor(options)
end

-- The weighted mean of values; subclasses give values(self, y_true, y_pred).
M.Mean = class.builtin(M.Metric, "Mean", "keras.metrics", {
  doc = "Mean(): the mean of all values seen, weighted by sample_weight.",
  params = { { "name", "mean" } },
  initialize = function(self, args)
    super.initialize(self, args)
    self.total, self.count = self:add_variable({}, "total"), self:add_variable({}, "count")
  end,
  add = function(self, values, options)
    local weight = weight_of(options)
    values = core.tensor(core.tensor(values), self.dtype)
    local mask = values.mask
    if mask then
      mask = ops.cast(mask, self.dtype)
      if weight then
        local w, m = losses.same_rank(ops.cast(weight, self.dtype), mask)
        weight = w * m
      else
        weight = mask
      end
    end
    if weight then
      local v, w = losses.same_rank(values, ops.cast(weight, self.dtype))
      if w.ndim < v.ndim then
        local axes = {}
        for i = w.ndim, v.ndim - 1 do axes[#axes + 1] = i end
        v = ops.mean(v, axes)
      end
      self.total:assign_add(ops.sum(v * w))
      self.count:assign_add(ops.sum(ops.broadcast_to(w, (v * w).shape)))
    else
      self.total:assign_add(ops.sum(values))
      self.count:assign_add(values.size)
    end
  end,
  update_state = function(self, values, options) self:add(values, options) end,
  result = function(self) return ops.divide_no_nan(self.total, self.count) end,
})

-- A class that is the mean of fn(self, y_true, y_pred).
function M.mean_of(name, default_name, doc, fn, params)
  params = params or {}
  params[#params + 1] = { "name", default_name }
  return class.builtin(M.Metric, name, "keras.metrics", {
    inherit = M.Mean, doc = doc, aliases = { default_name }, params = params,
    update_state = function(self, y_true, y_pred, options)
      self:add(fn(self, core.tensor(y_true), core.tensor(y_pred)), options)
    end,
  })
end

return M
