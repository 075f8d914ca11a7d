-- fit, evaluate, predict: epochs of steps over data, told to callbacks. Knows of steps, data and callbacks.
local core = require "lunula.core"
local ops = require "lunula.ops"
local arguments = require "lunula.models.arguments"
local data = require "lunula.models.data"
local Progress = require "lunula.models.progress"
local structure = require "lunula.structure"
local steps = require "lunula.models.steps"

local M = {}

local parse_fit = arguments.parser("fit", { "x", "y", "batch_size", "epochs", "verbose", "callbacks", "validation_split", "validation_data", "shuffle",
  "class_weight", "sample_weight", "initial_epoch", "steps_per_epoch", "validation_steps", "validation_batch_size", "validation_freq" }, 1,
  { epochs = 1, verbose = "auto", validation_split = 0, shuffle = true, initial_epoch = 0, validation_freq = 1 })
local parse_evaluate = arguments.parser("evaluate", { "x", "y", "batch_size", "verbose", "sample_weight", "steps", "callbacks", "return_dict" }, 1,
  { verbose = "auto", return_dict = false })
local parse_predict = arguments.parser("predict", { "x", "batch_size", "verbose", "steps", "callbacks" }, 1, { verbose = "auto" })

local verbosities = { [0] = 0, [1] = 1, [2] = 2, auto = 1 }

local function check_common(owner, args)
  if type(args.verbose) == "boolean" then args.verbose = args.verbose and 1 or 0 end
  args.verbose = verbosities[math.type(args.verbose) == "float" and math.tointeger(args.verbose) or args.verbose]
  if not args.verbose then core.raise(owner .. ': verbose is 0, 1, 2 or "auto"') end
  for _, name in ipairs { "batch_size", "validation_batch_size", "steps_per_epoch", "validation_steps", "steps" } do
    arguments.whole(owner, args, name, 1)
  end
  args.batch_size = args.batch_size or 32
end

local function need_compile(self, owner)
  if self.compiled then return end
  local missing = rawget(self, "not_compiled") -- what the file names that isn't here
  core.raise(("%s: call model:compile { optimizer = ..., loss = ... } first%s"):format(owner, missing and "; the file's own way was not to be had: " .. missing or ""))
end

-- The source of batches that arguments mean.
local function source_of(owner, args, x, y, weight, batch_size, shuffle)
  if type(x) == "function" then
    if y ~= nil or weight ~= nil then core.raise(owner .. ": a function of batches gives y and sample_weight itself") end
    return data.function_source(owner, x, args.class_weight)
  end
  local arrays = data.arrays(owner, x, y, weight)
  if args.class_weight then arrays.w = data.class_weights(owner, arrays.y, args.class_weight) end
  if arrays.n == 0 then core.raise(owner .. ": x has no samples") end
  return data.array_source(arrays, batch_size, shuffle), arrays
end

local function callback_list(self, given, options)
  local callbacks = require "lunula.callbacks"
  if require("lunula.class").is_instance(given, callbacks.CallbackList) then return given end
  options.callbacks, options.model = given, self
  return callbacks.CallbackList(options)
end

-- Runs a step function over one epoch; gives the last logs and the number of steps. `told` is "train", "test" or "predict"; each(logs) gets the results of each
-- step; `progress` says how far a training is, which may be inside the epoch already.
local function run_epoch(self, epochs, step_function, callbacks, told, stop_flag, options)
  local first, last, each = ("on_%s_batch_begin"):format(told), ("on_%s_batch_end"):format(told), options and options.each
  local progress = options and options.progress or { batch = 0 }
  local group, pending = self.steps_per_execution or 1, false
  local function ended()
    callbacks[last](callbacks, progress.batch - 1, each and { outputs = progress.logs } or progress.logs)
    pending = false
  end
  if progress.batch == 0 then epochs:begin() end
  -- With nobody to tell of batches, and a compiled step, those of one size run in one go.
  local quiet = not each and type(step_function) == "table" and #callbacks:listening(first) == 0 and #callbacks:listening(last) == 0
  local stopped = progress.batch > 0 and self[stop_flag]
  while not stopped do
    local step, batch = epochs:next()
    if not step then break end
    if step % group == 0 then callbacks[first](callbacks, step) end
    progress.logs, progress.batch, pending = step_function(batch), step + 1, true
    if each then each(progress.logs) end
    if progress.batch % group == 0 then ended() end
    stopped = self[stop_flag]
    if quiet and not stopped then
      progress.batch = progress.batch + epochs:pass(batch, function(following) return step_function:follow(batch, following) end)
    end
  end
  if pending then ended() end
  return progress.logs, progress.batch
