-- keras.saving: the registry, envelopes, the order in which a name is looked up, what a config may not reach, and the messages.
local keras = require "lunula"
local outside = require "outside"
local saving = keras.saving
local revive, serialize = saving.deserialize_keras_object, saving.serialize_keras_object
local null = keras.null

local function envelope(module, name, config, registered)
  return { module = module, class_name = name, config = config or {}, registered_name = registered == nil and null or registered }
end

local function without(t, key)
  t[key] = nil
  return t
end

local function fails(fn, ...)
  local ok, message = pcall(fn, ...)
  assert.is_false(ok, "an error was expected")
  return tostring(message)
end

local function keys(t) return table.concat(getmetatable(t).keys, " ") end
local function loss(name) return keras.Loss(name, { call = function(_, a, b) return a - b end }) end

describe("the registry", function()
  it("registers, finds and names", function()
    local A = loss "RegA"
    assert.equal(A, saving.register_keras_serializable(A, { package = "pkg" }))
    assert.equal("pkg>RegA", saving.get_registered_name(A))
    assert.equal(A, saving.get_registered_object "pkg>RegA")
    assert.equal(A, saving.get_custom_objects()["pkg>RegA"])
    assert.is_nil(saving.get_registered_object "RegA")
    assert.equal("Custom>RegB", saving.get_registered_name(saving.register_keras_serializable(loss "RegB")))
    assert.equal("RegC", saving.get_registered_name(loss "RegC"))
  end)

  it("refuses another object under a taken key unless replace is set", function()
    local first, second = loss "Taken", loss "Taken"
    saving.register_keras_serializable(first)
    saving.register_keras_serializable(first)
    assert.truthy(fails(saving.register_keras_serializable, second):find("'Custom>Taken' is registered already", 1, true))
    saving.register_keras_serializable(second, { replace = true })
    assert.equal(second, saving.get_registered_object "Custom>Taken")
  end)

  it("has scopes: the innermost hides the others and every end restores", function()
    local A, B = loss "ScopeA", loss "ScopeB"
    local result = saving.custom_object_scope({ A = A }, function()
      assert.equal(A, saving.get_registered_object "A")
      saving.custom_object_scope({ B = B }, function()
        assert.is_nil(saving.get_registered_object "A")
        assert.equal(B, saving.get_registered_object "B")
      end)
      pcall(saving.custom_object_scope, { B = B }, error)
      assert.equal(A, saving.get_registered_object "A")
      return "result"
    end)
    assert.equal("result", result)
    assert.is_nil(saving.get_registered_object "A")
    assert.is_nil(saving.get_custom_objects().A)
    assert.error_matches(function() saving.custom_object_scope { A = A } end, "custom_object_scope: expected a function")
    assert.is_nil(saving.get_registered_object "A")
  end)
end)

describe("serialize_keras_object", function()
  it("writes the envelope in Keras's order", function()
    local config = serialize(keras.losses.MeanSquaredError())
    assert.equal("module class_name config registered_name", keys(config))
    assert.equal("keras.losses", config.module)
    assert.equal(null, config.registered_name)
    assert.equal("name reduction", keys(config.config))
    local mine = serialize(loss "Plain"())
    assert.equal(null, mine.module)
    assert.equal("Plain", mine.registered_name)
  end)

  it("writes functions by name", function()
    for name, fn in pairs { relu = keras.activations.relu, linear = keras.activations.linear, silu = keras.activations.swish,
      mean_squared_error = keras.losses.mean_squared_error } do
      assert.same({ module = "builtins", class_name = "function", config = name, registered_name = "function" }, serialize(fn))
    end
    local mine = saving.register_keras_serializable(function(x) return x end, { package = "pkg", name = "mine" })
    assert.equal("pkg>mine", serialize(mine).config)
    assert.equal(mine, revive(serialize(mine)))
  end)

  it("keeps plain values", function()
    assert.equal(3, serialize(3))
    assert.equal("float", math.type(serialize(3.0)))
    assert.equal(null, serialize(nil))
    assert.same({ 1, { a = "x" }, null }, serialize { 1, { a = "x" }, null })
    assert.same({ class_name = "__tensor__", config = { value = { 1, 2 }, dtype = "int32" } }, serialize(keras.ops.convert_to_tensor({ 1, 2 }, "int32")))
  end)

  local Lossy = keras.Constraint("Lossy", { params = { { "k", 1 } }, call = function(_, w) return w end, get_config = function() return {} end })
  local Wrong = keras.Constraint("Wrong", { call = function(_, w) return w end, get_config = function() return { 1, 2 } end })
  local loop = {}
  loop.loop = loop
  local errors = {
    { "an argument that get_config drops", Lossy { k = 2 }, "Lossy was made with 'k', but its get_config does not return it" },
    { "a get_config of another shape", Wrong(), "get_config of Wrong must return a table of named values" },
    { "a class", Lossy, "Lossy is a class; serialize an instance of it" },
    { "a function without a name", function() end, "a function without a name can't be serialized" },
    { "a table that is array and names at once", { 1, 2, a = 3 }, "an array without holes or has names" },
    { "a table that contains itself", loop, "nested too deeply, or contains itself" },
    { "a coroutine", coroutine.create(print), "Cannot serialize a thread" },
    { "something deep inside", { a = { { b = function() end } } }, "$.a[0].b: a function without a name" },
  }
  for _, case in ipairs(errors) do
    it("refuses " .. case[1], function()
      local message = fails(serialize, case[2])
      assert.truthy(message:find(case[3], 1, true), message)
    end)
  end
  it("accepts an object whose lost argument was not given", function() assert.same({}, serialize(Lossy()).config) end)
end)

