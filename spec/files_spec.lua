-- .keras, .weights.h5 and older .h5: files of the real Keras (spec/fixtures) are opened, what is written comes back, what doesn't fit is refused and changes nothing.
local keras = require "lunula"
local core = require "lunula.core"
local outside = require "outside"
local saving, L, ops = keras.saving, keras.layers, keras.ops

local fixtures = "spec/fixtures/"

local function refused(pattern, fn, ...)
  local ok, message = pcall(fn, ...)
  assert.is_false(ok, "an error was expected")
  assert.matches(pattern, (tostring(message):gsub("\n%s*", " ")))
  return message
end

local function values(model)
  local list = {}
  for i, v in ipairs(model.variables) do list[i] = v.value:totable() end
  return list
end

local Scaled = keras.Constraint("Scaled", { params = { { "factor", 1.0 } }, call = function(self, w) return w * self.factor end })
local AsymMSE = keras.Loss("AsymMSE", { params = { { "alpha", 0.5 } }, call = function(self, y_true, y_pred)
  local d = y_true - y_pred
  return ops.mean(ops.where(ops.greater(d, 0), self.alpha, 1 - self.alpha) * ops.square(d), -1)
end })
local custom = { ["fixture>Scaled"] = Scaled, ["fixture>AsymMSE"] = AsymMSE }

