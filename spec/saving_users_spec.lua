-- What users of custom objects stumble over, row by row, and what Lunula does instead: errors that name the place, the key, the nearest keys and the line that
-- mends it; nothing lost on the way; nothing but names in a config.
local keras = require "lunula"
local core = require "lunula.core"
local outside = require "outside"
local saving, json = keras.saving, keras.json
local revive, serialize = saving.deserialize_keras_object, saving.serialize_keras_object
local null = keras.null

local function envelope(module, name, config, registered)
  return { module = module, class_name = name, config = config or {}, registered_name = registered == nil and null or registered }
end

local function fails(fn, ...)
  local ok, message = pcall(fn, ...)
  assert.is_false(ok, "an error was expected")
  return tostring(message)
end

local function has(message, text) assert.truthy(message:find(text, 1, true), message .. "\nlacks: " .. text) end

local function constraint(name, members)
  members = members or {}
  members.call = members.call or function(_, w) return w end
  return keras.Constraint(name, members)
end

local function model_with(config)
  return { module = "keras", class_name = "Sequential", registered_name = null, config = { name = "m", layers = {
    { module = "keras.layers", class_name = "InputLayer", config = { batch_shape = { null, 3 }, dtype = "float32", name = "i" }, registered_name = null },
    { module = "keras.layers", class_name = "Dense", config = { units = 2, name = "d", kernel_constraint = config }, registered_name = null } } } }
end

describe("1: a custom class that a fresh process does not know", function()
  it("is refused with place, key, nearest key and a line that mends it", function()
    local Clip = saving.register_keras_serializable(constraint "ClipRow1", { package = "row1" })
    local message = fails(revive, model_with(envelope(null, "ClipRow", {}, "row1>ClipRow")))
    has(message, "TypeError: $.config.layers[1].config.kernel_constraint: Could not locate class 'ClipRow' (looked up 'row1>ClipRow').")
    has(message, "The nearest registered key is 'row1>ClipRow1'.")
    assert.equal("row1>ClipRow1", saving.get_registered_name(Clip))
    local line = message:match "(keras%.saving%.register_keras_serializable%b())"
    assert.equal('keras.saving.register_keras_serializable(ClipRow, { package = "row1" })', line)
    assert(load(line, "=line", "t", { keras = keras, ClipRow = constraint "ClipRow" }))()
    assert.equal("<ClipRow>", tostring(revive(model_with(envelope(null, "ClipRow", {}, "row1>ClipRow"))).layers[1].kernel_constraint))
  end)
  it("can be given by the other line, and as a list", function()
    local Bare = constraint "BareRow1"
    local config = envelope(null, "BareRow1", {}, "BareRow1")
    local line = fails(revive, config):match "Pass (custom_objects = %b{})"
    local options = {}
    assert(load(line, "=line", "t", setmetatable({ BareRow1 = Bare }, { __newindex = options })))()
    assert.equal("<BareRow1>", tostring(revive(config, options)))
    assert.equal("<BareRow1>", tostring(revive(config, { custom_objects = { Bare } })))
    assert.equal("<BareRow1>", tostring(revive(config, { custom_objects = Bare })))
    saving.custom_object_scope({ Bare }, function() assert.equal("<BareRow1>", tostring(revive(config))) end)
    has(fails(revive, config, { custom_objects = { function() end } }), "custom_objects[1] has no name")
    has(fails(revive, config, { custom_objects = { BareRow1 = 3 } }), "custom_objects.BareRow1 is a class or a function, got number")
  end)
  it("is listed by inspect, without building anything", function()
    local Known = saving.register_keras_serializable(constraint "KnownRow1", { package = "row1" })
    assert.truthy(Known)
    local config = model_with(envelope(null, "KnownRow1", { inner = envelope("pkg.module", "Nobody", { fn = envelope("builtins", "function", "mine>f", "function") },
      "pkg>Nobody") }, "row1>KnownRow1"))
    config.compile_config = { loss = envelope("builtins", "function", "mean_squared_error", "function") }
    local list = saving.inspect(config)
    local lines = {}
    for i, need in ipairs(list) do lines[i] = ("%s %s %s %s"):format(need.path, need.kind, need.key, need.found) end
    assert.same({ "$.config.layers[1].config.kernel_constraint class row1>KnownRow1 true",
      "$.config.layers[1].config.kernel_constraint.config.inner class pkg>Nobody false",
      "$.config.layers[1].config.kernel_constraint.config.inner.config.fn function mine>f false" }, lines)
    has(list[2].message, "Could not locate class 'Nobody'")
    assert.same({}, saving.inspect(model_with(null)))
  end)
end)

