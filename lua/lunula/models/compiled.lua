-- Whole steps as graphs: what fit, evaluate and predict call with each batch when jit_compile allows it. Knows of jit, steps and batches.
--
-- A step is traced once per signature of its batch (dtypes, shapes, structure) and then only run. Where batches come from arrays, the rows are
-- gathered inside the graph (but where they stay in their order and the results are wanted, which takes views): its arguments are the arrays
-- and the order of their rows, and its position is a variable that each run advances; so a step of an epoch costs one call. The last,
-- smaller batch is a second signature.
--
-- The metrics that a built-in step returns stay in their variables: its logs are read when somebody looks at them.
local attempt = require "lunula.attempt"
local core = require "lunula.core"
local ops = require "lunula.ops"
local jit = require "lunula.jit"

local M = {}

-- Logs that are computed when they are read.
local function lazy_logs(model)
  local values
  local function read()
    values = values or model:get_metrics_result()
    return values
  end
  return setmetatable({}, { __index = function(_, name) return read()[name] end, __pairs = function() return next, read() end })
end

local Step = { __name = "CompiledStep" }
Step.__index = Step

-- `fn(batch)` is the step itself; `lazy` says that its results are the model's metrics.
function M.new(model, fn, lazy)
  return setmetatable({ model = model, fn = fn, lazy = lazy, position = core.variable(core.tensor(0, "int64"), "position", false), cache = {} }, Step)
end

-- A traced function of (x, y, weight) or, with `rows`, of the arrays and the order, from which it takes `rows` rows.
local function traced(self, rows)
  local function run(batch)
    local results = self.fn(batch)
    if not self.lazy then return results end
  end
  if not rows then return function(x, y, w) return run { x, y, w } end end
  return function(x, y, w, order)
    local from = self.position.value
    self.position:assign(from + rows)
    local index = ops.arange(rows, { dtype = "int64" }) + from
    if order then index = ops.take(order, index, 0) end
    local function take(t) return ops.take(t, index, 0) end
    return run { jit.map(x, take), y ~= nil and jit.map(y, take) or nil, w ~= nil and jit.map(w, take) or nil }
  end
end

-- The graph for these arguments and the tensors among them.
local function entry_of(self, rows, ...)
  local tensors = {}
  local key = core.signature(tensors, rows, self.model.optimizer and self.model.optimizer.schedule, ...)
  local entry = self.cache[key]
  if not entry then
    entry = jit.trace(traced(self, rows), table.pack(...))
    self.cache[key] = entry
  end
  return entry, tensors
end

local function results_of(self, entry, ...)
  if self.lazy then return lazy_logs(self.model) end
  return jit.rebuild(entry, ...)
end

-- A batch of a round (an epoch over arrays): { round = { arrays, order }, from, to }.
local function run_round(self, batch)
  local round, rows = batch.round, batch.to - batch.from
  local prepared = round[self] or {}
  round[self] = prepared
  local ready = prepared[rows]
  if not ready then
    local data = round.data
    local entry, tensors = entry_of(self, rows, data.x, data.y, data.w, round.order)
    ready = { entry = entry, graph = entry.graph, table.unpack(tensors) }
    prepared[rows] = ready
  end
  if self.at ~= batch.from then self.position:assign(batch.from) end
  self.at = nil
  local graph = ready.graph
  if self.lazy then
    graph(table.unpack(ready))
    self.at = batch.to
    return lazy_logs(self.model)
  end
  local results = table.pack(graph(table.unpack(ready)))
  self.at = batch.to
  return jit.rebuild(ready.entry, table.unpack(results, 1, results.n))
end

local function run(self, batch)
  -- rows that stay in their order and whose results are wanted are views: nothing is gathered
  if batch.round and (batch.round.order or self.lazy) then return run_round(self, batch) end
  local entry, tensors = entry_of(self, nil, batch[1], batch[2], batch[3])
  return results_of(self, entry, entry.graph(table.unpack(tensors)))
end

function Step:__call(batch)
  if self.eager or core.is_recording() then return self.fn(batch) end
  if self.proven or self.model.jit_compile == true then return run(self, batch) end
  local ok, result = attempt(run, self, batch)
  if ok then
    self.proven = true
    return result
  end
  -- Does it work eagerly? Then tracing was the trouble; else its own error is the better one.
  self.at = nil
  local logs = self.fn(batch)
  self.eager = true
  warn(("%s: its step can't be compiled and runs eagerly: %s"):format(self.model.name, tostring(result)))
  return logs
end

-- After step(batch): the `count` batches that follow it in its round, all of its size, without a word in between. Whether that was possible.
function Step:follow(batch, count)
  if not (self.proven or self.model.jit_compile == true) or not self.lazy or self.eager or core.is_recording() or self.at ~= batch.to then return false end
  local ready = batch.round[self][batch.to - batch.from]
  self.at = nil
  ready.graph:rerun(count, table.unpack(ready))
  self.at = batch.to + count * (batch.to - batch.from)
  return true
end

return M
