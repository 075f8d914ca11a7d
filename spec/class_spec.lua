-- Classes as users write them: members, params, environments, inheritance, private storage, and the errors of constructors.
-- luacheck: globals private spec_global
local keras = require "lunula"
local core = require "lunula.core"

local function fails(fn, ...)
  local ok, message = pcall(fn, ...)
  assert.is_false(ok, "an error was expected")
  return tostring(message)
end

local function keys(t) return table.concat(getmetatable(t).keys, " ") end

describe("a class", function()
  local Scaled = keras.Regularizer("Scaled", {
    params = { { "factor" }, { "steps", 3 }, { "tags", { "a" } }, { "axis", keras.null } },
    call = function(self, w) return self.factor * keras.ops.sum(w) end,
  })

  it("takes named, positional and lone arguments", function()
    for _, object in ipairs { Scaled { factor = 2.5, steps = 4 }, Scaled { 2.5, 4 }, Scaled(2.5, 4), Scaled(2.5, { steps = 4 }), Scaled { 2.5, steps = 4 } } do
      assert.equal(2.5, object.factor)
      assert.equal(4, object.steps)
    end
    assert.equal(2.5, Scaled(2.5).factor)
    assert.equal(7, Scaled { 1, nil, { "b" }, 7 }.axis)
    assert.same({ "a" }, Scaled(1).tags)
    assert.equal(3, Scaled { 1, nil, { "b" } }.steps)
  end)

  it("stores integral floats as integers where the default is one, and no others", function()
    assert.equal("integer", math.type(Scaled { 1, steps = 4.0 }.steps))
    assert.equal("float", math.type(Scaled { 1.0 }.factor))
    assert.equal(4.5, Scaled { 1, steps = 4.5 }.steps)
  end)

  it("gives each instance its own copy of a default table", function()
    local one, two = Scaled(1), Scaled(1)
    one.tags[2] = "changed"
    assert.same({ "a" }, two.tags)
  end)

  it("takes null for None", function()
    assert.is_nil(Scaled { 1, axis = keras.null }.axis)
    assert.equal(keras.null, Scaled(1):get_config().axis)
  end)

  it("leaves nothing in an instance but its fields", function()
    for key in pairs(Scaled(1)) do assert.truthy(({ factor = 1, steps = 1, tags = 1 })[key], tostring(key)) end
  end)

  it("prints as itself", function()
    assert.equal("<class Scaled>", tostring(Scaled))
    assert.equal("<Scaled>", tostring(Scaled(1)))
  end)

  local errors = {
    { "a misspelt argument", function() Scaled { factr = 1 } end, "Scaled: there is no argument 'factr'; did you mean 'factor'?" },
    { "an unknown one", function() Scaled { factor = 1, zzzzzzzzz = 1 } end, "its arguments are factor, steps, tags, axis" },
    { "a missing one", function() Scaled() end, "Scaled: argument 'factor' is missing" },
    { "one given twice", function() Scaled { 1, factor = 2 } end, "argument 'factor' is given twice" },
    { "too many", function() Scaled(1, 2, 3, 4, 5) end, "expected at most 4 arguments, got 5" },
    { "a key that is neither", function() Scaled { factor = 1, [true] = 2 } end, "got the key true" },
    { "a class without a name", function() keras.Loss {} end, "expected a name, got table" },
    { "a class without members", function() keras.Loss "X" end, 'keras.Loss "X": expected a table of members, got nil' },
    { "a parent that is none", function() keras.Loss("X", { inherit = {} }) end, "X: inherit is a class, not table" },
    { "a parent of another kind", function() keras.Loss("X", { inherit = Scaled }) end, "X is a Loss and can't inherit from Scaled, a Regularizer" },
    { "a method that is none", function() keras.Loss("X", { call = 3 }) end, "X: call is a function, got number" },
    { "a public method that is none", function() keras.Loss("X", { public = { get_config = {} } }) end, "X: get_config is a function, got table" },
    { "members that are no table", function() keras.Loss("X", { private = 3 }) end, "X: private is a table, got number" },
    { "params of another shape", function() keras.Loss("X", { params = { "a" } }) end, "X: params[1] is { name, default } or { name }" },
  }
  for _, case in ipairs(errors) do
    it("refuses " .. case[1] .. " at the script's line", function()
      local message = fails(case[2])
      assert.truthy(message:find(case[3], 1, true), message)
      local line = debug.getinfo(case[2], "S").linedefined
      assert.truthy(message:find("class_spec.lua:" .. line .. ":", 1, true), message)
    end)
  end
end)

