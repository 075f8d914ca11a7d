-- keras.Metric: running state, updated batch by batch, and a result. Knows of classes, variables and ops.
local arguments = require "lunula.arguments"
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local same_rank = require("lunula.losses.base").same_rank

local M = {}

function M.shape_text(shape)
  local list = {}
  for i, n in ipairs(shape) do list[i] = tostring(n) end
  return "(" .. table.concat(list, ", ") .. (#list == 1 and ",)" or ")")
end

-- y_true, y_pred and sample_weight (or nil) from what update_state was given: in order, or the weight by name.
function M.take(self, ...) return arguments.take(self.name, { "y_true", "y_pred", "sample_weight" }, 2, ...) end

-- The weight broadcast to a shape.
function M.spread(self, weight, shape)
  local given, behind = weight.shape, #shape - weight.ndim
  local fits = behind >= 0
  for i, n in ipairs(given) do fits = fits and (n == 1 or n == shape[i + behind] or n == core.null or shape[i + behind] == core.null) end
  if not fits then
    core.raise(("ValueError: %s: sample_weight of shape %s does not fit values of shape %s"):format(self.name, M.shape_text(given), M.shape_text(shape)))
  end
  return ops.broadcast_to(weight, shape)
end

local function axes(from, to)
  local list = {}
  for i = from, to do list[#list + 1] = i end
  return list
end

-- One value and one weight (or nil) per sample, from values and weights of any rank: the axes that the weight lacks are reduced
-- before weighting, those after the first afterwards.
function M.samplewise(self, values, weight, reduce)
  local mask = core.is_tensor(values) and values.mask or nil -- core.tensor drops it
  values = core.tensor(values, self.dtype)
  if weight ~= nil then
    weight = M.masked(self, core.tensor(weight, self.dtype), mask)
    values, weight = same_rank(values, weight)
    local rank = weight.ndim
    if values.ndim > rank then values = reduce(values, { axis = axes(rank, values.ndim - 1) }) end
    weight = M.spread(self, weight, values.shape)
    -- a sample of weight 0 counts for nothing, whatever its value: nan * 0 would be nan
    values = ops.where(ops.equal(weight, 0), ops.zeros_like(values), values * weight)
    if rank > 1 then weight = reduce(weight, { axis = axes(1, rank - 1) }) end
  end
  if values.ndim > 1 then values = reduce(values, { axis = axes(1, values.ndim - 1) }) end
  return values, weight
end

-- The weight (or nil) of samples of which only those under the mask count (all when it is nil).
function M.masked(self, weight, mask)
  if not mask then return weight end
  mask = ops.cast(mask, self.dtype)
  if weight == nil then return mask end
  weight, mask = same_rank(core.tensor(weight, self.dtype), mask)
  return weight * mask
end

-- A get_config that lists the constructor's arguments in the constructor's order, name and dtype among them.
function M.config_in_order(self)
  local list = {}
  for i, param in ipairs(class.class_of(self).params) do list[i] = { param[1], self[param[1]] } end
  return class.ordered(list)
end

-- Adds to a list of the state's parts.
local function add_once(self, list, value)
  local parts = rawget(self, list)
  if not parts then core.raise(("%s: call super.initialize(self, args) before making the state"):format(class.class_of(self).name)) end
  for _, part in ipairs(parts) do
    if part == value then return end
  end
  parts[#parts + 1] = value
end

-- An add_variable whose arguments stand in the given order.
local function adder(method, names)
  return function(self, ...)
    local values, given = {}, { arguments.take(("%s.%s"):format(class.class_of(self).name, method), names, 0, ...) }
    for i, name in ipairs(names) do values[name] = given[i] end
    local shape, dtype = values.shape or {}, values.dtype or core.floatx()
    local initializer = require("lunula.initializers").get(values.initializer or "zeros")
    local variable = core.variable(initializer(shape, { dtype = dtype }), values.name or "variable", false)
    add_once(self, "own_variables", variable)
    return variable
  end
end

M.Metric = class.kind("Metric", {
  doc = {
    "A running figure over batches: update_state(y_true, y_pred, sample_weight) changes variables, result() reads them, reset_state() sets them to zero.",
    formula = "what result() gives; calling the metric updates it and gives the result",
    shapes = "as its update_state says",
    example = [[
local Largest = keras.Metric("Largest", {
  initialize = function(self, args)
    super.initialize(self, args)
    self.largest = self:add_variable { shape = {}, initializer = "zeros", name = "largest" }
  end,
  update_state = function(self, _, y_pred) self.largest:assign(ops.maximum(self.largest, ops.max(y_pred))) end,
  result = function(self) return self.largest.value end,
})
print(Largest()({ 0, 1 }, { 0.25, 0.5 }))  --> tensor(0.5, shape=(), dtype=float32)]],
  },
  params = {
    { "name", core.null, doc = "the metric's name in logs" },
    { "dtype", core.null, doc = "dtype (or policy) in which it computes; nil means the default float dtype" },
  },
  initialize = function(self, args)
    self.own_variables, self.own_metrics = {}, {}
    for _, param in ipairs(class.class_of(self).params) do self[param[1]] = args[param[1]] end
    self.name = self.name or core.unique_name(class.snake(class.class_of(self).name))
    self.dtype = require("lunula.dtype_policies").get(self.dtype or core.floatx()).compute_dtype
  end,
  -- add_variable(shape = {}, initializer = "zeros", dtype = floatx, aggregation, name): a variable of the state; `aggregation` means nothing on one machine.
  add_variable = adder("add_variable", { "shape", "initializer", "dtype", "aggregation", "name" }),
  add_weight = adder("add_weight", { "shape", "initializer", "dtype", "name" }),
  -- metric.variables: its own, then those of the metrics in its fields.
  __index = function(self, key)
    if key ~= "variables" or not rawget(self, "own_variables") then return nil end
    local list = { table.unpack(self.own_variables) }
    for _, metric in ipairs(self.own_metrics) do table.move(metric.variables, 1, #metric.variables, #list + 1, list) end
    return list
  end,
  -- Variables and metrics in fields belong to the state, in order of assignment.
  __newindex = function(self, key, value)
    local list = core.is_variable(value) and "own_variables" or class.is_instance(value, M.Metric.base) and "own_metrics"
    if list then add_once(self, list, value) end
    rawset(self, key, value)
  end,
  -- Zeroes, whatever the initializer was.
  reset_state = function(self)
    for _, v in ipairs(self.variables) do v:assign(ops.zeros_like(v.value)) end
  end,
  update_state = function(self) core.raise(("NotImplementedError: %s has no update_state"):format(class.class_of(self).name)) end,
  result = function(self) core.raise(("NotImplementedError: %s has no result"):format(class.class_of(self).name)) end,
  __call = function(self, ...)
    self:update_state(...)
    return self:result()
  end,
  __tostring = function(self) return ("<%s name=%s>"):format(class.class_of(self).name, tostring(rawget(self, "name"))) end,
})

return M
