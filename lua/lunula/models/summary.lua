-- summary: a model's layers, shapes and parameters as a table. Knows of layers and the table's drawing.
local class = require "lunula.class"
local core = require "lunula.core"
local history = require "lunula.history"
local arguments = require "lunula.models.arguments"
local table_text = require "lunula.models.table_text"
local terminal = require "lunula.callbacks.terminal"

local M = {}

local parse = arguments.parser("summary", { "line_length", "positions", "print_fn", "expand_nested", "show_trainable", "layer_range" }, 0)

local bytes = { bool = 1, uint8 = 1, int8 = 1, uint16 = 2, int16 = 2, float16 = 2, bfloat16 = 2, uint32 = 4, int32 = 4, float32 = 4, uint64 = 8, int64 = 8,
  float64 = 8 }

local function with_commas(n)
  local text = tostring(n)
  local head = #text % 3
  local parts = { head > 0 and text:sub(1, head) or nil }
  for i = head + 1, #text, 3 do parts[#parts + 1] = text:sub(i, i + 2) end
  return table.concat(parts, ",")
end

local function memory_text(size)
  for _, unit in ipairs { "B", "KB", "MB", "GB", "TB" } do
    if size < 1024 then return ("%.2f %s"):format(size, unit) end
    size = size / 1024
  end
  return ("%.2f PB"):format(size)
end

-- How many numbers a list of variables holds, and how many bytes they take.
local function measure(variables)
  local count, size, seen = 0, 0, {}
  for _, v in ipairs(variables) do
    count = count + v.size
    if not seen[v] then size = size + v.size * bytes[v.dtype] end
    seen[v] = true
  end
  return count, size
end

local function one_shape(shape)
  local parts = {}
  for i, n in ipairs(shape) do parts[i] = n == core.null and "None" or tostring(n) end
  return "(" .. table.concat(parts, ", ") .. ")"
end

-- A tensor's or structure's shape as text.
local function output_text(output)
  if core.is_tensor(output) then return one_shape(output.shape) end
  local parts = {}
  for i, t in ipairs(output) do parts[i] = output_text(t) end
  return #parts == 1 and parts[1] or "[" .. table.concat(parts, ", ") .. "]"
end

