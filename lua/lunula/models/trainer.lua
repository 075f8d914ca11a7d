-- compile, fit, evaluate, predict: what makes a layer a model. Knows of layers, losses, metrics, optimizers and tapes.
local core = require "lunula.core"
local ops = require "lunula.ops"

local M = {}

local compile_arguments = { optimizer = 1, loss = 1, metrics = 1, weighted_metrics = 1, loss_weights = 1, run_eagerly = 1, jit_compile = 1,
  steps_per_execution = 1 }
local fit_arguments = { batch_size = 1, epochs = 1, verbose = 1, callbacks = 1, validation_split = 1, validation_data = 1, shuffle = 1,
  class_weight = 1, sample_weight = 1, initial_epoch = 1, validation_batch_size = 1, validation_freq = 1 }
local evaluate_arguments = { batch_size = 1, verbose = 1, sample_weight = 1, callbacks = 1, return_dict = 1 }

local function check(function_name, options, known)
  options = options or {}
  if type(options) ~= "table" then core.raise(("%s: expected a table of named arguments, got %s"):format(function_name, type(options))) end
  for key in pairs(options) do
    if not known[key] then
      local names = {}
      for name in pairs(known) do names[#names + 1] = name end
      table.sort(names)
      local near = require("lunula.suggest").nearest(tostring(key), names)
      core.raise(("%s: there is no argument '%s'%s"):format(function_name, tostring(key), near and ("; did you mean '" .. near .. "'?") or ""))
    end
  end
  return options
end

-- model:compile { optimizer = "rmsprop", loss, metrics = {}, weighted_metrics = {}, run_eagerly, jit_compile, ... }
function M.compile(self, options)
  check("compile", options, compile_arguments)
  local loss = options.loss
  local losses = require "lunula.losses"
  local object = losses.get(loss)
  if object ~= nil and type(object) ~= "function" and not object.call then core.raise("compile: loss is a name, a Loss or a function") end
  if type(object) == "function" then
    local fn = object
    object = require("lunula.losses.base").Loss("FunctionLoss", { broadcast = true, call = function(_, t, p) return fn(t, p) end }) { name = "loss" }
  end
  rawset(self, "compiled", { loss = object, optimizer = require("lunula.optimizers").get(options.optimizer or "rmsprop"),
    metrics = options.metrics or {}, weighted_metrics = options.weighted_metrics or {}, arguments = options })
  rawset(self, "optimizer", self.compiled.optimizer)
  rawset(self, "loss", loss)
  rawset(self, "live_metrics", nil)
end

local function need_compile(self, what)
  if not self.compiled then core.raise(("%s: call model:compile { optimizer = ..., loss = ... } first"):format(what)) end
end

local function penalties(variables)
  local total
  for _, v in ipairs(variables) do
    if v.regularizer then
      local penalty = v.regularizer(v.value)
      total = total and total + penalty or penalty
    end
  end
  return total
end

-- Metric objects, made when the shapes are known, and the running mean of the loss.
local function live_metrics(self, y, y_pred)
  if not self.live_metrics then
    local metrics = require "lunula.metrics"
    local live = { loss = metrics.Mean { name = "loss" }, plain = {}, weighted = {} }
    for i, m in ipairs(self.compiled.metrics) do live.plain[i] = metrics.for_model(m, y, y_pred) end
    for i, m in ipairs(self.compiled.weighted_metrics) do live.weighted[i] = metrics.for_model(m, y, y_pred) end
    rawset(self, "live_metrics", live)
  end
  return self.live_metrics
end

local function reset_metrics(self)
  local live = self.live_metrics
  if not live then return end
  live.loss:reset_state()
  for _, m in ipairs(live.plain) do m:reset_state() end
  for _, m in ipairs(live.weighted) do m:reset_state() end
end

local function logs_of(self, prefix)
  local live, logs = self.live_metrics, { ordered = {} }
  local function add(name, metric)
    local value = metric:result():item()
    logs.ordered[#logs.ordered + 1] = { prefix .. name, value }
    logs[prefix .. name] = value
  end
  if not live then return logs end
  for _, m in ipairs(live.plain) do add(m.name, m) end
  for _, m in ipairs(live.weighted) do add(m.name, m) end
  add("loss", live.loss)
  table.sort(logs.ordered, function(a, b) return a[1] < b[1] end)
  return logs
end

local function track(self, y, y_pred, loss, weight, size)
  local live = live_metrics(self, y, y_pred)
  live.loss:update_state(loss, { sample_weight = core.tensor(size + 0.0) })
  for _, m in ipairs(live.plain) do m:update_state(y, y_pred) end
  for _, m in ipairs(live.weighted) do m:update_state(y, y_pred, { sample_weight = weight }) end
end

-- One step on a batch: forward, loss and penalties, gradients, update.
local function train_step(self, x, y, weight)
  if not self.built then self(x) end
  local variables, values = self:trainable_variables(), {}
  local tape <close> = core.tape()
  for i, v in ipairs(variables) do values[i] = v.value end
  for _, v in ipairs(values) do tape:watch(v) end
  local y_pred = self(x, { training = true })
  if not self.compiled.loss then core.raise("fit: the model was compiled without a loss") end
  local loss = self.compiled.loss(y, y_pred, weight and { sample_weight = weight } or nil)
  if loss.ndim > 0 then loss = ops.mean(loss) end
  local penalty = penalties(variables)
  local total = penalty and loss + penalty or loss
  local scaled = self.optimizer:scale_loss(total)
  tape:stop()
  local gradients = tape:gradient(scaled, values)
  self.optimizer:apply(gradients, variables)
  track(self, y, y_pred, total, weight, #x)
  return total
end

local function test_step(self, x, y, weight)
  local y_pred = self(x, { training = false })
  local loss = self.compiled.loss(y, y_pred, weight and { sample_weight = weight } or nil)
  if loss.ndim > 0 then loss = ops.mean(loss) end
  local penalty = penalties(self:trainable_variables())
  track(self, y, y_pred, penalty and loss + penalty or loss, weight, #x)
end

-- Class weights as sample weights; a class without one weighs 1.
local function class_weights(y, weights)
  local labels = y
  if y.ndim > 1 then labels = y.shape[y.ndim] ~= 1 and ops.argmax(y, -1) or ops.squeeze(y, -1) end
  labels = ops.cast(ops.round(labels), "int32")
  local result = ops.ones(labels.shape)
  for class_index, weight in pairs(weights) do
    if math.type(class_index) ~= "integer" then core.raise("class_weight: keys are integer labels") end
    result = ops.where(ops.equal(labels, class_index), weight, result)
  end
  return ops.cast(result, "float32")
end

local function rows(what, t, n)
  if t ~= nil and #t ~= n then core.raise(("%s has %d samples, x has %d"):format(what, #t, n)) end
end

local function part(t, from, to) return t and t[("%d:%d"):format(from, to)] end

local function run_epoch(self, step, data, order, batch_size, after)
  local n = #data.x
  local steps = math.ceil(n / batch_size)
  for b = 0, steps - 1 do
    local from, to = b * batch_size, math.min(n, (b + 1) * batch_size)
    local x, y, w
    if order then
      local index = part(order, from, to)
      x, y, w = ops.take(data.x, index, 0), ops.take(data.y, index, 0), data.w and ops.take(data.w, index, 0)
    else
      x, y, w = part(data.x, from, to), part(data.y, from, to), part(data.w, from, to)
    end
    step(self, x, y, w)
    if after then after(b) end
  end
  return steps
end

local function dataset(what, x, y, weight)
  if x == nil or y == nil then core.raise(what .. ": expected x and y") end
  local data = { x = core.tensor(x), y = core.tensor(y), w = weight ~= nil and core.tensor(weight) or nil }
  rows("y", data.y, #data.x)
  rows("sample_weight", data.w, #data.x)
  return data
end

-- model:fit(x, y, { epochs = 1, batch_size = 32, validation_data = { x, y, weight }, validation_split = 0, shuffle = true, sample_weight, class_weight,
-- callbacks, verbose = "auto", initial_epoch = 0 }) gives the History.
function M.fit(self, x, y, options)
  options = check("fit", options, fit_arguments)
  need_compile(self, "fit")
  local epochs, batch_size = options.epochs or 1, options.batch_size or 32
  if math.type(batch_size) ~= "integer" or batch_size < 1 then core.raise("fit: batch_size is a positive integer") end
  local verbose = options.verbose
  if verbose == nil or verbose == "auto" then verbose = 1 end
  if options.class_weight and options.sample_weight then core.raise("fit: give class_weight or sample_weight, not both") end
  local data = dataset("fit", x, y, options.sample_weight)
  if options.class_weight then data.w = class_weights(data.y, options.class_weight) end
  local validation
  if options.validation_data then
    local v = options.validation_data
    validation = dataset("validation_data", v[1], v[2], v[3])
  elseif (options.validation_split or 0) > 0 then
    local n = #data.x
    local cut = math.floor(n * (1 - options.validation_split))
    if cut == 0 or cut == n then core.raise(("fit: validation_split %g leaves no samples on one side of %d"):format(options.validation_split, n)) end
    validation = { x = part(data.x, cut, n), y = part(data.y, cut, n), w = part(data.w, cut, n) }
    data = { x = part(data.x, 0, cut), y = part(data.y, 0, cut), w = part(data.w, 0, cut) }
  end
  local callbacks = require "lunula.callbacks"
  local history = callbacks.History()
  local list = { history, callbacks.ProgbarLogger() }
  for _, c in ipairs(options.callbacks or {}) do list[#list + 1] = c end
  local params = { epochs = epochs, steps = math.ceil(#data.x / batch_size), verbose = verbose }
  local function tell(event, ...)
    for _, c in ipairs(list) do c[event](c, ...) end
  end
  for _, c in ipairs(list) do c.model, c.params = self, params end
  rawset(self, "stop_training", false)
  tell("on_train_begin", {})
  for epoch = options.initial_epoch or 0, epochs - 1 do
    reset_metrics(self)
    tell("on_epoch_begin", epoch, {})
    local order = options.shuffle ~= false and require("lunula.random").shuffle(ops.arange(#data.x)) or nil
    local logging = verbose == 1 and core.isatty() or #list > 2
    run_epoch(self, train_step, data, order, batch_size, function(batch)
      if logging then tell("on_train_batch_end", batch, logs_of(self, "")) end
    end)
    local logs = logs_of(self, "")
    if validation then
      reset_metrics(self)
      run_epoch(self, test_step, validation, nil, options.validation_batch_size or batch_size)
      for _, pair in ipairs(logs_of(self, "val_").ordered) do
        logs.ordered[#logs.ordered + 1], logs[pair[1]] = pair, pair[2]
      end
    end
    tell("on_epoch_end", epoch, logs)
    if self.stop_training then break end
  end
  if self.optimizer.use_ema and self.optimizer.built then self.optimizer:finalize_variable_values(self:trainable_variables()) end
  tell("on_train_end", {})
  return history
end

-- model:evaluate(x, y, { batch_size = 32, sample_weight, return_dict = false }): the loss and the metrics, as separate results or by name.
function M.evaluate(self, x, y, options)
  options = check("evaluate", options, evaluate_arguments)
  need_compile(self, "evaluate")
  local data = dataset("evaluate", x, y, options.sample_weight)
  reset_metrics(self)
  run_epoch(self, test_step, data, nil, options.batch_size or 32)
  local logs = logs_of(self, "")
  if options.return_dict then
    logs.ordered = nil
    return logs
  end
  local results = { logs.loss }
  for _, m in ipairs(self.live_metrics.plain) do results[#results + 1] = logs[m.name] end
  for _, m in ipairs(self.live_metrics.weighted) do results[#results + 1] = logs[m.name] end
  return table.unpack(results)
end

-- model:predict(x, { batch_size = 32 }): the outputs for all rows of x.
function M.predict(self, x, options)
  options = check("predict", options, { batch_size = 1, verbose = 1 })
  x = core.tensor(x)
  local size, parts = options.batch_size or 32, {}
  for from = 0, #x - 1, size do parts[#parts + 1] = self(part(x, from, math.min(#x, from + size))) end
  if #parts == 0 then return self(x) end
  return ops.concatenate(parts, 0)
end

-- One step on one batch; the loss and metrics of it.
function M.train_on_batch(self, x, y, options)
  options = check("train_on_batch", options, { sample_weight = 1, class_weight = 1 })
  need_compile(self, "train_on_batch")
  local data = dataset("train_on_batch", x, y, options.sample_weight)
  if options.class_weight then data.w = class_weights(data.y, options.class_weight) end
  reset_metrics(self)
  train_step(self, data.x, data.y, data.w)
  return logs_of(self, "").loss
end

function M.test_on_batch(self, x, y, options)
  options = check("test_on_batch", options, { sample_weight = 1 })
  need_compile(self, "test_on_batch")
  local data = dataset("test_on_batch", x, y, options.sample_weight)
  reset_metrics(self)
  test_step(self, data.x, data.y, data.w)
  return logs_of(self, "").loss
end

return M