describe("2: Losses>X or X", function()
  it("are different keys; the error names the one that is there, a table of names maps one to the other", function()
    local Focal = saving.register_keras_serializable(keras.Loss("FocalRow2", { call = function(_, a, b) return a - b end }), { package = "row2_first" })
    local config = envelope(null, "FocalRow2", { name = "f" }, "row2_second>FocalRow2")
    has(fails(revive, config), "(looked up 'row2_second>FocalRow2'). The nearest registered key is 'row2_first>FocalRow2'.")
    assert.equal(Focal, require("lunula.class").class_of(revive(config, { custom_objects = { ["row2_second>FocalRow2"] = Focal } })))
    has(fails(revive, envelope(null, "FocalRow2", {}, "FocalRow2")), "The nearest registered key is 'row2_first>FocalRow2'.")
  end)
end)

describe("3: functions by their bare name", function()
  it("are found where one key ends so, with a warning, and written with their package", function()
    local f = saving.register_keras_serializable(function(x) return x end, { package = "row3", name = "bare_row3" })
    local config = envelope("builtins", "function", "bare_row3", "function")
    local warned, found = outside.warned(revive, config)
    assert.equal(f, found)
    has(warned[1], "the config says 'bare_row3', which Keras 3.6 and before wrote for 'row3>bare_row3'")
    assert.equal("row3>bare_row3", serialize(f).config)
    saving.register_keras_serializable(function(x) return x end, { package = "row3b", name = "bare_row3" })
    local message = fails(revive, config)
    has(message, "Could not locate function 'bare_row3'")
    has(message, "The nearest known names are 'row3>bare_row3', 'row3b>bare_row3'.")
    has(fails(revive, envelope("builtins", "function", "row3>nobody", "function")),
      'Register it: keras.saving.register_keras_serializable(nobody, { package = "row3", name = "nobody" })')
  end)
end)

describe("4: a registered name", function()
  it("works as a string wherever a built-in name does", function()
    local package = { package = "row4" }
    saving.register_keras_serializable(keras.Loss("LossRow4", { call = function(_, a, b) return keras.ops.square(a - b) end }), package)
    saving.register_keras_serializable(keras.Metric("MetricRow4", { inherit = keras.metrics.MeanSquaredError }), package)
    saving.register_keras_serializable(keras.Optimizer("OptimizerRow4", { inherit = keras.optimizers.SGD }), package)
    saving.register_keras_serializable(constraint "ConstraintRow4", package)
    saving.register_keras_serializable(keras.Regularizer("RegularizerRow4", { call = function(_, x) return keras.ops.sum(x) end }), package)
    saving.register_keras_serializable(keras.Initializer("InitializerRow4", { inherit = keras.initializers.Ones }), package)
    saving.register_keras_serializable(function(x) return x * 2 end, { package = "row4", name = "twice" })
    saving.register_keras_serializable(function(a, b) return keras.ops.mean(keras.ops.abs(a - b), -1) end, { package = "row4", name = "distance" })
    local model = keras.Sequential { input_shape = { 3 }, keras.layers.Dense { 2, activation = "row4>twice", kernel_constraint = "row4>ConstraintRow4",
      kernel_regularizer = "row4>RegularizerRow4", kernel_initializer = "row4>InitializerRow4" } }
    model:compile { loss = "row4>LossRow4", metrics = { "row4>MetricRow4", "row4>distance" }, optimizer = "row4>OptimizerRow4" }
    local history = model:fit({ { 1.0, 2.0, 3.0 } }, { { 1.0, 2.0 } }, { verbose = 0 })
    assert.truthy(history.history.loss[1] > 0)
    model:compile { loss = "row4>distance" }
    model:fit({ { 1.0, 2.0, 3.0 } }, { { 1.0, 2.0 } }, { verbose = 0 })
  end)
end)