describe("every built-in class", function()
  local arguments = { Activation = { "relu" }, Dense = { 3, activation = "relu", kernel_regularizer = "l2", kernel_constraint = "non_neg" },
    LossScaleOptimizer = { "adam" }, OptimizerMap = { "adam" }, MultiOptimizer = { keras.optimizers.OptimizerMap "adam" },
    Dropout = { 0.5 }, Reshape = { { 2, 3 } }, InputLayer = { { 4 } }, Dot = { 1 }, Embedding = { 5, 3, mask_zero = true, embeddings_regularizer = "l2" },
    GaussianNoise = { 0.2, seed = 3 }, Lambda = { "relu" }, Permute = { { 2, 1 } }, RepeatVector = { 3 }, Rescaling = { 0.5, offset = -1.0 },
    Normalization = { mean = { 1.0, 2.0 }, variance = { 0.5, 0.25 } },
    MeanMetricWrapper = { keras.losses.mean_squared_error }, IoU = { 3, { 0, 2 } }, OneHotIoU = { 3, { 0, 2 } }, MeanIoU = { 3 }, OneHotMeanIoU = { 3 },
    PrecisionAtRecall = { 0.5 }, RecallAtPrecision = { 0.5 }, SensitivityAtSpecificity = { 0.5 }, SpecificityAtSensitivity = { 0.5 } }
  for _, space in ipairs { "constraints", "losses", "initializers", "regularizers", "optimizers", "metrics", "layers" } do
    for _, name in ipairs(keras[space].names()) do
      it(("keras.%s.%s goes to a config and back unchanged, through JSON"):format(space, name), function()
        local config = serialize(keras[space][name](arguments[name] or {}))
        assert.equal("keras." .. space, config.module)
        local text = keras.json.encode(config)
        assert.equal(text, keras.json.encode(serialize(revive(keras.json.decode(text)))))
      end)
    end
  end
end)

