-- Functional models made in Lua: symbolic tensors, what they refuse, how they run, copies, and models and layers written as classes.
local keras = require "lunula"
local core = require "lunula.core"
local ops = keras.ops
local layers = keras.layers

local function fails(...)
  local ok, message = pcall(...)
  assert.is_false(ok)
  return tostring(message)
end

local function refuses(text, ...)
  local message = fails(...)
  assert.truthy(message:find(text, 1, true), message)
end

local x = ops.reshape(ops.arange(6), { 2, 3 }) / 6.0

-- Two inputs, a shared layer, operators, two outputs.
local function two()
  core.reset_names()
  local a, b = keras.Input { shape = { 3 }, name = "a" }, keras.Input { shape = { 3 }, name = "b" }
  local shared = layers.Dense { 2, name = "shared" }
  local sum = shared(a) + 2 * shared(b)
  return keras.Model { inputs = { a, b }, outputs = { layers.Dense { 1, name = "out" }(sum), sum[":, 0"] }, name = "two" }
end

describe("a symbolic tensor", function()
  it("has a shape, and goes through layers, ops, operators, methods and slices", function()
    local a = keras.Input { shape = { 4 }, dtype = "float32" }
    assert.same({ keras.null, 4 }, a.shape)
    for _, case in ipairs {
      { layers.Dense(2)(a), { keras.null, 2 } }, { a + 1, { keras.null, 4 } }, { 1 - a, { keras.null, 4 } }, { -a, { keras.null, 4 } },
      { a:mean(-1), { keras.null } }, { a["..., 1:3"], { keras.null, 2 } }, { ops.concatenate({ a, a }, 1), { keras.null, 8 } },
      { ops.split(a, 2, 1)[2], { keras.null, 2 } }, { ops.where(ops.greater(a, 0), a, 0.0), { keras.null, 4 } }, { layers.add { a, a }, { keras.null, 4 } },
      { layers.concatenate({ a, a }, -1), { keras.null, 8 } }, { layers.dot({ a, a }, { axes = 1 }), { keras.null, 1 } },
    } do
      assert.same(case[2], case[1].shape)
      assert.is_true(core.is_symbol(case[1]))
    end
    assert.same({ keras.null, 4 }, ops.shape(a))
    assert.equal("int32", keras.Input({ shape = {}, dtype = "int32" }).dtype)
    assert.same({ 8, 2 }, keras.Input({ shape = { 2 }, batch_size = 8 }).shape)
    assert.same({ 8, 2 }, keras.Input({ batch_shape = { 8, 2 } }).shape)
  end)

  it("has no value, and says so", function()
    local a = keras.Input { shape = { 4 } }
    refuses("symbol", function() a:item() end)
    refuses("symbol", function() a:totable() end)
    refuses("You must pass a `shape`", keras.Input, {})
    refuses("cannot pass both `shape` and `batch_shape`", keras.Input, { shape = { 1 }, batch_shape = { 1, 2 } })
    refuses("each an integer or null, got 1.5 at place 1", keras.Input, { shape = { 1.5 } })
    refuses("sparse", keras.Input, { shape = { 1 }, sparse = true })
  end)

  it("is what a layer's first call took and gave", function()
    local a = keras.Input { shape = { 3 }, name = "a" }
    local dense = layers.Dense(2)
    refuses("has never been called and thus has no defined output", function() return dense.output end)
    local y = dense(a)
    assert.equal(a, dense.input)
    assert.equal(y, dense.output)
    assert.same({ keras.null, 2 }, dense.output.shape)
    local add = layers.Add()
    add { y, y }
    assert.equal(2, #add.input)
  end)

  it("changes no variable, no seed and no loss on its way through layers", function()
    local a = keras.Input { shape = { 3 } }
    local Counter = keras.Layer("Counter", {
      build = function(self) self.count = self:add_weight { name = "count", initializer = "zeros", trainable = false } end,
      call = function(self, input)
        self.count:assign_add(1)
        self:add_loss(ops.sum(input))
        return input
      end,
    })
    local counter, drop = Counter(), layers.Dropout { 0.5, seed = 1 }
    local model = keras.Model { inputs = a, outputs = layers.BatchNormalization()(drop(counter(a), { training = true }), { training = true }) }
    assert.equal(0, counter.count:item())
    assert.equal(0, #model.losses)
    assert.same({ 1, 0 }, drop.generator.state.value:totable())
    model(x)
    assert.equal(1, counter.count:item())
    assert.equal(1, #model.losses)
  end)
end)

describe("a Functional", function()
  it("computes its outputs from its inputs, eagerly, compiled and by predict", function()
    local model = two()
    local shared, out = model:get_layer "shared", model:get_layer "out"
    local sum = shared(x) + 2 * shared(x * 2)
    local results = model { x, x * 2 }
    local function same(a, b) assert.is_true(ops.max(ops.absolute(a - b)):item() < 1e-5) end
    same(out(sum), results[1])
    same(sum[":, 0"], results[2])
    local compiled = keras.jit(function(a, b) return model { a, b } end)(x, x * 2)
    same(results[1], compiled[1])
    same(results[2], model:predict({ x, x * 2 }, { verbose = 0 })[2])
    same(results[1], model({ b = x * 2, a = x })[1]) -- by name
    assert.same({ "out", "get_item" }, model.output_names)
    assert.equal(8 + 3, model:count_params())
    assert.same({ { keras.null, 3 }, { keras.null, 3 } }, model.input_shape)
    assert.equal(4, #model.weights)
  end)

  it("takes what an input lacks: a last axis of length 1, a dtype, numbers", function()
    local a = keras.Input { shape = { 1 }, name = "a" }
    local model = keras.Model { inputs = a, outputs = a * 2 }
    assert.same({ { 2 }, { 4 } }, model({ 1, 2 }):totable())
    assert.same({ { 2 }, { 4 } }, model(core.tensor({ { 1 }, { 2 } }, "int32")):totable())
    refuses("its input 'a' has shape (None, 1), it was called with shape (2, 3)", model, x)
    refuses("the structure of its inputs is { a, b }", two(), x)
    refuses("{ a, b }", two(), { a = x, c = x })
  end)

  it("refuses what is no graph", function()
    local a, b = keras.Input { shape = { 3 }, name = "a" }, keras.Input { shape = { 3 }, name = "b" }
    refuses("All `inputs` values must be KerasTensors", keras.Model, { inputs = x, outputs = a })
    refuses("a symbol that comes from no Input", keras.Model, { inputs = core.symbol { 2 }, outputs = a })
    refuses("All `outputs` values must be KerasTensors", keras.Model, { inputs = a, outputs = layers.Dense(1) })
    refuses("argument cannot be empty", keras.Model, { inputs = {}, outputs = a })
    refuses("Graph disconnected: cannot find parent for the output 0 of 'b' at operation", keras.Model, { inputs = a, outputs = a + b })
    local first, second = layers.Dense { 2, name = "same" }, layers.Dense { 2, name = "same" }
    refuses('The name "same" is used 2 times in the model', keras.Model, { inputs = a, outputs = second(first(a)) })
    refuses("there is no argument 'input'", keras.Model, { input = a, outputs = a })
  end)

  it("may begin and end anywhere in a graph, and shares its layers", function()
    local a = keras.Input { shape = { 3 }, name = "a" }
    local first, second = layers.Dense { 4, activation = "relu" }, layers.Dense(2)
    local h = first(a)
    local whole = keras.Model { inputs = a, outputs = second(h) }
    local front, back = keras.Model { inputs = a, outputs = h }, keras.Model { inputs = h, outputs = second.output }
    assert.is_true(ops.max(ops.absolute(whole(x) - back(front(x)))):item() < 1e-6)
    assert.equal(2, #back.weights)
    assert.same({ keras.null, 4 }, back.input_shape)
    local again = keras.models.model_from_json(back:to_json())
    again:set_weights(back:get_weights())
    assert.is_true(ops.all(ops.equal(again(front(x)), back(front(x)))):item())
  end)

  it("tells its layers what it was told of training, and leaves to them what it was not", function()
    local a = keras.Input { shape = { 50 } }
    local model = keras.Model { inputs = a, outputs = layers.Dropout(0.5)(a, { training = true }) }
    local ones = ops.ones { 4, 50 }
    local function dropped(y) return ops.any(ops.equal(y, 0)):item() end
    assert.is_true(dropped(model(ones)))
    assert.is_false(dropped(model(ones, { training = false }))) -- as in Keras
    assert.is_false(dropped(model:predict(ones, { verbose = 0 })))
    local outer = keras.Sequential { model }
    assert.is_true(dropped(outer(ones)))
    assert.is_false(dropped(outer(ones, { training = false })))
  end)

  it("carries masks from layer to layer", function()
    local a = keras.Input { shape = { 3 }, dtype = "int32" }
    local y = layers.Dense(2)(layers.Embedding { 5, 2, mask_zero = true }(a))
    local model = keras.Model { inputs = a, outputs = { y, layers.GlobalAveragePooling1D()(y) } }
    local ids = core.tensor { { 1, 0, 2 } }
    local results = model(ids)
    assert.same({ { true, false, true } }, results[1].mask:totable())
    local steps = results[1]
    assert.is_true(ops.max(ops.absolute(results[2] - (steps[":, 0"] + steps[":, 2"]) / 2)):item() < 1e-6)
  end)

  it("trains compiled, without a fallback, with several inputs and outputs", function()
    local model = two()
    model:compile { optimizer = "adam", loss = { "mse", "mae" }, jit_compile = true }
    local history = model:fit({ x, x }, { ops.ones { 2, 1 }, ops.ones { 2 } }, { epochs = 30, verbose = 0 }).history
    assert.truthy(history.out_loss and history.get_item_loss)
    assert.is_true(history.loss[30] < history.loss[1])
    refuses("y_true and y_pred have different structures", function() model:evaluate({ x, x }, ops.ones { 2, 1 }, { verbose = 0 }) end)
    refuses("fit the model's outputs", function()
      local other = two()
      other:compile { loss = { nothing = "mse", out = "mse", get_item = "mse" } }
      other:evaluate({ x, x }, { ops.ones { 2, 1 }, ops.ones { 2 } }, { verbose = 0 })
    end)
    refuses("Expected keys { out, get_item } in loss dict", function()
      local other = two()
      other:compile { loss = { out = "mse" } }
      other:evaluate({ x, x }, { ops.ones { 2, 1 }, ops.ones { 2 } }, { verbose = 0 })
    end)
    refuses("`loss_weights` must match the number of losses", function()
      local other = two()
      other:compile { loss = { "mse", "mse" }, loss_weights = { 1, 2, 3 } }
      other:evaluate({ x, x }, { ops.ones { 2, 1 }, ops.ones { 2 } }, { verbose = 0 })
    end)
  end)

  it("is freed with its layers", function()
    local function live()
      collectgarbage()
      collectgarbage()
      return core.memory().live_tensors
    end
    two()
    local before = live()
    for _ = 1, 20 do two() { x, x } end
    assert.equal(before, live())
  end)
end)

describe("a config of a Functional", function()
  local function changed(change)
    local config = keras.json.decode(two():to_json())
    change(config.config)
    return keras.json.encode(config)
  end
  local cases = {
    { "a tensor of no layer", function(c) c.layers[3].inbound_nodes[1].args[1].config.keras_history[1] = "nowhere" end, "Unknown layer: nowhere" },
    { "a loop", function(c) c.layers[3].inbound_nodes[1].args[1].config.keras_history[1] = "out" end, "either has loops or disconnected nodes" },
    { "an output of no layer", function(c) c.output_layers[1][1] = "nowhere" end, "could not find layer nowhere" },
    { "an output that isn't there", function(c) c.output_layers[1][3] = 7 end, "has no call 0 with an output 7" },
    { "a name twice", function(c) c.layers[2].name = "a" end, 'The name "a" is used twice' },
    { "no inbound_nodes", function(c) c.layers[2].inbound_nodes = nil end, "has no name or no inbound_nodes" },
    { "a loss among the layers", function(c) c.layers[2].module, c.layers[2].class_name = "keras.losses", "MeanSquaredError" c.layers[2].config = {} end,
      "is no layer and no operation" },
    { "an op that isn't there", function(c) c.layers[4].class_name = "System" end, "is not a serializable class" },
    { "an argument of its own", function(c) c.color = "red" end, "there is no argument 'color'" },
  }
  for _, case in ipairs(cases) do
    it("is refused with " .. case[1], function() refuses(case[3], keras.models.model_from_json, changed(case[2])) end)
  end
end)

describe("a copy of a model", function()
  it("has the same layers with weights of its own", function()
    local model = two()
    model:compile { optimizer = "sgd", loss = "mse" }
    local copy = keras.models.clone_model(model)
    assert.equal(model.name, copy.name)
    assert.is_true(copy.compiled)
    assert.not_equal(model:get_layer "shared", copy:get_layer "shared")
    copy:set_weights(model:get_weights())
    assert.is_true(ops.all(ops.equal(model { x, x }[1], copy { x, x }[1])):item())
    local seen = {}
    local same = keras.models.clone_model(model, { clone_function = function(layer)
      seen[#seen + 1] = layer.name
      return layer
    end })
    assert.equal(model:get_layer "shared", same:get_layer "shared")
    assert.equal("shared", seen[1])
    local more = keras.models.clone_model(model, { call_function = function(layer, ...)
      local y = layer(...)
      return layer.name == "out" and layers.Dropout { 0.5, name = "more" }(y) or y
    end })
    assert.truthy(more:get_layer "more")
  end)

  it("may be of a Sequential, also inside others, and of a class", function()
    local inner = keras.Sequential { input_shape = { 3 }, layers.Dense { 2, name = "inner" }, name = "block" }
    local model = keras.Sequential { input_shape = { 3 }, inner, layers.Dense(1) }
    local copy = keras.models.clone_model(model, { recursive = true })
    assert.equal("inner", copy.layers[1].layers[1].name)
    assert.not_equal(inner.layers[1], copy.layers[1].layers[1])
    copy:set_weights(model:get_weights())
    assert.is_true(ops.all(ops.equal(model(x), copy(x))):item())
    local Own = keras.Model("Own", { params = { { "units" } }, initialize = function(self, args)
      super.initialize(self, args)
      self.dense = layers.Dense(self.units)
    end, call = function(self, input) return self.dense(input) end })
    assert.equal(4, keras.models.clone_model(Own(4)).units)
    refuses("are for Sequential and Functional models", keras.models.clone_model, Own(4), { clone_function = print })
    refuses("expected a model", keras.models.clone_model, layers.Dense(1))
  end)
end)

describe("models and layers written as classes", function()
  local Tower = keras.Layer("Tower", {
    params = { { "depth", 2 } },
    initialize = function(self, args)
      super.initialize(self, args)
      self.blocks = {}
      for i = 1, self.depth do self.blocks[i] = layers.Dense { 3, name = "block" .. i } end -- put into a table that is a field already
      self.head = layers.Dense { 2, name = "head" }
      self.norms = { first = layers.LayerNormalization { name = "n1" }, second = { layers.BatchNormalization { name = "n2" } } }
    end,
    call = function(self, input)
      for _, block in ipairs(self.blocks) do input = block(input) end
      return self.norms.second[1](self.norms.first(self.head(input)))
    end,
  })

  it("find their layers in lists and tables, in order of assignment", function()
    local tower = Tower(3)
    tower(x)
    local names = {}
    for _, v in ipairs(tower.weights) do names[#names + 1] = v.path end
    assert.same({ "block1/kernel", "block1/bias", "block2/kernel", "block2/bias", "block3/kernel", "block3/bias", "head/kernel", "head/bias",
      "n1/gamma", "n1/beta", "n2/gamma", "n2/beta", "n2/moving_mean", "n2/moving_variance" }, names)
    assert.equal(12, #tower.trainable_weights)
    tower.blocks[4] = layers.Dense { 3, name = "late" }
    tower.trainable = false
    assert.is_false(tower.blocks[4].trainable)
  end)

  it("stand in graphs like any layer, train and go to configs", function()
    local a = keras.Input { shape = { 3 } }
    local model = keras.Model { inputs = a, outputs = layers.Dense(1)(Tower { 2, name = "tower" }(a)) }
    model:compile { optimizer = "adam", loss = "mse", jit_compile = true }
    local moving = model:get_layer("tower").norms.second[1].moving_mean
    local before = moving.value
    model:fit(x, ops.ones { 2, 1 }, { epochs = 2, verbose = 0 })
    assert.is_false(ops.all(ops.equal(before, moving.value)):item())
    local again = keras.models.model_from_json(model:to_json(), { custom_objects = { Tower = Tower } })
    again:set_weights(model:get_weights())
    assert.is_true(ops.all(ops.equal(model(x), again(x))):item())
    refuses("Could not locate class 'Tower'", keras.models.model_from_json, model:to_json())
  end)

  it("may give lists and dictionaries, as layers and as models", function()
    local Fork = keras.Layer("Fork", { call = function(_, input) return { low = input - 1, high = { input + 1, input * 2 } } end })
    local a = keras.Input { shape = { 3 } }
    local forked = Fork()(a)
    local model = keras.Model { inputs = a, outputs = { layers.Add() { forked.low, forked.high[2] }, forked.high[1] } }
    local results = model(x)
    assert.is_true(ops.max(ops.absolute(results[1] - (x * 3 - 1))):item() < 1e-6)
    local Two = keras.Model("Two", {
      initialize = function(self, args)
        super.initialize(self, args)
        self.left, self.right = layers.Dense(1), layers.Dense(2)
      end,
      call = function(self, input) return { right = self.right(input), left = self.left(input) } end,
    })
    local own = Two()
    own:compile { optimizer = "sgd", loss = { left = "mse", right = "mae" }, metrics = { left = { "mae" } }, jit_compile = true }
    local history = own:fit(x, { left = ops.ones { 2, 1 }, right = ops.ones { 2, 2 } }, { verbose = 0 }).history
    local names = {}
    for name in pairs(history) do names[#names + 1] = name end
    table.sort(names)
    assert.same({ "left_loss", "left_mae", "loss", "right_loss" }, names)
    assert.equal(2, #own.layers)
  end)

  it("inherit from a Functional", function()
    local Scaled = keras.Model("Scaled", {
      inherit = keras.models.Functional, params = { { "units", 2 } },
      initialize = function(self, args)
        local a = keras.Input { shape = { 3 } }
        super.initialize(self, { inputs = a, outputs = layers.Dense(args.units)(a) * 2, name = args.name })
        rawset(self, "units", args.units)
      end,
      get_config = function(self) return { name = self.name, units = self.units } end,
      from_config = function(class, config) return class(config) end,
    })
    local model = Scaled { units = 4 }
    assert.same({ 2, 4 }, model(x).shape)
    local again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(model), { custom_objects = { Scaled = Scaled } })
    assert.equal(4, again.units)
  end)
end)

describe("Lambda", function()
  it("takes functions and names; only named ones are saved", function()
    local double = function(t, options) return t * (options and options.factor or 2) end
    assert.same({ 2, 4 }, layers.Lambda(double)(ops.array { 1.0, 2.0 }):totable())
    assert.same({ 3, 6 }, layers.Lambda { double, arguments = { factor = 3 } }(ops.array { 1.0, 2.0 }):totable())
    refuses("a function without a name can't be serialized", keras.saving.serialize_keras_object, layers.Lambda(double))
    refuses("Lambda: expected a function", layers.Lambda, "no such function")
    keras.saving.register_keras_serializable(double, { package = "spec", name = "double", replace = true })
    local config = keras.saving.serialize_keras_object(layers.Lambda { double, arguments = { factor = 4 } })
    assert.equal("spec>double", config.config["function"].config)
    assert.same({ 4, 8 }, keras.saving.deserialize_keras_object(config)(ops.array { 1.0, 2.0 }):totable())
    refuses("bytecode", keras.saving.deserialize_keras_object, { module = "keras.layers", class_name = "Lambda", registered_name = keras.null,
      config = { ["function"] = { class_name = "__lambda__", config = { code = "x" } } } })
  end)
end)

describe("layers refuse", function()
  for _, case in ipairs {
    { "a merge of one tensor", "should be called on a list", function() layers.Add()(x) end },
    { "a merge of shapes that don't fit", "Inputs have incompatible shapes", function() layers.Add() { x, ops.ones { 2, 4 } } end },
    { "a merge of other batches", "different batch sizes", function() layers.Add() { x, ops.ones { 3, 3 } } end },
    { "a difference of three", "exactly 2 inputs", function() layers.Subtract() { x, x, x } end },
    { "a concatenation that doesn't fit", "matching shapes except", function() layers.Concatenate { axis = 0 } { x, ops.ones { 2, 4 } } end },
    { "a dot over the batch", "can't be summed over", function() layers.Dot { axes = 0 } { x, x } end },
    { "a dot of other lengths", "Incompatible input shapes", function() layers.Dot { axes = 1 } { x, ops.ones { 2, 4 } } end },
    { "a permutation that isn't one", "dims holds each axis once", function() layers.Permute { { 1, 3 } } end },
    { "no repetition", "positive integer", function() layers.RepeatVector(0) end },
    { "noise without end", "in [0, 1]", function() layers.GaussianNoise(2) end },
    { "an embedding of nothing", "positive integer", function() layers.Embedding { 0, 2 } end },
    { "a negative slope", "isn't negative", function() layers.LeakyReLU(-1) end },
    { "one statistic without the other", "must be set, or neither", function() layers.Normalization { mean = 1 } end },
    { "an axis too many", "out of bounds", function() layers.LayerNormalization { axis = 3 }(x) end },
    { "a mask of another rank", "one dimension less", function() layers.BatchNormalization()(x, { mask = ops.ones({ 2, 3 }, "bool") }) end },
    { "other data than it was built for", "got data of shape", function()
      local layer = layers.Normalization()
      layer:adapt(x)
      layer:adapt(ops.ones { 2, 4 })
    end },
  } do
    it(case[1], function() refuses(case[2], case[3]) end)
  end
end)

describe("an optional input", function()
  it("may be left out at the first call of a layer or model, which is built for the others", function()
    local one = ops.ones { 2, 3 }
    local members = {
      build = function(self, shape)
        local last = shape[2] == keras.null and shape[1] or shape[2]
        self.kernel = self:add_weight { name = "kernel", shape = { last[2], 1 }, initializer = "ones" }
      end,
      call = function(self, inputs) return ops.matmul(inputs[2] == keras.null and inputs[1] or inputs[2], self.kernel) end,
    }
    for _, inputs in ipairs { { one, keras.null }, { keras.null, one } } do
      local layer = keras.Layer("Either", members)()
      assert.same({ { 3.0 }, { 3.0 } }, layer(inputs):totable())
      local built = keras.json.decode(keras.json.encode(layer:get_build_config()))
      local again = keras.Layer("Either", members)()
      again:build_from_config(built)
      assert.same({ 3, 1 }, again.kernel.shape)
    end
    assert.error_matches(function() keras.Layer("Either", members)():build { { 2, 3 }, 4 } end, "the shape to build for is a list of lengths, got 4")
    local Outer = keras.Model("Outer", {
      initialize = function(self, args)
        super.initialize(self, args)
        self.inner = keras.Layer("Either", members)()
      end,
      call = function(self, inputs) return self.inner(inputs) end,
    })
    for _, inputs in ipairs { { one, keras.null }, { keras.null, one } } do
      local model, again = Outer(), Outer()
      assert.same({ { 3.0 }, { 3.0 } }, model(inputs):totable())
      again:build_from_config(keras.json.decode(keras.json.encode(model:get_build_config())))
      assert.same({ 3, 1 }, again.inner.kernel.shape)
    end
  end)
  local Sum = keras.Layer("OptionalSum", { call = function(_, p, q) return q ~= keras.null and p + q or p end })
  local function model(list)
    local a, b = keras.Input { shape = { 2 }, name = "a" }, keras.Input { shape = { 2 }, name = "b", optional = true }
    return keras.Model { inputs = list and { a, b } or { a = a, b = b }, outputs = Sum()(a, b) }
  end
  local one = ops.ones { 1, 2 }
  it("may be null, which the layers get", function()
    for _, list in ipairs { true, false } do
      local m = model(list)
      assert.same({ { 1, 1 } }, m({ one, keras.null }):totable())
      assert.same({ { 2, 2 } }, m({ one, one }):totable())
      assert.same({ { 1, 1 } }, m({ a = one, b = keras.null }):totable())
      local again = keras.models.model_from_json(m:to_json(), { custom_objects = { Sum } })
      assert.same({ { 1, 1 } }, again({ one, keras.null }):totable())
    end
    assert.same({ { 1, 1 } }, model(true)({ a = one }):totable())
  end)
  it("is the only one that may", function()
    assert.error_matches(function() model(true) { keras.null, one } end, "its input 'a' is not optional, but null was passed")
    local a, b = keras.Input { shape = { 2 } }, keras.Input { shape = { 2 }, optional = true }
    local m = keras.Model { inputs = { a, b }, outputs = layers.Dense { 1, name = "d" }(b) }
    assert.error_matches(function() m { one, keras.null } end, "d: called without an input")
  end)
end)
