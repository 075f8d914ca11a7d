-- Callbacks and the progress bar against the real Keras, given the same figures at the same times; how fit, evaluate and predict tell them.
local keras = require "lunula"
local helper = require "helper"
local outside = require "outside"
local Progbar = require "lunula.callbacks.progbar"
local ops = keras.ops

local function names_in_order(values)
  local names = {}
  for name in pairs(values) do names[#names + 1] = name end
  table.sort(names)
  local list = {}
  for i, name in ipairs(names) do list[i] = { name, values[name] } end
  return list
end

local none = helper.golden "keras/callbacks"
describe("progress bar", function()
  for i, row in ipairs(none) do
    if row.kind == "bar" then
      it(("%d draws what Keras draws"):format(i), function()
        local now, out = 100.0, {}
        local bar = Progbar { target = row.target ~= keras.null and row.target or nil, verbose = row.verbose, dynamic = true, bar = "━",
          clock = function() return now end, write = function(text) out[#out + 1] = text end }
        for _, update in ipairs(row.updates) do
          now = 100.0 + update[1]
          bar:update(update[2], names_in_order(update[3]), update[4])
        end
        assert.equal(row.text, table.concat(out))
      end)
    end
  end

  it("writes one plain line at the end where lines can't be drawn over", function()
    local now, out = 0.0, {}
    local bar = Progbar { target = 3, dynamic = false, clock = function() return now end, write = function(text) out[#out + 1] = text end }
    for step = 1, 3 do
      now = now + 0.1
      bar:update(step, { { "loss", 1.5 } }, step == 3)
    end
    assert.same({ "3/3 - 0s - 100ms/step - loss: 1.5000\n" }, out)
  end)

  it("reads the logs only when it draws", function()
    local bar = Progbar { target = 100, dynamic = true, interval = 3600, write = function() end }
    bar:update(1, {}, false)
    assert.is_false(bar:is_due(false))
    assert.is_true(bar:is_due(true))
  end)
end)

describe("callback", function()
  -- Just enough of a model: figures come from a list.
  local function model_of()
    local model = { optimizer = { learning_rate = 0.1 }, metrics = {}, stop_training = false, now = 0 }
    function model.get_weights() return model.now end
    function model.set_weights(_, weights) model.restored = weights end
    return model
  end
  for i, row in ipairs(none) do
    if row.kind == "callback" then
      it(("%s, case %d, does as Keras's"):format(row.class, i), function()
        local arguments = {}
        for key, value in pairs(row.arguments) do arguments[key] = value end
        if row.text then arguments.filename = outside.path "log" end
        local model, rates = model_of(), {}
        model.saved = {}
        function model.save(_, saved) table.insert(model.saved, saved) end
        model.save_weights = model.save
        local printed = outside.printed(function()
          local callback = keras.callbacks[row.class](arguments)
          callback:set_model(model)
          callback:on_train_begin {}
          for epoch, golden in ipairs(row.logs) do
            local logs = {}
            for key, value in pairs(golden) do logs[key] = value end
            model.now = epoch - 1
            callback:on_epoch_begin(epoch - 1, {})
            for batch = 0, (row.batches or 0) - 1 do callback:on_train_batch_end(batch, logs) end
            callback:on_epoch_end(epoch - 1, logs)
            rates[epoch] = model.optimizer.learning_rate
            if model.stop_training then break end
          end
          callback:on_train_end {}
        end)
        assert.equal(row.epochs, #rates)
        for epoch, rate in ipairs(row.rates) do assert.is_true(math.abs(rate - rates[epoch]) <= 1e-12 * rate) end
        assert.equal(row.restored ~= keras.null and row.restored or nil, model.restored)
        if row.printed then assert.equal(row.printed, printed) end
        if row.saved then assert.same(row.saved, model.saved) end
        if row.text then assert.equal(row.text, outside.read(arguments.filename)) end
      end)
    end
  end

  it("CSVLogger appends without a second header", function()
    local path = outside.path "log.csv"
    for _ = 1, 2 do
      local logger = keras.callbacks.CSVLogger { path, append = true }
      logger:on_train_begin {}
      logger:on_epoch_end(0, { loss = 1.5 })
      logger:on_train_end {}
    end
    assert.equal("epoch,loss,val_loss\r\n0,1.5,NA\r\n0,1.5,NA\r\n", outside.read(path))
    assert.error_matches(function() keras.callbacks.CSVLogger("/nowhere/at/all.csv"):on_train_begin {} end, "CSVLogger: /nowhere")
  end)

  local x = ops.reshape(ops.arange(20), { 10, 2 }) / 20.0
  local y = ops.sum(x, -1, true)
  local function compiled(rate)
    local model = keras.Sequential { input_shape = { 2 }, keras.layers.Dense(1) }
    model:compile { optimizer = keras.optimizers.SGD(rate or 0.1), loss = "mse", metrics = { "mae" } }
    return model
  end

  it("CSVLogger begins a file with a header that vanished before it is continued", function()
    local path = outside.path "log.csv"
    outside.write(path, "epoch,loss\r\n0,1.0\r\n")
    local logger = keras.callbacks.CSVLogger { path, append = true }
    logger:on_train_begin {}
    os.remove(path)
    logger:on_epoch_end(1, { loss = 0.5 })
    logger:on_train_end {}
    assert.equal("epoch,loss,val_loss\r\n1,0.5,NA\r\n", outside.read(path))
    -- and so in a training that goes on, whose columns are known
    logger:on_train_begin {}
    os.remove(path)
    logger:set_state { keys = { "loss" }, kept = 20 }
    logger:on_epoch_end(2, { loss = 0.25 })
    logger:on_train_end {}
    assert.equal("epoch,loss\r\n2,0.25\r\n", outside.read(path))
  end)

  it("refuses a state that is damaged, by name", function()
    local c = keras.callbacks
    for _, case in ipairs {
      { c.CSVLogger "log.csv", { kept = -1 }, "CSVLogger: the state is damaged: kept is not a whole number but %-1" },
      { c.CSVLogger "log.csv", { kept = 0, keys = { 1 } }, "CSVLogger: the state is damaged: keys.1 is not a text but 1" },
      { c.EarlyStopping(), { wait = "x", stopped_epoch = 0, best_epoch = 0 }, "EarlyStopping: the state is damaged: wait is not a whole number but x" },
      { c.EarlyStopping(), { wait = 0, stopped_epoch = 0, best_epoch = 0, best_weights = { 1 } }, "best_weights.1 is not a tensor but 1" },
      { c.EarlyStopping(), 7, "EarlyStopping: the state is damaged: it is not a table but 7" },
      { c.ReduceLROnPlateau(), { wait = 0, cooldown_counter = 0, best = "low" }, "ReduceLROnPlateau: .*best is not a number or missing but low" },
      { c.ModelCheckpoint "m.keras", { batches = 0, last_batch = -2 }, "ModelCheckpoint: .*last_batch is not a whole number from %-1 on but %-2" },
      { c.SwapEMAWeights(), { swapped = 1 }, "SwapEMAWeights: .*swapped is not true or false but 1" },
      { c.History(), { epoch = {}, history = { loss = 1 } }, "History: .*history.loss is not a table but 1" },
      { c.BackupAndRestore "b", { batches = 0.5, last_batch = 0 }, "BackupAndRestore: .*batches is not a whole number but 0.5" },
    } do
      assert.error_matches(function() case[1]:set_state(case[2]) end, "ValueError: .*" .. case[3])
    end
  end)

  it("is told of everything, in Keras's order", function()
    local told = {}
    local hooks = {}
    for _, kind in ipairs { "train", "test", "predict" } do
      for _, when in ipairs { "begin", "end" } do
        hooks[("on_%s_%s"):format(kind, when)] = function() told[#told + 1] = kind .. " " .. when end
        hooks[("on_%s_batch_%s"):format(kind, when)] = function(batch, logs)
          told[#told + 1] = ("%s batch %s %d%s"):format(kind, when, batch, when == "end" and kind ~= "predict" and type(logs.loss) == "number" and " loss" or "")
        end
      end
    end
    hooks.on_epoch_begin = function(epoch) told[#told + 1] = "epoch begin " .. epoch end
    hooks.on_epoch_end = function(epoch, logs) told[#told + 1] = ("epoch end %d %s"):format(epoch, logs.val_loss and "val" or "") end
    local lambda = keras.callbacks.LambdaCallback(hooks)
    local model = compiled()
    model:fit(x, y, { batch_size = 5, validation_data = { x, y }, validation_batch_size = 10, callbacks = { lambda }, verbose = 0 })
    model:predict(x, { callbacks = { lambda }, verbose = 0 })
    assert.same({ "train begin", "epoch begin 0", "train batch begin 0", "train batch end 0 loss", "train batch begin 1", "train batch end 1 loss",
      "test begin", "test batch begin 0", "test batch end 0 loss", "test end", "epoch end 0 val", "train end", "predict begin",
      "predict batch begin 0", "predict batch end 0", "predict end" }, told)
  end)

  it("has the model and the parameters, and batch hooks of any kind", function()
    local seen = {}
    local Watch = keras.Callback("Watch", {
      on_train_begin = function(self)
        seen.model, seen.params = self.model, self.params
      end,
      on_batch_end = function(_, batch, logs) seen[batch + 1] = logs.mae end,
    })
    local model = compiled()
    local history = model:fit(x, y, { batch_size = 4, callbacks = { Watch() }, verbose = 0 })
    assert.equal(model, seen.model)
    assert.same({ verbose = 0, epochs = 1, steps = 3 }, seen.params)
    assert.equal("number", type(seen[3]))
    assert.equal(history, model.history)
    assert.error_matches(function() model:fit(x, y, { callbacks = { print } }) end, "callbacks%[1%] is no Callback")
  end)

  it("stops training in the middle of an epoch and on nan", function()
    local batches = 0
    local stop = keras.callbacks.LambdaCallback { on_train_batch_end = function() batches = batches + 1 end }
    local model = compiled(1e30)
    assert.equal("Batch 1: Invalid loss, terminating training\n", (outside.printed(model.fit, model, x, y,
      { batch_size = 1, epochs = 3, callbacks = { keras.callbacks.TerminateOnNaN(), stop }, verbose = 0 })))
    assert.is_true(batches < 10)
    assert.error_matches(function()
      compiled(1e30):fit(x, y, { batch_size = 1, epochs = 3, callbacks = { keras.callbacks.TerminateOnNaN { raise_error = true } }, verbose = 0 })
    end, "NaN or Inf loss encountered at batch 1. Loss value")
  end)

  it("that fails names itself and its method, behind its line", function()
    local Broken = keras.Callback("Broken", { on_epoch_end = function(_, _, logs) return logs.loss.value.none end })
    assert.error_matches(function() compiled():fit(x, y, { callbacks = { Broken() }, verbose = 0 }) end,
      "^Broken.on_epoch_end: attempt to index a n[%a]+ value")
    local Other = keras.Callback("Other", { on_train_batch_begin = function() error { code = 7 } end })
    local ok, object = pcall(function() compiled():fit(x, y, { callbacks = { Other() }, verbose = 0 }) end)
    assert.is_false(ok)
    assert.equal(7, object.code)
  end)

  it("that watches a figure which no model has is an error, one that is missing a warning", function()
    for _, class in ipairs { "EarlyStopping", "ReduceLROnPlateau" } do
      assert.error_matches(function() compiled():fit(x, y, { callbacks = { keras.callbacks[class] { monitor = "bliss" } }, verbose = 0 }) end,
        class .. ": whether a larger or a smaller bliss is better can't be told")
      compiled():fit(x, y, { callbacks = { keras.callbacks[class] { monitor = "val_mae" } }, verbose = 0 })
    end
  end)

  it("sets learning rates by epoch and logs them", function()
    local model = compiled()
    local history = model:fit(x, y, { epochs = 3, verbose = 0,
      callbacks = { keras.callbacks.LearningRateScheduler(function(epoch, rate) return epoch == 0 and rate or rate * 0.5 end) } })
    for i, expected in ipairs { 0.1, 0.05, 0.025 } do assert.is_true(math.abs(history.history.learning_rate[i] - expected) < 1e-7) end
    assert.error_matches(function()
      model:fit(x, y, { verbose = 0, callbacks = { keras.callbacks.LearningRateScheduler(function() return "fast" end) } })
    end, "schedule gives a number")
  end)

  it("SwapEMAWeights has the averages in the model while it is evaluated and predicts", function()
    local function trained(callbacks, epochs)
      keras.utils.set_random_seed(3)
      local model = keras.Sequential { input_shape = { 2 }, keras.layers.Dense(1) }
      model:compile { optimizer = keras.optimizers.SGD { 0.1, use_ema = true, ema_momentum = 0.5 }, loss = "mse" }
      local history = model:fit(x, y, { batch_size = 5, epochs = epochs or 3, callbacks = callbacks, verbose = 0, validation_data = { x, y } })
      return model, history.history
    end
    local plain, seen = trained {}, {}
    -- what the averages give, epoch by epoch: the weights after n epochs of a training that ends there
    local expected = {}
    for epochs = 1, 3 do expected[epochs] = trained({}, epochs):evaluate(x, y, { batch_size = 5, verbose = 0 }) end
    local _, history = trained { keras.callbacks.SwapEMAWeights() }
    for i, loss in ipairs(expected) do assert.equal(loss, history.val_loss[i]) end
    for _, swap_on_epoch in ipairs { false, true } do
      local look = keras.callbacks.LambdaCallback {}
      look.on_epoch_end = function(self) seen[#seen + 1] = self.model.optimizer.averages_of[1].value:totable()[1][1] == self.model.weights[1].value:totable()[1][1] end
      local model = trained { keras.callbacks.SwapEMAWeights(swap_on_epoch), look }
      assert.same(plain:get_weights()[1]:totable(), model:get_weights()[1]:totable())
    end
    assert.same({ false, false, false, false, false, true }, seen)
    local model = trained {}
    local averages, raw = model.optimizer.averages_of[1], model.weights[1].value * 2
    model.weights[1]:assign(raw)
    local swapped = model:predict(x, { callbacks = { keras.callbacks.SwapEMAWeights() }, verbose = 0 })
    assert.same((ops.matmul(x, averages.value) + model.weights[2].value):totable(), swapped:totable())
    assert.same(raw:totable(), model.weights[1].value:totable())
    assert.error_matches(function() compiled():fit(x, y, { callbacks = { keras.callbacks.SwapEMAWeights() }, validation_data = { x, y }, verbose = 0 }) end,
      "SwapEMAWeights: the optimizer keeps no averages; make it with use_ema = true")
  end)

  it("says what it can't do", function()
    for _, case in ipairs {
      { "RemoteMonitor", {}, "RemoteMonitor: Lunula has no network" },
      { "ModelCheckpoint", { "m.h5" }, "ModelCheckpoint: with save_weights_only = false the filepath must end in `.keras`, got 'm.h5'" },
      { "ModelCheckpoint", { "m.keras", save_weights_only = true }, "must end in `.weights.h5`, got 'm.keras'" },
      { "ModelCheckpoint", { "m.keras", save_freq = "batch" }, 'ModelCheckpoint: save_freq is "epoch" or a number of batches, got batch' },
      { "ModelCheckpoint", { "m.keras", save_freq = 0 }, "a number of batches, got 0" },
      { "ModelCheckpoint", { 7 }, "ModelCheckpoint: filepath is a string, got number" },
    } do
      assert.error_matches(function() keras.callbacks[case[1]](case[2]) end, case[3]:gsub("%-(.)", "%%-%1"))
    end
    for path, reason in pairs {
      ["{nothing}.keras"] = "there is no number 'nothing'; there are epoch, loss", ["{epoch:>3}.keras"] = "the format '>3' is not known",
      ["{loss:d}.keras"] = "the format 'd' doesn't suit the value 0.5", ["{epoch.keras"] = "a brace stands alone",
    } do
      local ok, message = pcall(function() keras.callbacks.ModelCheckpoint(path):on_epoch_end(0, { loss = 0.5 }) end)
      assert.is_false(ok)
      assert.truthy(message:find(('KeyError: ModelCheckpoint: Failed to format this callback filepath: "%s". Reason: %s'):format(path, reason), 1, true), message)
    end
  end)

  it("restores the best weights of a model", function()
    local model, kept = compiled(), nil
    local keep = keras.callbacks.LambdaCallback { on_epoch_end = function(epoch) if epoch == 0 then kept = model:get_weights() end end }
    local stop = keras.callbacks.EarlyStopping { monitor = "loss", mode = "max", patience = 2, restore_best_weights = true }
    local history = model:fit(x, y, { epochs = 20, callbacks = { keep, stop }, verbose = 0 })
    assert.equal(3, #history.epoch)
    for i, w in ipairs(model:get_weights()) do assert.same(kept[i]:totable(), w:totable()) end
  end)
end)
