-- The graph of a Functional model: which nodes lie between its inputs and its outputs, in which order, and how they run. Knows of histories and structures.
--
-- 1. Walk (`walk`): from the outputs backwards, depth first, without recursion. A node stands in the list once, behind all that it needs. Its operation is
--    numbered when the walk first meets it. The walk ends at the model's inputs.
-- 2. Depth (`depths`): from the end of the list; a node is at least one deeper than each that uses it, and as deep as any earlier met node of its operation,
--    so that a shared layer has one depth.
-- 3. Nodes run by decreasing depth, operations are listed by decreasing depth and, within one, by their number. This is Keras's order, in which configs,
--    summaries and files list layers. An input that nothing uses has depth 0 and stands before the others of that depth.
-- 4. Check: going through the nodes in order, each finds its inputs among the model's inputs and what earlier nodes gave; else the graph is disconnected.
-- Values are kept by node and place, not by tensor: two handles of one symbol are one value.
local core = require "lunula.core"
local history = require "lunula.history"
local structure = require "lunula.structure"

local M = {}

function M.node_of(t) return history.of(t).node end

function M.is_input(node) return #node.inputs == 0 end

-- Nodes in an order in which each comes after those it needs, and operation -> number.
local function walk(inputs, outputs)
  local is_boundary = {}
  for _, t in ipairs(inputs) do
    local h = history.of(t)
    is_boundary[h.node] = is_boundary[h.node] or {}
    is_boundary[h.node][h.place] = true
  end
  local done, numbers, count, list = {}, {}, 0, {}
  local function begin(t)
    local h = history.of(t)
    if done[h.node] then return nil end
    if not M.is_input(h.node) and is_boundary[h.node] and is_boundary[h.node][h.place] then return nil end
    done[h.node] = true
    if not numbers[h.node.operation] then numbers[h.node.operation], count = count, count + 1 end
    return { node = h.node, at = 0 }
  end
  for _, output in ipairs(outputs) do
    local stack = { begin(output) }
    while #stack > 0 do
      local top = stack[#stack]
      top.at = top.at + 1
      local t = top.node.inputs[top.at]
      if t then
        stack[#stack + 1] = begin(t)
      else
        list[#list + 1] = top.node
        stack[#stack] = nil
      end
    end
  end
  return list, numbers
end

-- node -> depth and operation -> depth, and both as lists in the order in which they got one.
local function depths(list)
  local inside, of_node, of_operation, nodes, operations = {}, {}, {}, {}, {}
  for _, node in ipairs(list) do inside[node] = true end
  local function deepen(node, depth)
    if not of_node[node] then nodes[#nodes + 1] = node end
    of_node[node] = math.max(of_node[node] or 0, depth)
  end
  for i = #list, 1, -1 do
    local node = list[i]
    deepen(node, 0)
    if not of_operation[node.operation] then operations[#operations + 1] = node.operation end
    local depth = math.max(of_node[node], of_operation[node.operation] or 0)
    of_operation[node.operation], of_node[node] = depth, depth
    for _, t in ipairs(node.inputs) do
      local below = M.node_of(t)
      if inside[below] then deepen(below, depth + 1) end
    end
  end
  return of_node, of_operation, nodes, operations
end

-- A stable sort by decreasing depth, then by increasing number.
local function order(list, depth, number)
  local place = {}
  for i, item in ipairs(list) do place[item] = i end
  table.sort(list, function(a, b)
    if depth[a] ~= depth[b] then return depth[a] > depth[b] end
    return (number or place)[a] < (number or place)[b]
  end)
  return list
end

local function check_connected(graph, inputs)
  local known, seen = {}, {}
  local function learn(t)
    local h = history.of(t)
    known[h.node] = known[h.node] or {}
    known[h.node][h.place] = true
  end
  for _, t in ipairs(inputs) do learn(t) end
  for _, node in ipairs(graph.nodes) do
    for _, t in ipairs(node.inputs) do
      local h = history.of(t)
      if not (known[h.node] and known[h.node][h.place]) then
        core.raise(("ValueError: Graph disconnected: cannot find parent for the output %d of '%s' at operation '%s'. The previous operations were accessed "
          .. "without issue: %s"):format(h.place - 1, h.node.operation.name, node.operation.name, #seen > 0 and table.concat(seen, ", ") or "none"))
      end
    end
    seen[#seen + 1] = node.operation.name
    if not M.is_input(node) then
      for _, t in ipairs(node.outputs) do learn(t) end
    end
  end
end

-- The graph between flat lists of tensors: { nodes in the order in which they run, depth = node -> depth, operations in Keras's order }.
function M.map(inputs, outputs)
  local list, numbers = walk(inputs, outputs)
  local of_node, of_operation, nodes, operations = depths(list)
  for _, t in ipairs(inputs) do
    local node = M.node_of(t)
    if M.is_input(node) and not of_operation[node.operation] then
      of_operation[node.operation], numbers[node.operation], of_node[node] = 0, -1, 0
      operations[#operations + 1], nodes[#nodes + 1] = node.operation, node
    end
  end
  local graph = { nodes = order(nodes, of_node), depth = of_node, operations = order(operations, of_operation, numbers) }
  check_connected(graph, inputs)
  local names = {}
  for _, operation in ipairs(graph.operations) do names[operation.name] = (names[operation.name] or 0) + 1 end
  for _, operation in ipairs(graph.operations) do
    if names[operation.name] > 1 then
      core.raise(('ValueError: The name "%s" is used %d times in the model. All operation names should be unique.'):format(operation.name, names[operation.name]))
    end
  end
  return graph
end

-- The nodes between tensors, in an order in which each comes after those it needs.
function M.between(inputs, outputs) return (walk(inputs, outputs)) end

-- The value with each tensor of a history replaced by replace(history, tensor); null stays.
function M.replace(value, replace)
  if value == nil then return nil end
  return structure.map(value, function(leaf)
    local h = history.of(leaf)
    if h then return replace(h, leaf) end
    return leaf
  end)
end

-- Runs the nodes on `values`, one per input; call(operation, node, args, kwargs) gives the results of one. Gives the values of the outputs, flat.
function M.run(graph, inputs, outputs, values, call)
  local known = {}
  for i, t in ipairs(inputs) do
    local h = history.of(t)
    known[h.node] = known[h.node] or {}
    known[h.node][h.place] = values[i]
  end
  local function value_of(h) return known[h.node][h.place] end
  for _, node in ipairs(graph.nodes) do
    if not M.is_input(node) then
      local args, kwargs = { n = node.args.n }, {}
      for i = 1, node.args.n do args[i] = M.replace(node.args[i], value_of) end
      for name, value in pairs(node.kwargs) do kwargs[name] = M.replace(value, value_of) end
      known[node] = structure.flatten(call(node.operation, args, kwargs))
    end
  end
  local results = {}
  for i, t in ipairs(outputs) do results[i] = value_of(history.of(t)) end
  return results
end

return M
