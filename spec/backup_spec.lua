-- BackupAndRestore: whatever kills a training, the same script goes on and ends with the bits of one that nothing killed. data/resumed_training.lua trains.
local keras = require "lunula"
local core = require "lunula.core"
local outside = require "outside"
local ops = keras.ops

local program, run, read, write = outside.program, outside.run, outside.read, outside.write
local folder = outside.folder()

local function train(case, hook, count)
  return run(("'%s' spec/data/resumed_training.lua '%s/now' %s '%s' %d; exit $?"):format(program, folder, case, hook or "", count or 0))
end
local function begin() run(("rm -rf '%s/now'; mkdir '%s/now'"):format(folder, folder)) end

-- All files of a training.
local function ends()
  local list = {}
  for name in run(("cd '%s/now' && find . -type f"):format(folder)):gmatch "[^\n]+" do list[name] = read(folder .. "/now/" .. name) end
  return list
end

local wanted = {}
local function uninterrupted(case)
  if not wanted[case] then
    begin()
    local text, code = train(case)
    assert(code == 0 and text == "", text)
    wanted[case] = ends()
    assert(wanted[case]["./end"] and not wanted[case]["./backup/latest.weights.h5"])
  end
  return wanted[case]
end

describe("a training that is killed", function()
  for _, case in ipairs {
    -- the training, where it is killed
    { "rich", "on_train_begin", 1 }, { "rich", "on_train_batch_end", 2 }, { "rich", "on_train_batch_begin", 4 }, { "rich", "on_test_begin", 2 },
    { "rich", "on_epoch_end", 2 }, { "rich", "on_epoch_begin", 4 }, { "rich", "on_train_end", 1 },
    { "batches", "on_train_batch_begin", 2 }, { "batches", "on_train_batch_begin", 3 }, { "batches", "on_train_batch_end", 5 }, { "batches", "on_test_begin", 2 },
    { "batches", "on_epoch_end", 2 }, { "batches", "on_epoch_begin", 3 }, { "batches", "on_train_end", 1 },
    { "generator", "on_train_batch_begin", 3 }, { "generator", "on_train_batch_begin", 6 }, { "generator", "on_test_batch_begin", 3 },
    { "generator", "on_epoch_begin", 4 }, { "generator", "on_train_batch_end", 11 },
    { "outputs", "on_train_batch_begin", 2 }, { "outputs", "on_train_batch_begin", 4 }, { "outputs", "on_epoch_end", 2 },
    { "eager", "on_train_batch_begin", 2 }, { "eager", "on_train_batch_begin", 6 },
  } do
    it(("at %s %d ends as one that was not: %s"):format(case[2], case[3], case[1]), function()
      local expected = uninterrupted(case[1])
      begin()
      local text, code = train(table.unpack(case))
      assert.is_true(code == 9 or code == 137, text)
      assert.is_false(outside.exists(folder .. "/now/end"))
      text, code = train(case[1])
      assert.is_true(code == 0 and text == "", text)
      assert.same(expected, ends())
    end)
  end

  it("again and again, at any moment, ends so too", function()
    for _, case in ipairs { "batches", "outputs" } do
      local expected = uninterrupted(case)
      begin()
      local kills, code, text = 0
      repeat
        -- more time at each try, so that it gets there however slow the machine is
        text, code = run(("'%s' spec/data/resumed_training.lua '%s/now' %s & sleep %.3f; kill -9 $! && wait $!; test -e '%s/now/end'"):format(program, folder, case,
          0.02 * 1.15 ^ kills, folder))
        kills = kills + (code == 0 and 0 or 1)
        assert.is_true(kills < 60, text)
      until code == 0
      assert.is_true(kills > 0)
      assert.same(expected, ends())
    end
  end)
end)

