-- Optimizers inside fit: every one with every option runs compiled, with no fallback, and gives bit for bit what it gives eagerly; each variable is passed over once.
local keras = require "lunula"
local core = require "lunula.core"
local ops = keras.ops

-- A layer without a matrix product, whose bits may differ between the two.
local Weighing = keras.Layer("Weighing", {
  build = function(self)
    self.matrix = self:add_weight { shape = { 6, 4 }, name = "matrix", initializer = keras.initializers.RandomUniform { -1.0, 1.0, seed = 1 },
      constraint = "non_neg" }
    self.vector = self:add_weight { shape = { 4 }, name = "vector", initializer = keras.initializers.RandomUniform { -1.0, 1.0, seed = 2 } }
    self.scalar = self:add_weight { shape = {}, name = "scalar", initializer = "ones" }
    self.untouched = self:add_weight { shape = { 2 }, name = "untouched", initializer = "ones" }
    self.measured = self:add_weight { shape = {}, name = "measured", initializer = "zeros" }
    self.measured.overwrite_with_gradient = true
  end,
  call = function(self, x)
    return ops.tanh(ops.sum(ops.expand_dims(x, -1) * self.matrix, 1)) * self.scalar + self.vector + self.measured * ops.mean(x)
  end,
})

local x, y = keras.random.uniform({ 20, 6 }, { minval = -1, seed = 3 }), keras.random.uniform({ 20, 4 }, { seed = 4 })

local function trained(make, eager)
  local model = keras.Sequential { input_shape = { 6 }, Weighing { name = "weighing" } }
  local optimizer = make()
  model:compile { loss = "mse", optimizer = optimizer, jit_compile = not eager, run_eagerly = eager }
  local history = model:fit(x, y, { batch_size = 4, epochs = 2, verbose = 0, shuffle = false }).history
  if not eager then assert.is_nil(model.train_function.eager) end
  return history, model, optimizer
end

local function same(a, b, what)
  local equal = ops.all(ops.logical_or(ops.equal(a, b), ops.logical_and(ops.isnan(a), ops.isnan(b)))):item()
  assert(equal, ("%s is %s compiled, %s eagerly"):format(what, tostring(a), tostring(b)))
end

