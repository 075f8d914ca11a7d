-- Data for training: structures of tensors, their batches, class weights. Knows of tensors only.
--
-- x, y and the weights are structures (structure.lua). A source gives batches:
-- { steps = number or nil, size = text or nil, start(), next() -> { x, y, sample_weight } or nil }; arrays have steps and size, functions don't.
local core = require "lunula.core"
local ops = require "lunula.ops"
local structure = require "lunula.structure"

local M = {}

local function tensors(owner, part, value)
  return value ~= nil and structure.map(value, function(t)
    if type(t) == "string" or type(t) == "function" then core.raise(("%s: %s is made of tensors or tables of numbers, got a %s"):format(owner, part, type(t))) end
    return core.tensor(t)
  end) or nil
end

-- x, y and the weights as tensors with the same number of rows: { x, y, w, n }.
function M.arrays(owner, x, y, weight)
  local data = { x = tensors(owner, "x", x), y = tensors(owner, "y", y), w = tensors(owner, "sample_weight", weight) }
  for _, part in ipairs { { "x", data.x }, { "y", data.y }, { "sample_weight", data.w } } do
    for _, t in ipairs(structure.flatten(part[2])) do
      if t.ndim == 0 then core.raise(("%s: %s is a scalar; data have one row per sample"):format(owner, part[1])) end
      data.n = data.n or #t
      if #t ~= data.n then core.raise(("%s: %s has %d samples, x has %d"):format(owner, part[1], #t, data.n)) end
    end
  end
  if not data.n then core.raise(("%s: x holds no tensors"):format(owner)) end
  return data
end

-- Rows from .. to - 1 as views.
local function rows(value, from, to)
  return value ~= nil and structure.map(value, function(t)
    local start, stop, step = { from }, t.shape, { 1 }
    stop[1] = to
    for k = 2, #stop do start[k], step[k] = 0, 1 end
    return core.ops.strided_slice(t, start, stop, step)
  end) or nil
end

local function taken(value, index)
  return value ~= nil and structure.map(value, function(t) return ops.take(t, index, 0) end) or nil
end

-- The rows before and from floor(n * (1 - fraction)) on.
function M.split(owner, data, fraction)
  local cut = math.floor(data.n * (1 - fraction))
  if fraction <= 0 or fraction >= 1 or cut == 0 or cut == data.n then
    core.raise(("%s: validation_split %g leaves no samples on one side of %d"):format(owner, fraction, data.n))
  end
  local function part(from, to)
    return { x = rows(data.x, from, to), y = rows(data.y, from, to), w = rows(data.w, from, to), n = to - from }
  end
  return part(0, cut), part(cut, data.n)
end

-- One weight per sample from weights by label; a label without one weighs 1. Labels are integers, or one-hot along the last axis.
function M.class_weights(owner, y, weights)
  if not core.is_tensor(y) then core.raise(owner .. ": class_weight needs a model of one output") end
  if type(weights) ~= "table" then core.raise(("%s: class_weight is a table of label = weight, got %s"):format(owner, type(weights))) end
  local labels = y
  if y.ndim > 1 then labels = y.shape[y.ndim] ~= 1 and ops.argmax(y, -1) or ops.squeeze(y, -1) end
  labels = ops.cast(ops.round(labels), "int32")
  local result = ops.ones(labels.shape, core.floatx())
  for label, weight in pairs(weights) do
    if not (math.type(label) and math.tointeger(label)) then
      core.raise(("%s: class_weight's keys are integer labels, got '%s'"):format(owner, tostring(label)))
    end
    result = ops.where(ops.equal(labels, math.tointeger(label)), weight, result)
  end
  return ops.cast(result, core.floatx())
end

-- The order of the rows in an epoch: nil as they stand; shuffle = "batch" moves whole batches.
local function row_order(n, batch_size, shuffle)
  if not shuffle then return nil end
  local random = require "lunula.random"
  if shuffle ~= "batch" then return random.shuffle(ops.arange(n, { dtype = "int64" })) end
  local whole = n // batch_size
  local blocks = ops.reshape(ops.arange(whole * batch_size, { dtype = "int64" }), { whole, batch_size })
  return ops.concatenate({ ops.reshape(random.shuffle(blocks), { -1 }), ops.arange(whole * batch_size, n, { dtype = "int64" }) }, 0)
end

-- A batch of arrays knows its round and its rows; x, y and the weights are gathered when somebody reads them.
local Batch = {}
function Batch.__index(batch, part)
  local source = batch.round.data[part == 1 and "x" or part == 2 and "y" or part == 3 and "w" or nil]
  if source == nil then return nil end
  local order, value = batch.round.order
  if order then
    value = taken(source, order[("%d:%d"):format(batch.from, batch.to)])
  else
    value = rows(source, batch.from, batch.to)
  end
  rawset(batch, part, value)
  return value