describe("a training, at any system call", function()
  local faults
  setup(function() faults = outside.compiled("spec/c/faults.c", "-std=gnu11") end)
  -- Trains under a fault; gives the call that was met, or nil, and the output.
  local function disturbed(mode, n)
    begin()
    local text = run(("ASAN_OPTIONS=detect_leaks=0 '%s' %s %d '%s' spec/data/resumed_training.lua '%s/now' plain"):format(faults, mode, n, program, folder))
    return text:match "^call (%a[%w]*)\n", text
  end

  it("killed, ends as one that was not", function()
    local expected, n, resumed = uninterrupted "plain", 0, 0
    repeat
      n = n + 1
      local call = disturbed("kill", n)
      local metadata = folder .. "/now/backup/training_metadata.json"
      if outside.exists(metadata) then
        resumed = resumed + 1
        assert.matches('^{\n  "epoch": [12],', read(metadata))
      end
      local text, code = train "plain"
      assert.is_true(code == 0 and text == "", ("call %d (%s): %s"):format(n, tostring(call), text))
      assert.same(expected, ends())
    until not call
    assert.is_true(n > 40 and resumed > 20, ("%d %d"):format(n, resumed))
  end)
  it("out of disk, ends by an error and goes on when there is room", function()
    local expected, n, failed = uninterrupted "plain", 0, 0
    repeat
      n = n + 1
      local call, output = disturbed(28, n)
      if not outside.exists(folder .. "/now/end") then
        failed = failed + 1
        assert.truthy(output:find "BackupAndRestore.on_epoch_end: .*the disk is full" or output:find "BackupAndRestore.on_epoch_end: .*No space left", output)
      end
      local text, code = train "plain"
      assert.is_true(code == 0 and text == "", ("call %d (%s): %s"):format(n, tostring(call), text))
      assert.equal(expected["./end"], read(folder .. "/now/end"))
    until not call
    assert.is_true(failed > 10, failed)
  end)
end)

