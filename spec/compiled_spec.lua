-- Whole steps as graphs: fit, evaluate and predict give the same numbers compiled and eagerly, fall back where they must, and settle down.
local keras = require "lunula"
local core = require "lunula.core"
local ops = keras.ops

local function data(n)
  return keras.random.uniform({ n, 6 }, { minval = -1, seed = 3 }), keras.random.uniform({ n, 3 }, { seed = 4 })
end

local function model_of(options, layers)
  keras.utils.set_random_seed(11)
  local list = layers and layers() or { keras.layers.Dense { 8, activation = "tanh" }, keras.layers.Dense(3) }
  list.input_shape = { 6 }
  local model = keras.Sequential(list)
  model:compile(options)
  return model
end

-- Trains compiled and eagerly; the histories and weights of both, and the compiled model.
local function both(options, fit, layers)
  local x, y = data(50)
  local results = {}
  for i, jit_compile in ipairs { true, false } do
    local given = {}
    for key, value in pairs(options()) do given[key] = value end
    given.jit_compile, given.run_eagerly = jit_compile, not jit_compile
    local model = model_of(given, layers)
    local wanted = { epochs = 3, batch_size = 16, verbose = 0 }
    for key, value in pairs(fit or {}) do wanted[key] = value end
    results[i] = { history = model:fit(x, y, wanted).history, weights = model:get_weights(), model = model, out = model:predict(x, { verbose = 0 }) }
  end
  return results[1], results[2]
end

local function near(a, b, what)
  local difference = ops.max(ops.absolute(a - b)):item()
  assert(difference <= 2e-6, ("%s differs by %g"):format(what, difference))
end

local cases = {
  SGD = function() return { optimizer = keras.optimizers.SGD { momentum = 0.9, nesterov = true, weight_decay = 0.01 }, loss = "mse" } end,
  RMSprop = function() return { optimizer = keras.optimizers.RMSprop { centered = true, momentum = 0.5, clipnorm = 0.5 }, loss = "mae" } end,
  Adam = function() return { optimizer = keras.optimizers.Adam { amsgrad = true, global_clipnorm = 1.0 }, loss = "huber", metrics = { "mae", "mse" } } end,
  ["a loss in Lua"] = function()
    local Own = keras.Loss("Own", { params = { { "power", 2 } }, call = function(self, t, p)
      local d = ops.absolute(t - p)
      if self.power == 2 then return ops.mean(d * d, -1) end
      return ops.mean(d, -1)
    end })
    return { optimizer = "adam", loss = Own(), weighted_metrics = { "mse" } }
  end,
}

describe("training, compiled and eagerly:", function()
  for name, options in pairs(cases) do
    it(name, function()
      local compiled, eager = both(options)
      for key, values in pairs(eager.history) do
        for i, value in ipairs(values) do
          assert(math.abs(value - compiled.history[key][i]) <= 2e-6 * math.max(1, math.abs(value)), key)
        end
      end
      for i, w in ipairs(eager.weights) do near(w, compiled.weights[i], "weight " .. i) end
      near(eager.out, compiled.out, "prediction")
      assert.is_nil(compiled.model.train_function.eager)
    end)
  end

  it("dropout draws the same numbers, constraints and regularizers act", function()
    local function layers()
      return { keras.layers.Dense { 8, activation = "relu", kernel_constraint = "non_neg", kernel_regularizer = "l2" }, keras.layers.Dropout { 0.4, seed = 5 },
        keras.layers.Dense(3) }
    end
    local compiled, eager = both(cases.Adam, { shuffle = false }, layers)
    for i, w in ipairs(eager.weights) do near(w, compiled.weights[i], "weight " .. i) end
  end)

  it("sample weights, class weights' kin and validation", function()
    local x, y = data(20)
    local compiled, eager = both(cases.SGD, { sample_weight = keras.random.uniform({ 50 }, { seed = 9 }), validation_data = { x, y } })
    for i, value in ipairs(eager.history.val_loss) do assert.is_true(math.abs(value - compiled.history.val_loss[i]) < 1e-6) end
  end)
end)

describe("a step that needs values", function()
  local Branch = keras.Loss("Branch", { call = function(_, t, p)
    local loss = ops.mean(ops.square(t - p), -1)
    if ops.max(loss):item() > 100 then loss = loss * 0 end
    return loss
  end })

  it("falls back to eager by itself, once", function()
    local x, y = data(40)
    local model = model_of { loss = Branch() }
    local history = model:fit(x, y, { epochs = 2, verbose = 0 }).history
    assert.is_true(history.loss[2] < history.loss[1])
    assert.is_true(model.train_function.eager)
  end)

  it("is an error with jit_compile = true that names the line and run_eagerly", function()
    local x, y = data(40)
    local model = model_of { loss = Branch(), jit_compile = true }
    local ok, message = pcall(model.fit, model, x, y, { verbose = 0 })
    assert.is_false(ok)
    assert.matches("compiled_spec.lua:%d+", message)
    assert.matches("run_eagerly", message)
    assert.is_false(core.is_recording())
  end)

  it("keeps its own error when it fails eagerly too", function()
    local x, y = data(40)
    local model = model_of { loss = keras.Loss("Broken", { call = function() error "my own trouble" end })() }
    assert.error_matches(function() model:fit(x, y, { verbose = 0 }) end, "my own trouble")
  end)
end)

