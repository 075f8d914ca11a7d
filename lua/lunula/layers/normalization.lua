-- Normalization. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.layers.base"

local function fail(self, format, ...) core.raise(("ValueError: Normalization \"%s\": " .. format):format(self.name, ...)) end

-- The mean or the variance in the form that broadcasts to the input: what was given, or what adapt found.
local function statistic(self, what)
  if not self.broadcast_shape then return nil end
  local given = self["input_" .. what]
  if given == nil then return ops.cast(ops.reshape(self["adapt_" .. what], self.broadcast_shape), self.compute_dtype) end
  given = core.tensor(given)
  local shape, place = {}, #self.kept
  for i = 1, #self.broadcast_shape do shape[i] = 1 end
  for back = 0, given.ndim - 1 do
    shape[self.kept[place] + 1] = given.shape[given.ndim - back]
    place = place - 1
  end
  return ops.cast(ops.broadcast_to(ops.reshape(given, shape), self.broadcast_shape), self.compute_dtype)
end

local function product(shape, axes)
  local n = 1
  for _, axis in ipairs(axes) do n = n * shape[axis + 1] end
  return n
end

-- The batches that adapt's data mean, as a function that gives one at each call.
local function batches_of(self, data)
  if type(data) == "function" then return data end
  local list = { data }
  if type(data) == "table" and not core.is_numeric(data) and not core.is_tensor(data) then list = data end
  if #list == 0 then fail(self, "adapt() received no batches") end
  local at = 0
  return function()
    at = at + 1
    return list[at]
  end
end

return class.builtin(base.Layer, "Normalization", "keras.layers", {
  doc = {
    "Shifts and scales its inputs to mean 0 and variance 1, by what `adapt` found in data or by numbers given.",
    formula = "(x - mean) / max(sqrt(variance), epsilon); with invert x max(sqrt(variance), epsilon) + mean", shapes = "any -> the same, in the layer's dtype",
    example = [==[
local layer = keras.layers.Normalization()
layer:adapt(ops.array { { 0.0, 2.0 }, { 4.0, 2.5 } })
print(layer(ops.array { { 2.0, 2.25 } }))  --> tensor([[0., 0.]], shape=(1, 2), dtype=float32)]==],
  },
  supports_masking = true,
  one_input = true,
  params = { { "axis", -1, doc = "axis or axes whose places have a mean each; null: one mean for all" },
    { "mean", core.null, doc = "the mean, instead of adapt" }, { "variance", core.null, doc = "the variance, instead of adapt" },
    { "invert", false, doc = "whether to go back, from normalized numbers to the data's" } },
  computed = { mean = true, variance = true },
  initialize = function(self, args)
    local mean, variance = args.mean, args.variance
    args.mean, args.variance = nil, nil
    super.initialize(self, args)
    self.axis = type(self.axis) == "table" and self.axis or { self.axis }
    if (mean == nil) ~= (variance == nil) then fail(self, "both `mean` and `variance` must be set, or neither") end
    if mean ~= nil then
      local a, b = core.tensor(mean), core.tensor(variance)
      if base.shape_text(a.shape) ~= base.shape_text(b.shape) then
        fail(self, "mean has shape %s, variance %s; they must be the same", base.shape_text(a.shape), base.shape_text(b.shape))
      end
      if a.ndim > #self.axis then fail(self, "mean has %d axes for %d axes of the input", a.ndim, #self.axis) end
      rawset(self, "input_mean", mean)
      rawset(self, "input_variance", variance)
    end
  end,
  build = function(self, shape)
    local kept, is_kept, reduced, broadcast, own = {}, {}, {}, {}, {}
    for i, axis in ipairs(self.axis) do
      kept[i] = axis < 0 and axis + #shape or axis
      if kept[i] < 0 or kept[i] >= #shape then fail(self, "axis %d is out of range for inputs of shape %s", axis, base.shape_text(shape)) end
      if shape[kept[i] + 1] == core.null then fail(self, "axis %d of its inputs must be known, got shape %s", axis, base.shape_text(shape)) end
      is_kept[kept[i]] = true
    end
    table.sort(kept)
    for i = 0, #shape - 1 do
      if not is_kept[i] then reduced[#reduced + 1] = i end
      broadcast[i + 1] = is_kept[i] and shape[i + 1] or 1
    end
    for i, axis in ipairs(kept) do own[i] = shape[axis + 1] end
    for key, value in pairs { kept = kept, reduced = reduced, broadcast_shape = broadcast, own_shape = own } do rawset(self, key, value) end
    if self.input_mean ~= nil then return end
    self.adapt_mean = self:add_weight { name = "mean", shape = own, initializer = "zeros", trainable = false }
    self.adapt_variance = self:add_weight { name = "variance", shape = own, initializer = "ones", trainable = false }
    self.count = self:add_weight { name = "count", dtype = "int32", initializer = "zeros", trainable = false }
  end,
  -- Finds mean and variance of data: a tensor, a list of batches, or a function that gives a batch at each call and nil at the end.
  adapt = function(self, data)
    if self.input_mean ~= nil then fail(self, "it was given its mean and variance; there is nothing to adapt") end
    local mean, variance, count = nil, nil, 0
    for batch in batches_of(self, data) do
      batch = ops.cast(core.tensor(batch), self.compute_dtype)
      if not self.built then self:build(batch.shape) end
      for _, axis in ipairs(self.kept) do
        if batch.shape[axis + 1] ~= self.broadcast_shape[axis + 1] then
          fail(self, "it was built for shape %s, adapt() got data of shape %s", base.shape_text(self.build_shape), base.shape_text(batch.shape))
        end
      end
      local m, v, n = batch, ops.zeros_like(batch), product(batch.shape, self.reduced)
      if #self.reduced > 0 then m, v = ops.mean(batch, self.reduced), ops.var(batch, self.reduced) end
      count = count + n
      if mean == nil then
        mean, variance = m, v
      else -- the mean of both, and both variances around it
        local share = n / count
        local both = mean * (1 - share) + m * share
        variance = (variance + ops.square(mean - both)) * (1 - share) + (v + ops.square(m - both)) * share
        mean = both
      end
    end
    self.adapt_mean:assign(mean)
    self.adapt_variance:assign(variance)
  end,
  mean = function(self) return statistic(self, "mean") end,
  variance = function(self) return statistic(self, "variance") end,
  call = function(self, x)
    x = ops.cast(x, self.compute_dtype)
    local deviation = ops.maximum(ops.sqrt(statistic(self, "variance")), core.epsilon())
    if self.invert then return x * deviation + statistic(self, "mean") end
    return (x - statistic(self, "mean")) / deviation
  end,
  get_config = function(self)
    local config = super.get_config(self)
    local keys = getmetatable(config).keys -- Keras writes invert before the statistics
    table.move({ "invert", "mean", "variance" }, 1, 3, #keys - 2, keys)
    for _, what in ipairs { "mean", "variance" } do
      local given = self["input_" .. what]
      config[what] = given == nil and core.null or core.is_tensor(given) and (given.ndim > 0 and given:totable() or given:item()) or given
    end
    config.axis = setmetatable({ table.unpack(self.axis) }, core.json.array)
    return config
  end,
})