describe("5: what is filed under keras", function()
  it("is never a custom object, whether registered_name is null, absent or the class's own", function()
    local Mine = constraint "MaxNorm"
    local config = envelope("keras.constraints", "MaxNorm", { max_value = 3 })
    for _, registered in ipairs { null, "MaxNorm", false } do
      config.registered_name = registered or nil
      for _, options in ipairs { { custom_objects = { MaxNorm = Mine } }, {} } do
        saving.custom_object_scope({ MaxNorm = Mine }, function()
          assert.equal("keras.constraints", serialize(revive(config, options)).module)
        end)
      end
    end
    config.registered_name = "row5>MaxNorm"
    saving.register_keras_serializable(Mine, { package = "row5" })
    has(fails(revive, config), "ValueError: $: registered_name 'row5>MaxNorm' resolved to the built-in keras.constraints.MaxNorm")
  end)
  it("is written with registered_name null, and can't be registered", function()
    assert.equal(null, serialize(keras.constraints.MaxNorm()).registered_name)
    has(fails(saving.register_keras_serializable, keras.constraints.MaxNorm), "keras.constraints.MaxNorm is built in")
  end)
  it("is pointed at when the module is missing", function()
    has(fails(revive, { class_name = "L2", config = {}, registered_name = null }),
      'There is a keras.regularizers.L2: a config with module = "keras.regularizers" means it.')
  end)
end)

describe("6: registering twice", function()
  it("is an error unless replace is set, and options are checked", function()
    saving.register_keras_serializable(constraint "TwiceRow6", { package = "row6" })
    has(fails(saving.register_keras_serializable, constraint "TwiceRow6", { package = "row6" }), "'row6>TwiceRow6' is registered already; replace = true replaces it")
    saving.register_keras_serializable(constraint "TwiceRow6", { package = "row6", replace = true })
    has(fails(saving.register_keras_serializable, constraint "TwiceRow6", { pakage = "row6" }), "there is no argument 'pakage'; did you mean 'package'?")
  end)
end)

describe("7: hyper-parameters", function()
  local function lossy(params) return constraint("LossyRow7", { params = params, get_config = function() return {} end }) end
  it("are in the config without a get_config", function()
    local Own = constraint("OwnRow7", { params = { { "a" }, { "b", 2 } } })
    assert.same({ a = 1, b = 2 }, serialize(Own(1)).config)
    local Child = keras.Loss("ChildRow7", { inherit = keras.losses.Huber, params = { { "scale", 3.0 } } })
    assert.same({ name = "huber_loss", reduction = "sum_over_batch_size", delta = 0.5, scale = 3.0 }, serialize(Child { delta = 0.5 }).config)
  end)
  it("are missed by name when get_config drops one that was given or has changed", function()
    has(fails(serialize, { list = { lossy { { "k", 1 } } { k = 1 } } }), "TypeError: $.list[0]: LossyRow7 was made with 'k', but its get_config does not return it")
    local changed = lossy { { "k", 1 } }()
    assert.same({}, serialize(changed).config)
    changed.k = 2
    has(fails(serialize, changed), "LossyRow7 has the k 2, but its get_config does not return it: it would be lost.")
  end)
  it("are missed when nothing declares them", function()
    local Undeclared = constraint("UndeclaredRow7", { initialize = function(self, args) self.strength = args.strength end })
    has(fails(serialize, Undeclared { strength = 2 }), 'was made with \'strength\', but its get_config does not return it: it would be lost. '
      .. 'Declare it: params = { { "strength" } }')
  end)
  it("of Huber are assumed with a warning where Keras up to 3.15.1 did not write them", function()
    local warned, huber = outside.warned(revive, envelope("keras.losses", "Huber", { name = "h" }))
    has(warned[1], "Huber: the config has no delta")
    assert.equal(1.0, huber.delta)
    assert.same({}, (outside.warned(revive, envelope("keras.losses", "Huber", { name = "h", delta = 0.5 }))))
  end)
end)