local function check_output(model, name)
  local io_ = keras.json.decode(outside.read(fixtures .. name .. ".io.json"))
  local inputs = {}
  for i, x in ipairs(io_.input) do inputs[i] = ops.array(x) end
  local predicted = model:predict(#inputs > 1 and inputs or inputs[1], { verbose = 0 })
  assert.is_true(ops.max(ops.abs(predicted - ops.array(io_.output))):item() < 1e-6)
end

describe("a file of Keras's", function()
  for _, name in ipairs { "seq_adam", "functional_shared_nested_ops", "embedding_mask", "custom_constraint_loss" } do
    it("opens and predicts the same: " .. name, function()
      check_output(keras.models.load_model(fixtures .. name .. ".keras", { custom_objects = custom }), name)
    end)
  end
  for name, layer in pairs { conv = "Conv2D", rnn = "LSTM", mha = "MultiHeadAttention" } do
    it("names the layer that there isn't: " .. name, function()
      refused("'keras.layers." .. layer .. "' is not a serializable class", keras.models.load_model, fixtures .. name .. ".keras")
    end)
  end
  it("gives the optimizer its state, in each of the three formats", function()
    local model = keras.models.load_model(fixtures .. "seq_adam.keras")
    local wanted = {}
    for j, v in ipairs(model.optimizer.variables) do
      local first = v.size == 1 and v.value:item() or ops.max(v.value):item()
      wanted[j] = v.value:totable()
      assert.near(j == 1 and 7 or j == 2 and 0.01 or (j - 1) / 100, first, 1e-6)
    end
    local legacy = keras.models.load_model(fixtures .. "seq_adam_legacy.h5")
    check_output(legacy, "seq_adam")
    for j, v in ipairs(legacy.optimizer.variables) do assert.same(wanted[j], v.value:totable()) end
    local fresh = keras.models.clone_model(model)
    fresh:load_weights(fixtures .. "seq_adam.weights.h5")
    check_output(fresh, "seq_adam")
    for j, v in ipairs(fresh.optimizer.variables) do assert.same(wanted[j], v.value:totable()) end
    for _, options in ipairs { { by_name = false }, { by_name = true } } do
      local other = keras.models.clone_model(model)
      other:load_weights(fixtures .. "seq_adam_legacy.h5", options)
      check_output(other, "seq_adam")
    end
  end)
  it("predicts without the loss that is missing, and says so when it is to train", function()
    local said, model = outside.warned(keras.models.load_model, fixtures .. "custom_constraint_loss.keras", { custom_objects = { ["fixture>Scaled"] = Scaled } })
    assert.matches("the model is not compiled: %$%.compile_config%.loss: Could not locate class 'AsymMSE' %(looked up 'fixture>AsymMSE'%)", said[1])
    check_output(model, "custom_constraint_loss")
    refused("fit: call model:compile.*Could not locate class 'AsymMSE'", model.fit, model, ops.ones { 2, 3 }, ops.ones { 2, 1 })
    assert.same({}, (outside.warned(keras.models.load_model, fixtures .. "custom_constraint_loss.keras",
      { custom_objects = { ["fixture>Scaled"] = Scaled }, compile = false })))
  end)
  it("predicts without the constraint that is missing, keeps it, and says so when it is to train", function()
    local missing = "%$%.config%.layers%[1%]%.config%.kernel_constraint: Could not locate class 'Scaled'"
    local said, model = outside.warned(keras.models.load_model, fixtures .. "custom_constraint_loss.keras", { custom_objects = { ["fixture>AsymMSE"] = AsymMSE } })
    assert.matches("the model is not compiled: TypeError: " .. missing, said[1])
    check_output(model, "custom_constraint_loss")
    refused("fit: call model:compile.*" .. missing, model.fit, model, ops.ones { 2, 3 }, ops.ones { 2, 1 })
    local path = outside.path "model.keras"
    model:save(path)
    local keys = {}
    for i, need in ipairs(saving.inspect(path).custom) do keys[i] = need.key end
    assert.same({ "fixture>Scaled" }, keys)
    local again = keras.models.load_model(path, { custom_objects = { ["fixture>Scaled"] = Scaled } })
    assert.equal(Scaled, require("lunula.class").class_of(again.layers[1].kernel_constraint))
    check_output(again, "custom_constraint_loss")
    model:compile { optimizer = "sgd", loss = "mse" }
    refused(missing, model.fit, model, ops.ones { 2, 3 }, ops.ones { 2, 2 }, { verbose = 0 })
    refused(missing, keras.models.model_from_json, (keras.json.encode(saving.inspect(fixtures .. "custom_constraint_loss.keras").config)))
  end)
  it("has a Python stub for what it names", function()
    local text = saving.python_stub(fixtures .. "custom_constraint_loss.keras", { custom_objects = custom })
    assert.matches("class Scaled%(keras.constraints.Constraint%):.*", text)
    assert.matches("class AsymMSE%(keras.losses.Loss%):", text)
    refused("Could not locate class 'AsymMSE'", saving.python_stub, fixtures .. "custom_constraint_loss.keras")
  end)
  it("is told of by inspect without being built", function()
    local seq = saving.inspect(fixtures .. "seq_adam.keras")
    assert.same({ "keras", "3.16.0", "Sequential", true, 0, 0 }, { seq.format, seq.keras_version, seq.class_name, seq.compiled, #seq.custom, #seq.suspicious })
    assert.same({ path = "layers/batch_normalization/vars/0", shape = { 4 }, dtype = "float32", bytes = 16, owner = "batch_normalization" }, seq.weights[1])
    assert.equal("Dense", seq.layers[2].class_name)
    local names = {}
    for i, need in ipairs(saving.inspect(fixtures .. "custom_constraint_loss.keras").custom) do names[i] = need.key end
    assert.same({ "fixture>AsymMSE", "fixture>Scaled" }, names)
    assert.equal("weights", saving.inspect(fixtures .. "seq_adam.weights.h5").format)
    local path, model = outside.path "model.keras", keras.Sequential { L.Input { shape = { 2 } }, L.Dense(1) }
    model:compile { loss = keras.losses.Tversky { alpha = 0.75, beta = 0.25 } }
    model:save(path)
    local loss = saving.inspect(path).config.compile_config.loss.config -- in today's words, not in the file's
    assert.same({ 0.75, 0.25 }, { loss.alpha, loss.beta })
    assert.equal("legacy_h5", saving.inspect(fixtures .. "seq_adam_legacy.h5").format)
    assert.equal("LSTM", saving.inspect(fixtures .. "rnn.keras").layers[2].class_name)
    refused("neither a .keras archive nor HDF5", saving.inspect, fixtures .. "conv.io.json")
  end)
end)

local function trained(optimizer)
  local model = keras.Sequential { L.Input { shape = { 4 } }, L.Dense { 5, activation = "relu" }, L.BatchNormalization(), L.Dense(1) }
  model:compile { optimizer = optimizer, loss = "mse", metrics = { "mae" } }
  local x = keras.random.normal({ 32, 4 }, { seed = 1 })
  local y = ops.sum(x, -1, true)
  model:fit(x, y, { epochs = 2, verbose = 0, shuffle = false })
  return model, x, y
end

describe("a model that is saved", function()
  local path
  before_each(function() path = outside.path "model.keras" end)

  for _, optimizer in ipairs { "sgd", "adam", "rmsprop", "adagrad", "adadelta", "adamax", "nadam", "ftrl", "lion", "adamw", "adafactor", "lamb", "muon" } do
    it("goes on training as if nothing had happened: " .. optimizer, function()
      local model, x, y = trained(optimizer)
      model:save(path)
      local copy = keras.models.load_model(path)
      assert.same(values(model), values(copy))
      for _, m in ipairs { model, copy } do m:fit(x, y, { epochs = 2, verbose = 0, shuffle = false }) end
      assert.same(values(model), values(copy))
    end)
  end
  it("keeps averages, scales and accumulated gradients", function()
    for _, optimizer in ipairs { keras.optimizers.Adam { use_ema = true, gradient_accumulation_steps = 3 },
      keras.optimizers.LossScaleOptimizer { keras.optimizers.SGD { 0.01, momentum = 0.9 } } } do
      local model, x, y = trained(optimizer)
      model:save(path)
      local copy = keras.models.load_model(path)
      for _, m in ipairs { model, copy } do m:fit(x, y, { epochs = 1, verbose = 0, shuffle = false }) end
      assert.same(values(model), values(copy))
    end
  end)
  it("holds an optimizer that has not begun", function()
    local model = keras.Sequential { L.Input { shape = { 2 } }, L.Dense(1) }
    model:compile { optimizer = keras.optimizers.Adam(0.25), loss = "mse" }
    model:save(path)
    assert.same({}, (outside.warned(keras.models.load_model, path)))
    assert.near(0.25, keras.models.load_model(path).optimizer.learning_rate.value:item(), 1e-9)
  end)
  it("keeps its dtypes", function()
    for _, dtype in ipairs { "float16", "bfloat16", "float64", "mixed_float16" } do
      local model = keras.Sequential { L.Input { shape = { 3 } }, L.Dense { 2, dtype = dtype }, L.Dense { 1, dtype = dtype } }
      model:save(path)
      local copy = keras.models.load_model(path)
      assert.equal(model.layers[1].kernel.dtype, copy.layers[1].kernel.dtype)
      assert.same(values(model), values(copy))
    end
  end)
  it("may be a class of its own, with layers in fields and tables", function()
    local Net = keras.Model("Net", {
      initialize = function(self, args)
        super.initialize(self, args) -- luacheck: ignore 113
        self.enc = L.Dense(3)
        self._last = L.Dense(2)
        self.blocks = { L.Dense(3), { L.Dense(3), L.BatchNormalization() } }
        self.byname = { b = L.Dense(3), a = L.Dense(3) }
      end,
      call = function(self, x)
        x = self.blocks[2][2](self.blocks[2][1](self.blocks[1](self.enc(x))))
        return self._last(self.byname.a(self.byname.b(x)))
      end,
    })
    local model = Net()
    model(ops.ones { 1, 4 })
    model:save(path)
    local paths = {}
    for _, record in ipairs(saving.inspect(path).weights) do
      local group = record.path:match "^(.*)/vars/0$"
      if group then paths[#paths + 1] = group end
    end
    assert.same({ "blocks/container/batch_normalization", "blocks/container/dense", "blocks/dense", "byname/dense", "byname/dense_1", "enc",
      "layers/dense_1" }, paths)
    local copy = keras.models.load_model(path, { custom_objects = { Net } })
    assert.same(values(model), values(copy))
  end)
end)

describe("loading weights that don't fit", function()
  local path
  before_each(function() path = outside.path "model.weights.h5" end)
  local function chain(...)
    local model = keras.Sequential { L.Input { shape = { 4 } } }
    for i, units in ipairs { ... } do model:add(L.Dense { units, name = "d" .. i }) end
    return model
  end

  it("names layer, variable and both shapes, and changes nothing", function()
    chain(3, 5):save_weights(path)
    local model = chain(3, 6)
    local before = values(model)
    refused('ValueError: .*Dense "d2": kernel has shape %(3, 6%), \'layers/dense_1/vars/0\' in the file has shape %(3, 5%)', model.load_weights, model, path)
    assert.same(before, values(model))
    local said = outside.warned(model.load_weights, model, path, { skip_mismatch = true })
    assert.matches("they keep their values", said[1])
    assert.same(before[3], values(model)[3])
    assert.not_same(before[1], values(model)[1])
  end)
  it("tells of layers that are missing on either side", function()
    chain(3):save_weights(path)
    local model = chain(3, 6)
    refused('Dense "d2", path \'layers/dense_1\': it has 2 variables %(kernel %(3, 6%), bias %(6,%)%), the file holds 0 there %(none%)', model.load_weights,
      model, path)
    chain(3, 6):save_weights(path)
    local said = outside.warned(chain(3).load_weights, chain(3), path)
    assert.matches("no place in the model for these weights of the file: 'layers/dense_1/vars' %(%(3, 6%), %(6,%)%)", said[1])
  end)
  it("skips what it is told to", function()
    local model, other = chain(3, 6), chain(3, 6)
    model:save_weights(path)
    local before = values(other)
    other:load_weights(path, { objects_to_skip = { other.layers[2] } })
    assert.same(values(model)[1], values(other)[1])
    assert.same(before[3], values(other)[3])
  end)
end)

describe("a path", function()
  local model = keras.Sequential { L.Input { shape = { 2 } }, L.Dense(1) }
  it("says which format is meant, or that none is", function()
    refused("Invalid filepath extension for saving: 'm.h5'.*only read", model.save, model, "m.h5")
    refused("must end in `.weights.h5`. Received: filepath=w.h5", model.save_weights, model, "w.h5")
    refused("File format not supported: filepath=m.txt", keras.models.load_model, "m.txt")
    refused("holds weights alone", keras.models.load_model, "m.weights.h5")
    refused("File not found or not readable: filepath=/nowhere/m.keras %(there is no such file%)", keras.models.load_model, "/nowhere/m.keras")
    refused("by_name is for", model.load_weights, model, "m.keras", { by_name = true })
    refused("is not built yet", keras.Sequential({ L.Dense(1) }).save_weights, keras.Sequential { L.Dense(1) }, "m.weights.h5")
  end)
  it("must lead to such a file", function()
    local path = outside.path "model.keras"
    core.file.write(path, "no archive")
    refused("should be a zip archive by its name, but it is neither", keras.models.load_model, path)
    core.file.write(path, "\137HDF\r\n\26\n")
    refused("it is an HDF5 file; a file of that kind ends in .weights.h5", keras.models.load_model, path)
    refused("is there already, and overwrite is false", model.save, model, path, { overwrite = false })
    core.file.write(path, core.zip.format { { name = "a", bytes = "b" } })
    refused("has no member config.json", keras.models.load_model, path)
    core.file.write(path, core.zip.format { { name = "config.json", bytes = "{" } })
    refused("member 'config.json'", keras.models.load_model, path)
    core.file.write(path, core.zip.format { { name = "config.json", bytes = "{}" } })
    refused("has no member model.weights.h5", keras.models.load_model, path)
  end)
end)

describe("a Tversky loss", function()
  local function compiled(alpha, beta)
    local model = keras.Sequential { L.Input { shape = { 2 } }, L.Dense(2) }
    model:compile { loss = keras.losses.Tversky { alpha = alpha, beta = beta } }
    return model
  end
  -- the config of a model's file, and the model that comes of it when it names another version
  local function written(model, version)
    local path = outside.path "model.keras"
    model:save(path)
    local zip <close> = core.zip.open(path)
    local text, members = core.text(zip:read "config.json"), {}
    for _, name in ipairs { "config.json", "model.weights.h5" } do members[#members + 1] = { name = name, bytes = zip:read(name) } end
    members[3] = { name = "metadata.json", bytes = version and ('{"keras_version": "%s"}'):format(version) or core.text(zip:read "metadata.json") }
    core.file.write(path, core.zip.format(members))
    local again = keras.models.load_model(path)
    return keras.json.decode(text).compile_config.loss.config, again.loss
  end
  it("means in a file what it means to the Keras whose version the file says", function()
    local config, loss = written(compiled(0.25, 0.75))
    assert.same({ 0.75, 0.25 }, { config.alpha, config.beta }) -- 3.15.1 has them the other way round
    assert.same({ 0.25, 0.75 }, { loss.alpha, loss.beta })
    for version, alpha in pairs { ["3.9.2"] = 0.25, ["2.15.0"] = 0.25, ["3.16.0"] = 0.75, ["4.0"] = 0.75, unknown = 0.75 } do
      loss = select(2, written(compiled(0.25, 0.75), version))
      assert.equal(alpha, loss.alpha, version)
    end
  end)
end)

describe("a file", function()
  local path
  before_each(function() path = outside.path "model.keras" end)
  -- The bytes that this process has read so far.
  local function bytes_read()
    local file <close> = assert(io.open "/proc/self/io")
    return tonumber(file:read("a"):match "rchar: (%d+)")
  end
  it("is read once, each of its bytes", function()
    local model = keras.Sequential { L.Input { shape = { 300 } }, L.Dense(500) }
    model:compile { optimizer = "adam", loss = "mse" }
    model:save(path)
    local weights = path:gsub("keras$", "weights.h5")
    model:save_weights(weights)
    for file, call in pairs { [path] = keras.models.load_model, [weights] = function(name) model:load_weights(name) end } do
      call(file) -- what the program itself loads at first use is loaded
      local size = core.file.read(file).size
      local before = bytes_read()
      local between = bytes_read() - before
      call(file)
      local read = bytes_read() - before - 2 * between
      assert.equal(size, read)
    end
  end)
end)

describe("a config that asks for more than the file holds", function()
  it("takes no memory", function()
    local small = keras.Sequential { L.Input { shape = { 4 } }, L.Dense(3), L.Dense(2) }
    local path = outside.path "model.keras"
    small:save(path)
    local zip <close> = core.zip.open(path)
    local config = core.text(zip:read "config.json"):gsub('"units": 2,', '"units": 2147483648,')
    local bytes = zip:read "model.weights.h5"
    core.file.write(path, core.zip.format { { name = "config.json", bytes = config }, { name = "model.weights.h5", bytes = bytes } })
    local before = core.memory().live_bytes
    refused('kernel has shape %(3, 2147483648%), .* has shape %(3, 2%)', keras.models.load_model, path)
    collectgarbage()
    assert.is_true(core.memory().live_bytes - before < 1e6)
  end)
end)

-- Written by the real Keras (spec/interchange/files.py): models that it trained further from files of Lunula's, with what became of them after two more steps.
describe("a model that Keras saved in training", function()
  package.path = "spec/interchange/?.lua;" .. package.path
  local exchange = require "exchange"
  local cases = {}
  for _, case in ipairs(exchange.cases) do cases[case.name] = case end
  for _, path in ipairs(outside.lines "ls spec/golden/files/*.python.keras") do
    local name = path:match "([^/]+)%.python%.keras$"
    it("predicts and goes on training as there: " .. name, function() assert.same({}, exchange.read(cases[name], "spec/golden/files")) end)
  end
end)

it("docs/files.md prints what it says", function()
  local script, expected = { 'local keras = require "lunula"\nlocal ops = keras.ops' }, {}
  for block in outside.read("docs/files.md"):gmatch "\n```lua\n(.-)\n```" do script[#script + 1] = block end
  local text = table.concat(script, "\n")
  for line in text:gmatch "%-%->%s*([^\n]*)" do expected[#expected + 1] = line .. "\n" end
  assert.is_true(#expected >= 3)
  local path = outside.write(outside.path "page.lua", text)
  assert.equal(table.concat(expected), outside.output(("cd '%s' && '%s' page.lua"):format(path:match "^(.*)/", outside.program)))
end)
