-- One step of training, evaluation and prediction on one batch { x, y, sample_weight }. A step is made of ops on tensors and variables alone: it reads
-- no value, so that it can run on symbols too. Knows of tapes and of what compile made, not of data sets or callbacks.
local around = require "lunula.around"
local attempt = require "lunula.attempt"
local core = require "lunula.core"
local ops = require "lunula.ops"
local compiled = require "lunula.models.compiled"
local data = require "lunula.models.data"
local structure = require "lunula.structure"

local methods = {} -- of models

local M = { methods = methods }

local function symbols_like(value) return value ~= nil and structure.map(value, function(t) return core.symbol(t.shape, t.dtype) end) or nil end

-- Symbols like a batch's x, y and sample_weight.
function M.symbols_of(batch) return { symbols_like(batch[1]), symbols_like(batch[2]), symbols_like(batch[3]) } end

-- Makes what the first batch's shapes decide: weights, metrics and the optimizer's state.
function M.prepare(self, batch, training)
  local metrics, loss = self.compile_metrics, self.compile_loss
  local unbuilt = not self.built or metrics and not metrics.entries or loss and not loss.entries
  if unbuilt then
    local y_pred = self(symbols_like(batch[1]), { training = false })
    self:clear_losses()
    local y = batch[2]
    if y ~= nil and metrics and not metrics.entries then metrics:build(y, y_pred) end
  end
  if training and self.optimizer then self.optimizer:build(self.trainable_variables) end
end

-- Makes the metrics, and of their variables those too that wait for their first update, by a step on symbols that changes nothing. A metric that reads values makes
-- its variables in training alone.
function M.build_metrics(self, example)
  local x, y, sample_weight = example[1], example[2], example[3]
  local y_pred = self(x, { training = false })
  local held = core.hold_assignments(true)
  local function undo() core.hold_assignments(held) end
  around(undo, attempt, function()
    self:compute_loss(x, y, y_pred, sample_weight, false)
    self:compute_metrics(x, y, y_pred, sample_weight)
  end)
  self:clear_losses()
end

-- The loss of compile, plus what layers and regularizers add. A class may give its own.
function methods.compute_loss(self, _, y, y_pred, sample_weight, _)
  local total
  if self.compile_loss then total = self.compile_loss(y, y_pred, sample_weight) end
  for _, loss in ipairs(self.losses) do
    if not loss.dtype:find "float" then loss = ops.cast(loss, core.floatx()) end
    if loss.ndim > 0 then loss = ops.sum(loss) end
    total = total and total + loss or loss
  end
  if total == nil then core.raise(("%s: there is no loss to compute; give compile one, or call add_loss in a layer"):format(self.name)) end
  return total
end

-- Updates the metrics of compile and gives name = result of all metrics. A class may give its own.
function methods.compute_metrics(self, _, y, y_pred, sample_weight)
  if self.compile_metrics and y ~= nil then self.compile_metrics:update_state(y, y_pred, sample_weight) end
  return self:get_metrics_result()
end

function methods.get_metrics_result(self)
  local results = {}
  local function add(metric)
    local result = metric:result()
    if type(result) == "table" and not core.is_tensor(result) then
      for name, value in pairs(result) do results[name] = value end
    else
      results[metric.name] = result
    end
  end
  if self.compiled then
    add(self.loss_tracker)
    if self.compile_metrics then self.compile_metrics:collect(results) end
    for _, metric in ipairs(self.compile_loss and self.compile_loss.metrics or {}) do add(metric) end
  end
  for _, metric in ipairs(self:tracked_metrics()) do add(metric) end
  return results
end

local function track_loss(self, x, loss)
  self.loss_tracker:update_state(loss, { sample_weight = core.tensor(data.size(x), "float32") })
end

local release = { __close = function(held) core.hold_cancel(held.before) end }

-- Forward, loss and penalties, gradients, update, metrics. A cancel waits for the end of an update: all weights and the optimizer's state change, or none.
function methods.train_step(self, batch)
  local x, y, sample_weight = batch[1], batch[2], batch[3]
  local variables, values = self.trainable_variables, {}
  local tape <close> = core.tape()
  for i, v in ipairs(variables) do
    values[i] = v.value
    tape:watch(values[i])
  end
  local y_pred = self(x, { training = true })
  local loss = self:compute_loss(x, y, y_pred, sample_weight, true)
  local scaled = self.optimizer:scale_loss(loss)
  tape:stop()
  track_loss(self, x, loss)
  if #variables > 0 then
    local gradients = tape:gradient(scaled, values)
    local held <close> = setmetatable({ before = core.hold_cancel(true) }, release) -- luacheck: ignore held
    self.optimizer:apply(gradients, variables)
  else
    warn(self.name .. ": the model has no trainable weights")
  end
  return self:compute_metrics(x, y, y_pred, sample_weight)
end

function methods.test_step(self, batch)
  local x, y, sample_weight = batch[1], batch[2], batch[3]
  local y_pred = self(x, { training = false })
  track_loss(self, x, self:compute_loss(x, y, y_pred, sample_weight, false))
  return self:compute_metrics(x, y, y_pred, sample_weight)
end

function methods.predict_step(self, batch) return self(batch[1], { training = false }) end

-- The functions that fit, evaluate and predict call with each batch; made once per compile. They run compiled unless compile said otherwise.
local function maker(name, step)
  return function(self, force)
    if force or not rawget(self, name) then
      local function run(batch) return self[step](self, batch) end
      local own = require("lunula.models.model").Model.base.methods
      local lazy = step ~= "predict_step" and self[step] == own[step] and self.compute_metrics == own.compute_metrics
      rawset(self, name, self.jit_compile == false and run or compiled.new(self, run, lazy))
    end
    return self[name]
  end
end

methods.make_train_function = maker("train_function", "train_step")
methods.make_test_function = maker("test_function", "test_step")
methods.make_predict_function = maker("predict_function", "predict_step")

function methods.reset_metrics(self)
  for _, metric in ipairs(self.metrics) do metric:reset_state() end
end

-- The values in a step's logs as Lua numbers.
function M.numbers(logs)
  local values = {}
  for name, value in pairs(logs) do
    if core.is_tensor(value) or core.is_variable(value) then value = value.size == 1 and value:item() or value:totable() end
    values[name] = value
  end
  return values
end

-- The values of logs in the order of the model's metrics, others after them by name: separate results, the loss first. As in Keras a metric counts under its
-- own name there, without its output's: those of several outputs come last, by name.
function M.in_order(self, logs)
  local list, seen = {}, {}
  for _, metric in ipairs(self.metrics) do
    local name = metric.name
    if logs[name] ~= nil and not seen[name] then list[#list + 1], seen[name] = logs[name], true end
  end
  for _, name in ipairs(structure.keys(logs)) do
    if not seen[name] then list[#list + 1] = logs[name] end
  end
  return table.unpack(list)
end

return M
