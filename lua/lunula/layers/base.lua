-- keras.Layer: weights, building at the first call, tracking, calls with training and masks, losses. Knows of classes, variables and ops.
--
-- Layers, variables, metrics and seed generators assigned to fields (also inside a table) are tracked in order of assignment (tracking.lua). They stand in
-- self.fields, so that every assignment is seen; reading self.kernel under a mixed dtype policy gives the variable cast to the compute dtype.
local arguments = require "lunula.arguments"
local class = require "lunula.class"
local core = require "lunula.core"
local first_values = require "lunula.first_values"
local ops = require "lunula.ops"
local policies = require "lunula.dtype_policies"
local calls = require "lunula.layers.calls"
local properties = require "lunula.layers.properties"
local tracking = require "lunula.layers.tracking"

local M = {}

-- Whether a layer may be called so. Keras refuses '/' alone; none of these may ever become a path.
function M.is_name(name) return not name:find "[/\\%z]" and name ~= ".." end

function M.shape_text(shape)
  local parts = {}
  for i, n in ipairs(shape) do parts[i] = n == core.null and "None" or tostring(n) end
  return "(" .. table.concat(parts, ", ") .. (#parts == 1 and ",)" or ")")
end

-- Raises unless it is a list of lengths, null for one that isn't known; `what` says whose shape it is.
function M.check_shape(what, shape)
  if type(shape) ~= "table" or class.is_instance(shape) then core.raise(("%s is a list of lengths, got %s"):format(what, tostring(shape))) end
  for key, n in pairs(shape) do
    local length = math.type(n) and math.tointeger(n)
    if math.type(key) ~= "integer" or n ~= core.null and (not length or length < 0) then
      core.raise(("%s is a list of lengths, each an integer or null, got %s at %s"):format(what, tostring(n), math.type(key) and "place " .. key - 1 or
        ("key '%s'"):format(key)))
    end
  end
end

-- Whether a table is not one shape but a list or dictionary of them, in which null stands for an optional input that isn't given.
function M.is_nested_shape(shape)
  for _, part in pairs(shape) do
    if type(part) == "table" then return true end
  end
  return false
end

-- Raises unless it is the shape of what the layer takes: of one tensor, or of a list or dictionary of tensors.
local function check_build_shape(self, shape)
  if shape == nil then return end
  if type(shape) ~= "table" or class.is_instance(shape) or self.one_input or not M.is_nested_shape(shape) then
    return M.check_shape(("%s \"%s\": the shape to build for"):format(class.class_of(self).name, self.name), shape)
  end
  for _, part in pairs(shape) do
    if part ~= core.null then check_build_shape(self, part) end
  end
end

-- A method's name for what a class calls `build`: the class's own, after which the layer is built and knows for which shapes.
local function build_wrapper(methods)
  return function(self, ...)
    check_build_shape(self, (...))
    methods.build(self, ...)
    rawset(self, "built", true)
    if rawget(self, "build_shape") == nil then rawset(self, "build_shape", (...)) end
  end
end

-- Makes instances of a class read properties and tracked fields; once per class.
local function read_through(meta)
  local methods = meta.__index
  if type(methods) ~= "table" then return end
  local build, computed = build_wrapper(methods), methods.computed or {}
  meta.__index = function(self, key)
    local fields = rawget(self, "fields")
    local value = fields and fields[key]
    if value ~= nil then
      local cast = rawget(self, "autocast_to")
      if cast and core.is_variable(value) and value.dtype:find "float" and not self.uncast[value] then return ops.cast(value, cast) end
      return value
    end
    local property = properties[key] or computed[key]
    if property then return (methods[key] or property)(self) end -- a class may compute it in its own way
    if key == "build" then return build end
    return methods[key]
  end
end

M.Layer = class.kind("Layer", {
  doc = "Layer(name, { build = function(self, input_shape) ... end, call = function(self, x, options) ... end }): options has training and mask.",
  params = { { "name", core.null, doc = "name of the layer, made from its class's unless given" }, { "trainable", true, doc = "whether training changes its weights" },
    { "dtype", core.null, doc = "dtype or policy of weights and computation; null: the global one" },
    { "activity_regularizer", core.null, config = false, doc = "penalty on the results" },
    { "autocast", true, config = false, doc = "whether inputs of another float dtype are cast to the layer's" } },
  supports_masking = false,
  initialize = function(self, args)
    read_through(getmetatable(self))
    for _, list in ipairs { "fields", "containers", "nodes", "tracked", "own_trainable", "own_fixed", "own_metrics", "own_seeds", "own_losses", "uncast" } do
      rawset(self, list, {})
    end
    rawset(self, "built", false)
    rawset(self, "is_trainable", true)
    for _, param in ipairs(class.class_of(self).params) do
      if param[1] ~= "trainable" and param[1] ~= "dtype" then rawset(self, param[1], args[param[1]]) end
    end
    local kind = class.class_of(self).name
    rawset(self, "name", self.name or core.unique_name(class.snake(kind)))
    if not M.is_name(self.name) then
      core.raise(("%s: a layer's name can't be '..' or contain '/', '\\' or a zero byte, got '%s'"):format(kind, (self.name:gsub("%z", "\\0"))))
    end
    rawset(self, "dtype_policy", policies.get(args.dtype))
    rawset(self, "activity_regularizer", require("lunula.regularizers").get(args.activity_regularizer))
    if args.trainable == false then self.trainable = false end
  end,
  __newindex = function(self, key, value)
    local fields = rawget(self, "fields")
    if not fields then
      if core.is_variable(value) or class.is_instance(value) and value.compute_output_shape then
        core.raise(("%s: call super.initialize(self, args) before assigning layers or variables"):format(class.class_of(self).name))
      end
      return rawset(self, key, value)
    end
    if properties.set[key] then return properties.set[key](self, value) end
    local computed = class.class_of(self).methods.computed
    if properties[key] or computed and computed[key] then core.raise(("%s \"%s\": %s can't be assigned"):format(class.class_of(self).name, self.name, key)) end
    if tracking.assign(self, value) then
      fields[key] = value
    else
      fields[key] = nil
      rawset(self, key, value)
    end
  end,
  __tostring = function(self)
    return ("<%s name=%s, built=%s>"):format(class.class_of(self).name, self.name, tostring(self.built))
  end,
  __call = calls.call,
  build = function() end,
  call = function(_, x) return x end,
  -- The mask of the output, for a layer with supports_masking; its input's unless a class says otherwise.
  compute_mask = function(_, _, previous_mask) return previous_mask end,
  -- A variable of this layer. { name, shape, initializer = "glorot_uniform", regularizer, constraint, trainable = true, dtype, autocast = true }
  add_weight = arguments.method("add_weight", function(self, spec)
    local trainable = spec.trainable
    if trainable == nil then trainable = true end
    local name = spec.name or "variable"
    local variable = first_values.variable(spec.initializer or "glorot_uniform", spec.shape or {}, spec.dtype or self.variable_dtype, name, trainable)
    variable.path = self.name .. "/" .. name
    variable.constraint = require("lunula.constraints").get(spec.constraint)
    variable.regularizer = require("lunula.regularizers").get(spec.regularizer)
    tracking.add_variable(self, variable, trainable)
    if spec.autocast == false then self.uncast[variable] = true end
    if not self.is_trainable then variable.trainable = false end
    return variable
  end),
  -- Adds a scalar to the losses of this call.
  add_loss = function(self, loss)
    if type(loss) == "function" then core.raise(("%s: add_loss takes a tensor, computed in call"):format(self.name)) end
    for _, one in ipairs(type(loss) == "table" and getmetatable(loss) == nil and loss or { loss }) do
      self.own_losses[#self.own_losses + 1] = core.tensor(one)
    end
  end,
  clear_losses = function(self)
    if #self.own_losses > 0 then rawset(self, "own_losses", {}) end
    for _, layer in ipairs(tracking.children(self)) do layer:clear_losses() end
  end,
  -- Metrics of this layer's fields and of the layers below.
  tracked_metrics = function(self)
    local list = { table.unpack(self.own_metrics) }
    for _, layer in ipairs(tracking.children(self)) do
      if not layer.train_step then
        for _, metric in ipairs(layer:tracked_metrics()) do list[#list + 1] = metric end
      end
    end
    return list
  end,
  get_weights = function(self)
    local list = {}
    for i, v in ipairs(self.weights) do list[i] = v.value end
    return list
  end,
  set_weights = function(self, weights)
    local variables = self.weights
    if #weights ~= #variables then
      core.raise(("%s \"%s\": set_weights expected %d weights, got %d"):format(class.class_of(self).name, self.name, #variables, #weights))
    end
    for i, v in ipairs(variables) do v:assign(weights[i]) end
  end,
  count_params = function(self)
    if not self.built then
      core.raise(("%s \"%s\": count_params of a layer that isn't built yet; call it on data, or build it with an input shape"):format(
        class.class_of(self).name, self.name))
    end
    local total = 0
    for _, v in ipairs(self.weights) do total = total + v.size end
    return total
  end,
  -- The shape that a shape becomes; null is an unknown length.
  compute_output_shape = function(self, shape) return self(core.symbol(shape, self.compute_dtype)).shape end,
  -- The shape that the layer was built for, as { input_shape = ... }; nil when it has no build of its own.
  get_build_config = function(self)
    local shape = rawget(self, "build_shape")
    if shape == nil or class.class_of(self).methods.build == M.Layer.base.methods.build then return nil end
    return class.ordered { { "input_shape", shape } }
  end,
  -- Builds the layer for the shape that get_build_config gave; false when there is none, so that the layer builds itself when it is called.
  build_from_config = function(self, config)
    if config.input_shape == nil or config.input_shape == core.null then return false end
    self:build(config.input_shape)
  end,
  get_config = function(self)
    local list = { { "name", self.name }, { "trainable", self.trainable }, { "dtype", self.dtype_policy } }
    if self.activity_regularizer then list[4] = { "activity_regularizer", self.activity_regularizer } end
    for _, param in ipairs(class.class_of(self).config_params) do
      local key = param[1]
      if key ~= "name" and key ~= "trainable" and key ~= "dtype" then list[#list + 1] = { key, self[key] } end
    end
    return class.ordered(list)
  end,
})

return M
