-- keras.Layer: weights, building, calling, tracking. Knows of classes, variables and ops.
local class = require "lunula.class"
local core = require "lunula.core"

local M = {}

local function snake(name) return (name:gsub("(.)(%u%l+)", "%1_%2"):gsub("(%l)(%u)", "%1_%2"):lower()) end
M.snake = snake


-- The envelope that Keras writes for a plain dtype.
local function policy(dtype)
  return class.ordered { { "module", "keras" }, { "class_name", "DTypePolicy" }, { "config", class.ordered { { "name", dtype } } },
    { "registered_name", core.null } }
end

-- A dtype from a name or from such an envelope.
local function dtype_name(value)
  if value == nil then return core.floatx() end
  if class.is_instance(value) then value = value.name end
  if type(value) == "table" and type(value.config) == "table" then value = value.config.name end
  if type(value) ~= "string" then core.raise("dtype is a name or a DTypePolicy") end
  return value
end

function M.shape_text(shape)
  local parts = {}
  for i, n in ipairs(shape) do parts[i] = n == core.null and "None" or tostring(n) end
  return "(" .. table.concat(parts, ", ") .. (#parts == 1 and ",)" or ")")
end

M.Layer = class.kind("Layer", {
  doc = "Layer(name, { build = function(self, input_shape) ... end, call = function(self, x, options) ... end }): options has training and mask.",
  params = { { "name", core.null }, { "trainable", true }, { "dtype", core.null } },
  initialize = function(self, args)
    rawset(self, "tracked", {})
    rawset(self, "own_weights", {})
    rawset(self, "built", false)
    for _, param in ipairs(class.class_of(self).params) do rawset(self, param[1], args[param[1]]) end
    rawset(self, "name", self.name or core.unique_name(snake(class.class_of(self).name)))
    if self.name:find("/", 1, true) then core.raise(("%s: a layer's name can't contain '/', got '%s'"):format(class.class_of(self).name, self.name)) end
    rawset(self, "dtype", dtype_name(self.dtype))
  end,
  -- Layers and variables assigned to fields are tracked in order of assignment.
  __newindex = function(self, key, value)
    if type(key) == "string" and rawget(self, "tracked") then
      if class.is_instance(value) and value.compute_output_shape then
        self.tracked[#self.tracked + 1] = value
      elseif core.is_variable(value) and not rawget(self, "adding") then
        self.own_weights[#self.own_weights + 1] = value
      end
    end
    rawset(self, key, value)
  end,
  __tostring = function(self)
    return ("<%s name=%s, built=%s>"):format(class.class_of(self).name, self.name, tostring(self.built))
  end,
  __call = function(self, x, options)
    if not core.is_tensor(x) then x = core.tensor(x) end
    if x.dtype ~= self.dtype and core.promote(x.dtype, "float") == x.dtype then x = core.tensor(x, self.dtype) end
    if not self.built then
      self:build(x.shape)
      rawset(self, "built", true)
    end
    local mask = x.mask
    local y = self:call(x, { training = options and options.training or false, mask = mask })
    if core.is_tensor(y) and mask and not y.mask and core.is_tensor(mask) then y = y:with_mask(mask) end
    return y
  end,
  build = function() end,
  call = function(_, x) return x end,
  -- A variable of this layer. { name, shape, initializer = "glorot_uniform", regularizer, constraint, trainable = true, dtype }
  add_weight = function(self, spec)
    local initializer = require("lunula.initializers").get(spec.initializer or "glorot_uniform")
    local trainable = spec.trainable
    if trainable == nil then trainable = true end
    local variable = core.variable(initializer(spec.shape, { dtype = spec.dtype or self.dtype }), spec.name or "variable", trainable)
    variable.path = self.name .. "/" .. (spec.name or "variable")
    variable.constraint = require("lunula.constraints").get(spec.constraint)
    variable.regularizer = require("lunula.regularizers").get(spec.regularizer)
    self.own_weights[#self.own_weights + 1] = variable
    return variable
  end,
  -- Every variable: own ones first (trainable before not), then those of tracked layers in order.
  get_variables = function(self)
    local list = {}
    for _, wanted in ipairs { true, false } do
      for _, v in ipairs(self.own_weights) do
        if v.trainable == wanted then list[#list + 1] = v end
      end
    end
    for _, layer in ipairs(self.tracked) do
      for _, v in ipairs(layer:get_variables()) do list[#list + 1] = v end
    end
    return list
  end,
  trainable_variables = function(self)
    local list = {}
    if not self.trainable then return list end
    for _, v in ipairs(self.own_weights) do
      if v.trainable then list[#list + 1] = v end
    end
    for _, layer in ipairs(self.tracked) do
      for _, v in ipairs(layer:trainable_variables()) do list[#list + 1] = v end
    end
    return list
  end,
  get_weights = function(self)
    local list = {}
    for i, v in ipairs(self:get_variables()) do list[i] = v.value end
    return list
  end,
  set_weights = function(self, weights)
    local variables = self:get_variables()
    if #weights ~= #variables then
      core.raise(("%s \"%s\": set_weights expected %d weights, got %d"):format(class.class_of(self).name, self.name, #variables, #weights))
    end
    for i, v in ipairs(variables) do v:assign(weights[i]) end
  end,
  count_params = function(self)
    local total = 0
    for _, v in ipairs(self:get_variables()) do total = total + v.size end
    return total
  end,
  -- The shape that a shape becomes; null is an unknown length.
  compute_output_shape = function(self, shape) return self(core.symbol(shape, self.dtype)).shape end,
  get_config = function(self)
    local list = { { "name", self.name }, { "trainable", self.trainable }, { "dtype", policy(self.dtype) } }
    for _, param in ipairs(class.class_of(self).config_params) do
      local key = param[1]
      if key ~= "name" and key ~= "trainable" and key ~= "dtype" then list[#list + 1] = { key, self[key] } end
    end
    return class.ordered(list)
  end,
})

return M