-- The shape of what a layer or op gave in its last call in a graph; without one, for the shape that it was built for.
local function shape_of(layer)
  local node = layer.nodes[#layer.nodes]
  if node then return output_text(node.outputs) end
  local shape = rawget(layer, "build_shape")
  local plain = type(shape) == "table" and (shape[1] == nil or math.type(shape[1]) ~= nil or shape[1] == core.null)
  return plain and layer.built and output_text(layer(core.symbol(shape, layer.compute_dtype))) or "?"
end

-- Where a layer's inputs come from: the name, the call and the result of each, of the calls that belong to `graph`.
local function connections(layer, graph)
  local parts = {}
  for _, node in ipairs(layer.nodes) do
    for _, t in ipairs(graph.depth[node] and node.inputs or {}) do
      local h = history.of(t)
      local call = 0
      while h.node.operation.nodes[call + 1] ~= h.node do call = call + 1 end
      parts[#parts + 1] = ("%s[%d][%d]"):format(h.node.operation.name, call, h.place - 1)
    end
  end
  return #parts > 0 and table.concat(parts, ", ") or "-"
end

-- Whether a graph is a chain: one call at each depth, with one input, and no layer twice.
local function is_chain(graph)
  local depths, operations = {}, {}
  for _, node in ipairs(graph.nodes) do
    local depth = graph.depth[node]
    if depths[depth] or operations[node.operation] or #node.inputs > 1 then return false end
    depths[depth], operations[node.operation] = true, true
  end
  return true
end

local function params_text(layer)
  if layer.fn then return "0" end -- an op
  return layer.built and with_commas(layer:count_params()) or "0 (unbuilt)"
end

local function rows_of(layers, options)
  local rows = {}
  local function add(list, level)
    for _, layer in ipairs(list) do
      local prefix = level > 0 and ("   "):rep(level) .. "└ " or ""
      local row = { ("%s%s (%s)"):format(prefix, layer.name, class.class_of(layer).name), shape_of(layer), params_text(layer) }
      if options.graph then row[4] = connections(layer, options.graph) end
      if options.show_trainable then row[#row + 1] = (layer.fn or #layer.weights == 0) and "-" or layer.trainable and "Y" or "N" end
      rows[#rows + 1] = row
      if options.expand_nested and layer.train_step and #layer.layers > 0 then add(layer.layers, level + 1) end
    end
  end
  add(layers, 0)
  return rows
end

-- The layers from the first whose name matches one Lua pattern to the last that matches the other.
local function within(layers, range)
  if range == nil then return layers end
  if type(range) ~= "table" or type(range[1]) ~= "string" or type(range[2]) ~= "string" then
    core.raise "summary: layer_range is a list of two names"
  end
  local first, last = {}, {}
  for i, layer in ipairs(layers) do
    if layer.name == range[1] or layer.name:find("^" .. range[1]) then first[#first + 1] = i end
    if layer.name == range[2] or layer.name:find("^" .. range[2]) then last[#last + 1] = i end
  end
  if #first == 0 or #last == 0 then core.raise(("summary: no layer is named '%s' or '%s'"):format(range[1], range[2])) end
  local from, to = first[1], last[#last]
  if from > to then from, to = last[1], first[#first] end
  return { table.unpack(layers, from, to) }
end

-- model:summary { line_length, positions, print_fn, expand_nested = false, show_trainable = false, layer_range }
function M.summary(self, ...)
  local args = parse(...)
  local graph = self.operations and self.graph
  if graph and is_chain(graph) then graph = nil end
  local positions, length = args.positions or { 0.45, 0.80, 1.0 }, 88
  local columns = { { "Layer (type)", "left" }, { "Output Shape", "left" }, { "Param #", "right" } }
  if graph then
    positions, length, columns[4] = args.positions or { 0.3, 0.56, 0.74, 1.0 }, 108, { "Connected to", "left" }
  end
  if args.show_trainable then
    length = length + 12
    local scaled = {}
    for i, p in ipairs(positions) do scaled[i] = p * 0.90 end
    scaled[#scaled + 1] = 1.0
    positions = scaled
    columns[#columns + 1] = { "Trainable", "center" }
  end
  length = args.line_length or math.min(length, terminal.columns() - 4)
  local taken = 0
  for i, column in ipairs(columns) do
    if type(positions[i]) ~= "number" then core.raise(("summary: positions holds one number for each of %d columns"):format(#columns)) end
    column[3] = math.floor(positions[i] * length) - taken
    taken = taken + column[3]
    if column[3] < 4 then core.raise "summary: the lines are too short for the table" end
  end
  local lines = { ('Model: "%s"'):format(self.name) }
  local layers = within(self.operations or self.layers, args.layer_range)
  local rows = rows_of(layers, { graph = graph, expand_nested = args.expand_nested, show_trainable = args.show_trainable })
  for _, line in ipairs(table_text.draw(columns, rows, length, terminal.is_unicode())) do lines[#lines + 1] = line end
  local function total(what, count, size)
    lines[#lines + 1] = (" %s params: %s (%s)"):format(what, with_commas(count), memory_text(size))
  end
  local trained, trained_size = measure(self.trainable_weights)
  local fixed, fixed_size = measure(self.non_trainable_weights)
  local optimizer = self.compiled and self.optimizer and rawget(self.optimizer, "built") and self.optimizer
  local state, state_size = 0, 0
  if optimizer then state, state_size = measure(optimizer.variables) end
  total("Total", trained + fixed + state, trained_size + fixed_size + state_size)
  total("Trainable", trained, trained_size)
  total("Non-trainable", fixed, fixed_size)
  if optimizer then total("Optimizer", state, state_size) end
  local text = table.concat(lines, "\n") .. "\n"
  if args.print_fn then args.print_fn(text) else terminal.write(text) end
end

return M
