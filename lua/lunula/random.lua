-- keras.random: random tensors from a seed. Knows of the primitives, variables and classes only. Every function draws its seed here and leaves the bits
-- to a counter-based primitive, so that results depend on the seed alone.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local p, define = core.ops, core.define

local M = {}

-- Where seeds come from that nobody gave: a sequence that set_seed restarts.
local sequence

local function make_seed()
  sequence = (sequence * 6364136223846793005 + 1442695040888963407)
  return (sequence >> 33) % 1000000000
end

local function check_seed(owner, seed)
  local whole = math.tointeger(seed)
  if not whole or whole < 0 then
    core.raise(("%s: a seed is an integer that isn't negative, got %s"):format(owner, tostring(seed)))
  end
  return whole
end

-- The two words of an integer seed.
local function words(seed)
  return core.tensor({ seed & 0xffffffff, seed >> 32 }, "uint32")
end

-- SeedGenerator(seed) or SeedGenerator { seed = 1, name = ... }: each draw from it differs; `state` is a uint32 variable of shape (2,).
local SeedGenerator = class.builtin(class.kind("SeedGenerator", {}), "SeedGenerator", "keras.random", {
  doc = "SeedGenerator(seed = nil, name = nil): a source of seeds that changes at every draw.",
  params = { { "seed", core.null }, { "name", core.null } },
  initialize = function(self, args)
    self.seed = args.seed == nil and make_seed() or check_seed("SeedGenerator", args.seed)
    self.name = args.name or core.unique_name("seed_generator")
    self.state = core.variable(core.tensor({ self.seed & 0xffffffff, 0 }, "uint32"), "seed_generator_state", false)
  end,
  -- The seed of this draw; afterwards the state's second word is one higher.
  next = function(self)
    local value = self.state.value
    self.state:assign(value + core.tensor({ 0, 1 }, "uint32"))
    return value
  end,
})
M.SeedGenerator = SeedGenerator

local global

-- Restarts everything that is drawn without a seed; keras.utils.set_random_seed.
function M.set_seed(seed)
  sequence = check_seed("set_random_seed", seed)
  global = nil
end
sequence = os and os.time and (os.time() * 1000003 ~ math.random(0)) or math.random(0)

-- Where the draws without a seed stand: numbers, which set_state takes again.
function M.get_state()
  return { sequence = sequence, global = global and global.state.value:totable() }
end

function M.set_state(state)
  sequence = state.sequence
  if not state.global then
    global = nil
  else -- compiled steps know the generator's variable
    global = global or SeedGenerator { seed = 0, name = "global_seed_generator" }
    global.state:assign(core.tensor(state.global, "uint32"))
  end
end

-- The two words for one draw from an integer, a SeedGenerator, or nil for the global generator.
local function draw_seed(owner, seed)
  if seed == nil or seed == core.null then
    global = global or SeedGenerator { name = "global_seed_generator" }
    return global:next()
  elseif class.is_instance(seed, SeedGenerator) then
    return seed:next()
  elseif type(seed) == "number" then
    return words(check_seed(owner, seed))
  end
  core.raise(("%s: seed is an integer or a SeedGenerator, got %s"):format(owner, type(seed)))
end

local function float_dtype(owner, dtype)
  dtype = dtype or core.floatx()
  if not dtype:find "float" then core.raise(("%s: dtype is a float dtype, got %s"):format(owner, dtype)) end
  return dtype
end

-- The shape of a draw, checked in the name of the function that was called.
local function sizes(owner, shape)
  shape = type(shape) == "table" and shape or { shape }
  for axis, n in ipairs(shape) do
    if n == core.null then core.raise(("%s: dimension %d is unknown"):format(owner, axis - 1)) end
    if n < 0 then core.raise(("%s: a dimension can't be negative: axis %d has %d"):format(owner, axis - 1, n)) end
  end
  return shape
end

M.uniform = define("uniform", "shape:shape, minval:float=0, maxval:float=1, dtype:dtype=nil, seed:any=nil",
  "Uniform random numbers in [minval, maxval), of a float dtype (the default one unless given), from a seed: an integer, a SeedGenerator or "
  .. "the global one. Another dtype, a negative dimension and a seed of another kind are errors.", "{3,4}",
  function(shape, low, high, dtype, seed)
    shape, dtype = sizes("uniform", shape), float_dtype("uniform", dtype)
    return p.random_uniform(draw_seed("uniform", seed), shape, low, high, dtype)
  end)

M.normal = define("normal", "shape:shape, mean:float=0, stddev:float=1, dtype:dtype=nil, seed:any=nil",
  "Normal random numbers of a mean and a standard deviation, of a float dtype (the default one unless given), by the method of Box and Muller. "
  .. "Another dtype, a negative dimension and a seed of another kind are errors.", "{3,4}",
  function(shape, mean, stddev, dtype, seed)
    shape, dtype = sizes("normal", shape), float_dtype("normal", dtype)
    return p.random_normal(draw_seed("normal", seed), shape, mean, stddev, dtype)
  end)

