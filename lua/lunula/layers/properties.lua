-- What a layer's fields like layer.weights give: computed at each reading. Knows of the lists that a layer keeps.
local core = require "lunula.core"
local tracking = require "lunula.layers.tracking"

local M = {}

local function append(list, values)
  for _, v in ipairs(values) do list[#list + 1] = v end
end

-- Weights: own ones in order of creation, trainable before others, then those of the layers below.
function M.weights(self)
  local list, seen = {}, {}
  local function walk(layer)
    if seen[layer] then return end
    seen[layer] = true
    append(list, layer.own_trainable)
    append(list, layer.own_fixed)
    for _, below in ipairs(tracking.children(layer)) do walk(below) end
  end
  walk(self)
  return list
end

-- Weights, states of seed generators and of metrics.
function M.variables(self)
  local list = M.weights(self)
  local function walk(layer)
    for _, seed in ipairs(layer.own_seeds) do list[#list + 1] = seed.state end
    for _, metric in ipairs(layer.own_metrics) do append(list, metric.variables) end
    for _, below in ipairs(tracking.children(layer)) do walk(below) end
  end
  walk(self)
  return list
end

local function only(list, wanted)
  local kept = {}
  for _, v in ipairs(list) do
    if v.trainable == wanted then kept[#kept + 1] = v end
  end
  return kept
end

function M.trainable_weights(self) return self.is_trainable and only(M.weights(self), true) or {} end

function M.non_trainable_weights(self)
  local weights = M.weights(self)
  return self.is_trainable and only(weights, false) or weights
end

function M.trainable_variables(self) return self.is_trainable and only(M.variables(self), true) or {} end

function M.non_trainable_variables(self)
  local variables = M.variables(self)
  return self.is_trainable and only(variables, false) or variables
end

-- What add_loss and activity regularizers added in the last call, then the penalties of the trainable weights.
function M.losses(self)
  local list = {}
  local function walk(layer)
    append(list, layer.own_losses)
    for _, below in ipairs(tracking.children(layer)) do walk(below) end
  end
  walk(self)
  for _, v in ipairs(M.trainable_weights(self)) do
    if v.regularizer then list[#list + 1] = v.regularizer(v.value) end
  end
  return list
end

function M.metrics(self) return self:tracked_metrics() end

function M.metrics_names(self)
  local names = {}
  for i, metric in ipairs(self.metrics) do names[i] = metric.name end
  return names
end

function M.trainable(self) return self.is_trainable end

function M.dtype(self) return self.dtype_policy.variable_dtype end

function M.variable_dtype(self) return self.dtype_policy.variable_dtype end

function M.compute_dtype(self) return self.dtype_policy.compute_dtype end

-- The symbolic tensors of a layer's first call in a Functional or Sequential model: one, or a list.
local function at_first_node(self, what, key)
  local node = self.nodes[1]
  if not node then core.raise(("AttributeError: The layer %s has never been called and thus has no defined %s."):format(self.name, what)) end
  return #node[key] == 1 and node[key][1] or node[key]
end

function M.input(self) return at_first_node(self, "input", "inputs") end

function M.output(self) return at_first_node(self, "output", "outputs") end

-- What can be assigned.
M.set = {}

-- Freezes or frees the layer, its variables and the layers below.
function M.set.trainable(self, value)
  value = value and true or false
  rawset(self, "is_trainable", value)
  for _, v in ipairs(self.own_trainable) do v.trainable = value end
  for _, below in ipairs(tracking.children(self)) do below.trainable = value end
end

function M.set.dtype_policy(self, value) rawset(self, "dtype_policy", require("lunula.dtype_policies").get(value)) end

return M
