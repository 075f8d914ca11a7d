-- keras.jit: compiled functions. Knows of traces and graphs only.
--
-- jit(fn) is called as fn is. The first call with arguments of given dtypes, shapes and static values (numbers, strings, booleans, objects) traces fn:
-- runs it on symbols, records its ops, compiles them. Later calls with the same signature run the graph and not fn. What fn reads of variables
-- is read at each run; what it assigns to them is assigned by each run; every other value that it closes over is a constant of the graph.
-- Under a running trace or tape fn itself is called, so that compiled functions compose and can be differentiated.
local attempt = require "lunula.attempt"
local core = require "lunula.core"

local M = {}

local LIMIT = 64 -- graphs of one function
local MANY = 12 -- signatures after which it says so once

-- The structure of a value with each tensor replaced by `swap(tensor)`, in the order of core.signature.
function M.map(value, swap)
  if core.is_tensor(value) and not core.is_variable(value) then return swap(value) end
  if type(value) ~= "table" or getmetatable(value) ~= nil then return value end
  if core.is_numeric(value) then return swap(core.tensor(value)) end
  local copy, names = {}, {}
  for i = 1, #value do copy[i] = M.map(value[i], swap) end
  for name in pairs(value) do
    if type(name) == "string" then names[#names + 1] = name end
  end
  table.sort(names)
  for _, name in ipairs(names) do copy[name] = M.map(value[name], swap) end
  return copy
end

-- Traces fn on symbols like the tensors among `args`. Gives the graph and the results with each tensor's place in the graph's list.
function M.trace(fn, args)
  local recording <close> = core.trace()
  local inputs = {}
  for i = 1, args.n do
    inputs[i] = M.map(args[i], function(t) return recording:input(t) end)
  end
  local results = table.pack(fn(table.unpack(inputs, 1, args.n)))
  local tensors, template = {}, { n = results.n }
  for i = 1, results.n do
    local value = results[i]
    if core.is_variable(value) then value = value.value end
    template[i] = M.map(value, function(t)
      tensors[#tensors + 1] = t
      return t
    end)
  end
  local lone = results.n == 1 and core.is_tensor(template[1])
  return { graph = recording:compile(tensors), template = template, lone = lone, args = args }
end

-- The results of a run, in the structure that fn gave.
function M.rebuild(entry, ...)
  if entry.lone then return ... end
  local values, at, results, template = { ... }, 0, {}, entry.template
  for i = 1, template.n do
    results[i] = M.map(template[i], function()
      at = at + 1
      return values[at]
    end)
  end
  return table.unpack(results, 1, template.n)
end

local Compiled = { __name = "Compiled" }
Compiled.__index = Compiled

-- The entry of these arguments, traced at the first use of their signature, and the list of their tensors.
function Compiled:entry(...)
  local tensors = {}
  local key = core.signature(tensors, ...)
  local entry = self.cache[key]
  if not entry then
    if self.count >= LIMIT then self.cache, self.count = {}, 0 end
    entry = M.trace(self.fn, table.pack(...))
    self.cache[key], self.count, self.traces = entry, self.count + 1, self.traces + 1
    if self.traces == MANY then
      warn(("jit: %s was traced for %d signatures; numbers and strings among its arguments are part of them: pass tensors instead"):format(
        self.name, MANY))
    end
  end
  return entry, tensors
end

function Compiled:__call(...)
  if core.is_recording() then return self.fn(...) end
  local entry, tensors = self:entry(...)
  return M.rebuild(entry, entry.graph(table.unpack(tensors)))
end

-- What the graph for these arguments (or, without any, the last one traced) does: its fused groups, its memory, and the time of each step
-- once `time(true)` was called.
function Compiled:dump(...)
  local entry
  if select("#", ...) > 0 then
    entry = self:entry(...)
  else
    local _
    _, entry = next(self.cache)
    if not entry then return ("%s: not traced yet"):format(self.name) end
  end
  return entry.graph:dump()
end

-- From here on each step of a run is timed, or no longer.
function Compiled:time(timed)
  for _, entry in pairs(self.cache) do entry.graph:time(timed) end
end

function Compiled:__tostring() return ("<Compiled %s, %d signatures>"):format(self.name, self.count) end

-- Pure objects and large tensors -----------------------------------------------------------------------------------

local KEPT = 1 << 20 -- bytes of memory that a graph may keep between calls nobody asked to compile

-- fn(object, ...), compiled when the class of the object says that it is pure: its result depends on the arguments and the declared params alone. So
-- a graph serves all instances whose params have the same values. The arguments are tensors or nil. Where fn can't be traced it runs as it is.
function M.call_pure(kind, fn, object, ...)
  if not kind.pure or core.is_recording() then return fn(object, ...) end
  local count = select("#", ...)
  for i = 1, count do
    local x = select(i, ...)
    if x ~= nil and (not core.is_tensor(x) or core.is_symbol(x) or x.mask) then return fn(object, ...) end
  end
  local values = { kind.name, core.floatx(), core.epsilon() }
  for _, param in ipairs(kind.params) do
    local value = object[param[1]]
    if core.is_tensor(value) then return fn(object, ...) end
    if core.is_numeric(value) then value = { "list", table.unpack(value) } end -- axes, not a tensor
    values[#values + 1] = value == nil and core.null or value
  end
  local cache = rawget(kind, "compiled")
  if not cache or cache.fn ~= fn then
    cache = { fn = fn, entries = {}, count = 0 }
    rawset(kind, "compiled", cache)
  end
  local tensors = {}
  local key = core.signature(tensors, values, ...)
  local entry = cache.entries[key]
  if not entry then
    if cache.count >= LIMIT then cache.entries, cache.count = {}, 0 end
    local ok, traced = attempt(M.trace, function(...) return fn(object, ...) end, table.pack(...))
    if not ok or not traced.lone then -- its own error, if it has one, is the better one
      local result = fn(object, ...)
      kind.pure = false
      warn(("%s says that it is pure, but can't be compiled: %s"):format(kind.name, tostring(traced)))
      return result
    end
    entry, cache.count = traced, cache.count + 1
    cache.entries[key] = entry
  end
  local result = entry.graph(table.unpack(tensors))
  entry.graph:shed(KEPT)
  return result
end

local LARGE = 1 << 15 -- elements from which fusing pays for a call of its own

-- fn, a function whose first argument is a tensor and which only calls ops: compiled where that tensor is large.
function M.large(fn)
  local compiled
  return function(x, ...)
    local size = core.is_tensor(x) and not core.is_symbol(x) and x.size or 0
    if size < LARGE or core.is_recording() then return fn(x, ...) end
    compiled = compiled or M.jit(fn)
    local entry, tensors = compiled:entry(x, ...)
    local result = entry.graph(table.unpack(tensors))
    entry.graph:shed(KEPT)
    return result
  end
end

function M.jit(fn, options)
  local callable = type(fn) == "function" or (type(fn) == "table" and getmetatable(fn) and getmetatable(fn).__call)
  if not callable then core.raise(("jit: expected a function or a callable object, got a %s"):format(type(fn))) end
  local name = options and options.name or (type(fn) == "table" and rawget(fn, "name")) or "a function"
  return setmetatable({ fn = fn, name = name, cache = {}, count = 0, traces = 0 }, Compiled)
end

return M
