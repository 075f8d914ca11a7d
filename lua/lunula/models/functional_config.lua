-- The config of a Functional model: its layers and ops with their calls (inbound_nodes), written and read as Keras does. Knows of histories and saving.
--
-- A tensor in a config is the operation's name, the number of its call among those of this model, and the place of the result, all from 0. In input_layers and
-- output_layers, and only there, the calls of a Functional count from 1.
local class = require "lunula.class"
local core = require "lunula.core"
local history = require "lunula.history"
local structure = require "lunula.structure"

local M = {}

local function is_functional(operation) return class.is_instance(operation) and operation.flat_inputs ~= nil end

local function array(list) return setmetatable(list, core.json.array) end

-- A structure with its tables as JSON's arrays and objects, tensors with histories as leaf(history, tensor).
local function write(value, leaf)
  if value == nil then return core.null end
  local h = history.of(value)
  if h then return leaf(h, value) end
  if core.is_numeric(value) then return array { table.unpack(value) } end
  if not structure.is_nested(value) then return value end
  if structure.is_list(value) then
    local list = {}
    for i, part in ipairs(value) do list[i] = write(part, leaf) end
    return array(list)
  end
  local pairs_list, meta = {}, getmetatable(value)
  for i, key in ipairs(meta and meta.keys or structure.keys(value)) do pairs_list[i] = { key, write(value[key], leaf) } end
  return class.ordered(pairs_list)
end

