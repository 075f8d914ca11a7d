-- A tour of the whole system, from a number to a model that comes back from its files. Each stop is checked thoroughly by specs of its own.
local keras = require "lunula"
local ops = keras.ops

local function text(...)
  local parts = table.pack(...)
  for i = 1, parts.n do parts[i] = tostring(parts[i]) end
  return table.concat(parts, " ")
end

describe("a tour:", function()
  it("tensors are values with a shape and a dtype", function()
    local x = ops.reshape(ops.arange(6), { 2, 3 })
    assert.equal("tensor([[0, 1, 2],\n        [3, 4, 5]], shape=(2, 3), dtype=int32)", text(x))
    assert.equal("float32", (x / 2).dtype)
    assert.same({ { 1, 2 }, { 4, 5 } }, x[":, 1:"]:totable())
    assert.same({ 3, 5, 7 }, x:sum(0):totable())
    assert.same({ { 10.0 }, { 34.0 } }, ops.matmul(x, { { 2.0 }, { 2.0 }, { 4.0 } }):totable())
  end)

  it("mistakes are named", function()
    local ok, message = pcall(ops.matmul, ops.ones { 2, 3 }, ops.ones { 2, 3 })
    assert.is_false(ok)
    assert.equal("matmul: shapes (2, 3) and (2, 3) don't fit: 3 columns against 2 rows", (message:gsub("^[^:]+:%d+: ", "")))
  end)

  it("gradients are functions, and have gradients", function()
    local function cube(x) return ops.sum(x ^ 3) end
    local gradient = function(x) return (select(2, keras.value_and_grad(cube)(x))) end
    local second = select(2, keras.value_and_grad(function(x) return ops.sum(gradient(x)) end)(ops.array { 1.0, 2.0 }))
    assert.same({ 3.0, 12.0 }, gradient(ops.array { 1.0, 2.0 }):totable())
    assert.same({ 6.0, 12.0 }, second:totable())
  end)

  it("a function is traced once, then run as one fused graph with the same bits", function()
    local calls = 0
    local function gelu(x)
      calls = calls + 1
      return 0.5 * x * (1 + ops.tanh(0.7978845608 * (x + 0.044715 * x ^ 3)))
    end
    local compiled, x = keras.jit(gelu), keras.random.normal({ 1000 }, 0, 1, { seed = 1 })
    local first = compiled(x)
    compiled(x + 1)
    assert.equal(1, calls)
    assert.same(gelu(x):totable(), first:totable())
  end)

  it("variables are what changes", function()
    local counter = keras.Variable(0, { name = "counter" })
    local step = keras.jit(function(by) counter:assign_add(by) end)
    for by = 1, 3 do step(ops.array(by)) end
    assert.equal(6, counter.value:item())
  end)

  it("what is random follows from a seed", function()
    keras.utils.set_random_seed(4)
    local first = keras.random.normal { 3 }
    keras.utils.set_random_seed(4)
    assert.same(first:totable(), keras.random.normal({ 3 }):totable())
  end)

  local Quartic = keras.Loss("Quartic", {
    params = { { "scale", 1.0 } },
    call = function(self, y_true, y_pred) return ops.mean(self.scale * (y_true - y_pred) ^ 4, -1) end,
  })
  local Scaled = keras.Layer("Scaled", {
    build = function(self) self.scale = self:add_weight { name = "scale", shape = {}, initializer = "ones" } end,
    call = function(self, x) return self.scale * x end,
  })
  local Bounded = keras.Constraint("Bounded", {
    params = { { "limit" } },
    call = function(self, w) return ops.clip(w, -self.limit, self.limit) end,
  })
  local custom = { Quartic = Quartic, Scaled = Scaled, Bounded = Bounded }

  it("losses, layers and constraints are tables, and inherit", function()
    local Twice = keras.Loss("Twice", { inherit = Quartic, call = function(_, a, b) return 2 * super.call(_, a, b) end })
    assert.equal(16.0, Quartic()({ { 0.0 } }, { { 2.0 } }):item())
    assert.equal(16.0, Twice { scale = 0.5 }({ { 0.0 } }, { { 2.0 } }):item())
    assert.same({ -2.0, 1.0 }, Bounded(2)({ -3.0, 1.0 }):totable())
    assert.equal('{"name": "twice", "reduction": "sum_over_batch_size", "scale": 0.5}', keras.json.encode(Twice { scale = 0.5, name = "twice" }:get_config()))
  end)

  local model
  local x = keras.random.uniform({ 64, 2 }, -1, 1, { seed = 3 })
  local y = ops.sum(x * ops.array { 1.5, -0.5 }, { axis = 1, keepdims = true })

  it("a model trains with them, tells callbacks, and stops when it is good", function()
    keras.utils.set_random_seed(5)
    model = keras.Sequential { input_shape = { 2 }, Scaled(), keras.layers.Dense { 1, kernel_constraint = Bounded(1.0) } }
    model:compile { optimizer = keras.optimizers.Adam(0.05), loss = Quartic(), metrics = { "mae" } }
    local epochs = 0
    local Count = keras.Callback("Count", { on_epoch_end = function() epochs = epochs + 1 end })
    local history = model:fit(x, y, { epochs = 200, verbose = 0, validation_split = 0.25,
      callbacks = { Count(), keras.callbacks.EarlyStopping { monitor = "val_mae", patience = 10 } } })
    assert.equal(epochs, #history.history.val_mae)
    local _, mae = model:evaluate(x, y, { verbose = 0 })
    assert.is_true(mae < 0.05)
    assert.is_true(ops.max(ops.abs(model.layers[2].kernel)):item() <= 1)
    assert.is_true(model.layers[1].scale.value:item() > 1.4)
  end)

  it("compiled and eager training give the same weights, bit for bit", function()
    local function trained(run_eagerly)
      keras.utils.set_random_seed(6)
      local again = keras.Sequential { input_shape = { 2 }, Scaled(), keras.layers.Dense(1) }
      again:compile { optimizer = "adam", loss = Quartic(), run_eagerly = run_eagerly }
      again:fit(x, y, { epochs = 2, verbose = 0 })
      return ops.concatenate({ ops.reshape(again:get_weights()[2], { -1 }), again:get_weights()[3] }, 0):totable()
    end
    assert.same(trained(true), trained(false))
  end)

  it("any graph of layers is a model", function()
    local a, b = keras.Input { shape = { 2 } }, keras.Input { shape = { 2 } }
    local both = keras.Model { inputs = { a, b }, outputs = keras.layers.Dense { 1, kernel_initializer = "ones" }(a * b) }
    assert.same({ { 11.0 } }, both:predict({ ops.array { { 1.0, 2.0 } }, ops.array { { 3.0, 4.0 } } }, { verbose = 0 }):totable())
  end)

  it("goes through Keras's JSON and NumPy's files, and comes back the same", function()
    local path = require("outside").path "weights.npz"
    keras.io.save_npz(path, model:get_weights())
    local again = keras.models.model_from_json(model:to_json(), { custom_objects = custom })
    local weights, names = keras.io.load_npz(path)
    for i, name in ipairs(names) do names[i] = weights[name] end
    again:set_weights(names)
    assert.equal(model:to_json(), again:to_json())
    assert.same(model:predict(x, { verbose = 0 }):totable(), again:predict(x, { verbose = 0 }):totable())
  end)

  it("says which classes of its own it wants", function()
    local wanted = {}
    for _, want in ipairs(keras.saving.inspect(keras.saving.serialize_keras_object(model))) do wanted[#wanted + 1] = want.name end
    table.sort(wanted)
    assert.same({ "Bounded", "Quartic", "Scaled" }, wanted)
    local ok, message = pcall(keras.models.model_from_json, model:to_json())
    assert.is_false(ok)
    assert.truthy(message:find("Scaled", 1, true) and message:find("custom_objects", 1, true), message)
  end)

  it("explains itself", function()
    local help = require("lunula.help").text
    assert.matches("sum%(x, axis = nil, keepdims = false%)", help(ops.sum))
    assert.matches("formula", help "Huber")
  end)

  it("keeps no tensor that nobody holds", function()
    collectgarbage()
    collectgarbage()
    local before = keras.config.memory().live_tensors
    do
      local t = ops.ones { 1000 }
      for _ = 1, 100 do t = t + 1 end
    end
    collectgarbage()
    collectgarbage()
    assert.equal(before, keras.config.memory().live_tensors)
  end)
end)