end

-- Batches of arrays. A round is one walk over them: { data, order }.
function M.array_source(data, batch_size, shuffle)
  local at, round
  return {
    steps = math.ceil(data.n / batch_size),
    size = ("%d samples in batches of %d"):format(data.n, batch_size),
    start = function()
      at, round = 0, { data = data, order = row_order(data.n, batch_size, shuffle) }
    end,
    next = function()
      if at >= data.n then return nil end
      local from = at
      at = math.min(data.n, at + batch_size)
      return setmetatable({ round = round, from = from, to = at }, Batch)
    end,
    -- How many batches of the same size follow, and the way past them.
    ahead = function(batch) return (data.n - at) // (batch.to - batch.from) end,
    skip = function(batch, count) at = at + count * (batch.to - batch.from) end,
  }
end

-- Batches of a function that gives x, y, sample_weight at each call and nil at the end; then it may start again. It can't be asked for a batch twice: hold(batch)
-- gives the first one back. replay(n) calls it until it was called n times.
function M.function_source(owner, fn, class_weight)
  local calls, held = 0, nil
  return {
    start = function() end,
    hold = function(batch) held = batch end,
    calls = function() return calls end,
    replay = function(count)
      held = nil
      while calls < count do
        calls = calls + 1
        fn()
      end
    end,
    next = function()
      local batch = held
      held = nil
      if batch then return batch end
      calls = calls + 1
      local x, y, weight = fn()
      if x == nil then return nil end
      local data = M.arrays(owner, x, y, weight)
      if class_weight then data.w = M.class_weights(owner, data.y, class_weight) end
      return { data.x, data.y, data.w }
    end,
  }
end

-- The epochs of a source. With `limit` steps per epoch an epoch goes on where the last one stopped, and ends with a warning where the data do. A round
-- is one walk over the source: the batches that it `seen` gave, and where random numbers stood when it began.
local Epochs = {}
Epochs.__index = Epochs

function M.epochs(source, limit) return setmetatable({ source = source, limit = limit, started = false, seen = 0, step = -1 }, Epochs) end

local function start_round(self)
  self.random = require("lunula.random").get_state()
  self.source.start()
  self.started, self.seen = true, 0
end

-- Begins an epoch, whose batches :next() gives.
function Epochs:begin()
  if not self.started or not self.limit then start_round(self) end
  self.step = -1
end

-- The next step, from 0, and its batch; nil at the epoch's end.
function Epochs:next()
  if self.limit and self.step + 1 >= self.limit then
    if self.source.steps and self.seen >= self.source.steps then self.started = false end
    return nil
  end
  local batch = self.source.next()
  if batch == nil then
    if self.limit then
      warn "the input ran out of data before steps_per_epoch batches; this epoch is shorter"
      self.started = false
    end
    return nil
  end
  self.step, self.seen = self.step + 1, self.seen + 1
  return self.step, batch
end

-- Passes over the batches of the same size that follow one, if they can all be taken at once: calls take(count) and says how many were.
function Epochs:pass(batch, take)
  local source = self.source
  local count = source.ahead and batch.round and source.ahead(batch) or 0
  if self.limit then count = math.min(count, self.limit - 1 - self.step) end
  if count < 1 or not take(count) then return 0 end
  source.skip(batch, count)
  self.step, self.seen = self.step + count, self.seen + count
  return count
end

-- Where the data stand, for go_to; nil where the next epoch starts a round of its own. `inside` an epoch or between two.
function Epochs:position(inside)
  local calls = self.source.calls and self.source.calls()
  if not self.started or not (inside or self.limit or calls) then return nil end
  return { seen = self.seen, step = inside and self.step or -1, calls = calls, random = self.random, size = self.source.size }
end

-- Goes where another run stood. Arrays: the round begins again with the random numbers that it had, and its first batches are passed over. A function is called
-- as often as it was.
function Epochs:go_to(owner, position)
  local source = self.source
  if position.size ~= source.size then
    core.raise(("ValueError: %s: the data were %s and are %s"):format(owner, position.size or "a function", source.size or "a function"))
  end
  if position.calls then
    source.replay(position.calls)
    self.started = true
  else
    require("lunula.random").set_state(position.random)
    start_round(self)
    for _ = 1, position.seen do
      if not source.next() then core.raise(("ValueError: %s: the data have no %d batches"):format(owner, position.seen)) end
    end
  end
  self.seen, self.step = position.seen, position.step
end

-- The number of rows of a batch.
function M.size(x) return structure.flatten(x)[1].shape[1] end

return M
