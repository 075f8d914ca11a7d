-- Optimizers against the real Keras: 20 steps of fixed gradients for every optimizer and option, its own variables at the end (names, order, values), dynamic
-- loss scales, variables shared out among optimizers, configs key by key; learning rates of every schedule.
local keras = require "lunula"
local core = require "lunula.core"
local helper = require "helper"
local ops, json, saving = keras.ops, keras.json, keras.saving
local arrays = helper.golden_arrays "keras/optimizers"

-- In units of helper's tolerance, of which twenty steps leave a part. Nadam and ScheduleFreeAdamW keep a product, or a sum of squares, of all steps before. In 16
-- bits every operation rounds: Lion's and Muon's updates are signs and directions, which turn where their argument does.
local SLACK = {
  float64 = 0.5, float32 = 0.4, ["Nadam float32"] = 1, ["ScheduleFreeAdamW float32"] = 1.3,
  float16 = 1, ["Lion float16"] = 1.2, ["Muon float16"] = 1.5, ["Nadam float16"] = 1.3, ["ScheduleFreeAdamW float16"] = 2,
  bfloat16 = 0.5, ["Lion bfloat16"] = 8,
}

-- Where a training in float64 has a part in float32, to whose last digit it is the same: Keras's Muon takes the root of a matrix's size in it; here a schedule
-- computes in floatx, in Keras on JAX in float64 where that is enabled. Ftrl divides by the rate.
local NARROW = { [""] = 1e7, Ftrl = 3e7 }

local sets = {
  small = { { "kernel", { 3, 2 } }, { "bias", { 4 } }, { "scale", {} } },
  large = { { "tall", { 6, 4 } }, { "wide", { 4, 6 } }, { "cube", { 2, 3, 4 } }, { "block", { 2, 2, 1, 3 } }, { "embeddings", { 3, 2 } } },
  short = { { "kernel", { 2, 2 } } },
}

-- The generator of optimizers.py: tensors of a shape drawn from one stream.
local function stream()
  local state = 7
  return function(shape, dtype, draw, change)
    local count = 1
    for _, n in ipairs(shape) do count = count * n end
    local values = {}
    for k = 1, count do
      state = (state * 1103515245 + 12345) % 2147483648
      values[k] = draw(state / 2147483648)
    end
    if change then change(values) end
    return ops.cast(helper.tensor { t = dtype == "float64" and dtype or "float32", s = shape, v = values }, dtype)
  end
end

local function first(u) return 4 * u - 2 end
local function slope(u) return u < 0.1 and 0.0 or 2 * u - 1 end

local function variables_of(draw, set, dtype)
  local list = {}
  for i, spec in ipairs(sets[set]) do list[i] = core.variable(draw(spec[2], dtype, first), spec[1], true) end
  return list
end

local special = { exclude = true, missing = true, overwritten = true, constrained = true, dtype = true }

local function made(name, described)
  local options = {}
  for key, value in pairs(described) do
    if not special[key] then options[key] = value end
  end
  local rate = options.learning_rate
  if type(rate) == "table" then
    local given = {}
    for key, value in pairs(rate) do
      if key ~= "class" then given[key] = value end
    end
    options.learning_rate = keras.optimizers.schedules[rate.class](given)
  end
  return keras.optimizers[name](options)
end

local function slack_of(row)
  local class, dtype = row.class or row.inner or "", row.options and row.options.dtype or "float32"
  if dtype == "float64" and (class == "Muon" or type(row.options.learning_rate) == "table") then return NARROW[class] or NARROW[""] end
  return SLACK[class .. " " .. dtype] or SLACK[dtype]
end

-- A function that compares variables with the row's next values.
local function comparer(row)
  local dtype = row.options and row.options.dtype == "float64" and "float64" or "float32"
  local at, slack = row.start, slack_of(row)
  return function(variables, what)
    for _, v in ipairs(variables) do
      local values = arrays[dtype][("%d:%d"):format(at, at + v.size)]:totable()
      at = at + v.size
      assert.is_nil(helper.difference(v.value, { s = v.shape, v = values }, slack), ("%s of %s"):format(what, v.name))
    end
  end
end