end

-- Builds from the first batch of a source, which begins with it again. Gives that batch.
local function prepare(self, source, training)
  source.start()
  local batch = source.next()
  if batch then steps.prepare(self, batch, training) end
  if source.hold then source.hold(batch) end
  return batch
end

local function run_test(self, epochs, callbacks)
  rawset(self, "stop_evaluating", false)
  callbacks:on_test_begin()
  self:reset_metrics()
  local logs, count = run_epoch(self, epochs, self:make_test_function(), callbacks, "test", "stop_evaluating")
  if count == 0 then core.raise "evaluate: the data gave no batches" end
  logs = steps.numbers(logs)
  callbacks:on_test_end(logs)
  return logs
end

local function is_due(epoch, frequency)
  if math.type(frequency) and math.tointeger(frequency) then return (epoch + 1) % math.tointeger(frequency) == 0 end
  if type(frequency) ~= "table" then core.raise("fit: validation_freq is an integer or a list of epochs, got " .. type(frequency)) end
  for _, wanted in ipairs(frequency) do
    if wanted == epoch + 1 then return true end
  end
  return false
end

-- The epochs of training data, their steps if known, the epochs of validation data, if any, and symbols like the first batch's.
local function sources(self, args)
  local owner = "fit"
  if args.class_weight and args.sample_weight ~= nil then core.raise "fit: give class_weight or sample_weight, not both" end
  local source, arrays = source_of(owner, args, args.x, args.y, args.sample_weight, args.batch_size, args.shuffle)
  local validation
  local size = args.validation_batch_size or args.batch_size
  if args.validation_data ~= nil then
    local v = args.validation_data
    if type(v) == "function" then
      validation = source_of("validation_data", {}, v, nil, nil, size, false)
    else
      if type(v) ~= "table" or v[1] == nil then core.raise "fit: validation_data is { x, y } or { x, y, sample_weight }" end
      validation = source_of("validation_data", {}, v[1], v[2], v[3], size, false)
    end
  elseif args.validation_split ~= 0 then
    if not arrays then core.raise "fit: validation_split needs x and y as tensors, not a function" end
    local train, held = data.split(owner, arrays, args.validation_split)
    source, validation = data.array_source(train, args.batch_size, args.shuffle), data.array_source(held, size, false)
  end
  local batch = prepare(self, source, true)
  return data.epochs(source, args.steps_per_epoch), args.steps_per_epoch or source.steps,
    validation and data.epochs(validation, args.validation_steps), batch and steps.symbols_of(batch)
end

