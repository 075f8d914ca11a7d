-- keras.Metric: running state, updated batch by batch, and a result. Knows of classes, variables and ops.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local same_rank = require("lunula.losses.base").same_rank

local M = {}

local function snake(name) return (name:gsub("(.)(%u%l+)", "%1_%2"):gsub("(%l)(%u)", "%1_%2"):lower()) end

-- A dtype from a name or from the envelope of a policy.
local function dtype_name(dtype)
  if type(dtype) == "table" and type(dtype.config) == "table" then dtype = dtype.config.name end
  return dtype or core.floatx()
end

-- Takes a trailing { sample_weight = ... } for the weight that it names.
function M.weight_of(options)
  if type(options) == "table" and getmetatable(options) == nil and #options == 0 then options = options.sample_weight end
  if options == core.null then return nil end
  return options
end

local function axes(from, to)
  local list = {}
  for i = from, to do list[#list + 1] = i end
  return list
end

-- One value and one weight (or nil) per sample, from values and weights of any rank: the axes that the weight lacks are reduced
-- before weighting, those after the first afterwards.
function M.samplewise(values, weight, reduce, dtype)
  local mask = core.is_tensor(values) and values.mask or nil -- core.tensor drops it
  values = core.tensor(values)
  values = ops.cast(values, dtype)
  if weight ~= nil then
    weight = core.tensor(weight, dtype)
    if mask then
      local w, m = same_rank(weight, ops.cast(mask, dtype))
      weight = w * m
    end
    values, weight = same_rank(values, weight)
    local rank = weight.ndim
    if values.ndim > rank then values = reduce(values, { axis = axes(rank, values.ndim - 1) }) end
    weight = ops.broadcast_to(weight, values.shape)
    -- a sample of weight 0 counts for nothing, whatever its value: nan * 0 would be nan
    values = ops.where(ops.equal(weight, 0), ops.zeros_like(values), values * weight)
    if rank > 1 then weight = reduce(weight, { axis = axes(1, rank - 1) }) end
  end
  if values.ndim > 1 then values = reduce(values, { axis = axes(1, values.ndim - 1) }) end
  return values, weight
end

M.Metric = class.kind("Metric", {
  doc = "Metric(name, { initialize, update_state = function(self, y_true, y_pred, sample_weight) ... end, result = function(self) ... end }).",
  params = { { "name", core.null }, { "dtype", core.null } },
  initialize = function(self, args)
    for _, param in ipairs(class.class_of(self).params) do self[param[1]] = args[param[1]] end
    self.name = self.name or core.unique_name(snake(class.class_of(self).name))
    self.dtype = dtype_name(self.dtype)
    self.variables = {}
  end,
  -- A variable of the state, zero at the start and after reset_state unless `initial` says otherwise.
  add_variable = function(self, shape, name, initial)
    local variable = core.variable(ops.full(shape, initial or 0, self.dtype), name, false)
    self.variables[#self.variables + 1] = variable
    return variable
  end,
  reset_state = function(self)
    for _, v in ipairs(self.variables) do v:assign(ops.zeros_like(v.value)) end
  end,
  update_state = function(self) core.raise(("%s has no update_state"):format(class.class_of(self).name)) end,
  result = function(self) core.raise(("%s has no result"):format(class.class_of(self).name)) end,
  __call = function(self, ...)
    self:update_state(...)
    return self:result()
  end,
})

return M