-- Compares the optimizer's variables behind the iterations, their names too.
local function compare_own(optimizer, row, compare)
  local own = {}
  for i = 2, #optimizer.variables do own[i - 1] = optimizer.variables[i] end
  assert.equal(#row.own, #own)
  for i, name in ipairs(row.own) do
    -- Keras numbers variables without a name of their own
    if not name:find "^variable" then assert.equal(name, own[i].name) end
  end
  compare(own, "end")
end

local shown = { [1] = true, [7] = true, [20] = true }
local walk = {}

function walk.steps(row)
  local options, dtype, draw = row.options, row.options.dtype or "float32", stream()
  local variables, compare = variables_of(draw, row.set, dtype), comparer(row)
  if options.overwritten then variables[#variables].overwrite_with_gradient = true end
  if options.constrained then variables[1].constraint = keras.constraints.NonNeg() end
  local optimizer = made(row.class, options)
  if options.exclude then
    local listed = {}
    for _, v in ipairs(variables) do
      if v.name == options.exclude.var_list[1] then listed[#listed + 1] = v end
    end
    optimizer:exclude_from_weight_decay { var_list = listed, var_names = options.exclude.var_names }
  end
  optimizer:build(variables)
  for step = 1, 20 do
    local gradients = {}
    for i, v in ipairs(variables) do gradients[i] = draw(v.shape, dtype, slope) end
    if options.missing and (step == 1 or step == 4 or step == 5) then gradients[2] = false end
    optimizer:apply(gradients, variables)
    if shown[step] then compare(variables, "step " .. step) end
  end
  assert.equal(20, optimizer.variables[1].value:item())
  compare_own(optimizer, row, compare)
  if options.use_ema then
    optimizer:finalize_variable_values(variables)
    compare(variables, "average")
  end
end

function walk.scaled(row)
  local draw = stream()
  local variables = variables_of(draw, "short", "float32")
  local optimizer = keras.optimizers.LossScaleOptimizer { made(row.inner, row.options), initial_scale = 1024.0, dynamic_growth_steps = 3 }
  optimizer:build(variables)
  local compare = comparer(row)
  for step = 1, 20 do
    local scale = optimizer.dynamic_scale.value:item()
    local g = draw(variables[1].shape, "float32", slope, function(values)
      for i, x in ipairs(values) do values[i] = x * scale end
      values[2] = row.spoil[step] or values[2]
    end)
    optimizer:apply({ g }, variables)
    compare({ optimizer.dynamic_scale, optimizer.step_counter, variables[1] }, "step " .. step)
  end
  compare_own(optimizer, row, compare)
end

function walk.multi(row)
  local draw, optimizers = stream(), keras.optimizers
  local variables = variables_of(draw, "small", "float32")
  local map = optimizers.OptimizerMap(optimizers.RMSprop { 0.05, use_ema = true })
  map["kern.*"] = optimizers.Adam(0.05)
  map.bias = optimizers.SGD { 0.05, momentum = 0.5 }
  local optimizer, compare = optimizers.MultiOptimizer { map, loss_scale_factor = 4.0 }, comparer(row)
  for step = 1, 20 do
    local gradients = {}
    for i, v in ipairs(variables) do gradients[i] = draw(v.shape, "float32", slope) end
    optimizer:apply(gradients, variables)
    if shown[step] then compare(variables, "step " .. step) end
  end
  compare_own(optimizer, row, compare)
end

function walk.config(row)
  local optimizer
  if row.options ~= core.null then
    core.reset_names()
    local config = saving.serialize_keras_object(made(row.class, row.options))
    assert.equal(row.json, json.encode(config))
    -- a class_name alone says enough, in any case
    optimizer = keras.optimizers.deserialize { class_name = row.class:upper(), config = json.decode(row.json).config }
    assert.equal(row.json, json.encode(saving.serialize_keras_object(optimizer)))
    core.reset_names()
    if next(row.options) == nil then
      assert.equal(row.json, json.encode(saving.serialize_keras_object(keras.optimizers.get(row.class:lower()))))
    end
  end
  optimizer = saving.deserialize_keras_object(json.decode(row.json))
  assert.equal(row.json, json.encode(saving.serialize_keras_object(optimizer)))
end

local function describe_row(row)
  local parts = {}
  for key, value in pairs(type(row.options) == "table" and row.options or {}) do
    local text = type(value) == "table" and "..." or tostring(value)
    if key ~= "learning_rate" or value ~= 0.05 then parts[#parts + 1] = ("%s=%s"):format(key, text) end
  end
  table.sort(parts)
  return ("%s, %s%s(%s)"):format(row.kind, row.class or row.inner or "several", row.set and " of " .. row.set or "", table.concat(parts, ", "))
end

describe("as Keras's optimizers,", function()
  for n, row in ipairs(helper.golden "keras/optimizers") do
    it(("%d: %s"):format(n, describe_row(row)), function() walk[row.kind](row) end)
  end
end)

-- Rates are compared relative to the highest of the case: cosines and powers near 0 carry the rounding of what they are taken from.
describe("as Keras's schedules,", function()
  for n, row in ipairs(helper.golden "keras/schedules") do
    it(("%d: %s gives the learning rates and the config"):format(n, row.class), function()
      local schedule = keras.optimizers.schedules[row.class](row.arguments)
      local highest = 0
      for _, rate in ipairs(row.rates) do highest = math.max(highest, math.abs(rate)) end
      for k, step in ipairs(row.steps) do
        local got = schedule(core.tensor(step, "int32"))
        assert.equal("float32", got.dtype)
        assert.is_true(math.abs(got:item() - row.rates[k]) <= 3e-7 * highest, ("step %d: %.9g instead of %.9g"):format(step, got:item(), row.rates[k]))
      end
      local config = schedule:get_config()
      assert.same(row.keys, getmetatable(config).keys)
      assert.equal(row.name, config.name)
      local text = json.encode(saving.serialize_keras_object(keras.optimizers.Adam { learning_rate = schedule }))
      assert.equal(text, json.encode(saving.serialize_keras_object(saving.deserialize_keras_object(json.decode(text)))))
    end)
  end
end)