describe("deserialize_keras_object", function()
  it("finds built-in classes that nothing has loaded yet", function()
    local script = [[print(require("lunula").saving.deserialize_keras_object { module = "%s", class_name = "%s", config = {}, registered_name = nil })]]
    for module, name in pairs { ["keras.regularizers"] = "L2", ["keras.metrics"] = "Mean", ["keras.initializers"] = "Zeros", keras = "Sequential" } do
      assert.equal("<" .. name, outside.output(("lua5.4 -e '%s'"):format(script:format(module, name))):match "^<%w+")
    end
  end)

  it("revives values, lists and nested objects before the constructor", function()
    local Holder = keras.Constraint("Holder", { params = { { "inner" }, { "list", null } }, call = function(_, w) return w end })
    local object = Holder { inner = keras.constraints.MaxNorm { max_value = 3 }, list = { keras.regularizers.L2(), 1, "x" } }
    local again = revive(serialize(object), { custom_objects = { Holder = Holder } })
    assert.equal("<MaxNorm>", tostring(again.inner))
    assert.equal("<L2>", tostring(again.list[1]))
    assert.equal("x", again.list[3])
    assert.same({ class_name = "X" }, revive { class_name = "X" })
    assert.is_nil(revive(null))
  end)

  it("looks a name up in Keras's order: scope, registry, argument at the top; registry, scope, argument below", function()
    local function tagged(tag)
      return keras.Constraint("Ordered", { params = { { "inner", null } }, call = function(_, w) return w end, tag = tag })
    end
    local scoped, global, argument = tagged "scope", tagged "global", tagged "argument"
    local nested = envelope(null, "Ordered", { inner = envelope(null, "Ordered", {}, "pkg>Ordered") }, "pkg>Ordered")
    local options = { custom_objects = { ["pkg>Ordered"] = argument } }
    local function tags()
      local object = revive(nested, options)
      return object.tag .. " " .. object.inner.tag
    end
    assert.equal("argument argument", tags())
    saving.custom_object_scope({ ["pkg>Ordered"] = scoped }, function() assert.equal("scope scope", tags()) end)
    saving.get_custom_objects()["pkg>Ordered"] = global
    assert.equal("global global", tags())
    saving.custom_object_scope({ ["pkg>Ordered"] = scoped }, function() assert.equal("scope global", tags()) end)
    saving.get_custom_objects()["pkg>Ordered"] = nil
  end)

  it("never lets a custom class stand for a built-in whose registered_name is null", function()
    local options = { custom_objects = { L2 = loss "L2" } }
    assert.equal("keras.regularizers", serialize(revive(envelope("keras.regularizers", "L2"), options)).module)
  end)

  it("gives one object for one shared_object_id", function()
    local function l2(id)
      local config = envelope("keras.regularizers", "L2")
      config.shared_object_id = id
      return config
    end
    local list = revive { l2(1), l2(1), l2(2) }
    assert.equal(list[1], list[2])
    assert.are_not.equal(list[1], list[3])
    assert.are_not.equal(list[1], revive(l2(1)))
  end)

  it("reads the special class names", function()
    assert.equal("tensor([1, 2], shape=(2,), dtype=int32)", tostring(revive { class_name = "__numpy__", config = { value = { 1, 2 }, dtype = "int32" } }))
    local bytes = revive { class_name = "__bytes__", config = { value = "text" } }
    assert.equal("text", bytes.value)
    assert.same({ class_name = "__bytes__", config = { value = "text" } }, saving.serialize_keras_object { inside = bytes }.inside)
    local symbol = revive { class_name = "__keras_tensor__", config = { shape = { null, 3 }, dtype = "float32", keras_history = null } }
    assert.same({ null, 3 }, symbol.shape)
  end)

  local errors = {
    { "an unknown class", envelope(null, "Nobody"), "Could not locate class 'Nobody'" },
    { "a class near a registered one", envelope(null, "Near", {}, "near_pkg>Neer"), "The nearest registered key is 'near_pkg>Near'" },
    { "an unknown class of Keras", envelope("keras.layers", "Nobody"), "'keras.layers.Nobody' is not a serializable class" },
    { "an unknown module of Keras", envelope("keras.nowhere", "Dense"), "'keras.nowhere.Dense' is not a serializable class" },
    { "a built-in without its module", without(envelope(nil, "Dense", { units = 1 }), "registered_name"), "Could not locate class 'Dense'" },
    { "a foreign registered_name on a built-in", envelope("keras.regularizers", "L2", {}, "pkg>L2"), "a config may not rename a built-in" },
    { "a class_name of another type", envelope("keras.layers", 3), "class_name must be a string" },
    { "a config that is a number", envelope("keras.regularizers", "L2", 3), "Expected 'config' to be a dict for L2, got number" },
    { "a config that is a list", envelope("keras.regularizers", "L2", { 1 }), "Expected 'config' to be a dict for L2, got a list" },
    { "an argument that the constructor does not know", envelope("keras.regularizers", "L2", { l3 = 1 }),
      "L2 could not be deserialized properly: L2: there is no argument 'l3'" },
    { "a function without a name", envelope("builtins", "function", null, "function"), "a function's config is its name" },
    { "an unknown function", envelope("builtins", "function", "mean_squared_eror", "function"), "The nearest known name is 'mean_squared_error'" },
    { "a lambda", { class_name = "__lambda__", config = { value = { "4wAAAA" } } }, "safe mode" },
    { "a slice without its end", { class_name = "__slice__", config = { start = 1 } }, "KeyError: $: __slice__ lacks 'stop'" },
    { "a TensorFlow type", { class_name = "__typespec__", spec_name = "TensorSpec", config = { { 1 }, "float32" } }, "TypeError: $: '__typespec__' stands" },
    { "a coroutine", coroutine.create(print), "Could not parse config" },
    { "something deep inside", { a = { envelope("keras.regularizers", "L2", { l2 = envelope(null, "Nobody") }) } }, "$.a[0].config.l2: Could not locate" },
  }
  setup(function() saving.register_keras_serializable(loss "Near", { package = "near_pkg" }) end)
  for _, case in ipairs(errors) do
    it("refuses " .. case[1], function()
      local message = fails(revive, case[2])
      assert.truthy(message:find(case[3], 1, true), message)
    end)
  end

  it("refuses a lambda with safe mode off too, and says why", function()
    local config = { class_name = "__lambda__", config = { value = { "4wAAAA" } } }
    assert.truthy(fails(revive, config, { safe_mode = false }):find("Lunula never runs", 1, true))
  end)
end)

