-- Progress of a training: what is needed beside weights, seeds and the optimizer's state, which weight files hold, to go on from the middle of fit with the
-- same bits. While fit runs it is model.progress. A callback takes its state at the end of a batch or an epoch and gives it back when training begins.
-- Knows of epochs of data, metrics, random numbers, weights of files, and callbacks by get_state and set_state.
local class = require "lunula.class"
local core = require "lunula.core"
local kept = require "lunula.callbacks.kept"
local random = require "lunula.random"
local steps = require "lunula.models.steps"

local Progress = {}
Progress.__index = Progress

-- From { model, callbacks, epochs, validation, example (symbols like the first batch's), epoch }. `epoch` is the one that runs or is next, `batch` how many of its
-- steps are done, `logs` those of the last of them.
function Progress.new(self)
  self.batch, self.before = 0, rawget(self.model, "progress")
  rawset(self.model, "progress", self)
  return setmetatable(self, Progress)
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

-- The variables of a training that weight files don't hold, by owner: { text, variables, is_metric }. States of metrics and of seed generators.
local function passing_variables(model)
  local list, seen = {}, {}
  for _, variable in ipairs(model.weights) do seen[variable] = true end
  local function add(text, variables, is_metric)
    local own = {}
    for _, variable in ipairs(variables) do
      if not seen[variable] then own[#own + 1], seen[variable] = variable, true end
    end
    list[#list + 1] = { text = text, variables = own, is_metric = is_metric }
  end
  for _, metric in ipairs(model.metrics) do add(("metric '%s'"):format(metric.name), metric.variables, true) end
  add("the random layers", model.variables)
  return list
end

-- Numbers, strings, booleans, tensors and tables of these.
function Progress:state()
  local variables, callbacks = {}, {}
  for i, group in ipairs(passing_variables(self.model)) do
    variables[i] = {}
    for j, variable in ipairs(group.variables) do variables[i][j] = variable.value end
  end
  for _, pair in ipairs(keyed(self.callbacks)) do callbacks[pair[1]] = pair[2]:get_state() end
  return { epoch = self.epoch, batch = self.batch, logs = steps.numbers(self.logs or {}), stop_training = self.model.stop_training and true or false,
    data = self.epochs:position(self.batch > 0), validation = self.validation and self.validation:position(false), random = random.get_state(),
    variables = variables, callbacks = callbacks }
end

-- The pairs { variable, value } of what a state holds of them, checked. At the begin of an epoch a metric may not have its variables yet: it begins anew there.
local function pairs_of(owner, model, state)
  local list, groups = {}, passing_variables(model)
  if #groups ~= #state.variables then
    core.raise(("ValueError: %s: the model had %d metrics and has %d"):format(owner, #state.variables - 1, #groups - 1))
  end
  for i, group in ipairs(groups) do
    local values = state.variables[i]
    local fits = #group.variables == #values
    for j, variable in ipairs(group.variables) do
      local value = fits and values[j]
      fits = core.is_tensor(value) and value.dtype == variable.dtype and table.concat(value.shape, ",") == table.concat(variable.shape, ",")
      if fits then list[#list + 1] = { variable, value } end
    end
    if not fits and not (group.is_metric and state.batch == 0 and #group.variables < #values) then
      core.raise(("ValueError: %s: %s had other variables; the model was not compiled or not made so"):format(owner, group.text))
    end
  end
  return list
end

-- What the fields of a state have to be. Those of callbacks are theirs to check.
local figure = { text = "a figure", is = function(value) return type(value) == "number" or type(value) == "table" end }
local fields = { batch = kept.whole, variables = kept.table_of(kept.table), callbacks = kept.table,
  logs = kept.table_of(figure), data = kept.optional(kept.table), validation = kept.optional(kept.table) }
local data_fields = { seen = kept.whole, step = kept.whole_or_none, calls = kept.optional(kept.whole) }
local random_fields = { sequence = kept.integer, global = kept.optional(kept.table_of(kept.whole)) }

local function check_state(owner, state)
  kept.check(owner, { epoch = kept.whole }, state, "")
  if not state.variables then return end -- the epoch alone
  kept.check(owner, fields, state, "")
  kept.check(owner, random_fields, state.random, "random.")
  for _, name in ipairs { "data", "validation" } do
    local position = state[name]
    if position then
      kept.check(owner, data_fields, position, name .. ".")
      kept.check(owner, random_fields, position.random, name .. ".random.")
    end
  end
end

local function weights() return require "lunula.files.weights" end

-- Gives the model the weights of an open .weights.h5 and its optimizer their state, all of which must fit; `path` names the file in errors.
function Progress:load_weights(h5, path) weights().load(self.model, h5, ("'%s'"):format(path), { strict = true }) end

-- When training begins: asks to go on from a state, or from the epoch alone. load() gives the model its weights and its optimizer their state; `owner` is named
-- in errors.
function Progress:resume(owner, state, load)
  check_state(owner, state)
  if state.variables then
    if self.example then steps.build_metrics(self.model, self.example) end
    pairs_of(owner, self.model, state)
  end
  load()
  self.resumed = { owner = owner, state = state, values = weights().values(self.model) }
end

-- Begins where a callback asked for, and gives the logs that are known there. Inside an epoch callbacks are told of its begin; what they do then, say to the
-- learning rate, is what the state holds already, so that all of it is put back afterwards.
function Progress:begin()
  if not self.resumed then return {} end
  local owner, state, values = self.resumed.owner, self.resumed.state, self.resumed.values
  self.resumed = nil
  self.epoch, self.batch, self.logs = state.epoch, state.batch or 0, state.logs
  self.stopped = state.stop_training and self.batch == 0
  if self.batch > 0 then
    self.callbacks:on_epoch_begin(self.epoch)
    for _, pair in ipairs(values) do pair[1]:assign(pair[2]) end
  end
  for _, pair in ipairs(state.variables and pairs_of(owner, self.model, state) or {}) do pair[1]:assign(pair[2]) end
  for _, pair in ipairs(keyed(self.callbacks)) do
    local its = state.callbacks and state.callbacks[pair[1]]
    if its then pair[2]:set_state(its) end
  end
  if state.data then self.epochs:go_to(owner, state.data) end
  if state.validation and self.validation then self.validation:go_to(owner, state.validation) end
  if state.random then random.set_state(state.random) end
  rawset(self.model, "stop_training", state.stop_training or false)
  return self.logs or {}
end

return Progress