local function check(make)
  local compiled, model, optimizer = trained(make, false)
  local eager, other, reference = trained(make, true)
  assert.same(eager.loss, compiled.loss)
  for i, w in ipairs(model.weights) do same(w.value, other.weights[i].value, w.name) end
  for i, v in ipairs(optimizer.variables) do same(v.value, reference.variables[i].value, v.name) end
  assert.is_true(#optimizer.variables >= 2 or optimizer.schedule ~= nil)
  assert.is_true(ops.any(ops.not_equal(model.weights[2].value, keras.initializers.RandomUniform { -1.0, 1.0, seed = 2 }({ 4 }))):item())
end

local options = {
  {}, { clipnorm = 0.1 }, { global_clipnorm = 0.1 }, { clipvalue = 0.01 }, { weight_decay = 0.25 }, { use_ema = true },
  { use_ema = true, ema_overwrite_frequency = 3 }, { loss_scale_factor = 8.0 }, { gradient_accumulation_steps = 3 },
  { gradient_accumulation_steps = 2, use_ema = true, ema_overwrite_frequency = 2, clipnorm = 0.1, weight_decay = 0.25, loss_scale_factor = 4.0 },
  { scheduled = true },
}
local more = {
  SGD = { { momentum = 0.9 }, { momentum = 0.9, nesterov = true } }, RMSprop = { { momentum = 0.5, centered = true } }, Adam = { { amsgrad = true } },
  Ftrl = { { l1_regularization_strength = 0.1, l2_regularization_strength = 0.1, beta = 0.5, learning_rate_power = -0.25 } },
  Muon = { { nesterov = false, rms_rate = core.null }, { exclude_layers = { "mat.*" } } }, ScheduleFreeAdamW = { { warmup_steps = 4 } },
}

local function text(t)
  local parts = {}
  for key, value in pairs(t) do parts[#parts + 1] = ("%s=%s"):format(key, tostring(value)) end
  table.sort(parts)
  return table.concat(parts, ", ")
end

local function maker(name, option)
  return function()
    local given = { learning_rate = 0.05 }
    for key, value in pairs(option) do given[key] = value end
    given.scheduled = nil
    if option.scheduled then given.learning_rate = keras.optimizers.schedules.CosineDecay { 0.1, 20 } end
    return keras.optimizers[name](given)
  end
end

local wrappers = { LossScaleOptimizer = true, MultiOptimizer = true, OptimizerMap = true }
local updating = {}
for _, name in ipairs(keras.optimizers.names()) do
  if not wrappers[name] then updating[#updating + 1] = name end
end

describe("fit with", function()
  for _, name in ipairs(updating) do
    for _, list in ipairs { options, more[name] or {} } do
      for _, option in ipairs(list) do
        it(("%s(%s) is the same compiled and eagerly"):format(name, text(option)), function() check(maker(name, option)) end)
      end
    end
    it(("%s inside a LossScaleOptimizer too"):format(name), function()
      check(function() return keras.optimizers.LossScaleOptimizer { maker(name, {})(), initial_scale = 16.0, dynamic_growth_steps = 3 } end)
    end)
  end

  it("an OptimizerMap, and with a function for one", function()
    check(function()
      return keras.optimizers.MultiOptimizer(keras.optimizers.OptimizerMap { "sgd", { [".*/matrix"] = maker("Adam", {})(), [".*/(vector|scalar)"] = "lion" } })
    end)
    check(function()
      local sgd, adam = maker("SGD", { momentum = 0.5 })(), maker("Adam", { scheduled = true })()
      return keras.optimizers.MultiOptimizer(function(variable) return variable.ndim == 2 and adam or sgd end)
    end)
  end)

  it("a class of one's own, and one that inherits", function()
    check(function()
      return keras.Optimizer("Own", {
        params = { { "learning_rate", 0.1 }, { "decay", 0.5 } },
        slots = function(self, variables) self.sums = self:add_optimizer_variables(variables, "sum", "ones") end,
        scalars = function(self, dtype) return self.decay ^ self:step_number(dtype) end,
        update_step = function(self, g, v, rate, i)
          self.sums[i]:assign_add(ops.absolute(g))
          v:assign_sub(g * (rate * self:step_scalars(v.dtype)) / self.sums[i])
        end,
      })()
    end)
    check(function()
      return keras.Optimizer("Slower", { inherit = keras.optimizers.Adam,
        update_step = function(self, g, v, rate, i) super.update_step(self, g, v, v.ndim == 2 and rate * 0.5 or rate, i) end })(0.1)
    end)
  end)
end)

-- The steps of a graph that touch a variable of this shape, by their kinds.
local function passes(optimizer)
  local model = keras.Sequential { input_shape = { 48 }, keras.layers.Dense { 64, use_bias = false }, keras.layers.Dense(3) }
  model:compile { loss = "mse", optimizer = optimizer, jit_compile = true }
  model:fit(ops.ones { 8, 48 }, ops.ones { 8, 3 }, { epochs = 1, batch_size = 8, verbose = 0 })
  local _, entry = next(model.train_function.cache)
  local list, step, last = {}, nil, nil
  for line in entry.graph:dump():gmatch "[^\n]+" do
    if line:find "^step" then step = line end
    if step and step ~= last and line:find("(48, 64)", 1, true) then
      list[#list + 1], last = step:match "^step %d+: (%w+)", step
    end
  end
  return table.concat(list, " ")
end

describe("a compiled step passes over a variable", function()
  local several = { Adafactor = true, Lamb = true, Muon = true } -- need sums over the variable, or products
  for _, name in ipairs(updating) do
    if not several[name] then
      it(("once, for %s"):format(name), function()
        for _, option in ipairs(options) do
          -- what a norm needs of the gradient is computed where the product makes it, but for the mean of accumulated ones
          local mean = (option.clipnorm or option.global_clipnorm) and option.gradient_accumulation_steps
          assert.equal(mean and "matmul fused fused" or "matmul fused", passes(maker(name, option)()), text(option))
        end
        assert.equal("matmul fused", passes(keras.optimizers.LossScaleOptimizer(maker(name, {})())))
      end)
    end
  end
end)