describe("deserialize_keras_object also", function()
  it("builds and compiles as the envelope says", function()
    local Probe = keras.Layer("Probe", {
      params = { { "units", 2 } },
      build = function(self, shape) self.seen = shape end,
      get_build_config = function() return { input_shape = { null, 3 }, extra = 1 } end,
      build_from_config = function(self, config)
        self.extra = config.extra
        self:build(config.input_shape)
      end,
    })
    local again = revive(serialize(Probe { name = "p" }), { custom_objects = { Probe = Probe } })
    assert.same({ null, 3 }, again.seen)
    assert.equal(1, again.extra)
    assert.is_true(again.built)

    local Own = loss "OwnCompiled"
    local model = keras.Sequential { input_shape = { 3 }, keras.layers.Dense(2) }
    model:compile { optimizer = keras.optimizers.SGD(0.25), loss = Own { reduction = "sum" } }
    local config = keras.json.decode(keras.json.encode(serialize(model)))
    assert.equal("SGD", config.compile_config.optimizer.class_name)
    local back = revive(config, { custom_objects = { OwnCompiled = Own } })
    assert.equal(0.25, back.optimizer:get_config().learning_rate)
    assert.equal("sum", back.loss.reduction)
    assert.equal(keras.json.encode(config), keras.json.encode(serialize(back)))
  end)

  it("revives seed generators, schedules, slices and the ellipsis", function()
    local generator = keras.random.SeedGenerator { seed = 3, name = "s" }
    local config = serialize(keras.initializers.RandomNormal { seed = generator })
    assert.equal("module class_name config registered_name", keys(config.config.seed))
    assert.same({ seed = 3, name = "s" }, config.config.seed.config)
    local one, two = revive(config), revive(config)
    local drawn = one { 4 }
    assert.same(drawn:totable(), two({ 4 }):totable())
    assert.are_not.same(drawn:totable(), one({ 4 }):totable())

    local Half = keras.LearningRateSchedule("Half", { params = { { "start", 1.0 } }, call = function(self, step) return self.start * 0.5 ^ step end })
    local adam = revive(serialize(keras.optimizers.Adam { learning_rate = Half(0.5) }), { custom_objects = { Half = Half } })
    assert.equal(0.5, adam:get_config().learning_rate.start)

    local slice = revive { class_name = "__slice__", config = { start = 1, stop = null, step = 2 } }
    assert.equal("slice(1::2)", tostring(slice))
    assert.same({ class_name = "__slice__", config = { start = 1, stop = null, step = 2 } }, serialize(slice))
    assert.same({ class_name = "__ellipsis__", config = {} }, serialize(revive { class_name = "__ellipsis__", config = {} }))
  end)

  it("gives an initializer without a generator the same numbers at every call", function()
    for _, initializer in ipairs { keras.initializers.GlorotUniform(), keras.initializers.HeNormal { seed = 3 } } do
      assert.same(initializer({ 2, 2 }):totable(), initializer({ 2, 2 }):totable())
    end
    assert.are_not.same(keras.initializers.GlorotUniform()({ 2, 2 }):totable(), keras.initializers.GlorotUniform()({ 2, 2 }):totable())
    assert.truthy(fails(keras.initializers.GlorotUniform, { seed = 1.5 }):find("seed is an integer or a SeedGenerator, got 1.5", 1, true))
  end)

  it("runs from_config where the custom objects are in sight, and strings in a config stay strings", function()
    local Inner = keras.Constraint("Inner", { call = function(_, w) return w end })
    local seen
    local Outer = keras.Constraint("Outer", {
      params = { { "label", null }, { "constraint", null } },
      from_config = function(cls, config)
        seen = saving.get_registered_object "Inner"
        local object = super.from_config(cls, config)
        object.constraint = keras.constraints.get(object.constraint)
        return object
      end,
      call = function(_, w) return w end,
    })
    local config = envelope(null, "Outer", { label = "Inner", constraint = "Inner" }, "Outer")
    local made = revive(config, { custom_objects = { Inner = Inner, Outer = Outer } })
    assert.equal(Inner, seen)
    assert.equal("Inner", made.label)
    assert.equal("<Inner>", tostring(made.constraint))
    assert.is_nil(saving.get_registered_object "Inner")
  end)

  it("keeps the safe mode of the outermost call, whatever a callback asks for", function()
    local lambda = { class_name = "__lambda__", config = { value = { "x" } } }
    local Sly = keras.Constraint("Sly", { from_config = function() return revive(lambda, { safe_mode = false }) end })
    local message = fails(revive, envelope(null, "Sly", {}, "Sly"), { custom_objects = { Sly = Sly } })
    assert.truthy(message:find("safe mode refuses", 1, true), message)
    assert.truthy(fails(revive, lambda, { safe_mode = null }):find("safe mode refuses", 1, true))
    assert.truthy(fails(revive, lambda, { safe_mode = false }):find("never runs", 1, true))
  end)

  it("takes its arguments by position or name, and refuses others", function()
    local A = loss "Positional"
    local config = envelope(null, "Positional", {}, "Positional")
    assert.equal("<Positional>", tostring(revive(config, { custom_objects = { Positional = A } })))
    assert.equal("<Positional>", tostring(revive(config, { custom_objects = { Positional = A }, safe_mode = true })))
    assert.truthy(fails(revive, config, { custom_object = {} }):find("there is no argument 'custom_object'; did you mean 'custom_objects'?", 1, true))
    assert.truthy(fails(revive, config, { custom_objects = 3 }):find("custom_objects is a table", 1, true))
  end)

  it("lets other errors than TypeErrors of a constructor pass, as Keras does, and keeps the user's own line", function()
    local message = fails(revive, envelope("keras.regularizers", "L2", { l2 = -1 }))
    assert.truthy(message:find("ValueError: $: L2: l2 is a finite number", 1, true), message)
    local line = debug.getinfo(1, "l").currentline + 1
    local Broken = keras.Constraint("Broken", { initialize = function(self) self.x = self.y.z end })
    message = fails(revive, envelope(null, "Broken"), { custom_objects = { Broken = Broken } })
    assert.falsy(message:find("could not be deserialized", 1, true)) -- registered_name null never means a custom object
    message = fails(revive, envelope(null, "Broken", {}, "Broken"), { custom_objects = { Broken = Broken } })
    assert.truthy(message:find(("TypeError: $: Broken could not be deserialized properly: spec/saving_spec.lua:%d:"):format(line), 1, true), message)
  end)
end)