describe("8: an unexpected key", function()
  it("is named with the place and the keys that are allowed", function()
    has(fails(revive, model_with(envelope("keras.constraints", "MaxNorm", { m = 3 }))), "TypeError: $.config.layers[1].config.kernel_constraint: "
      .. "MaxNorm could not be deserialized properly: MaxNorm: there is no argument 'm'; its arguments are: max_value, axis")
    has(fails(revive, envelope("keras.constraints", "MaxNorm", { max_valeu = 3 })), "did you mean 'max_value'?")
    has(fails(revive, envelope("keras.constraints", "NonNeg", { name = "n" })), "there is no argument 'name'; its arguments are: none")
  end)
  it("fn is taken as absent, string or object by built-in losses and metrics, and written by a wrapper only", function()
    for _, fn in ipairs { "mean_squared_error", envelope("builtins", "function", "mean_squared_error", "function"), null } do
      local loss = revive(envelope("keras.losses", "MeanSquaredError", { name = "m", reduction = "sum", fn = fn }))
      assert.same({ name = "m", reduction = "sum" }, serialize(loss).config)
      local metric = revive(envelope("keras.metrics", "MeanSquaredError", { name = "m", dtype = "float32", fn = fn }))
      assert.same({ name = "m", dtype = "float32" }, serialize(metric).config)
    end
    for _, fn in ipairs { "mean_squared_error", envelope("builtins", "function", "mean_squared_error", "function") } do
      local wrapper = revive(envelope("keras.metrics", "MeanMetricWrapper", { name = "m", dtype = "float32", fn = fn }))
      assert.equal("mean_squared_error", serialize(wrapper).config.fn.config)
      assert.equal(4.0, wrapper({ { 1.0 } }, { { 3.0 } }):item())
    end
    has(fails(revive, envelope("keras.regularizers", "L2", { fn = "l2" })), "there is no argument 'fn'")
  end)
end)

describe("9: nested objects", function()
  it("are revived before the constructor runs, without a from_config", function()
    local seen
    local Outer = constraint("OuterRow9", {
      params = { { "parts" }, { "table", null } },
      initialize = function(self, args)
        seen = args.parts[1]
        self.parts, self.table = args.parts, args.table
      end,
    })
    local config = serialize(Outer { { keras.constraints.MaxNorm(3), keras.regularizers.L2(0.5) }, table = { deep = { keras.initializers.Ones() } } })
    local again = revive(json.decode(json.encode(config)), { custom_objects = { Outer } })
    assert.equal("<MaxNorm>", tostring(seen))
    assert.equal("<Ones>", tostring(again.table.deep[1]))
    assert.equal(json.encode(config), json.encode(serialize(again)))
  end)
end)

describe("10: values in a config", function()
  local Holder = constraint("HolderRow10", { params = { { "value", null } } })
  for what, text in pairs {
    ["an empty list"] = "[]", ["an empty dict"] = "{}", ["null in a list"] = "[null, 1, null]", ["null in a dict"] = '{"a": null}', ["an integer"] = "3",
    ["a float with an integer's value"] = "3.0", ["a long float"] = "0.9990000128746033", ["the shortest float"] = "5e-324", ["a tenth"] = "0.1",
    ["an integer above 2^53"] = "9007199254740993", ["the order of keys"] = '{"z": 1, "a": {"y": [], "b": {}}}', ["booleans"] = "[true, false]",
    ["nested lists"] = "[[1, 2], [], [[3.0]]]", ["escapes and NUL"] = '"a\\"b\\\\c\\n\\u0000"', ["infinity"] = "[Infinity, -Infinity]",
    ["a plain dict with a class_name"] = '{"class_name": "X"}',
  } do
    it(what .. " comes back byte by byte", function()
      local whole = '{"module": null, "class_name": "HolderRow10", "config": {"value": ' .. text .. '}, "registered_name": "HolderRow10"}'
      local object = revive(json.decode(whole), { custom_objects = { Holder } })
      assert.equal(whole, json.encode(serialize(object)))
    end)
  end
end)

