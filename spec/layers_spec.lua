-- Layers: tracking, freezing, training and masks through nested layers, losses, building, configurations.
local keras = require "lunula"
local core = require "lunula.core"
local ops = keras.ops
local layers = keras.layers

local x = ops.reshape(ops.arange(6), { 2, 3 }) / 6.0

describe("a layer", function()
  local Block = keras.Layer("Block", {
    initialize = function(self, args)
      super.initialize(self, args)
      self.first = layers.Dense { 4, name = "first" }
      self.rest = { layers.Dense { 2, name = "second" }, layers.Dropout { 0.5, seed = 1, name = "drop" } }
      self.count = core.variable(core.tensor(0.0), "count", false)
      self.mean = keras.metrics.Mean { name = "mean" }
    end,
    call = function(self, input) return self.rest[2](self.rest[1](self.first(input))) end,
  })

  it("tracks layers, variables, metrics and seeds of its fields, in tables too", function()
    local block = Block()
    block(x)
    local names = {}
    for i, v in ipairs(block.weights) do names[i] = v.path or v.name end
    assert.same({ "count", "first/kernel", "first/bias", "second/kernel", "second/bias" }, names)
    assert.equal(4, #block.trainable_variables)
    assert.equal(1, #block.non_trainable_weights)
    assert.equal(5 + 1 + 2, #block.variables) -- a seed's state, a metric's total and count
    assert.equal(block.mean, block.metrics[1])
    assert.equal(12 + 4 + 8 + 2 + 1, block:count_params())
    assert.error_matches(function() block.weights = {} end, "can't be assigned")
  end)

  it("is frozen with all that it holds", function()
    local block = Block()
    block(x)
    block.trainable = false
    assert.equal(0, #block.trainable_weights)
    assert.equal(5, #block.non_trainable_weights)
    assert.is_false(block.first.trainable)
    assert.is_false(block.first.kernel.trainable)
    block.trainable = true
    block.first.trainable = false
    assert.equal(2, #block.trainable_weights)
    assert.is_false(layers.Dense({ 2, trainable = false }).trainable)
  end)

  it("passes training to the layers inside, and gives it back after an error", function()
    local seen = {}
    local Spy = keras.Layer("Spy", { call = function(_, input, options)
      seen[#seen + 1] = options.training
      if options.fail then error "stop" end
      return input
    end })
    local Outer = keras.Layer("Outer", {
      initialize = function(self, args)
        super.initialize(self, args)
        self.inner, self.own = Spy(), Spy()
      end,
      call = function(self, input, options)
        return self.own(self.inner(input, { fail = options.fail }), { training = false })
      end,
    })
    local outer = Outer()
    outer(x, { training = true })
    outer(x)
    assert.same({ true, false, false, false }, seen)
    assert.is_false(pcall(outer, x, { training = true, fail = true }))
    seen = {}
    Spy()(x)
    assert.same({ false }, seen)
  end)

  it("takes nil for arguments that are not given", function()
    local model = keras.Sequential { input_shape = { 3 }, keras.layers.Dense(2) }
    local input = ops.ones { 1, 3 }
    assert.same(model(input):totable(), model(input, nil):totable())
    assert.same(model(input):totable(), model.layers[1](input, nil, nil):totable())
  end)

  it("drops out in training only, at its rate and seed", function()
    local drop = layers.Dropout { 0.25, seed = 3 }
    local ones = ops.ones { 100, 100 }
    assert.equal(10000, ops.sum(drop(ones)):item())
    local out = drop(ones, { training = true })
    assert.is_true(math.abs(ops.mean(out):item() - 1) < 0.03)
    assert.is_true(math.abs(ops.max(out):item() - 4 / 3) < 1e-6)
    assert.is_false(ops.all(ops.equal(out, drop(ones, { training = true }))):item())
    assert.is_true(ops.all(ops.equal(out, layers.Dropout({ 0.25, seed = 3 })(ones, { training = true }))):item())
    local rows = layers.Dropout { 0.5, noise_shape = { keras.null, 1 }, seed = 1 }(ones, { training = true })
    assert.is_true(ops.all(ops.equal(rows, rows["..., 0:1"])):item())
    assert.error_matches(function() layers.Dropout { 0.5, noise_shape = { 0 } } end, "noise_shape")
  end)

  it("names itself where its shape can't be had", function()
    for _, shape in ipairs { { 5 }, { 5, -1 }, { 0, -1 } } do
      local wanted = 'ValueError: Reshape "mine": target_shape %(.*%) does not hold the 12 elements of a sample of shape %(2, 6%)'
      assert.error_matches(function() layers.Reshape { shape, name = "mine" }(ops.ones { 2, 2, 6 }) end, wanted)
      assert.error_matches(function() keras.Sequential { input_shape = { 2, 6 }, layers.Reshape { shape, name = "mine" } } end, wanted)
    end
    assert.same({ 2, 3, 4 }, layers.Reshape { { -1, 4 } }(ops.ones { 2, 2, 6 }).shape)
  end)

  it("carries masks through layers that support them, and warns where they end", function()
    local mask = core.tensor { { true, false, true }, { false, true, true } }
    local steps = ops.ones({ 2, 3, 4 }):with_mask(mask)
    assert.same(mask:totable(), layers.Dense(2)(steps).mask:totable())
    assert.same(mask:totable(), layers.Activation "relu"(steps).mask:totable())
    assert.is_nil(layers.Flatten()(steps).mask)
    assert.same(mask:totable(), layers.Dense(2)(ops.ones { 2, 3, 4 }, { mask = mask }).mask:totable())
    local seen
    local Last = keras.Layer("Last", { supports_masking = true,
      call = function(_, input, options)
        seen = options.mask
        return ops.sum(input, -1)
      end,
      compute_mask = function(_, _, previous) return previous and ops.logical_not(previous) or nil end })
    local model = keras.Sequential { layers.Dense(2), Last() }
    assert.same(ops.logical_not(mask):totable(), model(steps).mask:totable())
    assert.same(mask:totable(), seen:totable())
  end)

  it("adds losses: its own, of activities, of weights", function()
    local dense = layers.Dense { 2, kernel_initializer = "ones", kernel_regularizer = keras.regularizers.L2(0.1),
      activity_regularizer = keras.regularizers.L1(0.5) }
    dense(ops.ones { 2, 3 })
    assert.equal(2, #dense.losses)
    assert.is_true(math.abs(dense.losses[1]:item() - 0.5 * 12 / 2) < 1e-6)
    assert.is_true(math.abs(dense.losses[2]:item() - 0.6) < 1e-6)
    dense(ops.ones { 2, 3 })
    assert.equal(2, #dense.losses) -- those of the last call
    dense.trainable = false
    assert.equal(1, #dense.losses)
    assert.equal("L1", keras.saving.serialize_keras_object(dense).config.activity_regularizer.class_name)
    local Penalty = keras.Layer("Penalty", { call = function(self, input)
      self:add_loss(ops.sum(input))
      return input
    end })
    local model = keras.Sequential { Penalty(), layers.Dense(1) }
    model:compile { optimizer = keras.optimizers.SGD(0.0), loss = "mse" }
    local target = ops.zeros { 2, 1 }
    local total = model:evaluate(x, target, { verbose = 0 })
    local plain = keras.losses.MeanSquaredError()(target, model(x)):item()
    assert.is_true(math.abs(total - plain - ops.sum(x):item()) < 1e-5)
    assert.is_true(math.abs(model:train_on_batch(x, target) - total) < 1e-5)
  end)

  it("is built once, by hand or by its first call, and remembers for what", function()
    local dense = layers.Dense(2)
    assert.is_nil(dense:get_build_config())
    assert.error_matches(function() dense:count_params() end, "isn't built")
    dense:build { keras.null, 3 }
    assert.is_true(dense.built)
    assert.same({ keras.null, 3 }, dense:get_build_config().input_shape)
    local again = layers.Dense(2)
    again:build_from_config(dense:get_build_config())
    assert.same({ 3, 2 }, again.kernel.shape)
    assert.is_nil(layers.Dropout(0.5):get_build_config())
    assert.error_matches(function() keras.Layer("Lone", { initialize = function(self) self.dense = layers.Dense(1) end })() end, "super.initialize")
  end)
end)

describe("a Sequential", function()
  it("calls a layer that is added on what the others gave, and those that are left when the last is removed", function()
    local calls = {}
    local function counted(name)
      calls[name] = 0
      return layers.Lambda {
        function(t)
          calls[name] = calls[name] + 1
          return t + 1
        end, name = name,
      }
    end
    local model = keras.Sequential { input_shape = { 3 } }
    for _, name in ipairs { "a", "b", "c" } do model:add(counted(name)) end
    assert.same({ a = 1, b = 1, c = 1 }, calls)
    assert.same({ 1, 3 }, model(ops.zeros { 1, 3 }).shape)
    model:pop()
    calls = { a = 0, b = 0, c = 0 }
    model:add(layers.Dense(2))
    assert.same({ a = 0, b = 0, c = 0 }, calls)
    assert.same({ keras.null, 2 }, model.output_shape)
    assert.same({ 1, 2 }, model(ops.zeros { 1, 3 }).shape)
    assert.same({ a = 1, b = 1, c = 0 }, calls)
  end)
end)