describe("BackupAndRestore", function()
  local x, y = ops.reshape(ops.arange(12.0), { 6, 2 }) / 12, ops.ones { 6, 1 }
  local dir
  before_each(function()
    begin()
    dir = folder .. "/now/backup"
  end)
  local function compiled(options)
    options = options or {}
    keras.utils.set_random_seed(5)
    local model = keras.Sequential { input_shape = { 2 }, keras.layers.Dense(options.units or 1) }
    model:compile { optimizer = options.optimizer or "adam", loss = "mse", metrics = options.metrics }
    return model
  end
  local function fit(model, arguments, options, hooks)
    options = options or {}
    options.backup_dir = dir
    arguments.callbacks = { keras.callbacks.BackupAndRestore(options), keras.callbacks.LambdaCallback(hooks or {}) }
    arguments.verbose = 0
    return model:fit(x, y, arguments)
  end
  -- A training of three epochs, two batches each, that an error ends when `hook` is called with `number`.
  local function interrupt(options, hook, number)
    begin()
    assert.error_matches(function()
      fit(compiled(), { epochs = 3, batch_size = 3 }, options, { [hook] = function(n) if n == number then error("stop", 0) end end })
    end, "stop")
  end
  local function files()
    return outside.lines(("ls '%s'"):format(dir))
  end
  local whole = compiled()
  local history = whole:fit(x, y, { epochs = 3, batch_size = 3, verbose = 0 })
  local function is_whole(model, seen)
    assert.same(history.history, seen.history)
    assert.same(history.epoch, seen.epoch)
    for i, weight in ipairs(whole:get_weights()) do assert.same(weight:totable(), model:get_weights()[i]:totable()) end
  end

  it("keeps weights that models load and metadata that say how far it is", function()
    interrupt({}, "on_epoch_begin", 2)
    assert.same({ "latest.weights.h5", "training_metadata.json" }, files())
    local metadata = keras.json.decode(read(dir .. "/training_metadata.json"))
    assert.equal(2, metadata.epoch)
    assert.equal(0, metadata.batch)
    local model = compiled()
    model:load_weights(dir .. "/latest.weights.h5")
    assert.equal(4, ops.convert_to_tensor(model.optimizer.iterations):item())
    interrupt({ save_freq = 3 }, "on_epoch_end", 1)
    metadata = keras.json.decode(read(dir .. "/training_metadata.json"))
    assert.same({ 1, 1 }, { metadata.epoch, metadata.batch })
    local seen = compiled()
    is_whole(seen, fit(seen, { epochs = 3, batch_size = 3 }, { save_freq = 3 }))
    assert.is_false(outside.exists(dir))
  end)
  it("is read once, also inside an epoch, and what a callback does at its begin is undone", function()
    interrupt({ save_freq = 3 }, "on_epoch_end", 1)
    local open, count, seen = core.h5.open, 0, compiled()
    core.h5.open = function(...)
      count = count + 1
      return open(...)
    end
    local ok, result = pcall(fit, seen, { epochs = 3, batch_size = 3 }, { save_freq = 3 }, { on_epoch_begin = function(epoch)
      if epoch == 1 then
        for _, v in ipairs(seen.trainable_variables) do v:assign(v.value * 2) end
        seen.optimizer.learning_rate = 0.5
      end
    end })
    core.h5.open = open
    assert(ok, result)
    assert.equal(1, count)
    is_whole(seen, result)
  end)
  it("removes its own files alone, or none", function()
    run(("mkdir '%s'"):format(dir))
    write(dir .. "/mine.txt", "mine")
    fit(compiled(), { epochs = 1 }, { double_checkpoint = true })
    assert.same({ "mine.txt" }, files())
    local model = compiled()
    fit(model, { epochs = 2, batch_size = 3 }, { delete_checkpoint = false })
    assert.same({ "latest.weights.h5", "mine.txt", "training_metadata.json" }, files())
    -- then the same fit trains nothing, and a longer one the rest
    local batches = 0
    local again = compiled()
    local seen = fit(again, { epochs = 2, batch_size = 3 }, { delete_checkpoint = false }, { on_train_batch_begin = function() batches = batches + 1 end })
    assert.equal(0, batches)
    assert.same({ 0, 1 }, seen.epoch)
    assert.same(model:get_weights()[1]:totable(), again:get_weights()[1]:totable())
    again = compiled()
    is_whole(again, fit(again, { epochs = 3, batch_size = 3 }))
  end)
  it("falls back on the backup before the last where that can't be read", function()
    local options = { double_checkpoint = true }
    interrupt(options, "on_epoch_begin", 2)
    assert.same({ "latest.weights.h5", "latest.weights.h5.bkp", "training_metadata.json", "training_metadata.json.bkp" }, files())
    local bytes = read(dir .. "/latest.weights.h5")
    write(dir .. "/latest.weights.h5", bytes:sub(1, #bytes // 2))
    local model, epochs = compiled(), {}
    local warned, seen = outside.warned(fit, model, { epochs = 3, batch_size = 3 }, options, { on_epoch_begin = function(epoch) epochs[#epochs + 1] = epoch end })
    is_whole(model, seen)
    assert.same({ 1, 2 }, epochs)
    assert.matches("latest.weights.h5.*; the backup before it is used$", warned[1])
    -- which takes the other's place, so that the next backup doesn't put that in its own
    interrupt(options, "on_epoch_begin", 2)
    write(dir .. "/latest.weights.h5", bytes:sub(1, #bytes // 2))
    local _, ok = outside.warned(pcall, fit, compiled(), { epochs = 3, batch_size = 3 }, options, { on_train_batch_begin = function() error("stop", 0) end })
    assert.is_false(ok)
    assert.same({ "latest.weights.h5", "training_metadata.json" }, files())
    model = compiled()
    is_whole(model, fit(model, { epochs = 3, batch_size = 3 }, options))
    -- also where a kill came between the two, so that the last isn't there
    interrupt(options, "on_epoch_begin", 2)
    os.remove(dir .. "/latest.weights.h5")
    model = compiled()
    is_whole(model, fit(model, { epochs = 3, batch_size = 3 }, options))
    -- without one before it is an error
    interrupt({}, "on_epoch_begin", 2)
    write(dir .. "/latest.weights.h5", bytes:sub(1, #bytes // 2))
    assert.error_matches(function() fit(compiled(), { epochs = 3, batch_size = 3 }) end, "BackupAndRestore.on_train_begin: .*latest.weights.h5")
    assert.equal(#bytes // 2, #read(dir .. "/latest.weights.h5"))
  end)
  it("refuses a backup of another training", function()
    interrupt({ save_freq = 3 }, "on_epoch_end", 1)
    local function refused(message, model, arguments)
      assert.error_matches(function() fit(model, arguments or { epochs = 3, batch_size = 3 }, { save_freq = 3 }) end, message)
    end
    refused("dense.* has shape %(2, 2%)", compiled { units = 2 })
    refused("SGD", compiled { optimizer = "sgd" })
    refused("ValueError: BackupAndRestore: the model had 1 metrics and has 2", compiled { metrics = { "mae" } })
    refused("ValueError: BackupAndRestore: the data were 6 samples in batches of 3 and are 6 samples in batches of 2", compiled(), { epochs = 3, batch_size = 2 })
    local model = compiled()
    is_whole(model, fit(model, { epochs = 3, batch_size = 3 }, { save_freq = 3 })) -- nothing of this has harmed it
  end)
  it("takes weights alone, and refuses a state that was tampered with", function()
    interrupt({ save_freq = 3 }, "on_epoch_end", 1)
    local path, state, items = dir .. "/latest.weights.h5", nil, {}
    do
      local h5 <close> = core.h5.open(path)
      for _, record in ipairs(h5:objects()) do
        if record.kind ~= "group" then
          local tensor = h5:read(record.path)
          if record.path == "lunula/training/state" then state = core.text(tensor) else items[#items + 1] = { path = record.path, tensor = tensor } end
        end
      end
    end
    local function with(text)
      local all = table.move(items, 1, #items, 1, {})
      all[#all + 1] = text and { path = "lunula/training/state", tensor = core.bytes(text) }
      core.file.write(path, core.h5.format(all))
    end
    for pattern, case in pairs {
      ['("batch": )1'] = { "%1-1", "ValueError: BackupAndRestore: the state is damaged: batch is not a whole number but %-1" },
      ['("epoch": )1'] = { '%1"x"', "epoch is not a whole number but x" },
      ['("seen": )%d+'] = { "%11e99", "data.seen is not a whole number" },
      ['("seen": )%d'] = { "%19007199254740993", "ValueError: BackupAndRestore: the data have no 9007199254740993 batches" },
      ['("variables": )%b[]'] = { "%1null", "variables is not a table" },
      ['("%$tensor": )2'] = { '%1"../../../layers/dense/vars/0"', "no object 'lunula/training/tensors/../../../layers" },
      ['("callbacks": )%b{}'] = { "%17", "callbacks is not a table but 7" },
      ['("History 1": )%b{}'] = { "%17", "ValueError: History: the state is damaged: it is not a table but 7" },
      ['("epoch": )%b[]'] = { '%1["a"]', "History: the state is damaged: epoch.1 is not a whole number but a" },
      ['("sequence": )%-?%d+'] = { '%1"x"', "random.sequence is not an integer but x" },
      ['("logs": )%b{}'] = { '%1{"loss": "x"}', "logs.loss is not a figure but x" },
    } do
      local text, count = state:gsub(pattern, (case[1]), 1)
      assert.equal(1, count, pattern)
      with(text)
      assert.error_matches(function() fit(compiled(), { epochs = 3, batch_size = 3 }, { save_freq = 3 }) end, case[2])
    end
    with(state)
    local model = compiled()
    is_whole(model, fit(model, { epochs = 3, batch_size = 3 }, { save_freq = 3, delete_checkpoint = false }))
    -- without a state training begins at the epoch of the metadata, without these at the first
    interrupt({}, "on_epoch_begin", 2)
    with(nil)
    assert.same({ 2 }, fit(compiled(), { epochs = 3 }, { delete_checkpoint = false }).epoch)
    interrupt({}, "on_epoch_begin", 2)
    with(nil)
    os.remove(dir .. "/training_metadata.json")
    assert.same({ 1, 2 }, fit(compiled(), { epochs = 3, initial_epoch = 1 }).epoch)
    interrupt({}, "on_epoch_begin", 2)
    with(nil)
    write(dir .. "/training_metadata.json", '{"epoch": "two"}')
    assert.error_matches(function() fit(compiled(), { epochs = 3 }) end, "ValueError: '.*training_metadata.json' holds no epoch")
  end)
  it("refuses arguments that mean nothing, and states that can't be kept", function()
    local Backup = keras.callbacks.BackupAndRestore
    assert.error_matches(function() Backup {} end, "backup_dir")
    assert.error_matches(function() Backup { backup_dir = "" } end, "ValueError: BackupAndRestore: backup_dir is the path of a folder, got an empty string")
    assert.error_matches(function() Backup { backup_dir = 3 } end, "backup_dir is the path of a folder, got number")
    for _, frequency in ipairs { 0, -1, 1.5, "batch", false } do
      assert.error_matches(function() Backup { backup_dir = "b", save_freq = frequency } end, "ValueError: BackupAndRestore: save_freq")
    end
    local callback = Backup { backup_dir = dir }
    callback:set_model(compiled())
    assert.error_matches(function() callback:on_train_begin {} end, "it needs model:fit")
    local loop = {}
    loop.again = loop
    for _, case in ipairs { { print, "state.callbacks.Keeper 1.kept is a function, which can't be kept" }, { compiled(), "Keeper 1.kept is an object" },
      { loop, "state.callbacks.Keeper 1.kept.again.again.*nested too deeply" },
      { { [3] = 1 }, "kept: a table that is kept is a list or has strings as keys, got the key 3" }, { { 1, a = 2 }, "strings as keys, not both" } } do
      local Keeper = keras.Callback("Keeper", { state_fields = { "kept" }, on_train_begin = function(self) self.kept = case[1] end })
      assert.error_matches(function() compiled():fit(x, y, { verbose = 0, callbacks = { Keeper(), Backup { backup_dir = dir } } }) end, case[2])
    end
    write(folder .. "/now/file", "")
    dir = folder .. "/now/file"
    assert.error_matches(function() fit(compiled(), { epochs = 1 }) end, "BackupAndRestore.on_epoch_end: can't make the folder")
  end)
end)

describe("ModelCheckpoint", function()
  it("lets a training without randomness go on with the same bits", function()
    local x = keras.random.normal({ 20, 3 }, { seed = 1 })
    local y = ops.sum(x, -1, true)
    for _, case in ipairs { { "model.keras" }, { "model.weights.h5", save_weights_only = true } } do
      local function compiled()
        keras.utils.set_random_seed(3)
        local model = keras.Sequential { input_shape = { 3 }, keras.layers.Dense(4), keras.layers.BatchNormalization(), keras.layers.Dense(1) }
        model:compile { loss = "mse", metrics = { "mae" }, optimizer = keras.optimizers.AdamW {
          keras.optimizers.schedules.CosineDecay { 0.05, 20 }, use_ema = true, ema_overwrite_frequency = 3, gradient_accumulation_steps = 2, global_clipnorm = 1 } }
        return model
      end
      local function fit(model, first, last, callbacks)
        return model:fit(x, y, { batch_size = 8, shuffle = false, verbose = 0, initial_epoch = first, epochs = last, callbacks = callbacks,
          validation_data = { x, y } }).history
      end
      begin()
      local whole = compiled()
      local history = fit(whole, 0, 6)
      local path = folder .. "/now/" .. case[1]
      local Stop = keras.Callback("Stop", { on_epoch_begin = function(_, epoch) if epoch == 3 then error("stop", 0) end end })
      assert.error_matches(function()
        fit(compiled(), 0, 6, { keras.callbacks.ModelCheckpoint { path, save_weights_only = case.save_weights_only }, Stop() })
      end, "stop")
      local model
      if case.save_weights_only then
        model = compiled()
        model:load_weights(path)
      else
        model = keras.saving.load_model(path)
      end
      for name, figures in pairs(fit(model, 3, 6)) do assert.same(table.move(history[name], 4, 6, 1, {}), figures) end
      for i, weight in ipairs(whole:get_weights()) do assert.same(weight:totable(), model:get_weights()[i]:totable()) end
      for i, variable in ipairs(whole.optimizer.variables) do assert.same(variable.value:totable(), model.optimizer.variables[i].value:totable()) end
    end
  end)
end)