describe("11: a table that lacks what an object's config has", function()
  it("is refused where it was meant as one, and stays a table where it wasn't", function()
    has(fails(revive, { { module = "keras.regularizers", class_name = "L2", registered_name = null } }),
      "ValueError: $[0]: the config of an object has class_name and config; this one lacks config")
    has(fails(revive, { module = "keras.regularizers", config = {}, registered_name = null }), "this one lacks class_name")
    assert.same({ class_name = "L2" }, revive { class_name = "L2" })
    local model = model_with(null)
    model.config.layers[2] = json.object {}
    has(fails(revive, model), "Sequential")
    has(fails(keras.layers.deserialize, {}), "ValueError")
  end)
end)

describe("12: code", function()
  it("never stands in a config: a function without a name is refused where it is", function()
    local secret = 7
    local closure = function(x) return x + secret end
    has(fails(serialize, keras.layers.Activation(closure)), "TypeError: $.config: a function without a name can't be serialized")
    has(fails(serialize, { f = string.dump }), "$.f: a function without a name")
    local model = keras.Sequential { input_shape = { 3 }, keras.layers.Dense(2) }
    model:compile { loss = closure }
    has(fails(serialize, model), "$.compile_config")
    has(fails(revive, { class_name = "__lambda__", config = { value = { "4wAAAA==" } } }), "a lambda holds Python bytecode")
  end)
  it("by name is an activation, a loss, a metric or an op, which are written so that Keras finds them", function()
    for name, fn in pairs { relu = keras.activations.relu, mean_squared_error = keras.losses.mean_squared_error, huber = keras.losses.huber } do
      assert.same(envelope("builtins", "function", name, "function"), serialize(fn))
    end
    assert.same(envelope("keras.ops", "function", "sin", "function"), serialize(keras.ops.sin))
    assert.equal(keras.ops.sin, revive(serialize(keras.ops.sin)))
    has(fails(revive, envelope("builtins", "function", "sin", "function")), "Could not locate function 'sin'")
    has(fails(revive, envelope("keras.ops", "function", "__index", "function")), "ValueError")
    has(fails(revive, envelope("keras.losses", "function", "mean_squared_error", "function")), "ValueError: $: 'keras.losses.mean_squared_error' is not the name")
  end)
end)

describe("13: what a file says of its host", function()
  local Scaled = constraint("ScaledRow13", { params = { { "factor" }, { "axis", { 0, 1 } }, { "label", "x" }, { "flag", true }, { "none", null } } })
  it("is the user's class and package only", function()
    assert.same(envelope(null, "ScaledRow13", { factor = 2, axis = { 0, 1 }, label = "x", flag = true, none = null }, "ScaledRow13"), serialize(Scaled(2)))
    saving.register_keras_serializable(Scaled, { package = "row13", module = "my.module" })
    local config = serialize(Scaled(2))
    assert.equal("my.module", config.module)
    assert.equal("row13>ScaledRow13", config.registered_name)
    assert.equal(2, revive(config).factor)
  end)
  it("can be given to Python as the source of a twin", function()
    assert.equal([[
import keras


@keras.saving.register_keras_serializable("row13", "ScaledRow13")
class ScaledRow13(keras.constraints.Constraint):
    def __init__(self, factor, axis=[0, 1], label="x", flag=True, none=None):
        self.factor = factor
        self.axis = axis
        self.label = label
        self.flag = flag
        self.none = none

    def get_config(self):
        return {"factor": self.factor, "axis": self.axis, "label": self.label, "flag": self.flag, "none": self.none}

    def __call__(self, w):
        raise NotImplementedError("write what ScaledRow13 computes")
]], saving.python_stub(Scaled))
    local Loss = keras.Loss("LossRow13", { params = { { "alpha", 0.5 } }, call = function(_, a, b) return a - b end })
    has(saving.python_stub(Loss), '# pass custom_objects={"LossRow13": LossRow13} when loading\nclass LossRow13(keras.losses.Loss):\n'
      .. "    def __init__(self, alpha=0.5, **kwargs):\n        super().__init__(**kwargs)\n        self.alpha = alpha\n\n"
      .. '    def get_config(self):\n        return {**super().get_config(), "alpha": self.alpha}\n\n    def call(self, y_true, y_pred):\n')
    local f = saving.register_keras_serializable(function(x) return x end, { package = "row13", name = "f" })
    has(saving.python_stub(f), '@keras.saving.register_keras_serializable("row13", "f")\ndef f(*args):\n')
    has(fails(saving.python_stub, keras.losses.Huber), "expected a custom class, a registered function, or an object or config that holds such")
  end)
end)

