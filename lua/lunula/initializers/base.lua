-- keras.Initializer: the first value of a weight from its shape and dtype. Knows of classes and random numbers.
local arguments = require "lunula.arguments"
local class = require "lunula.class"
local core = require "lunula.core"
local random = require "lunula.random"

local M = {}

-- A shape as a list of integers.
local function checked_shape(owner, shape)
  local sizes = {}
  for i, n in ipairs(type(shape) == "table" and shape or { shape }) do
    sizes[i] = n ~= core.null and math.tointeger(n)
    if not sizes[i] or sizes[i] < 0 then
      core.raise(("ValueError: %s: a shape's dimensions are integers that aren't negative, got %s"):format(owner, tostring(n)))
    end
  end
  return sizes
end

-- "(2, 3)"
function M.shape_text(shape) return "(" .. table.concat(shape, ", ") .. (#shape == 1 and ",)" or ")") end

M.Initializer = class.kind("Initializer", {
  doc = {
    "The base of initializers: Initializer(name, { call = function(self, shape, options) ... end }). An instance is called with a shape and a dtype (floatx "
    .. "unless given), which `call` finds in options.dtype, and gives a tensor of them.",
    example = [==[
local Ramp = keras.Initializer("Ramp", { call = function(_, shape, options)
  return ops.reshape(ops.arange(shape[1] * shape[2], { dtype = options.dtype }), shape)
end })
print(Ramp()({ 1, 3 }))             --> tensor([[0., 1., 2.]], shape=(1, 3), dtype=float32)
print(Ramp()({ 1, 3 }, "float64"))  --> tensor([[0., 1., 2.]], shape=(1, 3), dtype=float64)]==],
  },
  __call = function(self, ...)
    local name = class.class_of(self).name
    local shape, dtype = arguments.take(name, { "shape", "dtype" }, 1, ...)
    if not self.call then core.raise(("%s has no call, so its instances can't be called"):format(name)) end
    if dtype ~= nil and type(dtype) ~= "string" then core.raise(("ValueError: %s: dtype is a name, got %s"):format(name, type(dtype))) end
    return self:call(checked_shape(name, shape), { dtype = dtype or core.floatx() })
  end,
})

-- The parent of initializers that draw numbers. An integer seed, or none, gives the same numbers at every call, a SeedGenerator others each time.
M.RandomInitializer = M.Initializer("RandomInitializer", {
  params = { { "seed", core.null, doc = "an integer (or nothing: one of chance), which gives the same numbers at every call, or a SeedGenerator" } },
  initialize = function(self, args)
    super.initialize(self, args)
    local seed = self.seed
    if arguments.is_plain(seed) then seed = require("lunula.saving").deserialize_keras_object(seed) end
    local whole = type(seed) == "number" and math.tointeger(seed)
    if seed ~= nil and not (whole and whole >= 0) and not class.is_instance(seed, random.SeedGenerator) then
      core.raise(("ValueError: %s: seed is an integer or a SeedGenerator, got %s%s"):format(class.class_of(self).name, tostring(seed),
        whole and ", which is negative" or ""))
    end
    self.seed = whole or seed
    private[self].drawn = seed == nil and random.SeedGenerator({ name = "unseeded" }).seed or self.seed
  end,
  -- The seed of a draw.
  draw_seed = function(self) return private[self].drawn end,
})
M.RandomInitializer.open = false -- a built-in class takes its declared arguments only

-- Raises unless the parameter of an initializer is a number.
function M.number(owner, name, value)
  if type(value) ~= "number" or value ~= value then
    core.raise(("ValueError: %s: %s is a number, got %s"):format(owner, name, tostring(value)))
  end
end

-- The product of the dimensions that a list of axes names.
local function product(owner, shape, axes, what)
  local result = 1
  if type(axes) ~= "table" then core.raise(("ValueError: %s: %s is a list of axes, got %s"):format(owner, what, tostring(axes))) end
  for _, axis in ipairs(axes) do
    local n = math.tointeger(axis) and shape[axis < 0 and axis + #shape + 1 or axis + 1]
    if not n then
      core.raise(("ValueError: %s: %s names axis %s of a shape of %d axes"):format(owner, what, tostring(axis), #shape))
    end
    result = result * n
  end
  return result
end

-- How many inputs an output depends on and how many outputs an input reaches: of a matrix its rows and columns, of a convolution's kernel the last two
-- dimensions, each times all others, or the products of the axes given.
local function fans(owner, shape, input_axes, output_axes)
  if input_axes ~= nil and output_axes ~= nil then
    return product(owner, shape, input_axes, "input_axes"), product(owner, shape, output_axes, "output_axes")
  end
  if #shape == 0 then return 1, 1 end
  if #shape == 1 then return shape[1], shape[1] end
  local field = 1
  for i = 1, #shape - 2 do field = field * shape[i] end
  return shape[#shape - 1] * field, shape[#shape] * field
end

local TRUNCATED = 0.87962566103423978 -- the deviation of a standard normal without what lies beyond two deviations

-- The parent of VarianceScaling and its kin.
M.ScaledInitializer = M.Initializer("ScaledInitializer", {
  inherit = M.RandomInitializer,
  params = {
    { "seed", core.null }, { "input_axes", core.null, doc = "with output_axes: the axes whose product is fan_in" },
    { "output_axes", core.null, doc = "with input_axes: the axes whose product is fan_out" },
  },
  -- Numbers of mean 0 and variance scale / n, n being fan_in, fan_out or (fan_avg) their mean, at least 1.
  draw = function(self, shape, dtype, scale, mode, distribution)
    local fan_in, fan_out = fans(class.class_of(self).name, shape, self.input_axes, self.output_axes)
    local n = mode == "fan_in" and fan_in or mode == "fan_out" and fan_out or (fan_in + fan_out) / 2
    local variance = scale / math.max(1.0, n)
    if distribution == "uniform" then
      local limit = math.sqrt(3 * variance)
      return random.uniform(shape, { minval = -limit, maxval = limit, dtype = dtype, seed = self:draw_seed() })
    elseif distribution == "truncated_normal" then
      return random.truncated_normal(shape, { mean = 0.0, stddev = math.sqrt(variance) / TRUNCATED, dtype = dtype, seed = self:draw_seed() })
    end
    return random.normal(shape, { mean = 0.0, stddev = math.sqrt(variance), dtype = dtype, seed = self:draw_seed() })
  end,
})
M.ScaledInitializer.open = false

return M
