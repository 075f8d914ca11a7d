-- keras.Loss: call gives a loss per sample, the base reduces it with weights and masks. Knows of classes and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"

local M = {}

local reductions = { sum = true, sum_over_batch_size = true, mean = true, mean_with_sample_weight = true, none = true }

local function check_reduction(value)
  if value ~= nil and not reductions[value] then
    core.raise(("Loss: reduction is one of 'sum_over_batch_size', 'sum', 'mean', 'mean_with_sample_weight', 'none' or null, not '%s'"):format(
      tostring(value)))
  end
end

-- When ranks differ by one and the larger's last axis is 1: a vector is expanded, anything else squeezed to the smaller rank.
function M.same_rank(a, b)
  local ra, rb = a.ndim, b.ndim
  if math.abs(ra - rb) ~= 1 then return a, b end
  local swap = ra < rb
  if swap then a, b = b, a end
  if a.shape[a.ndim] == 1 then
    if b.ndim == 1 then b = ops.expand_dims(b, -1) else a = ops.squeeze(a, -1) end
  end
  if swap then a, b = b, a end
  return a, b
end

local function broadcast_shape(a, b) return (ops.zeros(a.shape) + ops.zeros(b.shape)).shape end

-- sum(values * weight) / ..., as keras-core defines each reduction. A masked entry is left out by selection, so that a nan under the mask does not leak (Keras
-- multiplies by 0, which keeps it).
function M.reduce(values, weight, mask, reduction, dtype)
  values = ops.cast(values, dtype)
  local keep
  if mask then
    keep = ops.cast(mask, "bool")
    local scale = ops.cast(keep, dtype)
    if reduction == "mean" or reduction == "sum_over_batch_size" then
      local kept = ops.sum(scale)
      scale = ops.where(ops.greater(kept, 0), scale * (mask.size / ops.maximum(kept, 1)), ops.zeros_like(scale))
    end
    if weight then
      local w, s = M.same_rank(ops.cast(weight, dtype), scale)
      weight = w * s
    else
      weight = scale
    end
  elseif weight then
    weight = ops.cast(weight, dtype)
  end
  if weight then
    local v, w = M.same_rank(values, weight)
    if keep then
      local k = select(2, M.same_rank(v, keep))
      v = ops.where(k, v, ops.zeros_like(v))
    end
    values, weight = v * w, w
  end
  if reduction == nil or reduction == "none" or values.ndim == 0 or (values.ndim == 1 and values.shape[1] == 0) then return values end
  local total = ops.sum(values)
  if reduction == "sum" then return total end
  if reduction == "mean_with_sample_weight" and weight then
    local full = weight
    return ops.divide_no_nan(total, ops.sum(full))
  end
  return ops.divide_no_nan(total, ops.cast(values.size, dtype))
end

M.broadcast_shape = broadcast_shape

local function snake(name) return (name:gsub("(.)(%u%l+)", "%1_%2"):gsub("(%l)(%u)", "%1_%2"):lower()) end

M.Loss = class.kind("Loss", {
  doc = "Loss(name, { call = function(self, y_true, y_pred) ... end }): call gives one value per sample; the instance reduces them with sample weights and masks.",
  params = { { "name", core.null }, { "reduction", "sum_over_batch_size" }, { "dtype", core.null, config = false } },
  initialize = function(self, args)
    for _, param in ipairs(class.class_of(self).params) do self[param[1]] = args[param[1]] end
    check_reduction(self.reduction)
    self.name = self.name or core.unique_name(snake(class.class_of(self).name))
    self.dtype = self.dtype or core.floatx()
  end,
  __call = function(self, y_true, y_pred, options, ...)
    local weight = options
    if type(options) == "table" and #options == 0 and next(options) ~= nil then weight = options.sample_weight end
    if y_true == nil or y_pred == nil or select("#", ...) > 0 then
      core.raise(("%s: expected y_true, y_pred and an optional sample_weight"):format(self.name))
    end
    local dtype = self.dtype
    local mask = core.is_tensor(y_pred) and y_pred.mask or nil
    y_true, y_pred = core.tensor(y_true, dtype), core.tensor(y_pred, dtype)
    local kind = class.class_of(self)
    if not kind.module and not self.broadcast then
      local a, b = y_true.shape, y_pred.shape
      if #a ~= #b and (#a == 1 or #b == 1) and math.abs(#a - #b) == 1 and (a[#a] == 1 or b[#b] == 1) and (a[1] ~= 1 or b[1] ~= 1) then
        core.raise(("%s: y_true has shape (%s) and y_pred (%s), which would broadcast over the batch; give them one shape, or say broadcast = true in the class")
          :format(kind.name, table.concat(a, ", "), table.concat(b, ", ")))
      end
    end
    local losses = self:call(y_true, y_pred)
    if losses == nil then core.raise(("%s: call returned nothing; it must return the losses"):format(kind.name)) end
    if type(losses) == "number" then losses = core.tensor(losses) end
    local own = losses.mask
    if own and mask then mask = ops.logical_and(mask, own) else mask = own or mask end
    return M.reduce(losses, weight ~= nil and core.tensor(weight) or nil, mask, self.reduction, dtype)
  end,
})

return M