describe("direct calls of pure objects", function()
  local y_true, y_pred = keras.random.uniform({ 7, 5 }, { seed = 1 }), keras.random.uniform({ 7, 5 }, { seed = 2 })

  it("are compiled once for equal params and signatures", function()
    local Huber = keras.losses.Huber
    local a, b, c = Huber { delta = 0.5 }, Huber { delta = 0.5 }, Huber { delta = 0.25 }
    local first = a(y_true, y_pred)
    local count = Huber.compiled.count
    assert.equal(first:item(), b(y_true, y_pred):item())
    assert.equal(count, Huber.compiled.count)
    assert.not_equal(first:item(), c(y_true, y_pred):item())
    assert.equal(count + 1, Huber.compiled.count)
    a.delta = 0.25
    assert.equal(c(y_true, y_pred):item(), a(y_true, y_pred):item())
  end)

  it("of a class that says so are compiled, of any other class run their Lua", function()
    local calls = 0
    local function members(pure)
      return { pure = pure, call = function(_, t, p)
        calls = calls + 1
        return ops.mean(ops.square(t - p), -1)
      end }
    end
    local pure, plain = keras.Loss("Pure", members(true))(), keras.Loss("Plain", members(false))()
    for _ = 1, 5 do pure(y_true, y_pred) end
    assert.equal(1, calls)
    for _ = 1, 5 do plain(y_true, y_pred) end
    assert.equal(6, calls)
    assert.equal(plain(y_true, y_pred):item(), pure(y_true, y_pred):item())
  end)

  it("run as they are when the class's word is wrong", function()
    local Liar = keras.Constraint("Liar", { pure = true, call = function(_, w) return w:item(0) and w or w end })
    local w = core.tensor { 1. }
    assert.equal(1, Liar()(w):item())
    assert.is_false(Liar.pure)
  end)

  it("follow floatx, weights and masks", function()
    local mse = keras.losses.MeanSquaredError()
    local plain = mse(y_true, y_pred):item()
    local mask = ops.greater(ops.arange(7), 2)
    local masked = mse(y_true, y_pred:with_mask(mask)):item()
    assert.is_true(math.abs(masked - mse(y_true["3:"], y_pred["3:"]):item()) < 1e-6)
    assert.not_equal(plain, masked)
    assert.equal(plain, mse(y_true, y_pred):item())
  end)

  it("keep the gradient of a tape", function()
    local mse = keras.losses.MeanSquaredError()
    mse(y_true, y_pred)
    local _, g = keras.value_and_grad(function(p) return mse(y_true, p) end)(y_pred)
    assert.same(y_pred.shape, g.shape)
    assert.is_true(ops.max(ops.absolute(g - (y_pred - y_true) * (2 / 35))):item() < 1e-7)
  end)

  it("large composites give what small ones give", function()
    local x = keras.random.normal({ 300, 200 }, { seed = 5 })
    local rows = ops.softmax(x)
    for _, row in ipairs { 0, 17, 299 } do
      assert.is_true(ops.max(ops.absolute(rows[row] - ops.softmax(x[row]))):item() == 0)
    end
  end)
end)

describe("a compiled loop", function()
  it("asks the allocator for nothing once it has settled", function()
    local x, y = data(64)
    local model = model_of { loss = "mse", optimizer = "adam", metrics = { "mae" } }
    model:fit(x, y, { batch_size = 8, epochs = 3, verbose = 0, shuffle = false })
    local before = core.memory().requests
    model:fit(x, y, { batch_size = 8, epochs = 20, verbose = 0, shuffle = false })
    assert(core.memory().requests - before <= 2, "requests: " .. core.memory().requests - before)
  end)

  it("traces once for each size of batch, however often fit is called", function()
    local x, y = data(50)
    local model = model_of { loss = "mse" }
    for _ = 1, 3 do model:fit(x, y, { batch_size = 16, verbose = 0 }) end
    local count = 0
    for _ in pairs(model.train_function.cache) do count = count + 1 end
    assert.equal(2, count)
  end)

  it("sees a learning rate that changes between epochs", function()
    local x, y = data(32)
    local model = model_of { loss = "mse", optimizer = keras.optimizers.SGD(0.5) }
    model:fit(x, y, { verbose = 0 })
    local before = model:get_weights()
    model.optimizer.learning_rate = 0.0
    model:fit(x, y, { verbose = 0 })
    for i, w in ipairs(model:get_weights()) do assert.equal(0, ops.max(ops.absolute(w - before[i])):item()) end
  end)
end)
