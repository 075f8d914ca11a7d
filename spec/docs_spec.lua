-- Documentation: what help prints, that every example prints what it says, and that the generated pages are up to date.
package.path = "docs/generator/?.lua;" .. package.path
local keras = require "lunula"
local core = require "lunula.core"
local description = require "lunula.help.describe"
local entries = require "lunula.help.entries"
local help = require "lunula.help"
local outside = require "outside"

-- The namespaces in which every class has formula, shapes, example and a doc of each argument.
local complete = { "losses", "constraints", "metrics", "regularizers", "initializers", "activations", "optimizers", "optimizers.schedules",
  "layers" }

local function fails(fn, ...)
  local ok, message = pcall(fn, ...)
  assert.is_false(ok, "an error was expected")
  return tostring(message)
end

local function each_class(fn)
  local seen = {}
  for _, space in ipairs { "", table.unpack(entries.spaces) } do
    for _, entry in ipairs(entries.list(space)) do
      if entry.what == "class" and not seen[entry.object] then
        seen[entry.object] = true
        fn(entry.object, entry)
      end
    end
  end
end

describe("an example", function()
  each_class(function(c, entry)
    local example = c.doc.example
    if not example then return end
    it(("of %s prints what it says"):format(entry.full), function()
      core.reset_names()
      local expected = {}
      for text in example:gmatch "%-%->%s*([^\n]*)" do expected[#expected + 1] = text .. "\n" end
      assert.truthy(#expected > 0, "it prints nothing that it says")
      local env = setmetatable({ keras = keras, ops = keras.ops }, { __index = _G })
      assert.equal(table.concat(expected), (outside.printed(assert(load(example, "=example", "t", env)))))
    end)
  end)
end)

describe("the documentation of each class of", function()
  for _, space in ipairs(complete) do
    for _, entry in ipairs(entries.list(space)) do
      if entry.what == "class" then
        it(("keras.%s is complete: %s"):format(space, entry.name), function() assert.is_nil(description.lacks(entry.object)) end)
      end
    end
  end
end)

describe("every class", function()
  -- arguments without which there is no instance
  local rate = { 0.1, 10, 0.5 }
  local needed = { LossScaleOptimizer = { "adam" }, MultiOptimizer = { keras.optimizers.OptimizerMap "adam" }, OptimizerMap = { "adam" }, DTypePolicy = { "float32" },
    IoU = { 2, { 0 } }, MeanIoU = { 2 }, OneHotIoU = { 2, { 0 } }, OneHotMeanIoU = { 2 }, MeanMetricWrapper = { keras.ops.add }, PrecisionAtRecall = { 0.5 },
    RecallAtPrecision = { 0.5 }, SensitivityAtSpecificity = { 0.5 }, SpecificityAtSensitivity = { 0.5 }, CosineDecay = rate, CosineDecayRestarts = { 0.1, 10 },
    ExponentialDecay = rate, InverseTimeDecay = rate, PiecewiseConstantDecay = { { 5 }, { 0.1, 0.2 } }, PolynomialDecay = { 0.1, 10 }, Activation = { "relu" },
    Dense = { 2 }, Dot = { 1 }, Dropout = { 0.5 }, Embedding = { 3, 2 }, GaussianNoise = { 0.1 }, InputLayer = { shape = { 2 } }, Lambda = { keras.ops.abs },
    Permute = { { 2, 1 } }, RepeatVector = { 2 }, Rescaling = { 2 }, Reshape = { { 2 } } }
  it("says of itself what its config holds", function()
    local checked = 0
    each_class(function(c, entry)
      if not c.module or not c.parent or c.kind == "Callback" or c.kind == "Model" or not c.methods.get_config then return end
      local instance = c(needed[c.name] or {})
      checked = checked + 1
      local kind = c
      while kind.parent do kind = kind.parent end
      local own = c.methods.get_config ~= kind.methods.get_config -- which may leave defaults out
      local config, told, real = instance:get_config(), {}, {}
      for _, part in ipairs(description.entry(entry).envelope.parts) do
        local key = part:match '^"([%w_]+)"'
        if config[key] ~= nil or not own then told[#told + 1] = key end
      end
      for key in pairs(config) do real[#real + 1] = key end
      table.sort(told)
      table.sort(real)
      assert.same(real, told, entry.full)
    end)
    assert.is_true(checked > 140)
  end)
end)

describe("help", function()
  local huber = help.text(keras.losses.Huber)
  it("of a class shows call, arguments with defaults and the envelope, in at most 96 columns", function()
    assert.equal("keras.losses.Huber(delta = 1.0, ", huber:sub(1, 32))
    for _, part in ipairs { "\nArguments\n  delta = 1.0", '\nIn files\n  {"module": "keras.losses", "class_name": "Huber", "config": {', '"delta": 1.0',
      '"name": "huber_loss"', '"registered_name": null}', "inherits  keras.Loss" } do
      assert.truthy(huber:find(part, 1, true), part .. "\nis not in\n" .. huber)
    end
  end)
  it("fits into 96 columns, whatever it tells of", function()
    for _, space in ipairs { "", table.unpack(entries.spaces) } do
      local list = entries.list(space)
      list[#list + 1] = space ~= "" and entries.find(space) or nil
      for _, entry in ipairs(list) do
        local text = require("lunula.help.layout").entry(entry)
        local without_example = text:gsub("\nExample\n.*", "")
        for line in without_example:gmatch "[^\n]+" do
          assert.is_true(utf8.len(line) <= 96 or not line:find("%S%s+%S", 40), entry.full .. ": " .. line)
        end
      end
    end
    for line in help.text():gmatch "[^\n]+" do assert.is_true(#line <= 96, line) end
  end)
  for what, name in pairs { ["its name"] = "Huber", ["its place"] = "losses.Huber", ["its whole name"] = "keras.losses.Huber" } do
    it("finds a class by " .. what, function() assert.equal(huber, help.text(name)) end)
  end
  it("tells of functions, ops, kinds, namespaces and plain functions", function()
    for expected, x in pairs {
      ["keras.ops.sum(x, axis = nil, keepdims = false)"] = keras.ops.sum, ["keras.losses.huber(y_true, y_pred, delta = 1)"] = keras.losses.huber,
      ["keras.Loss(name, members)"] = keras.Loss, ["keras.losses\n\nClasses\n"] = keras.losses, ["keras.saving.get_registered_name(object)"] =
        keras.saving.get_registered_name, ["keras.optimizers.schedules.CosineDecay("] = "CosineDecay", ["keras.activations.linear(x)"] = keras.activations.linear,
      ["keras.constraints.MaxNorm("] = "max_norm", ["keras\n\nClasses\n"] = keras,
    } do
      assert.equal(expected, help.text(x):sub(1, #expected))
    end
    assert.truthy(help.text(keras.losses.huber):find('{"module": "builtins", "class_name": "function", "config": "huber"', 1, true))
    assert.truthy(help.text("MeanSquaredError"):find("See also: keras.metrics.MeanSquaredError", 1, true))
  end)
  it("tells of an instance what it is and what its config is", function()
    local text = help.text(keras.losses.Huber { delta = 0.5 })
    assert.truthy(text:find("keras.losses.Huber(", 1, true))
    assert.truthy(text:find('\nThis one\n  {"module": "keras.losses", "class_name": "Huber"', 1, true))
    assert.truthy(text:find('"delta": 0.5', 1, true))
  end)
  it("tells of a custom class, by its own documentation and its parent's of the arguments", function()
    local Parent = keras.Loss("HelpParent", { params = { { "alpha", 0.5, doc = "how much the rest weighs" } }, call = function(_, a, b) return a - b end })
    local Child = keras.Loss("HelpChild", { inherit = Parent, params = { { "beta" } }, doc = { "A loss of this spec.", formula = "a - b", shapes = "(n) -> (n)" } })
    keras.saving.register_keras_serializable(Child, { package = "help" })
    local text = help.text(Child)
    for _, part in ipairs { "HelpChild(beta, alpha = 0.5,", "A loss of this spec.", "formula   a - b", "how much the rest weighs", '"beta": ...',
      '"registered_name": "help>HelpChild"}', "inherits  HelpParent" } do
      assert.truthy(text:find(part, 1, true), part .. "\nis not in\n" .. text)
    end
    assert.truthy(description.lacks(Child):find("^example, doc of 'beta'"))
  end)
  it("tells of methods, by name, with a class, and as they are", function()
    local model = keras.Sequential {}
    local fit = help.text "Model.fit"
    assert.equal("keras.Model:fit(x, y = nil, batch_size = 32, epochs = 1, verbose = \"auto\",", fit:match "^[^\n]-auto\","  )
    assert.truthy(fit:find("\n  gives  keras.callbacks.History", 1, true))
    for _, x in ipairs { "fit", "keras.Model.fit", "Model:fit", "Sequential.fit", model.fit } do assert.equal(fit, help.text(x)) end
    for expected, x in pairs {
      ["keras.Sequential:add(layer)"] = model.add, ["keras.Layer:call(x, options = nil)"] = "Dense.call", ["keras.Tensor:item()"] = keras.ops.ones(2).item,
      ["keras.Variable:assign(value)"] = keras.Variable(1.0).assign, ["keras.ops.sum("] = "Tensor.sum", ["keras.Callback:on_epoch_end(epoch, logs)"] = "on_epoch_end",
      ["keras.Metric:add_variable(shape = {}, initializer = \"zeros\","] = "add_variable",
    } do
      assert.equal(expected, help.text(x):sub(1, #expected))
    end
    assert.truthy(help.text "get_config":find("See also: .*keras%.Layer:get_config"))
    assert.truthy(fails(help.text, "Model.fitt"):find("there is no 'Model.fitt'; did you mean 'fit'?", 1, true))
    assert.truthy(fails(help.text, "Huber.fit"):find("there is no 'Huber.fit'", 1, true))
    assert.truthy(fails(help.text, function() end):find("no documentation of this function", 1, true))
  end)
  it("tells of what has no class: tensors, variables, null", function()
    for name, x in pairs { Tensor = keras.ops.ones(2), null = keras.null, version = "keras.version", Compiled = "Compiled", Variable = keras.Variable(1.0) } do
      assert.equal("keras." .. name .. "\n\n", help.text(x):match "^[^\n]*\n\n")
    end
    assert.truthy(help.text "Tensor":find("\nMethods\n  item() ", 1, true))
  end)
  it("finds every name that the page of names says is here", function()
    local space, count = nil, 0
    for line in io.lines "docs/names.md" do
      space = line:match "^## (keras[%w_.]*)$" or space
      local name = line:match "^| `([%w_]+)` |.*| yes |"
      if name then
        count = count + 1
        assert.truthy(pcall(help.text, space .. "." .. name), space .. "." .. name)
      end
    end
    assert.is_true(count > 250)
  end)
  it("cuts the config of a large model short", function()
    local layers = {}
    for i = 1, 50 do layers[i] = keras.layers.Dense(2) end
    local text = help.text(keras.Sequential(layers))
    assert.matches("\n    %.%.%. %(%d+ more lines%)\n", text)
    assert.is_true(select(2, text:gsub("\n", "\n")) < 60)
  end)
  it("without a question lists what there is, and names the nearest of what there isn't", function()
    local overview = help.text()
    for _, space in ipairs(entries.spaces) do assert.truthy(overview:find("keras." .. space, 1, true)) end
    assert.truthy(fails(help.text, "Hubr"):find("there is no 'Hubr'; did you mean 'Huber'?", 1, true))
    assert.truthy(fails(help.text, "losses.Adam"):find("there is no 'losses.Adam'", 1, true))
    assert.truthy(fails(help.text, 3):find("no documentation of this number", 1, true))
    assert.truthy(fails(help.text, "?"):find("help() lists what there is", 1, true))
  end)
  it("leaves the counters of names alone", function()
    core.reset_names()
    help.text(keras.layers.Dense)
    help.text "Adam"
    assert.equal("dense", keras.layers.Dense(2).name)
  end)
end)

describe("the generated pages", function()
  local pages = require "pages"()
  it("of docs/ are up to date (build/lunula docs/generate.lua writes them)", function()
    local count = 0
    for path, text in pairs(pages) do
      count = count + 1
      assert.is_true(outside.read(path) == text, path .. " is out of date")
    end
    assert.is_true(count > 15)
  end)
  it("are all that stand in docs/reference/", function()
    for _, path in ipairs(outside.lines "ls docs/reference/*.md") do assert.truthy(pages[path], path .. " is no page any more") end
  end)
  it("hold types that are Lua", function() assert(load(pages["docs/meta/lunula.lua"], "=meta", "t")) end)
  it("name every class, and those that Keras has and Lunula lacks", function()
    assert.truthy(pages["docs/names.md"]:find("| `Huber` | class | yes |", 1, true))
    assert.truthy(pages["docs/names.md"]:find("| `load_model` | function | yes |", 1, true))
    each_class(function(_, entry)
      local found = false
      for path, text in pairs(pages) do found = found or path:find "reference" and text:find("\n## " .. entry.name .. "\n", 1, true) end
      assert.truthy(found, entry.full .. " has no section")
    end)
  end)
end)
