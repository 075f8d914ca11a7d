-- The optimizers by hand against the real Keras: four steps of fixed gradients on a matrix and a vector, for every option; the names and order
-- of their variables; their configs.
local keras = require "lunula"
local core = require "lunula.core"
local ops = keras.ops

-- class, arguments, the matrix and the vector after the steps, the optimizer's variables
local rows = {
  { "SGD", { learning_rate = 0.1 },
    { 0.82500005, -2.03, 0.19000003, 3.405 }, { 0.040000007, -0.40000001 },
    { "iteration", "learning_rate" } },
  { "SGD", { learning_rate = 0.1, momentum = 0.9 },
    { 0.61935002, -1.9409001, -0.45979998, 3.9740248 }, { -0.059090007, -0.43221998 },
    { "iteration", "learning_rate", "w_momentum", "b_momentum" } },
  { "SGD", { learning_rate = 0.1, momentum = 0.9, nesterov = true },
    { 0.48241496, -1.9768099, -0.67381996, 4.2816229 }, { -0.103181, -0.51899803 },
    { "iteration", "learning_rate", "w_momentum", "b_momentum" } },
  { "SGD", { learning_rate = 0.1, clipnorm = 0.5 },
    { 0.94415522, -2.0093887, 0.43750459, 3.0700328 }, { 0.034282148, -0.35370788 },
    { "iteration", "learning_rate" } },
  { "SGD", { learning_rate = 0.1, global_clipnorm = 0.5 },
    { 0.95147294, -2.007122, 0.43825671, 3.0683763 }, { 0.088445224, -0.33317095 },
    { "iteration", "learning_rate" } },
  { "SGD", { learning_rate = 0.1, clipvalue = 0.2 },
    { 0.97500002, -2.04, 0.44999996, 3.0 }, { 0.07, -0.32000002 },
    { "iteration", "learning_rate" } },
  { "SGD", { learning_rate = 0.1, weight_decay = 0.1 },
    { 0.78798413, -1.95237, 0.17812821, 3.2801707 }, { 0.03724961, -0.38787284 },
    { "iteration", "learning_rate" } },
  { "SGD", { learning_rate = 0.1, use_ema = true, ema_momentum = 0.5, ema_overwrite_frequency = 2 },
    { 0.85000002, -1.97, 0.2475, 3.175 }, { 0.077500001, -0.36250001 },
    { "iteration", "learning_rate", "w_average", "b_average" } },
  { "SGD", { learning_rate = 0.1, loss_scale_factor = 8.0 },
    { 0.97812498, -2.0037501, 0.46125001, 3.0506251 }, { 0.092500001, -0.3125 },
    { "iteration", "learning_rate" } },
  { "SGD", { learning_rate = 0.1, gradient_accumulation_steps = 2 },
    { 0.91250002, -2.0150001, 0.345, 3.2025001 }, { 0.07, -0.35000002 },
    { "iteration", "learning_rate", "w_gradient_accumulator", "b_gradient_accumulator" } },
  { "SGD", { learning_rate = 0.1, gradient_accumulation_steps = 2, use_ema = true, clipnorm = 0.4, ema_overwrite_frequency = 1 },
    { 0.99796331, -1.9984576, 0.47503132, 3.0312529 }, { 0.061260056, -0.29069313 },
    { "iteration", "learning_rate", "w_average", "b_average", "w_gradient_accumulator", "b_gradient_accumulator" } },
  { "SGD", { learning_rate = 0.1 },
    { 0.82500005, 0.0, 0.19000003, 3.405 }, { 0.040000007, -0.40000001 },
    { "iteration", "learning_rate" }, constrained = true },
  { "RMSprop", { learning_rate = 0.1 },
    { 0.54432827, -2.0215449, 0.019301783, 3.0258336 }, { -0.45233724, -0.3968735 },
    { "iteration", "learning_rate", "w_velocity", "b_velocity" } },
  { "RMSprop", { learning_rate = 0.1, momentum = 0.5, centered = true, rho = 0.8 },
    { 0.38397431, -1.9208136, -0.21063128, 2.9690943 }, { -0.6948154, -0.27522898 },
    { "iteration", "learning_rate", "w_velocity", "b_velocity", "w_momentum", "b_momentum", "w_average_gradient",
      "b_average_gradient" } },
  { "RMSprop", { learning_rate = 0.1, clipnorm = 0.5 },
    { 0.46051469, -2.0891948, 0.038497224, 3.1027787 }, { -0.54451734, -0.45201266 },
    { "iteration", "learning_rate", "w_velocity", "b_velocity" } },
  { "RMSprop", { learning_rate = 0.1, global_clipnorm = 0.5 },
    { 0.46115288, -2.0674708, 0.041646443, 3.1115656 }, { -0.47497618, -0.46452507 },
    { "iteration", "learning_rate", "w_velocity", "b_velocity" } },
  { "RMSprop", { learning_rate = 0.1, clipvalue = 0.2 },
    { 0.67111176, -2.2758069, -0.12290841, 2.8916192 }, { -0.46977967, -0.41385537 },
    { "iteration", "learning_rate", "w_velocity", "b_velocity" } },
  { "RMSprop", { learning_rate = 0.1, weight_decay = 0.1 },
    { 0.51393294, -1.9475428, 0.011770941, 2.9112251 }, { -0.44254094, -0.39134359 },
    { "iteration", "learning_rate", "w_velocity", "b_velocity" } },
  { "RMSprop", { learning_rate = 0.1, use_ema = true, ema_momentum = 0.5, ema_overwrite_frequency = 2 },
    { 0.53954804, -1.8658993, 0.10541778, 2.8424788 }, { -0.28699869, -0.26784652 },
    { "iteration", "learning_rate", "w_average", "b_average", "w_velocity", "b_velocity" } },
  { "RMSprop", { learning_rate = 0.1, loss_scale_factor = 8.0 },
    { 0.54435503, -2.0215478, 0.019305456, 3.0259922 }, { -0.4513298, -0.3971068 },
    { "iteration", "learning_rate", "w_velocity", "b_velocity" } },
  { "RMSprop", { learning_rate = 0.1, gradient_accumulation_steps = 2 },
    { 0.3699035, -1.9794422, 0.17266804, 3.3428001 }, { -0.13564479, -0.29613513 },
    { "iteration", "learning_rate", "w_gradient_accumulator", "b_gradient_accumulator", "w_velocity", "b_velocity" } },
  { "RMSprop", { learning_rate = 0.1, gradient_accumulation_steps = 2, use_ema = true, clipnorm = 0.4, ema_overwrite_frequency = 1 },
    { 0.68118298, -1.6874778, 0.18345425, 3.3169775 }, { -0.2156707, 0.013131382 },
    { "iteration", "learning_rate", "w_average", "b_average", "w_gradient_accumulator", "b_gradient_accumulator",
      "w_velocity", "b_velocity" } },
  { "RMSprop", { learning_rate = 0.1 },
    { 0.54432827, 0.0, 0.019301783, 3.0258336 }, { -0.45233724, -0.3968735 },
    { "iteration", "learning_rate", "w_velocity", "b_velocity" }, constrained = true },
  { "Adam", { learning_rate = 0.1 },
    { 0.76099789, -1.9170638, 0.17607567, 3.0621026 }, { -0.12978791, -0.2419564 },
    { "iteration", "learning_rate", "w_momentum", "w_velocity", "b_momentum", "b_velocity" } },
  { "Adam", { learning_rate = 0.1, amsgrad = true, beta_2 = 0.5 },
    { 0.78922522, -1.9138713, 0.20334768, 3.0288696 }, { -0.11463759, -0.22416542 },
    { "iteration", "learning_rate", "w_momentum", "w_velocity", "b_momentum", "b_velocity", "w_velocity_hat",
      "b_velocity_hat" } },
  { "Adam", { learning_rate = 0.1, clipnorm = 0.5 },
    { 0.73003143, -1.88677, 0.19368471, 3.0453782 }, { -0.1695752, -0.22575003 },
    { "iteration", "learning_rate", "w_momentum", "w_velocity", "b_momentum", "b_velocity" } },
  { "Adam", { learning_rate = 0.1, global_clipnorm = 0.5 },
    { 0.72847986, -1.8801265, 0.19352032, 3.0504918 }, { -0.1028496, -0.25375068 },
    { "iteration", "learning_rate", "w_momentum", "w_velocity", "b_momentum", "b_velocity" } },
  { "Adam", { learning_rate = 0.1, clipvalue = 0.2 },
    { 0.83615357, -2.0030892, 0.18104725, 2.8769495 }, { -0.15061212, -0.18089904 },
    { "iteration", "learning_rate", "w_momentum", "w_velocity", "b_momentum", "b_velocity" } },
  { "Adam", { learning_rate = 0.1, weight_decay = 0.1 },
    { 0.72559416, -1.8412874, 0.16189007, 2.9450245 }, { -0.1289482, -0.23392725 },
    { "iteration", "learning_rate", "w_momentum", "w_velocity", "b_momentum", "b_velocity" } },
  { "Adam", { learning_rate = 0.1, use_ema = true, ema_momentum = 0.5, ema_overwrite_frequency = 2 },
    { 0.81427294, -1.9098889, 0.27075607, 2.9920821 }, { -0.068784371, -0.23376368 },
    { "iteration", "learning_rate", "w_average", "b_average", "w_momentum", "w_velocity", "b_momentum", "b_velocity" } },
  { "Adam", { learning_rate = 0.1, loss_scale_factor = 8.0 },
    { 0.76100475, -1.9170657, 0.17607902, 3.0621104 }, { -0.12976202, -0.24197233 },
    { "iteration", "learning_rate", "w_momentum", "w_velocity", "b_momentum", "b_velocity" } },
  { "Adam", { learning_rate = 0.1, gradient_accumulation_steps = 2 },
    { 0.8176319, -1.9442244, 0.33055282, 3.1727276 }, { -0.046944536, -0.26239476 },
    { "iteration", "learning_rate", "w_gradient_accumulator", "b_gradient_accumulator", "w_momentum", "w_velocity",
      "b_momentum", "b_velocity" } },
  { "Adam", { learning_rate = 0.1, gradient_accumulation_steps = 2, use_ema = true, clipnorm = 0.4, ema_overwrite_frequency = 1 },
    { 0.89924651, -1.9006653, 0.39926338, 3.1008191 }, { -0.00053475692, -0.20056663 },
    { "iteration", "learning_rate", "w_average", "b_average", "w_gradient_accumulator", "b_gradient_accumulator",
      "w_momentum", "w_velocity", "b_momentum", "b_velocity" } },
  { "Adam", { learning_rate = 0.1 },
    { 0.76099789, 0.0, 0.17607567, 3.0621026 }, { -0.12978791, -0.2419564 },
    { "iteration", "learning_rate", "w_momentum", "w_velocity", "b_momentum", "b_velocity" }, constrained = true },
}

