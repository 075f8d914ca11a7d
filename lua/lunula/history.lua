-- Histories of symbolic tensors: which call of which layer or op gave them. Knows of symbols and structures only.
--
-- keras.Input gives a symbol with a history. A layer or an op that is called with such a symbol notes its call as a node and gives its results histories in
-- turn; a Functional model is the nodes between its inputs and its outputs. What holds:
-- 1. A history is { node = ..., place = ... }: the tensor is node.outputs[place]. It belongs to a handle, in a weak table: another handle of the same symbol has
--    one only where it was given it, and a history lives as long as its handle.
-- 2. A node is { operation, args, kwargs, inputs, outputs }: args is a packed list, kwargs a table of names, both as they were given; inputs are the tensors with
--    histories among them, args first, names sorted; outputs are the results, flat. It stands in operation.nodes, in the order of the calls.
-- 3. Inside a call the symbols have no histories (`plain`), so that the outermost layer or op is noted and nothing that it does.
-- 4. A node refers to tensors that were there before it, so nodes never form a loop.
-- 5. Without keras.Input nothing here costs anything: ops look for histories only once operations.lua asked for it (core.on_history).
local core = require "lunula.core"
local structure = require "lunula.structure"

local M = {}

local histories = setmetatable({}, { __mode = "k" })
M.histories = histories

-- The history of a tensor, or nil.
function M.of(t) return histories[t] end

-- Whether a structure holds a tensor with a history.
function M.among(value)
  if histories[value] then return true end
  if type(value) ~= "table" or not structure.is_nested(value) then return false end
  for _, part in pairs(value) do
    if M.among(part) then return true end
  end
  return false
end

-- Whether one of a packed list of arguments does.
function M.among_arguments(args)
  for i = 1, args.n do
    if args[i] ~= nil and M.among(args[i]) then return true end
  end
  return false
end

-- The same symbol (with the same mask) without history.
local function bare(t)
  if not histories[t] then return t end
  local copy = core.tensor(t)
  return t.mask and copy:with_mask(bare(t.mask)) or copy
end

-- The structure without histories.
function M.plain(value)
  if value == nil then return nil end
  return structure.map(value, function(t) return core.is_tensor(t) and bare(t) or t end)
end

local function with_history(values, into)
  for _, t in ipairs(structure.flatten(values)) do
    if histories[t] then into[#into + 1] = t end
  end
end

-- Notes a call of `operation` (a layer or an op: it has a name and a list `nodes`), whose results are a structure of symbols. Gives the results with histories.
function M.note(operation, args, kwargs, results)
  local node = { operation = operation, args = args, kwargs = kwargs, inputs = {}, outputs = {} }
  for i = 1, args.n do with_history(args[i], node.inputs) end
  for _, name in ipairs(structure.keys(kwargs)) do with_history(kwargs[name], node.inputs) end
  operation.nodes[#operation.nodes + 1] = node
  return structure.map(results, function(t)
    if not core.is_symbol(t) then
      core.raise(("%s: called with a symbolic tensor, it gave a %s that is none"):format(operation.name, type(t)))
    end
    if histories[t] then t = bare(t) end
    node.outputs[#node.outputs + 1] = t
    histories[t] = { node = node, place = #node.outputs }
    return t
  end)
end

return M