M.truncated_normal = define("truncated_normal", "shape:shape, mean:float=0, stddev:float=1, dtype:dtype=nil, seed:any=nil",
  "Normal random numbers, those beyond two standard deviations from the mean drawn again; of a float dtype (the default one unless given). "
  .. "Another dtype, a negative dimension and a seed of another kind are errors.", "{3,4}",
  function(shape, mean, stddev, dtype, seed)
    shape, dtype = sizes("truncated_normal", shape), float_dtype("truncated_normal", dtype)
    return p.random_truncated_normal(draw_seed("truncated_normal", seed), shape, mean, stddev, dtype)
  end)

M.randint = define("randint", "shape:shape, minval:int, maxval:int, dtype:dtype=int32, seed:any=nil",
  "Uniform random integers in [minval, maxval), of an integer dtype. A range that is empty or above 2^53, another dtype, a negative dimension "
  .. "and a seed of another kind are errors.", "{3,4}, 0, 10", function(shape, low, high, dtype, seed)
    dtype = dtype or "int32"
    shape = sizes("randint", shape)
    if not dtype:find "int" then core.raise(("randint: dtype is an integer dtype, got %s"):format(dtype)) end
    local range = high - low
    if range <= 0 or range > 1 << 53 then
      core.raise(("randint: needs minval < maxval <= minval + 2^53, got %d and %d"):format(low, high))
    end
    local u = p.floor(p.random_uniform(draw_seed("randint", seed), shape, 0, range, "float64"))
    return p.cast(p.cast(p.minimum(u, range - 1), "int64") + low, dtype)
  end)

M.shuffle = define("shuffle", "x, axis:axis=0, seed:any=nil",
  "The slices of x along an axis in random order, every order as likely. An axis out of range and a seed of another "
  .. "kind are errors.", "f({4,3},-2,2)",
  function(x, axis, seed)
    local n = x.shape[(axis < 0 and axis + x.ndim or axis) + 1]
    if n == nil then core.raise(("shuffle: axis %d is out of range for a tensor of %d axes"):format(axis, x.ndim)) end
    if n == core.null then core.raise(("shuffle: axis %d of this symbol has no known length"):format(axis)) end
    return p.take(x, p.random_permutation(draw_seed("shuffle", seed), n), axis)
  end)

M.categorical = define("categorical", "logits, num_samples:int, dtype:dtype=int32, seed:any=nil",
  "num_samples classes per row of logits (batch, classes), shape (batch, num_samples), of an integer dtype, drawn with probabilities "
  .. "softmax(logits) by the Gumbel-max trick. Logits of another number of axes or without classes, a negative num_samples, a dtype of another kind "
  .. "and a seed of another kind are errors.",
  "f({2,3},-1,1), 4", function(logits, count, dtype, seed)
    if logits.ndim ~= 2 then core.raise(("categorical: logits have 2 axes, got %d"):format(logits.ndim)) end
    dtype = dtype or "int32"
    if not dtype:find "int" then core.raise(("categorical: dtype is an integer dtype, got %s"):format(dtype)) end
    local shape = sizes("categorical", { logits.shape[1], count, logits.shape[2] })
    if shape[3] == 0 then core.raise "categorical: there are no classes to draw from" end
    local u = p.random_uniform(draw_seed("categorical", seed), shape, 0, 1, "float64")
    local gumbel = -p.log(-p.log(p.maximum(u, 1e-300))) -- u may be 0
    return p.cast(ops.argmax(p.expand_dims(p.cast(logits, "float64"), 1) + gumbel, -1), dtype)
  end)

M.dropout = define("dropout", "inputs, rate:float, noise_shape:shape=nil, seed:any=nil",
  "Sets a random fraction `rate` of the inputs to 0 and divides the others by 1 - rate. Where noise_shape, which broadcasts to the inputs' "
  .. "shape, has a 1, the elements of that axis stay or go together (keras.null takes the inputs' length). A rate "
  .. "outside [0, 1], a noise_shape that doesn't broadcast and a seed of another kind are errors.",
  "f({3,4},-2,2), 0.5", function(inputs, rate, noise_shape, seed)
    if rate < 0 or rate > 1 then core.raise(("dropout: rate lies in [0, 1], got %g"):format(rate)) end
    local shape = inputs.shape
    for k, n in ipairs(noise_shape or shape) do
      if noise_shape and (#noise_shape ~= #shape or n ~= 1 and n ~= core.null and n ~= shape[k]) then
        core.raise(("dropout: noise_shape (%s) doesn't broadcast to the inputs' shape"):format(table.concat(noise_shape, ", ", 1, k)))
      end
      if not noise_shape or n ~= core.null then shape[k] = n end
    end
    local words_of_draw = draw_seed("dropout", seed)
    if rate == 0 then return inputs end
    if rate == 1 then return ops.zeros_like(inputs) end
    if inputs.size == core.null then return inputs / (1 - rate) end -- a symbol
    local u = p.random_uniform(words_of_draw, shape, 0, 1, "float32")
    return p.where(p.greater_equal(u, rate), inputs / (1 - rate), ops.zeros_like(inputs))
  end)

return M
