-- Progress of a training: what is needed beside weights, seeds and the optimizer's state, which weight files hold, to go on from the middle of fit with the
-- same bits. While fit runs it is model.progress. A callback takes its state at the end of a batch or an epoch and gives it back when training begins.
-- Knows of epochs of data, metrics, random numbers and callbacks by get_state and set_state.
local class = require "lunula.class"
local core = require "lunula.core"
local random = require "lunula.random"
local steps = require "lunula.models.steps"

local Progress = {}
Progress.__index = Progress

-- `epoch` is the one that runs or is next, `batch` how many of its steps are done, `logs` those of the last of them.
function Progress.new(model, callbacks, epochs, validation, initial_epoch)
  local self = setmetatable({ model = model, callbacks = callbacks, epochs = epochs, validation = validation, epoch = initial_epoch, batch = 0,
    before = rawget(model, "progress") }, Progress)
  rawset(model, "progress", self)
  return self
end

function Progress:__close() rawset(self.model, "progress", self.before) end

-- The end of an epoch, before callbacks are told of it.
function Progress:end_epoch(logs) self.epoch, self.batch, self.logs = self.epoch + 1, 0, logs end

-- Each callback with a key that another run of the same script finds again: its class and which of that class it is.
local function keyed(callbacks)
  local list, counts = {}, {}
  for i, callback in ipairs(callbacks.callbacks) do
    local name = class.class_of(callback).name
    counts[name] = (counts[name] or 0) + 1
    list[i] = { ("%s %d"):format(name, counts[name]), callback }
  end
  return list
end

local function metric_variables(model)
  local list = {}
  for _, metric in ipairs(model.metrics) do table.move(metric.variables, 1, #metric.variables, #list + 1, list) end
  return list
end

-- Numbers, strings, booleans, tensors and tables of these.
function Progress:state()
  local metrics, callbacks = {}, {}
  for i, variable in ipairs(metric_variables(self.model)) do metrics[i] = variable.value end
  for _, pair in ipairs(keyed(self.callbacks)) do callbacks[pair[1]] = pair[2]:get_state() end
  return { epoch = self.epoch, batch = self.batch, logs = steps.numbers(self.logs or {}), stop_training = self.model.stop_training and true or false,
    data = self.epochs:position(self.batch > 0), validation = self.validation and self.validation:position(false), random = random.get_state(),
    metrics = metrics, callbacks = callbacks }
end

-- Asks to go on from a state, or from the epoch alone. load() gives the model its weights and its optimizer their state; `owner` is named in errors.
function Progress:resume(owner, state, load) self.resumed = { owner = owner, state = state, load = load } end

local function check(owner, variables, values)
  local fits = #variables == #values
  for i, variable in ipairs(variables) do
    fits = fits and values[i].dtype == variable.dtype and table.concat(values[i].shape, ",") == table.concat(variable.shape, ",")
  end
  if not fits then core.raise(("ValueError: %s: the model was compiled with other metrics"):format(owner)) end
end

-- Begins where a callback asked for, and gives the logs that are known there. Callbacks are told of an epoch's begin even if it lies behind; what they do then,
-- say to the learning rate, is what the state holds already.
function Progress:begin()
  if not self.resumed then return {} end
  local owner, state, load = self.resumed.owner, self.resumed.state, self.resumed.load
  local variables = metric_variables(self.model)
  if state.metrics then check(owner, variables, state.metrics) end
  self.epoch, self.batch, self.logs, self.stopped = state.epoch, state.batch or 0, state.logs, state.stop_training and (state.batch or 0) == 0
  if self.batch > 0 then self.callbacks:on_epoch_begin(self.epoch) end
  load()
  for i, value in ipairs(state.metrics or {}) do variables[i]:assign(value) end
  for _, pair in ipairs(keyed(self.callbacks)) do
    local kept = state.callbacks and state.callbacks[pair[1]]
    if kept then pair[2]:set_state(kept) end
  end
  if state.data then self.epochs:go_to(owner, state.data) end
  if state.validation and self.validation then self.validation:go_to(owner, state.validation) end
  if state.random then random.set_state(state.random) end
  rawset(self.model, "stop_training", state.stop_training or false)
  return self.logs or {}
end

return Progress
