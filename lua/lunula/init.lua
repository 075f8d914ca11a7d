-- What require "lunula" returns: the namespaces of Keras, each loaded at its first use.
local core = require "lunula.core"
local suggest = require "lunula.suggest"
require "lunula.ops" -- gives tensors their methods and indexing

local keras = { null = core.null, version = core.version }

-- namespace -> module; the ten class kinds -> the module whose base they are.
local namespaces = {
  ops = "lunula.ops", random = "lunula.random", json = "lunula.json", io = "lunula.io", saving = "lunula.files",
  losses = "lunula.losses", constraints = "lunula.constraints", regularizers = "lunula.regularizers",
  initializers = "lunula.initializers", activations = "lunula.activations", metrics = "lunula.metrics",
  optimizers = "lunula.optimizers", layers = "lunula.layers", models = "lunula.models", callbacks = "lunula.callbacks",
  utils = "lunula.utils", config = "lunula.config", dtype_policies = "lunula.dtype_policies",
}
local members = {
  Constraint = { "lunula.constraints.base", "Constraint" }, Loss = { "lunula.losses.base", "Loss" },
  Layer = { "lunula.layers.base", "Layer" }, Metric = { "lunula.metrics.base", "Metric" },
  Optimizer = { "lunula.optimizers.base", "Optimizer" }, Regularizer = { "lunula.regularizers.base", "Regularizer" },
  Initializer = { "lunula.initializers.base", "Initializer" }, Callback = { "lunula.callbacks.base", "Callback" },
  LearningRateSchedule = { "lunula.optimizers.schedule", "LearningRateSchedule" },
  Model = { "lunula.models", "Model" }, Sequential = { "lunula.models", "Sequential" },
  Input = { "lunula.layers", "Input" }, DTypePolicy = { "lunula.dtype_policies", "DTypePolicy" },
  SeedGenerator = { "lunula.random", "SeedGenerator" }, Variable = { "lunula.variable", "Variable" },
  value_and_grad = { "lunula.gradients", "value_and_grad" }, help = { "lunula.help", "help" },
  jit = { "lunula.jit", "jit" },
}

return setmetatable(keras, {
  __name = "keras",
  __index = function(self, key)
    local value
    if namespaces[key] then
      value = require(namespaces[key])
    elseif members[key] then
      value = require(members[key][1])[members[key][2]]
    else
      local names = {}
      for _, list in ipairs { namespaces, members } do
        for name in pairs(list) do names[#names + 1] = name end
      end
      table.sort(names)
      local near = suggest.nearest(tostring(key), names)
      core.raise(("keras has no member '%s'%s"):format(tostring(key), near and ("; did you mean '%s'?"):format(near) or ""))
    end
    rawset(self, key, value)
    return value
  end,
})