describe("inheritance", function()
  local A = keras.Loss("A", {
    params = { { "alpha", 1.0 } },
    call = function(self, _, y_pred) return y_pred * self.alpha end,
    who = function() return "A" end,
    kept = function() return "kept" end,
  })
  local B = keras.Loss("B", {
    inherit = A, params = { { "beta", 2.0 } },
    call = function(self, y_true, y_pred) return super.call(self, y_true, y_pred) * self.beta end,
    who = function(self) return "B" .. super.who(self) end,
  })
  local C = keras.Loss("C", { inherit = B, who = function(self) return "C" .. super.who(self) end })

  it("goes through several levels with super", function()
    assert.equal("CBA", C():who())
    assert.equal("kept", C():kept())
    assert.equal(6, C { beta = 3.0, alpha = 2.0, reduction = "sum" }({ 0.0 }, { 1.0 }):item())
  end)

  it("lists inherited params first in the config, own ones first in the constructor", function()
    assert.equal("name reduction alpha beta", keys(C():get_config()))
    assert.equal(5.0, B(5.0).beta)
    assert.equal(5.0, C(5.0).beta)
  end)

  it("works from built-in classes", function()
    local Mine = keras.Loss("Mine", { inherit = keras.losses.Huber })
    assert.equal("name reduction delta", keys(Mine { delta = 2.0 }:get_config()))
    assert.equal(keras.losses.Huber { delta = 0.5 }({ 0.0, 0.0 }, { 3.0, 0.1 }):item(), Mine { delta = 0.5 }({ 0.0, 0.0 }, { 3.0, 0.1 }):item())
  end)

  it("hands initialize one table of names", function()
    local seen
    local D = keras.Loss("D", {
      inherit = A, params = { { "gamma" } },
      initialize = function(self, args)
        seen = args.gamma
        super.initialize(self, args)
        self.doubled = self.gamma * 2
      end,
    })
    assert.equal(8, D(4).doubled)
    assert.equal(4, seen)
  end)

  it("makes a kind's call and from_config overridable alone", function()
    local E = keras.Constraint("E", {
      params = { { "k", 1 } }, call = function(self, w) return w * self.k end,
      from_config = function(cls, config) return cls { k = config.k + 1 } end,
    })
    local again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(E { k = 2 }), { custom_objects = { E = E } })
    assert.equal(3, again.k)
  end)
end)

describe("a method's scope", function()
  it("holds __class__ and the class under its name, and falls through", function()
    local upvalue = 1
    local Scope = keras.Callback("Scope", {
      mine = function() return __class__, _ENV.Scope, print end,
      count = function() upvalue = upvalue + 1 end,
    })
    local object = Scope()
    local class, named, global = object:mine()
    assert.equal(Scope, class)
    assert.equal(Scope, named)
    assert.equal(print, global)
    object:count()
    assert.equal(2, upvalue)
  end)

  it("works without the debug library", function()
    local saved = debug
    _G.debug = nil
    local ok, result = pcall(function()
      return keras.Callback("NoDebug", { mine = function() return __class__ end })():mine()
    end)
    _G.debug = saved
    assert.is_true(ok, tostring(result))
    assert.equal("<class NoDebug>", tostring(result))
  end)

  it("leaves the user's function as it was", function()
    local function method() return rawget(_ENV, "__class__") end
    keras.Callback("Untouched", { method = method })
    assert.is_nil(method())
  end)

  it("takes functions that have no _ENV", function()
    local Plain = keras.Callback("Plain", { same = function(self) return self end })
    local object = Plain()
    assert.equal(object, object:same())
  end)
end)

describe("private", function()
  local shared = { 1 }
  local Counter = keras.Callback("Counter", {
    private = { count = 0, list = {}, a = shared, b = shared, bump = function(self) private[self].count = private[self].count + 1 end },
    next = function(self)
      private[self].bump(self)
      return private[self].count
    end,
    same = function(self) return private[self].a == private[self].b and private[self].a ~= shared end,
    list = function(self) return private[self].list end,
    spoil = function(self) private[self] = {} end,
  })

  it("is per instance, copied, and always there", function()
    local one, two = Counter(), Counter()
    one:next()
    assert.equal(2, one:next())
    assert.equal(1, two:next())
    assert.are_not.equal(one:list(), two:list())
    assert.is_true(one:same())
  end)

  it("is seen neither from outside nor in the config", function()
    local one = Counter()
    one:next()
    assert.is_nil(one.count)
    assert.is_nil(one.bump)
    assert.is_nil(one:get_config().count)
  end)

  it("is not inherited: each class of a chain has its own", function()
    local Child = keras.Callback("Child", { inherit = Counter, private = { count = 100 }, mine = function(self) return private[self].count end })
    local child = Child()
    assert.equal(1, child:next())
    assert.equal(100, child:mine())
  end)

  it("can't be replaced", function()
    assert.truthy(fails(Counter().spoil, Counter()):find("private[self] is a table", 1, true))
  end)

  it("does not keep an instance alive, even one that it holds", function()
    local Holder = keras.Callback("Holder", { keep = function(self) private[self].me = self end })
    local weak = setmetatable({}, { __mode = "k" })
    for _ = 1, 10 do
      local object = Holder()
      object:keep()
      weak[object] = true
    end
    collectgarbage()
    collectgarbage()
    assert.is_nil(next(weak))
  end)
end)

