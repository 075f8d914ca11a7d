-- keras.Loss: call gives a loss per sample, the base reduces it with weights and masks. Knows of classes, dtype policies and ops only.
local arguments = require "lunula.arguments"
local class = require "lunula.class"
local core = require "lunula.core"
local jit = require "lunula.jit"
local ops = require "lunula.ops"
local inputs = require "lunula.losses.inputs"
local same_rank, text = inputs.same_rank, inputs.text

local M = { same_rank = same_rank }

local reductions = { sum = true, sum_over_batch_size = true, mean = true, mean_with_sample_weight = true, none = true }

local function check_reduction(name, value)
  if value ~= nil and not reductions[value] then
    core.raise(("ValueError: %s: reduction is one of 'sum_over_batch_size', 'sum', 'mean', 'mean_with_sample_weight', 'none' or null, not '%s'"):format(
      name, tostring(value)))
  end
end

-- Raises unless the two shapes broadcast together.
local function check_broadcast(name, what, extra, values)
  local a, b = extra.shape, values.shape
  for back = 0, math.min(#a, #b) - 1 do
    local m, n = a[#a - back], b[#b - back]
    if m ~= n and m ~= 1 and n ~= 1 and m ~= core.null and n ~= core.null then
      core.raise(("%s: %s of shape %s does not fit losses of shape %s; axes are matched from the right"):format(name, what, text(a), text(b)))
    end
  end
end

-- sum(values * weight) / ..., as Keras defines each reduction. A masked entry is left out by selection, so that a nan under the mask does not leak (Keras
-- multiplies by 0, which keeps it). `name` is the loss in messages.
local function reduce(values, weight, mask, reduction, dtype, name)
  values = ops.cast(values, dtype)
  local keep
  if mask then
    keep = ops.cast(mask, "bool")
    local scale = ops.cast(keep, dtype)
    if reduction == "mean" or reduction == "sum_over_batch_size" then
      local kept = ops.sum(scale)
      scale = ops.where(ops.greater(kept, 0), scale * (mask.size / ops.maximum(kept, 1)), 0)
    end
    if weight then
      local w, s = same_rank(ops.cast(weight, dtype), scale)
      check_broadcast(name, "sample_weight and mask", w, s)
      keep = select(2, same_rank(weight, keep))
      weight = ops.where(keep, w * s, 0)
      -- of the weights' shape, so that both are aligned with the losses in one way
      if keep.shape[keep.ndim] == 1 and weight.shape[weight.ndim] ~= 1 then keep = ops.logical_or(keep, ops.zeros_like(weight, "bool")) end
    else
      weight = scale
    end
  elseif weight then
    weight = ops.cast(weight, dtype)
  end
  if weight then
    local v, w = same_rank(values, weight)
    check_broadcast(name, mask and "mask" or "sample_weight", w, v)
    if keep then
      local k = select(2, same_rank(v, keep))
      v = ops.where(k, v, 0)
    end
    values, weight = v * w, w
  end
  if reduction == nil or reduction == "none" or values.ndim == 0 or (values.ndim == 1 and values.shape[1] == 0) then return values end
  local total = ops.sum(values)
  if reduction == "sum" then return total end
  if reduction == "mean_with_sample_weight" and weight then return ops.divide_no_nan(total, ops.sum(weight)) end
  return ops.divide_no_nan(total, ops.cast(values.size, dtype))
end

-- The same, in float32 for 16-bit dtypes: a float16 has no sum of many losses, nor 65520, their number.
function M.reduce(values, weight, mask, reduction, dtype, name)
  return ops.cast(reduce(values, weight, mask, reduction, core.promote(dtype, "float32"), name), dtype)
end

-- Whether the call of a class is a built-in one, inherited or not. Of others the shapes are checked, unless the class says that it means them:
-- broadcast = true.
local function is_builtin(kind)
  while not kind.module and kind.parent and kind.parent.methods.call == kind.methods.call do kind = kind.parent end
  return kind.module ~= nil
end

-- What messages call a loss: its class, or the function that an instance holds.
local function title(loss, kind) return rawget(loss, "fn") and loss.name or kind.name end

-- A loss written in Lua that is given (n,) against (n, 1) would pair every sample with every other, unless it aligns them (`aligns`).
local function check_pairing(loss, kind, y_true, y_pred)
  local a, b = y_true.shape, y_pred.shape
  if #a ~= #b and (#a == 1 or #b == 1) and math.abs(#a - #b) == 1 and (a[#a] == 1 or b[#b] == 1) and (a[1] ~= 1 or b[1] ~= 1) and not loss.aligns then
    core.raise(("%s: y_true has shape %s and y_pred %s, which would broadcast over the batch; give them one shape, or say broadcast = true in the class")
      :format(title(loss, kind), text(a), text(b)))
  end
end

local scalars = setmetatable({}, { __mode = "k" }) -- classes (of those that hold a function, that) of which it was said that they give scalars

-- A loss that reduces the batch itself leaves nothing that sample weights and masks could weigh.
local function check_scalar(loss, kind, y_pred, weight, mask)
  if y_pred.ndim == 0 then return end
  if weight and weight.ndim > 0 then
    core.raise(("ValueError: %s: call returns a scalar, so sample_weight of shape %s can't weigh its samples; return one value per sample, "
      .. "or say broadcast = true in the class"):format(title(loss, kind), text(weight.shape)))
  end
  local who = rawget(loss, "fn") or kind
  if scalars[who] then return end
  scalars[who] = true
  warn(("%s: call returns a scalar, which no reduction%s changes; return one value per sample, or say broadcast = true in the class"):format(
    title(loss, kind), mask and " and no mask" or ""))
end

-- y_pred with nothing under its mask that could become a nan in the gradient. What is masked is no part of the gradient, but where samples act on each other
-- (`joint`, or a built-in loss over other axes than the last): there it is, as in Keras, unless it is nan or infinite.
local function guard(loss, builtin, y_pred, mask)
  local keep, fits = ops.cast(mask, "bool"), mask.ndim <= y_pred.ndim
  for i, n in ipairs(mask.shape) do fits = fits and (n == y_pred.shape[i] or n == 1) end
  if not fits then return y_pred end
  for _ = mask.ndim + 1, y_pred.ndim do keep = ops.expand_dims(keep, -1) end
  local axis = loss.axis
  local joint = loss.joint or builtin and (mask.ndim == y_pred.ndim or axis and axis ~= -1 and axis ~= y_pred.ndim - 1)
  local finite = ops.where(ops.isfinite(y_pred), y_pred, 0)
  return ops.where(keep, y_pred, joint and finite or ops.stop_gradient(finite))
end

-- The reduced loss of an instance.
local function compute(self, y_true, y_pred, weight, mask)
  local dtype, kind = self.dtype, class.class_of(self)
  if not (self.labels and y_true.dtype:find "int") then y_true = core.tensor(y_true, dtype) end -- float16 has no 2049, the label
  y_pred = core.tensor(y_pred, dtype)
  local builtin = is_builtin(kind)
  local checked = not (builtin or self.broadcast)
  if checked then check_pairing(self, kind, y_true, y_pred) end
  if mask then y_pred = guard(self, builtin, y_pred, mask) end
  local losses = self:call(y_true, y_pred)
  class.check_returned(kind, losses, "the losses")
  if not core.is_tensor(losses) then losses = core.tensor(losses) end -- core.tensor drops the mask
  if checked and losses.ndim == 0 then check_scalar(self, kind, y_pred, weight, mask) end
  local own = losses.mask
  if own and mask then mask = ops.logical_and(mask, own) else mask = own or mask end
  return M.reduce(losses, weight, mask, self.reduction, dtype, self.name)
end

M.Loss = class.kind("Loss", {
  doc = {
    "What training makes small. keras.Loss(name, { call = function(self, y_true, y_pred) ... end }) makes a class whose call gives one value per sample; an instance "
      .. "reduces them with sample weights and the mask of y_pred. broadcast = true among the members allows a call to return a scalar, or to pair (n,) with (n, 1).",
    formula = "sum over samples of loss * weight, divided as `reduction` says; where there is a mask, sums and counts are of what it keeps",
    shapes = "y_true, y_pred (batch, ...), sample_weight that broadcasts with the losses -> () or, unreduced, that of the losses",
    example = [[
local Quartic = keras.Loss("Quartic", { call = function(_, y_true, y_pred) return ops.mean((y_true - y_pred) ^ 4, -1) end })
print(Quartic()({ { 0.0 }, { 0.0 } }, { { 1.0 }, { 2.0 } }, { sample_weight = { 1, 0.5 } }))  --> tensor(4.5, shape=(), dtype=float32)]],
  },
  params = {
    { "name", core.null, doc = "what logs and messages call it; by default the class's name in snake case" },
    { "reduction", "sum_over_batch_size", doc = "sum_over_batch_size or mean (sum / how many losses), sum, mean_with_sample_weight (sum / sum of weights), none or nil" },
    { "dtype", core.null, config = false, doc = "dtype, or policy whose compute dtype, it is computed in; floatx by default" },
  },
  initialize = function(self, args)
    for _, param in ipairs(class.class_of(self).params) do self[param[1]] = args[param[1]] end
    check_reduction(class.class_of(self).name, self.reduction)
    self.name = self.name or core.unique_name(class.snake(class.class_of(self).name))
    self.dtype = require("lunula.dtype_policies").get(self.dtype or core.floatx()).compute_dtype
  end,
  -- Keras's configs have no dtype, so a loss comes back in floatx.
  get_config = function(self)
    local kind, list = class.class_of(self), {}
    if self.dtype ~= core.floatx() then warn(("%s: its config doesn't hold its dtype, %s"):format(kind.name, self.dtype)) end
    for i, param in ipairs(kind.config_params) do list[i] = { param[1], self[param[1]] } end
    return class.ordered(list)
  end,
  call = function(self) core.raise(("%s has no call(self, y_true, y_pred)"):format(class.class_of(self).name)) end,
  __call = function(self, ...)
    local y_true, y_pred, weight = arguments.take(self.name, { "y_true", "y_pred", "sample_weight" }, 2, ...)
    local mask = core.is_tensor(y_pred) and y_pred.mask or nil
    if not core.is_tensor(y_true) then y_true = core.tensor(y_true, self.dtype) end
    y_pred = core.tensor(y_pred, not core.is_tensor(y_pred) and self.dtype or nil)
    weight = weight ~= nil and core.tensor(weight) or nil
    if weight and weight.size == 0 and y_pred.size ~= 0 then core.raise(("%s: sample_weight is empty"):format(self.name)) end
    return jit.call_pure(class.class_of(self), compute, self, y_true, y_pred, weight, mask)
  end,
})

-- The functions of the built-in losses whose files are loaded, by name.
M.functions = {}

-- A built-in loss: the class `name` and, of its snake-case name, the function that it reduces, made of these members:
--   fn         the function of (y_true, y_pred, ...), which gives one value per sample
--   signature  its parameters, as an op's; behind the first two they are filled by the instance's fields of their names
--   sample     arguments for tests, as an op's
--   forgotten  the parameter that configs of Keras up to 3.15.1 lack whatever it was; one without it warns
-- and of a class's own members, of which `doc` is a table; `reduction` and `name` are added to `params` where those don't say otherwise.
function M.builtin(name, members)
  local doc, params, function_name, named = members.doc, members.params or {}, class.snake(name), {}
  local fn = core.define(function_name, members.signature, ("%s %s. Shapes: %s."):format(doc[1], doc.formula, doc.shapes), members.sample, members.fn)
  for _, param in ipairs(params) do named[param[1]] = true end
  for _, param in ipairs { { "reduction", "sum_over_batch_size" }, { "name", function_name } } do
    if not named[param[1]] then params[#params + 1] = param end
  end
  local fields = {}
  for i, param in ipairs(core.op_info(fn).params) do fields[i - 2] = param.name end
  local forgotten = members.forgotten
  if forgotten then
    members.from_config = function(cls, config)
      if config[forgotten] == nil then
        warn(("%s: the config has no %s, which Keras up to 3.15.1 does not save; its default is assumed"):format(name, forgotten))
      end
      return cls(config)
    end
  end
  members.params, members.pure, members.fn = params, true, fn
  members.signature, members.sample, members.forgotten = nil, nil, nil
  members.call = function(self, y_true, y_pred)
    local values = {}
    for i, field in ipairs(fields) do values[i] = self[field] end
    return fn(y_true, y_pred, table.unpack(values, 1, #fields))
  end
  M.functions[function_name] = fn
  return class.builtin(M.Loss, name, "keras.losses", members)
end

return M