-- model:fit(x, y, { batch_size = 32, epochs = 1, verbose = "auto", callbacks, validation_split = 0, validation_data = { x, y, weight }, shuffle = true,
-- class_weight, sample_weight, initial_epoch = 0, steps_per_epoch, validation_steps, validation_batch_size, validation_freq = 1 }) gives the History.
-- x may be a function that gives x, y, sample_weight of a batch at each call and nil at the end of an epoch.
function M.fit(self, ...)
  need_compile(self, "fit")
  local args = parse_fit(...)
  check_common("fit", args)
  arguments.whole("fit", args, "epochs", 0)
  arguments.whole("fit", args, "initial_epoch", 0)
  local epochs, per_epoch, validation, example = sources(self, args)
  local callbacks = callback_list(self, args.callbacks, { add_history = true, add_progbar = args.verbose ~= 0, verbose = args.verbose,
    epochs = args.epochs, steps = per_epoch })
  local step_function = self:make_train_function()
  local progress <close> = Progress.new { model = self, callbacks = callbacks, epochs = epochs, validation = validation, example = example,
    epoch = args.initial_epoch }
  rawset(self, "stop_training", false)
  callbacks:on_train_begin()
  local logs = progress:begin()
  do
    local _ <close> = setmetatable({}, { __close = function()
      if args.epochs > 0 and self.optimizer then self.optimizer:finalize_variable_values(self.trainable_variables) end
    end })
    while progress.epoch < args.epochs and not progress.stopped do
      local epoch = progress.epoch
      if progress.batch == 0 then
        self:reset_metrics()
        callbacks:on_epoch_begin(epoch)
      end
      local last, count = run_epoch(self, epochs, step_function, callbacks, "train", "stop_training", { progress = progress })
      if count == 0 then core.raise "fit: the data gave no batches" end
      logs = steps.numbers(last)
      if validation and is_due(epoch, args.validation_freq) then
        for name, value in pairs(run_test(self, validation, callbacks)) do logs["val_" .. name] = value end
      end
      progress:end_epoch(logs)
      callbacks:on_epoch_end(epoch, logs)
      progress.stopped = self.stop_training
    end
  end
  callbacks:on_train_end(logs)
  return self.history
end

-- model:evaluate(x, y, { batch_size = 32, verbose = "auto", sample_weight, steps, callbacks, return_dict = false }): the loss and the metrics, as separate
-- results or by name.
function M.evaluate(self, ...)
  need_compile(self, "evaluate")
  local args = parse_evaluate(...)
  check_common("evaluate", args)
  local source = source_of("evaluate", args, args.x, args.y, args.sample_weight, args.batch_size, false)
  prepare(self, source, false)
  local callbacks = callback_list(self, args.callbacks, { add_progbar = args.verbose ~= 0, verbose = args.verbose, epochs = 1,
    steps = args.steps or source.steps })
  local logs = run_test(self, data.epochs(source, args.steps), callbacks)
  if args.return_dict then return logs end
  return steps.in_order(self, logs)
end

-- model:predict(x, { batch_size = 32, verbose = "auto", steps, callbacks }): the outputs for all rows of x.
function M.predict(self, ...)
  local args = parse_predict(...)
  check_common("predict", args)
  if type(args.x) ~= "function" then
    -- nothing, or one batch that nobody is told of, needs no epoch
    local alone = args.verbose == 0 and args.callbacks == nil and args.steps == nil
    local arrays = alone and core.is_tensor(args.x) and args.x.ndim > 0 and { x = args.x, n = #args.x } or data.arrays("predict", args.x)
    if arrays.n == 0 or alone and arrays.n <= args.batch_size then
      local batch = { arrays.x }
      if not self.built then steps.prepare(self, batch, false) end
      return self:make_predict_function()(batch)
    end
  end
  local source = source_of("predict", {}, args.x, nil, nil, args.batch_size, false)
  prepare(self, source, false)
  local callbacks = callback_list(self, args.callbacks, { add_progbar = args.verbose ~= 0, verbose = args.verbose, epochs = 1,
    steps = args.steps or source.steps })
  rawset(self, "stop_predicting", false)
  callbacks:on_predict_begin()
  local parts, shape = {}, nil
  local _, count = run_epoch(self, data.epochs(source, args.steps), self:make_predict_function(), callbacks, "predict", "stop_predicting",
    { each = function(output)
      shape = output
      for i, t in ipairs(structure.flatten(output)) do
        parts[i] = parts[i] or {}
        parts[i][#parts[i] + 1] = t
      end
    end })
  callbacks:on_predict_end()
  if count == 0 then core.raise "predict: the data gave no batches" end
  local i = 0
  return structure.map(shape, function()
    i = i + 1
    return #parts[i] == 1 and parts[i][1] or ops.concatenate(parts[i], 0)
  end)
end

return M