describe("objects that are shared", function()
  it("are marked while sharing, both times, and come back as one", function()
    local l2, other = keras.regularizers.L2(0.5), keras.regularizers.L2(0.5)
    local config = require("lunula.saving.serialize").sharing(function() return serialize { l2, other, { again = l2 } } end)
    assert.equal('{"module": "keras.regularizers", "class_name": "L2", "config": {"l2": 0.5}, "registered_name": null, "shared_object_id": 1}', json.encode(config[1]))
    assert.is_nil(config[2].shared_object_id)
    assert.equal(1, config[3].again.shared_object_id)
    local back = revive(json.decode(json.encode(config)))
    assert.equal(back[1], back[3].again)
    assert.are_not.equal(back[1], back[2])
    assert.is_nil(serialize({ l2, l2 })[2].shared_object_id)
  end)
  it("keep apart what is missing here from what is shared in another file", function()
    local deserialize, sharing = require "lunula.saving.deserialize", require("lunula.saving.serialize").sharing
    local function layer(name, kernel, bias)
      return envelope("keras.layers", "Dense", { units = 2, name = name, kernel_regularizer = kernel, bias_regularizer = bias })
    end
    local function missing(id, inner)
      return { module = "m", class_name = "Gone", registered_name = "m>Gone", config = { n = id, inner = inner }, shared_object_id = id }
    end
    local inner = envelope("keras.regularizers", "L2", { l2 = 0.25 })
    inner.shared_object_id = 7
    local stand_ins = {}
    local layers = deserialize.revive({ layer("a", missing(1, inner), missing(2)), layer("b", missing(1, inner), missing(2)) }, nil, true, stand_ins)
    assert.equal(2, #stand_ins)
    assert.equal(layers[1].kernel_regularizer, layers[2].kernel_regularizer)
    local function written(...) return json.decode(json.encode((sharing(serialize, { ... })))) end
    for _ = 1, 2 do -- writing leaves the objects as they are
      local l2 = keras.regularizers.L2(0.5)
      local list = written(l2, l2, layers[1], layers[2])
      local first, second = list[3].config, list[4].config
      assert.same({ 1, 1, 2, 3, 2, 3 }, { list[1].shared_object_id, list[2].shared_object_id, first.kernel_regularizer.shared_object_id,
        first.bias_regularizer.shared_object_id, second.kernel_regularizer.shared_object_id, second.bias_regularizer.shared_object_id })
      assert.same({ 1, 2 }, { first.kernel_regularizer.config.n, first.bias_regularizer.config.n })
      assert.is_nil(first.kernel_regularizer.config.inner.shared_object_id)
    end
    assert.is_nil(written(layers[1])[1].config.kernel_regularizer.shared_object_id)
  end)
  it("take any integer for their id", function()
    local id = core.json.decode "140457065123728"
    local config = envelope("keras.regularizers", "L2")
    config.shared_object_id = id
    local list = revive { config, config }
    assert.equal(list[1], list[2])
  end)
end)