function M.get_config(self)
  local serialize = require("lunula.saving").serialize_keras_object
  local number = {} -- node -> its place among the calls of this model
  for _, operation in ipairs(self.graph.operations) do
    local count = 0
    for _, node in ipairs(operation.nodes) do
      if self.graph.depth[node] then number[node], count = count, count + 1 end
    end
  end
  local function place_of(h, offset) return array { h.node.operation.name, number[h.node] + offset, h.place - 1 } end
  local function tensor_config(h, t)
    return class.ordered { { "class_name", "__keras_tensor__" }, { "config", class.ordered {
      { "shape", array(t.shape) }, { "dtype", t.dtype }, { "keras_history", place_of(h, 0) } } } }
  end
  local layers = {}
  for i, operation in ipairs(self.graph.operations) do
    local nodes = {}
    for _, node in ipairs(operation.nodes) do
      if number[node] and #node.inputs > 0 then
        local args = {}
        for k = 1, node.args.n do args[k] = write(node.args[k], tensor_config) end
        local kwargs, names = {}, structure.keys(node.kwargs)
        table.sort(names, function(a, b) return (a == "training" and "" or a) < (b == "training" and "" or b) end) -- Keras fills it in before the mask
        for k, name in ipairs(names) do kwargs[k] = { name, write(node.kwargs[name], tensor_config) } end
        nodes[#nodes + 1] = class.ordered { { "args", array(args) }, { "kwargs", class.ordered(kwargs) } }
      end
    end
    local entry = serialize(operation)
    local keys = getmetatable(entry).keys
    for _, pair in ipairs { { "name", operation.name }, { "inbound_nodes", array(nodes) } } do keys[#keys + 1], entry[pair[1]] = pair[1], pair[2] end
    layers[i] = entry
  end
  local function end_config(h) return place_of(h, is_functional(h.node.operation) and 1 or 0) end
  return class.ordered { { "name", self.name }, { "trainable", self.trainable }, { "layers", array(layers) },
    { "input_layers", write(self.inputs_structure, end_config) }, { "output_layers", write(self.outputs_structure, end_config) } }
end

local function fail(format, ...) core.raise(("ValueError: " .. format):format(...)) end

local function is_plain(value)
  local meta = type(value) == "table" and getmetatable(value)
  return type(value) == "table" and (not meta or type(meta) == "table" and (meta.__name == "keras.json.object" or meta.__name == "keras.json.array"))
end

local MISSING = {} -- a tensor that no call has given yet

-- A node's argument with its tensors: those of `created` by name, other values as `revive` gives them.
local function read(value, created, revive)
  if not is_plain(value) then return value end
  if value.class_name == "__keras_tensor__" and type(value.config) == "table" and value.config.keras_history ~= core.null then
    local name, number, place = table.unpack(type(value.config.keras_history) == "table" and value.config.keras_history or {}, 1, 3)
    local operation = created[name]
    if not operation then fail("Unknown layer: %s", tostring(name)) end
    if math.type(number) ~= "integer" or math.type(place) ~= "integer" then fail("the history of a tensor of '%s' holds no integers", name) end
    local node = operation.nodes[number + 1]
    if not node then return MISSING end
    return node.outputs[place + 1] or fail("layer '%s' has no output %d", name, place)
  end
  if value.class_name ~= nil then return revive(value) end
  local copy = {}
  for key, part in pairs(value) do
    copy[key] = read(part, created, revive)
    if rawequal(copy[key], MISSING) then return MISSING end
  end
  return copy
end

-- The arguments of a call; nil when one is missing.
local function arguments_of(data, created, revive)
  if not is_plain(data) then fail("an entry of inbound_nodes is a table") end
  local args, kwargs = data.args, data.kwargs
  if args == nil and data[1] ~= nil then -- { { name, node, tensor, kwargs }, ... } of older files
    local list = {}
    for i, item in ipairs(data) do
      if not is_plain(item) then fail("an entry of inbound_nodes lists the name of a layer and two integers, got %s", tostring(item)) end
      list[i] = { class_name = "__keras_tensor__", config = { keras_history = { item[1], item[2], item[3] } } }
      if item[4] ~= nil then kwargs = item[4] end
    end
    args = { #list == 1 and list[1] or list }
  end
  if not is_plain(args) then fail("an entry of inbound_nodes has args") end
  local list, options = { n = #args }, {}
  for i = 1, #args do
    list[i] = read(args[i], created, revive)
    if rawequal(list[i], MISSING) then return nil end
    if list[i] == core.null then list[i] = nil end
  end
  for name, value in pairs(is_plain(kwargs) and kwargs or {}) do
    options[name] = read(value, created, revive)
    if rawequal(options[name], MISSING) then return nil end
  end
  return list, options
end

local function call(operation, args, kwargs)
  if next(kwargs) == nil then return operation(table.unpack(args, 1, args.n)) end
  args[args.n + 1] = kwargs
  return operation(table.unpack(args, 1, args.n + 1))
end

-- Calls the layers as the entries say: through the list again and again, each layer's calls in order as far as their tensors exist.
local function replay(entries, created, revive)
  local pending, left = {}, 0
  for i, entry in ipairs(entries) do
    pending[i] = { entry = entry, at = 1, calls = entry.inbound_nodes }
    left = left + #entry.inbound_nodes
  end
  while left > 0 do
    local before = left
    for _, item in ipairs(pending) do
      local operation = created[item.entry.name]
      while item.calls[item.at] do
        local args, kwargs = arguments_of(item.calls[item.at], created, revive)
        if not args then break end
        call(operation, args, kwargs)
        item.at, left = item.at + 1, left - 1
      end
    end
    if left == before then
      local names = {}
      for _, item in ipairs(pending) do
        if item.calls[item.at] then names[#names + 1] = item.entry.name end
      end
      fail("Invalid Functional model configuration. The graph of the Functional model either has loops or disconnected nodes; these could not be called: %s",
        table.concat(names, ", "))
    end
  end
end

-- The tensors of input_layers or output_layers.
local function ends(value, created)
  if not is_plain(value) then fail("input_layers and output_layers hold lists of a name and two integers") end
  if type(value[1]) == "string" and #value == 3 then
    local operation = created[value[1]]
    if not operation then core.raise(("RuntimeError: could not find layer %s"):format(value[1])) end
    if math.type(value[2]) ~= "integer" or math.type(value[3]) ~= "integer" then
      fail("a tensor of input_layers and output_layers is the name of a layer and two integers, got %s and %s", tostring(value[2]), tostring(value[3]))
    end
    local number = value[2] - (is_functional(operation) and 1 or 0)
    local node = operation.nodes[number < 0 and #operation.nodes + number + 1 or number + 1]
    return node and node.outputs[value[3] + 1] or fail("layer '%s' has no call %s with an output %s", value[1], tostring(value[2]), tostring(value[3]))
  end
  local copy = setmetatable({}, getmetatable(value))
  for key, part in pairs(value) do copy[key] = ends(part, created) end
  return copy
end

-- A model from its config, as a file holds it; revive(value, key) makes the objects in it.
function M.from_config(cls, config, revive)
  revive = revive or function(value) return require("lunula.saving").deserialize_keras_object(value) end
  local created, given = {}, {}
  if not is_plain(config.layers) then fail("a Functional's config has a list of layers") end
  for i, entry in ipairs(config.layers) do
    if not is_plain(entry) or type(entry.name) ~= "string" or not is_plain(entry.inbound_nodes) then
      fail("layers[%d] has no name or no inbound_nodes", i - 1)
    end
    local operation = revive(entry, ("layers[%d]"):format(i - 1))
    if not class.is_instance(operation) or not operation.nodes then
      fail("layers[%d] is no layer and no operation but a %s", i - 1, type(operation))
    end
    if created[entry.name] then fail('The name "%s" is used twice in the model. All operation names should be unique.', entry.name) end
    created[entry.name] = operation
  end
  replay(config.layers, created, revive)
  for key, value in pairs(config) do
    if key ~= "layers" and key ~= "input_layers" and key ~= "output_layers" then given[key] = value end
  end
  given.inputs, given.outputs = ends(config.input_layers, created), ends(config.output_layers, created)
  return cls(given)
end

return M