-- The names that Keras keeps configs from (CVE-2025-8747, CVE-2025-9906), and Lua's twins of CVE-2025-1550.
describe("what a config can't reach", function()
  local names = {}
  for name in ([[keras.backend.clear_session keras.config.enable_unsafe_deserialization keras.models.load_model keras.models.model_from_json
    keras.models.save_model keras.preprocessing.image_dataset_from_directory keras.preprocessing.text_dataset_from_directory
    keras.preprocessing.image.load_img keras.preprocessing.image.save_img keras.saving.deserialize_keras_object keras.saving.load_model
    keras.saving.load_weights keras.saving.register_keras_serializable keras.saving.save_model keras.saving.save_weights
    keras.saving.serialize_keras_object keras.utils.audio_dataset_from_directory keras.utils.clear_session
    keras.utils.deserialize_keras_object keras.utils.get_file keras.utils.image_dataset_from_directory keras.utils.load_img
    keras.utils.register_keras_serializable keras.utils.save_img keras.utils.serialize_keras_object
    keras.utils.text_dataset_from_directory]]):gmatch "%S+" do
    names[#names + 1] = name
  end
  it("is Keras's whole list", function()
    assert.equal(26, #names)
    for _, full in ipairs(names) do
      local module, name = full:match "^(.*)%.([%w_]+)$"
      for _, config in ipairs { envelope(module, name), envelope(module, "function", name, "function"), envelope("builtins", "function", name, "function") } do
        fails(revive, config)
      end
      assert.truthy(fails(revive, envelope(module, name)):find("can't be loaded from a config", 1, true), full)
    end
  end)

  it("is anything of Lua's, or of a namespace's own", function()
    local loaded = 0
    for _ in pairs(package.loaded) do loaded = loaded + 1 end
    for _, module in ipairs { "os", "io", "package", "debug", "_G", "lunula.core", "luaopen_lunula", "keras.losses", "keras.saving", "keras", "builtins", "../x" } do
      for _, name in ipairs { "system", "execute", "popen", "loadlib", "load", "require", "__index", "core", "get", "names", "serialize",
        "deserialize", "same_rank", "for_model", "base", "init", "os.execute", "functions" } do
        fails(revive, envelope(module, name))
        fails(revive, envelope(module, "function", name, "function"))
        fails(revive, envelope(module, name, {}, name))
      end
    end
    for _ in pairs(package.loaded) do loaded = loaded - 1 end
    assert.equal(0, loaded)
  end)

  it("is the stack's end, by nesting", function()
    local config = { 1 }
    for _ = 1, 100000 do config = { config } end
    assert.truthy(fails(revive, config):find("nested too deeply", 1, true))
    assert.truthy(fails(serialize, config):find("nested too deeply", 1, true))
  end)
end)

describe("keras.losses.get and its siblings", function()
  it("take a name, an alias, a config, an instance, a class, a function and nil", function()
    local l2 = keras.regularizers.L2()
    assert.equal(l2, keras.regularizers.get(l2))
    assert.equal("<L2>", tostring(keras.regularizers.get "l2"))
    assert.equal("<L2>", tostring(keras.regularizers.get "L2"))
    assert.equal("<L2>", tostring(keras.regularizers.get(keras.regularizers.L2)))
    assert.equal(0.5, keras.regularizers.get { class_name = "L2", config = { l2 = 0.5 } }.l2)
    assert.equal(print, keras.regularizers.get(print))
    assert.is_nil(keras.regularizers.get(nil))
    assert.is_nil(keras.regularizers.get(null))
    assert.equal(keras.losses.mean_squared_error, keras.losses.get "mse")
  end)

  it("take a registered name wherever a built-in name stands", function()
    local Own = saving.register_keras_serializable(loss "OwnLoss", { package = "pkg" })
    assert.equal(Own, require("lunula.class").class_of(keras.losses.get "pkg>OwnLoss"))
  end)

  it("never take a custom object for a built-in name", function()
    saving.custom_object_scope({ mse = print, L2 = loss "L2", relu = print }, function()
      assert.equal(keras.losses.mean_squared_error, keras.losses.get "mse")
      assert.equal("keras.regularizers", serialize(keras.regularizers.get "L2").module)
      assert.equal(keras.activations.relu, keras.activations.get "relu")
    end)
  end)

  it("refuse objects of another kind", function()
    for space, object in pairs { constraints = keras.regularizers.L2(), metrics = keras.losses.Huber(), losses = keras.metrics.Mean(), optimizers = print } do
      assert.truthy(fails(keras[space].get, object):find("ValueError: Could not interpret", 1, true))
    end
  end)

  it("name what they don't know, and the nearest that they do", function()
    assert.truthy(fails(keras.losses.get, "msee"):find("Could not interpret loss identifier: 'msee'. Did you mean 'mse'?", 1, true))
    assert.truthy(fails(keras.constraints.get, "max_nrom"):find("Did you mean 'max_norm'?", 1, true))
    assert.truthy(fails(keras.constraints.get, 3):find("Could not interpret constraint identifier", 1, true))
    assert.truthy(fails(keras.losses.deserialize, { config = {} }):find("config has a class_name", 1, true))
  end)
end)
