-- A training for backup_spec.lua: resumed_training.lua FOLDER CASE [HOOK COUNT]. It writes everything that it ends with into FOLDER/end, and is killed at the
-- COUNT-th call of a callback's hook.
local keras = require "lunula"
local core = require "lunula.core"
local layers, callbacks, random, ops = keras.layers, keras.callbacks, keras.random, keras.ops
local folder, case, hook, count = arg[1], arg[2], arg[3], tonumber(arg[4])

keras.utils.set_random_seed(11)
local x = random.normal({ 22, 3 }, { seed = 1 })
local y = ops.softmax(x)

local function network(last)
  return keras.Sequential { input_shape = { 3 }, layers.Dense { 6, activation = "relu" }, layers.Dropout(0.4), layers.BatchNormalization(), layers.GaussianNoise(0.1),
    layers.Dense { 3, activation = last } }
end

-- A callback of a user: draws and counts.
local Drift = keras.Callback("Drift", {
  state_fields = { "total", "seen" },
  on_train_begin = function(self) self.total, self.seen = 0, { batches = 0, last = {} } end,
  on_train_batch_end = function(self, _, logs)
    self.seen.batches = self.seen.batches + 1
    self.seen.last = { logs.loss, random.uniform { 2 } }
    self.total = self.total + random.uniform({}):item()
  end,
  on_train_end = function(self)
    local file <close> = assert(io.open(folder .. "/drift", "w"))
    file:write(("%.17g %d %s"):format(self.total, self.seen.batches, tostring(self.seen.last[2])))
  end,
})

-- Each gives a compiled model, what fit takes, and the backup's arguments.
local cases
cases = {
  plain = function()
    local model = keras.Sequential { input_shape = { 3 }, layers.Dense(3) }
    model:compile { optimizer = "adam", loss = "mse" }
    return model, { x, y, { epochs = 2, batch_size = 11 } }, { double_checkpoint = true }
  end,
  rich = function()
    local model = network "softmax"
    model:compile { loss = "categorical_crossentropy",
      metrics = { keras.metrics.F1Score(), "accuracy", keras.metrics.R2Score(), keras.metrics.AUC { multi_label = true } },
      optimizer = keras.optimizers.Adam { 0.05, use_ema = true, ema_overwrite_frequency = 4, gradient_accumulation_steps = 2, clipnorm = 1 } }
    return model, { x, y, { epochs = 5, batch_size = 8, validation_data = { x, y }, callbacks = {
      callbacks.ReduceLROnPlateau { patience = 1, factor = 0.5 },
      callbacks.EarlyStopping { monitor = "loss", min_delta = 0.02, patience = 2, restore_best_weights = true },
      callbacks.CSVLogger(folder .. "/log.csv"), callbacks.ModelCheckpoint { folder .. "/best.weights.h5", save_weights_only = true, save_best_only = true },
      Drift() } } }
  end,
  batches = function()
    local model, arguments = cases.rich()
    return model, arguments, { save_freq = 2 }
  end,
  -- data from functions, drawn at random; epochs of three and four batches; a learning rate by epoch; averages in the model between epochs
  generator = function()
    local model = network()
    model:compile { optimizer = keras.optimizers.SGD { 0.1, momentum = 0.9, use_ema = true, ema_momentum = 0.5 }, loss = "mse", metrics = { "mae" } }
    local function batches(ending)
      local n = 0
      return function()
        n = n + 1
        if ending and (n % 9 == 4 or n % 9 == 0) then return nil end
        return random.normal { 5, 3 } + n, random.normal { 5, 3 }
      end
    end
    return model, { batches(true), { epochs = 4, validation_data = batches(false), validation_steps = 2, callbacks = {
      callbacks.LearningRateScheduler(function(epoch, rate) return epoch % 2 == 0 and rate * 0.7 or rate end), callbacks.SwapEMAWeights(true), Drift() } } },
      { save_freq = 2 }
  end,
  -- two outputs with their losses, several steps between calls of the hooks, an optimizer that scales the loss, whole batches shuffled
  outputs = function()
    local input = keras.Input { shape = { 3 } }
    local hidden = layers.Dropout(0.2)(layers.Dense(4)(input))
    local model = keras.Model { inputs = input, outputs = { layers.Dense { 3, name = "a" }(hidden), layers.Dense { 3, name = "b" }(hidden) } }
    model:compile { optimizer = keras.optimizers.LossScaleOptimizer { keras.optimizers.Nadam(0.01), initial_scale = 8, dynamic_growth_steps = 3 },
      loss = { a = "mse", b = "mae" }, metrics = { a = { "mae" } }, steps_per_execution = 2 }
    return model, { x, { a = y, b = x }, { epochs = 3, batch_size = 5, shuffle = "batch", validation_split = 0.3 } }, { save_freq = 1, double_checkpoint = true }
  end,
  eager = function()
    local model = network()
    model:compile { optimizer = keras.optimizers.RMSprop(keras.optimizers.schedules.ExponentialDecay { 0.01, 3, 0.5 }), loss = "mse", run_eagerly = true }
    return model, { x, y, { epochs = 2, batch_size = 8 } }, { save_freq = 1 }
  end,
}

local model, arguments, options = cases[case]()
options = options or {}
options.backup_dir = folder .. "/backup"
local list = arguments[#arguments]
list.callbacks, list.verbose = list.callbacks or {}, 0
table.insert(list.callbacks, callbacks.BackupAndRestore(options))
if hook and hook ~= "" then
  table.insert(list.callbacks, callbacks.LambdaCallback { [hook] = function()
    count = count - 1
    if count == 0 then
      os.execute "kill -9 $PPID"
      error "still alive"
    end
  end })
end
os.remove "/faults-on" -- marks for faults.c
local history = model:fit(table.unpack(arguments))
os.remove "/faults-off"
local texts = { keras.json.encode(history.history), keras.json.encode(history.epoch), tostring(random.normal { 2 }) }
for _, variables in ipairs { model.variables, model.optimizer.variables } do
  for _, v in ipairs(variables) do texts[#texts + 1] = keras.json.encode(v.value:totable()) end
end
core.file.write(folder .. "/end", table.concat(texts, "\n"))
