-- Callbacks in whole trainings against the real Keras: figures, what is printed, what hooks are told, which files come and what is in them, weights at the end;
-- trainings that go on from checkpoints as people do it.
local keras = require "lunula"
local helper = require "helper"
local outside = require "outside"

local rows = helper.golden "keras/callback_trainings"
local data = table.remove(rows, 1)
local x, y = helper.tensor(data.x), helper.tensor(data.y)
local validation, start = {}, {}
for i, t in ipairs(data.validation) do validation[i] = helper.tensor(t) end
for i, t in ipairs(data.start) do start[i] = helper.tensor(t) end

local schedules = {
  halves = function(epoch, rate) return epoch > 0 and rate * 0.5 or rate end,
  steps = function(epoch) return ({ 0.2, 0.1, 0.05, 0.025, 0.0125, 0.00625 })[epoch + 1] end,
}

local hooks = { on_epoch_begin = 1, on_epoch_end = 1 }
for _, kind in ipairs { "train", "test", "predict" } do
  for when, count in pairs { begin = 0, ["end"] = 0, batch_begin = 1, batch_end = 1 } do hooks[("on_%s_%s"):format(kind, when)] = count end
end
local telling = { initialize = function(self) self.told = {} end }
for hook, count in pairs(hooks) do
  telling[hook] = function(self, ...)
    local parts, names = { hook, count == 1 and tostring((...)) or nil }, {}
    for name in pairs((select(count + 1, ...))) do names[#names + 1] = name end
    table.sort(names)
    self.told[#self.told + 1] = table.concat(table.move(names, 1, #names, #parts + 1, parts), " ")
  end
end
local own = {
  Told = keras.Callback("Told", telling),
  Stop = keras.Callback("Stop", {
    params = { { "epoch", keras.null }, { "batch", keras.null } },
    on_epoch_begin = function(self, epoch) if epoch == self.epoch then error("stop", 0) end end,
    on_train_batch_end = function(self, batch) if batch == self.batch then self.model.stop_training = true end end,
  }),
}

local function make(description, folder)
  local arguments = {}
  for key, value in pairs(description) do
    if key == "filepath" or key == "filename" or key == "backup_dir" then value = folder .. "/" .. value end
    if key == "schedule" then value = schedules[value] end
    if key ~= "class" then arguments[key] = value end
  end
  return (own[description.class] or keras.callbacks[description.class])(arguments)
end

local function fresh(optimizer)
  local model = keras.Sequential { keras.layers.Input { shape = { 3 } }, keras.layers.Dense { 4, activation = "tanh" }, keras.layers.Dense(2) }
  model:set_weights(start)
  local arguments = {}
  for key, value in pairs(optimizer) do
    if key ~= "class" and key ~= "steps_per_execution" then arguments[key] = value end
  end
  model:compile { optimizer = keras.optimizers[optimizer.class](arguments), loss = "mse", metrics = { "mae" }, steps_per_execution = optimizer.steps_per_execution }
  return model
end

-- The numbers of a text, and the text without them.
local function split(text)
  local numbers = {}
  local rest = text:gsub("%-?%d+%.%d+e?%-?%d*", function(number)
    numbers[#numbers + 1] = tonumber(number)
    return "#"
  end)
  return rest, numbers
end

local function near(expected, actual, what) helper.near(expected, actual, what, 3) end -- rounding is accumulated over a training

-- Texts that are the same but for the last digits of their numbers, of which those printed have five.
local function same_text(expected, actual, what)
  local a, numbers = split(expected)
  local b, others = split(actual)
  assert.equal(a, b, what)
  for i, number in ipairs(numbers) do
    if math.abs(number - others[i]) > 1.5e-5 then near(number, others[i], what) end
  end
end

local function contents(folder, name)
  local path = folder .. "/" .. name
  if name:find "%.csv$" then return outside.read(path) end
  if name:find "%.keras$" then return keras.saving.load_model(path)(validation[1]) end
  local model = fresh { class = "SGD" }
  model:load_weights(path)
  return model(validation[1])
end

local function same_tensor(golden, actual, what)
  local expected = helper.tensor(golden):reshape { -1 }:totable()
  assert.same(golden.s, actual.shape, what)
  for i, value in ipairs(actual:reshape { -1 }:totable()) do near(expected[i], value, what) end
end

-- The last figures of a history: that of Keras begins where BackupAndRestore went on, ours at the beginning.
local function tail(list, count) return table.move(list, #list - count + 1, #list, 1, {}) end

describe("a training with", function()
  local folder
  before_each(function() folder = outside.folder() end)

  for _, row in ipairs(rows) do
    it(row.name, function()
      local model = fresh(row.optimizer)
      for i, fit in ipairs(row.fits) do
        local golden = row.results[i]
        if fit.load and fit.load:find "%.keras$" then
          model = keras.saving.load_model(folder .. "/" .. fit.load)
        elseif fit.load or fit.fresh then
          model = fresh(row.optimizer)
          if fit.load then model:load_weights(folder .. "/" .. fit.load) end
        end
        local callbacks, told, resumed = {}, {}, false
        for k, description in ipairs(fit.callbacks) do
          callbacks[k] = make(description, folder)
          told = description.class == "Told" and callbacks[k].told or told
          resumed = resumed or description.class == "BackupAndRestore"
        end
        local printed, ok, history = outside.printed(pcall, function()
          local result = model:fit(x, y, { batch_size = 5, shuffle = false, verbose = 0, callbacks = callbacks, validation_data = not fit.alone and validation or nil,
            epochs = fit.epochs, initial_epoch = fit.initial_epoch, validation_freq = fit.validation_freq, steps_per_epoch = fit.steps_per_epoch })
          if fit["then"] then
            model:evaluate(validation[1], validation[2], { verbose = 0, callbacks = callbacks })
            model:predict(validation[1], { verbose = 0, callbacks = callbacks })
          end
          return result.history
        end)
        if golden.error ~= keras.null then
          assert.is_true(not ok and history:find(golden.error, 1, true) ~= nil, history)
        else
          assert(ok, history)
          for name, figures in pairs(golden.history) do
            local seen = resumed and tail(history[name], #figures) or history[name]
            assert.equal(#figures, #seen, name)
            for epoch, figure in ipairs(figures) do near(figure, seen[epoch], name) end
          end
          for name in pairs(history) do assert.truthy(golden.history[name], name) end
        end
        same_text(golden.printed, (printed:gsub(folder:gsub("%p", "%%%0"), "FOLDER")), "printed")
        assert.same(golden.told, told)
      end
      local files = outside.lines(("cd '%s' && find -type f -printf '%%P\\n'"):format(folder))
      table.sort(files)
      assert.same(row.files, files)
      for name, golden in pairs(row.contents) do
        if type(golden) == "string" then same_text(golden, contents(folder, name), name) else same_tensor(golden, contents(folder, name), name) end
      end
      for i, weight in ipairs(model:get_weights()) do same_tensor(row.weights[i], weight, "weight " .. i) end
    end)
  end

  local golden
  for _, row in ipairs(rows) do golden = row.name == "BackupAndRestore" and row or golden end
  local python = os.getenv "KERAS_PYTHON"
  if python then
    it("a backup goes on in the real Keras", function()
      local stop = own.Stop { epoch = 3 }
      local ok, problem = pcall(function()
        fresh(golden.optimizer):fit(x, y, { batch_size = 5, shuffle = false, verbose = 0, epochs = 6, validation_data = validation,
          callbacks = { keras.callbacks.BackupAndRestore(folder .. "/backup"), stop } })
      end)
      assert.is_true(not ok and problem:find "stop" ~= nil)
      local i, text = 0, outside.output(("KERAS_BACKEND=jax JAX_PLATFORMS=cpu '%s' spec/interchange/backup.py '%s/backup' 6"):format(python, folder))
      for line in text:gmatch "[^\n]+" do
        i = i + 1
        local expected, k = helper.tensor(golden.weights[i]):reshape { -1 }:totable(), 0
        for number in line:gmatch "%S+" do
          k = k + 1
          near(expected[k], tonumber(number) or error(text), "weight " .. i)
        end
        assert.equal(#expected, k, text)
      end
      assert.equal(#golden.weights, i, text)
    end)
  end
  it("a backup that Keras wrote goes on as Keras's does", function()
    outside.output(("cp -r spec/golden/keras/backup '%s/backup'"):format(folder))
    local model = fresh(golden.optimizer)
    local history = model:fit(x, y, { batch_size = 5, shuffle = false, verbose = 0, epochs = 6, validation_data = validation,
      callbacks = { keras.callbacks.BackupAndRestore(folder .. "/backup") } })
    assert.same({ 3, 4, 5 }, history.epoch)
    for name, figures in pairs(golden.results[2].history) do
      for epoch, figure in ipairs(figures) do near(figure, history.history[name][epoch], name) end
    end
    for i, weight in ipairs(model:get_weights()) do same_tensor(golden.weights[i], weight, "weight " .. i) end
  end)
end)