describe("public members", function()
  it("come after the others and win", function()
    local P = keras.Callback("P", { tell = function() return 1 end, answer = 42, public = { tell = function() return 2 end } })
    assert.equal(2, P():tell())
    assert.equal(42, P().answer)
  end)
end)

describe("metamethods", function()
  local Interval = keras.Callback("Interval", {
    params = { { "low" }, { "high" } },
    __tostring = function(self) return ("[%g, %g]"):format(self.low, self.high) end,
    __len = function(self) return self.high - self.low end,
    __eq = function(a, b) return a.low == b.low and a.high == b.high end,
    __add = function(a, b) return __class__(a.low + b.low, a.high + b.high) end,
    __call = function(self, x) return self.low <= x and x <= self.high end,
    __index = function(_, key) return "no " .. key end,
  })
  it("of a class are those of its instances, with the class in scope", function()
    local one, two = Interval(0, 2), Interval(1, 3)
    assert.equal("[0, 2]", tostring(one))
    assert.equal(2, #one)
    assert.is_true(one == Interval(0, 2))
    assert.equal("[1, 5]", tostring(one + two))
    assert.is_true(two(2))
    assert.equal(0, one.low)
    assert.equal("no middle", one.middle)
  end)
  it("are inherited, and super reaches them", function()
    local Loud = keras.Callback("Loud", { inherit = Interval, __tostring = function(self) return super.__tostring(self) .. "!" end })
    assert.equal("[0, 1]!", tostring(Loud(0, 1)))
    assert.equal(1, #Loud(0, 1))
  end)
  it("say so when an instance can't be called", function()
    local object = keras.Callback("Silent", {})()
    assert.truthy(fails(function() object(1) end):find("Silent has no call, so its instances can't be called", 1, true))
  end)
end)

describe("a class with its own initialize", function()
  local Scale = keras.Constraint("Scale", {
    initialize = function(self, args) self.by = (args.factor or 1) * 10 end,
    call = function(self, w) return w * self.by end,
  })
  local serialize = keras.saving.serialize_keras_object

  it("reads arguments that no params declare", function()
    assert.equal(20, Scale { factor = 2 }.by)
    assert.equal(10, Scale().by)
    assert.equal(10, Scale { factor = keras.null }.by)
    local All = keras.Constraint("All", {
      initialize = function(self, args)
        for name, value in pairs(args) do self[name] = value end
      end,
    })
    assert.equal(3, All { a = 1, b = 3 }.b)
  end)

  it("can't be serialized when it was given one, which the error names", function()
    assert.same({}, serialize(Scale()).config)
    local message = fails(serialize, { inner = { Scale { factor = 2 } } })
    assert.truthy(message:find("TypeError: $.inner[0]: Scale was made with 'factor', but its get_config does not return it", 1, true), message)
    assert.truthy(message:find('params = { { "factor" } }', 1, true), message)
    local Kept = keras.Constraint("Kept", {
      inherit = Scale,
      initialize = function(self, args)
        self.factor = args.factor
        super.initialize(self, args)
      end,
      get_config = function(self) return { factor = self.factor } end,
    })
    assert.same({ factor = 2 }, serialize(Kept { factor = 2 }).config)
  end)

  it("still refuses what it does not read, and suggests what it does", function()
    local line = debug.getinfo(1, "l").currentline + 1
    local message = fails(function() Scale { factr = 2 } end)
    assert.truthy(message:find(("class_spec.lua:%d: Scale: there is no argument 'factr'; did you mean 'factor'?"):format(line), 1, true), message)
    local Wide = keras.Layer("Wide", {
      inherit = keras.layers.Dense,
      initialize = function(self, args)
        super.initialize(self, args)
        self.twice = args.units * 2
      end,
    })
    assert.equal(6, Wide(3).twice)
    assert.truthy(fails(Wide, { unit = 3 }):find("Wide: there is no argument 'unit'; did you mean 'units'?", 1, true))
    assert.truthy(fails(Wide, { 3, activatoin = "relu" }):find("did you mean 'activation'?", 1, true))
  end)
end)

describe("the last argument", function()
  local Pair = keras.Regularizer("Pair", { params = { { "first" }, { "second", core.null }, { "third", 3 } } })
  it("holds names only when it is a table of string keys behind every required argument", function()
    assert.equal(5, Pair(1, { third = 5 }).third)
    assert.same({}, Pair(1, {}).second)
    assert.same({ 1, a = 2 }, Pair(1, { 1, a = 2 }).second)
    assert.same({ x = 1 }, Pair({ { x = 1 } }).first)
    local Two = keras.Regularizer("Two", { params = { { "first" }, { "second" } } })
    assert.same({ x = 1 }, Two(1, { x = 1 }).second)
    assert.equal(2, Two(1, { second = 2 }).second)
    local object = Pair(1)
    assert.equal(object, Pair(1, object).second)
  end)
  it("of a loss is positional when empty, and an empty sample_weight is refused", function()
    local message = fails(function() keras.losses.MeanSquaredError()({ { 1 }, { 2 } }, { { 1 }, { 2 } }, {}) end)
    assert.truthy(message:find("mean_squared_error: sample_weight is empty", 1, true), message)
    message = fails(function() keras.losses.MeanSquaredError()({ 1 }, { 2 }, { sample_weihgt = { 1 } }) end)
    assert.truthy(message:find("there is no argument 'sample_weihgt'; did you mean 'sample_weight'?", 1, true), message)
  end)
end)

describe("the ten kinds", function()
  for _, kind in ipairs { "Constraint", "Loss", "Layer", "Metric", "Optimizer", "Regularizer", "Initializer", "Callback",
    "LearningRateSchedule", "Model" } do
    it(kind .. " makes classes with its own name, super and private", function()
      local Kind = keras[kind]("Mine", { private = { x = 1 }, probe = function(self) return __class__, super, private[self].x end })
      local object = Kind()
      local class, parent, x = object:probe()
      assert.equal(Kind, class)
      assert.truthy(parent.get_config)
      assert.equal(1, x)
      assert.equal("Mine", keras.saving.serialize_keras_object(object).class_name)
      assert.equal(core.null, keras.saving.serialize_keras_object(object).module)
    end)
  end
end)

describe("static inheritance", function()
  local builtin = {
    Constraint = keras.constraints.MaxNorm, Loss = keras.losses.Huber, Layer = keras.layers.Dropout, Metric = keras.metrics.BinaryAccuracy,
    Optimizer = keras.optimizers.SGD, Regularizer = keras.regularizers.L2, Initializer = keras.initializers.Constant, Callback = keras.callbacks.History,
    Model = keras.Sequential,
  }
  local arguments = { Layer = { rate = 0.5 } }
  for _, kind in ipairs { "Constraint", "Loss", "Layer", "Metric", "Optimizer", "Regularizer", "Initializer", "Callback", "LearningRateSchedule", "Model" } do
    it("of a " .. kind .. " goes from a built-in class through custom ones, each with its own super and private", function()
      local members = { private = { mark = "one" }, who = function(self) return "one " .. private[self].mark end }
      members.inherit = builtin[kind]
      local One = keras[kind]("One", members)
      local Two = keras[kind]("Two", { inherit = One, private = { mark = "two" }, who = function(self) return super.who(self) .. " two " .. private[self].mark end })
      local Three = keras[kind]("Three", { inherit = Two, who = function(self) return super.who(self) .. " three " .. tostring(private[self].mark) end })
      local object = Three(arguments[kind] or {})
      assert.equal("one one two two three nil", object:who())
      local config = keras.saving.serialize_keras_object(object)
      assert.equal("Three", config.class_name)
      local again = keras.saving.deserialize_keras_object(config, { custom_objects = { Three = Three } })
      assert.equal("one one two two three nil", again:who())
      assert.equal(keras.json.encode(config), keras.json.encode(keras.saving.serialize_keras_object(again)))
      if builtin[kind] then assert.equal(builtin[kind].module, keras.saving.serialize_keras_object(builtin[kind](arguments[kind] or {})).module) end
    end)
  end

  it("lets methods share an upvalue, and closures inside them see the class", function()
    local count = 0
    local Shared = keras.Callback("Shared", {
      up = function() count = count + 1 end,
      get = function() return count end,
      closure = function(self) return function() return __class__, private[self], super.get_config end end,
    })
    local object = Shared()
    object:up()
    object:up()
    assert.equal(2, object:get())
    assert.equal(2, count)
    local class, storage, method = object:closure()()
    assert.equal(Shared, class)
    assert.same({}, storage)
    assert.is_function(method)
  end)

  it("writes globals where the script's are", function()
    local Global = keras.Callback("Global", { set = function() spec_global = 7 end })
    Global():set()
    assert.equal(7, spec_global)
    spec_global = nil
  end)

  it("refuses a name that no script could write", function()
    assert.truthy(fails(keras.Loss, "my loss", {}):find("a class's name is an identifier, got 'my loss'", 1, true))
  end)
end)