local gradients = {
  { { { .5, -1. }, { 2., .25 } }, { .1, -.2 } },
  { { { -.3, .8 }, { 1., -4. } }, { .7, 0. } },
  { { { 1.5, .2 }, { -.1, .6 } }, { -.5, .9 } },
  { { { .05, .3 }, { .2, -.9 } }, { .3, .3 } },
}

local function variables()
  return core.variable(core.tensor({ { 1., -2. }, { .5, 3. } }, "float32"), "w", true), core.variable(core.tensor({ .1, -.3 }, "float32"), "b", true)
end

local function near(expected, tensor)
  local actual = ops.reshape(tensor, -1):totable()
  assert.equal(#expected, #actual)
  for i, e in ipairs(expected) do
    assert.is_true(math.abs(e - actual[i]) <= 1e-6 + 2e-6 * math.abs(e), ("entry %d: %.9g instead of %.9g"):format(i, actual[i], e))
  end
end

local function text(arguments)
  local parts = {}
  for k, v in pairs(arguments) do parts[#parts + 1] = k .. "=" .. tostring(v) end
  table.sort(parts)
  return table.concat(parts, ", ")
end

describe("optimizers", function()
  for _, row in ipairs(rows) do
    it(("%s %s%s gives Keras's weights"):format(row[1], text(row[2]), row.constrained and ", constrained" or ""), function()
      local optimizer = keras.optimizers[row[1]](row[2])
      local w, b = variables()
      if row.constrained then w.constraint = keras.constraints.NonNeg() end
      for _, g in ipairs(gradients) do optimizer:apply({ core.tensor(g[1], "float32"), core.tensor(g[2], "float32") }, { w, b }) end
      near(row[3], w.value)
      near(row[4], b.value)
      local names = {}
      for i, v in ipairs(optimizer.variables) do names[i] = v.name end
      assert.same(row[5], names)
      assert.equal(4, optimizer.variables[1].value:item())
    end)
  end

  it("takes lists of gradient and variable, and variables in another order", function()
    local optimizer = keras.optimizers.SGD { learning_rate = 0.5, momentum = 0.9 }
    local w, b = variables()
    optimizer:build { w, b }
    local g = core.tensor({ 1., 1. }, "float32")
    optimizer:apply_gradients { { g, b }, { ops.ones({ 2, 2 }), w } }
    near({ -.4, -.8 }, b.value)
    near({ .5, -2.5, 0., 2.5 }, w.value)
    local stranger = core.variable(core.tensor({ 1., 1. }, "float32"), "stranger", true)
    assert.error_matches(function() optimizer:apply({ g }, { stranger }) end, "stranger")
    assert.error_matches(function() optimizer:apply({ false }, { w }) end, "no gradient")
  end)

  it("has a learning rate that can be read, set, and given by a schedule or a function", function()
    local optimizer = keras.optimizers.SGD { learning_rate = 0.5 }
    assert.equal(0.5, optimizer.learning_rate.value:item())
    optimizer.learning_rate = 0.25
    assert.equal(0.25, optimizer.learning_rate.value:item())
    local Halving = keras.LearningRateSchedule("Halving", {
      params = { { "start", 1.0 } },
      call = function(self, step) return self.start * 0.5 ^ ops.cast(step, "float32") end,
    })
    optimizer.learning_rate = Halving()
    local v = core.variable(core.tensor({ 0. }, "float32"), "v", true)
    for _ = 1, 3 do optimizer:apply({ ops.ones({ 1 }) }, { v }) end
    near({ -1.75 }, v.value)
    assert.equal(0.125, optimizer.learning_rate:item())
    optimizer.learning_rate = function() return 2.0 end
    optimizer:apply({ ops.ones({ 1 }) }, { v })
    near({ -3.75 }, v.value)
    assert.error_matches(function() optimizer.learning_rate = 0.5 end, "comes from a schedule")
    assert.equal(1, #optimizer.variables) -- only the iterations: a learning rate that is no number is none
  end)

  it("writes Keras's config, keys in order", function()
    local config = keras.optimizers.Adam { name = "adam" }:get_config()
    assert.same({ "name", "learning_rate", "weight_decay", "clipnorm", "global_clipnorm", "clipvalue", "use_ema", "ema_momentum",
      "ema_overwrite_frequency", "loss_scale_factor", "gradient_accumulation_steps", "beta_1", "beta_2", "epsilon", "amsgrad" },
      getmetatable(config).keys)
    assert.equal(0.0010000000474974513, config.learning_rate)
    assert.equal(0.99, config.ema_momentum)
    assert.equal(keras.null, config.weight_decay)
    local optimizer = keras.optimizers.RMSprop { 0.5, rho = 0.8, use_ema = true, gradient_accumulation_steps = 3 }
    local again = keras.optimizers.deserialize(keras.optimizers.serialize(optimizer))
    assert.same(optimizer:get_config(), again:get_config())
  end)

  it("checks its arguments", function()
    local optimizers = keras.optimizers
    local SGD = optimizers.SGD
    local map = optimizers.OptimizerMap "sgd"
    local cases = {
      { SGD, { clipnorm = 1, clipvalue = 1 }, "ValueError: sgd.*: only one of" },
      { SGD, { gradient_accumulation_steps = 1 }, "gradient_accumulation_steps is an integer" },
      { SGD, { use_ema = true, ema_momentum = 2 }, "ema_momentum is between 0 and 1, got 2" }, { SGD, { learning_rate = "fast" }, "learning_rate is a number" },
      { SGD, { use_ema = true, ema_overwrite_frequency = 0 }, "ema_overwrite_frequency is an integer" }, { SGD, { momentum = 1.5 }, "momentum is between 0 and 1" },
      { SGD, { momentums = 1 }, "did you mean 'momentum'" }, { optimizers.AdamW, { weight_decay = core.null }, "ValueError: .*weight_decay is a number" },
      { optimizers.Lion, { beta_1 = 0.0 }, "beta_1 is above 0" }, { optimizers.Ftrl, { learning_rate_power = 0.5 }, "learning_rate_power is negative or zero, got 0.5" },
      { optimizers.Ftrl, { beta = 0.1, l2_shrinkage_regularization_strength = -1 }, "l2_shrinkage_regularization_strength is positive or zero" },
      { optimizers.LossScaleOptimizer, { "adam", clipnorm = 1.0 }, "ValueError: LossScaleOptimizer: clipnorm belongs to the optimizer inside, got 1.0" },
      { optimizers.LossScaleOptimizer, { "adam", dynamic = false }, "dynamic" }, { optimizers.LossScaleOptimizer, { "adams" }, "Did you mean 'adam'" },
      { optimizers.MultiOptimizer, { "adam" }, "ValueError: .*optimizer_map is an OptimizerMap or a function, not a string" },
      { optimizers.MultiOptimizer, { map, learning_rate = 0.1 }, "learning_rate belongs to the optimizer inside" },
      { optimizers.OptimizerMap, { "sgd", { "adam" } }, "optimizer_map is a table of optimizers by path" },
      { optimizers.OptimizerMap, { "sgd", { x = optimizers.LossScaleOptimizer "adam" } }, "'x' can't stand for a LossScaleOptimizer" },
    }
    for _, case in ipairs(cases) do
      assert.error_matches(function() case[1](case[2]) end, case[3])
    end
    -- options that older configs carry
    assert.equal(4.0, optimizers.LossScaleOptimizer({ "adam", initial_scale = 4.0, weight_decay = core.null, use_ema = false, ema_momentum = 0.99,
      dynamic = true }).initial_scale)
  end)

  it("leaves alone what exclude_from_weight_decay names", function()
    local optimizer = keras.optimizers.SGD { 1.0, weight_decay = 0.5 }
    local a, b, c = core.variable(ops.ones { 1 }, "kernel", true), core.variable(ops.ones { 1 }, "bias", true), core.variable(ops.ones { 1 }, "gamma", true)
    a.path = "layer_with_bias/kernel" -- names count, not paths, as in Keras
    optimizer:exclude_from_weight_decay { var_list = { a } }
    optimizer:exclude_from_weight_decay { var_list = { c }, var_names = { "^bi.s$" } } -- takes the place of the first
    optimizer:apply({ ops.zeros { 1 }, ops.zeros { 1 }, ops.zeros { 1 } }, { a, b, c })
    assert.same({ 0.5, 1.0, 1.0 }, { a.value[0]:item(), b.value[0]:item(), c.value[0]:item() })
    assert.error_matches(function() optimizer:exclude_from_weight_decay { var_names = { "x" } } end, "before the optimizer is built")
  end)

  it("is told its weights in their order", function()
    local optimizer = keras.optimizers.SGD { 0.5, momentum = 0.5 }
    assert.error_matches(function() optimizer:set_weights {} end, "comes after build")
    local w = variables()
    optimizer:build { w }
    optimizer:set_weights { 7, 0.25, { { 1, 2 }, { 3, 4 } } }
    assert.equal(7, optimizer.iterations.value:item())
    near({ 1, 2, 3, 4 }, optimizer.momentums[1].value)
    assert.error_matches(function() optimizer:set_weights { 7 } end, "1 arrays for 3 variables")
    assert.error_matches(function() optimizer:set_weights { 7, 0.25, { 1, 2 } } end, "shape")
    assert.equal("sgd", optimizer.momentums[1].path:match "^(sgd)[_%d]*/w_momentum$")
  end)

  it("counts updates, not steps, where gradients are accumulated", function()
    local optimizer = keras.optimizers.SGD { 0.5, gradient_accumulation_steps = 2 }
    local w = variables()
    for _ = 1, 5 do optimizer:apply({ ops.ones { 2, 2 } }, { w }) end
    assert.equal(2, optimizer.iterations:item())
    assert.equal(5, optimizer.variables[1].value:item())
    optimizer:apply({}, {}) -- nothing to do, nothing counted
    assert.equal(5, optimizer.variables[1].value:item())
  end)

  it("gives wrappers the learning rate and variables of what they hold", function()
    local inner = keras.optimizers.Adam(0.5)
    local optimizer = keras.optimizers.LossScaleOptimizer { inner }
    local w = variables()
    assert.equal(0.5, optimizer.learning_rate.value:item())
    optimizer.learning_rate = 0.25
    assert.equal(0.25, inner.learning_rate.value:item())
    optimizer:build { w }
    local names = {}
    for i, v in ipairs(optimizer.variables) do names[i] = v.name end
    assert.same({ "iteration", "learning_rate", "step_counter", "dynamic_scale", "iteration", "learning_rate", "w_momentum", "w_velocity" }, names)
    inner.learning_rate = keras.optimizers.schedules.ExponentialDecay(0.5, 2, 0.5)
    assert.equal(7, #optimizer.variables)
    optimizer:apply({ ops.ones { 2, 2 } }, { w })
    assert.equal(1, optimizer.iterations.value:item())
    local multi = keras.optimizers.MultiOptimizer(keras.optimizers.OptimizerMap(keras.optimizers.SGD(0.5)))
    assert.error_matches(function() return multi.learning_rate end, "has no learning_rate")
    assert.error_matches(function() multi.learning_rate = 1.0 end, "has no learning_rate")
    multi:apply({ ops.ones { 2, 2 } }, { w })
    assert.equal(1, multi.iterations.value:item())
    local stranger = core.variable(core.tensor({ 1., 1. }, "float32"), "stranger", true)
    assert.error_matches(function() multi:apply({ ops.ones { 2 } }, { stranger }) end, "stranger")
  end)

  it("finds the optimizer of a path: the key itself, the one pattern, the default", function()
    local optimizers = keras.optimizers
    local map = optimizers.OptimizerMap { optimizers.SGD { name = "rest" }, { ["a/.*"] = optimizers.SGD { name = "a" }, ["a/b"] = optimizers.SGD { name = "ab" } } }
    assert.same({ "ab", "a", "rest" }, { map("a/b").name, map("a/c").name, map("x/a/c").name })
    map[".*/c"] = optimizers.SGD { name = "c" }
    assert.equal("c", map[".*/c"].name)
    assert.error_matches(function() map "a/c" end, "both match the variable 'a/c'")
    assert.error_matches(function() map["a/b"] = optimizers.SGD() end, "'a/b' has an optimizer already, ab")
    assert.error_matches(function() map.x = "adam" end, "'x' stands for an optimizer")
  end)

  it("says once which variables no gradient reaches", function()
    local optimizer = keras.optimizers.SGD(0.5)
    local w, b = variables()
    optimizer:apply({ false, ops.ones { 2 } }, { w, b })
    near({ 1, -2, .5, 3 }, w.value)
    assert.equal("sgd", optimizer.name:match "^sgd")
    assert.is_true(optimizer.warned)
  end)

  it("takes null for no gradient and tables for tensors, and refuses gradients of another shape, which would broadcast", function()
    local optimizer = keras.optimizers.SGD(0.5)
    local w, b = keras.Variable(ops.ones { 3, 1 }), keras.Variable(ops.ones { 2 })
    optimizer:apply({ core.null, { 1.0, 2.0 } }, { w, b })
    assert.same({ { 0.5, 0.0 }, { { 1.0 }, { 1.0 }, { 1.0 } } }, { b:totable(), w:totable() })
    for _, shape in ipairs { { 1, 1 }, { 3 }, {} } do
      assert.error_matches(function() optimizer:apply({ ops.ones(shape), false }, { w, b }) end,
        "ValueError: sgd.*: the gradient of 'variable.*' has shape %(.*%), the variable %(3, 1%)")
    end
  end)

  it("keeps a NaN among clipped gradients, and an infinite one", function()
    for _, option in ipairs { "clipnorm", "global_clipnorm" } do
      local v = core.variable(core.tensor { 1., 1. }, "v", true)
      keras.optimizers.SGD({ 1.0, [option] = 1.0 }):apply({ core.tensor({ 0 / 0, 1. }, "float32") }, { v })
      assert.is_true(ops.all(ops.isnan(v.value)):item())
    end
    local v = core.variable(core.tensor { 1. }, "v", true)
    keras.optimizers.SGD({ 1.0, clipnorm = 0 }):apply({ core.tensor({ 2. }, "float32") }, { v }) -- 0 does not clip, as in Keras
    near({ -1 }, v.value)
  end)

  it("computes what a file lacks of Nadam's state as training does, and in no time whatever the file says", function()
    local function product(beta_1, iterations)
      local optimizer = keras.optimizers.LossScaleOptimizer(keras.optimizers.Nadam { beta_1 = beta_1 })
      optimizer:build { core.variable(core.tensor { 1. }, "v", true) }
      local inner = optimizer.inner_optimizer
      inner.iterations:assign(iterations)
      local hook, mask, count = debug.gethook()
      debug.sethook(function() error "it takes too long" end, "", 5000000)
      local ok, problem = pcall(inner.after_loading, inner)
      debug.sethook(hook, mask, count)
      assert.is_true(ok, problem)
      return inner.u_product.value:item()
    end
    local v, nadam = core.variable(core.tensor { 1. }, "v", true), keras.optimizers.Nadam()
    for t = 1, 5 do
      nadam:apply({ core.tensor { 1. } }, { v })
      assert.equal(nadam.u_product.value:item(), product(0.9, t))
    end
    local most = (1 << 31) - 1
    assert.equal(0, product(0.9, most))
    local factors = 1.0 -- of the schedule alone, in the long run
    for t = 1, 1000 do factors = factors * (1 - 0.5 * 0.96 ^ t) end
    assert.near(factors, product(1.0, most), 1e-4 * factors)
    local beta = 1 - 2.0 ^ -24
    assert.near(factors * beta ^ 1000000, product(beta, 1000000), 1e-3 * factors)
    assert.equal(0, product(beta, most))
    assert.equal(1.0, product(0.9, -1))
  end)

  it("is documented: a sentence, a formula or an example, and each parameter", function()
    local list = { require("lunula.optimizers.base").Optimizer.base, require("lunula.optimizers.schedule").LearningRateSchedule.base }
    for _, space in ipairs { keras.optimizers, keras.optimizers.schedules } do
      for _, name in ipairs(space.names()) do list[#list + 1] = space[name] end
    end
    assert.equal(25, #list)
    for _, class in ipairs(list) do
      assert.truthy(class.doc[1] and class.doc.example, class.name)
      for _, param in ipairs(class.params) do assert.truthy(param[1] == "name" or class.param_docs[param[1]], class.name .. " " .. param[1]) end
    end
  end)
end)
