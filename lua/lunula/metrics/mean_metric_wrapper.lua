-- MeanMetricWrapper: the mean of a function of one's own. Knows of mean_of only.
local class = require "lunula.class"
local core = require "lunula.core"
local base = require "lunula.metrics.base"
local mean_of = require "lunula.metrics.mean_of"

-- A Lua function that is given (n,) against (n, 1) would pair every sample with every other; built-in functions align the two.
local function check_pairing(self, y_true, y_pred)
  if core.op_info(self.fn) then return end
  local t, p = core.tensor(y_true).shape, core.tensor(y_pred).shape
  if math.abs(#t - #p) == 1 and math.min(#t, #p) == 1 and (#t > #p and t or p)[2] == 1 and t[1] == p[1] and t[1] ~= 1 and t[1] ~= core.null then
    core.raise(("ValueError: %s: y_true has shape %s and y_pred %s, which would broadcast over the batch; give them one shape"):format(self.name,
      base.shape_text(t), base.shape_text(p)))
  end
end

local function is_callable(fn) return type(fn) == "function" or type(fn) == "table" and (getmetatable(fn) or {}).__call ~= nil end

local MeanMetricWrapper = mean_of("MeanMetricWrapper", nil, {
  doc = {
    "The mean of fn(y_true, y_pred, arguments), which gives one value per sample; a mask of y_pred leaves samples out.",
    formula = "sum(fn(y_true, y_pred) * weight) / sum(weight)",
    shapes = "whatever fn takes; sample_weight as fn's values or with fewer axes; result ()",
    example = [[
local function distance(y_true, y_pred) return ops.abs(ops.subtract(y_true, y_pred)) end
local metric = keras.metrics.MeanMetricWrapper { distance, name = "distance" }
print(metric({ 1.0, 2.0 }, { 2.0, 5.0 }))  --> tensor(2., shape=(), dtype=float32)]],
  },
  params = {
    { "fn", doc = "the function; further named arguments of the constructor are given to it in a table" },
    { "name", core.null }, { "dtype", core.null },
  },
  initialize = function(self, args)
    if not is_callable(args.fn) or class.is_instance(args.fn) and class.class_of(args.fn).kind == "Loss" then
      core.raise(("TypeError: MeanMetricWrapper: fn is a function of (y_true, y_pred) that gives a value per sample, got %s"):format(tostring(args.fn)))
    end
    super.initialize(self, args)
    local extra = {}
    for key, value in pairs(args) do
      if not class.class_of(self).param_index[key] then extra[key] = value end
    end
    self.fn_arguments = next(extra) and extra or nil
  end,
  call = function(self, y_true, y_pred)
    check_pairing(self, y_true, y_pred)
    return self.fn(y_true, y_pred, self.fn_arguments)
  end,
  get_config = function(self)
    local config = super.get_config(self)
    local keys = getmetatable(config).keys
    local names = {}
    for key in pairs(self.fn_arguments or {}) do names[#names + 1] = key end
    table.sort(names)
    for _, key in ipairs(names) do config[key], keys[#keys + 1] = self.fn_arguments[key], key end
    return config
  end,
})
MeanMetricWrapper.open = true -- it takes fn's arguments
return MeanMetricWrapper
