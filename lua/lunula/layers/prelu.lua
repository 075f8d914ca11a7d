-- PReLU. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Layer = require("lunula.layers.base").Layer

return class.builtin(Layer, "PReLU", "keras.layers", {
  doc = {
    "A rectified linear unit whose slope below 0 is learned, for each feature.",
    formula = "x where x > 0, else alpha x", shapes = "(batch, ...) -> the same; alpha has the shape without the batch's axis",
    source = "He, Zhang, Ren and Sun, 2015",
    example = [==[
local layer = keras.layers.PReLU { alpha_initializer = keras.initializers.Constant(0.5) }
print(layer(ops.array { { -2.0, 1.0 } }))  --> tensor([[-1.,  1.]], shape=(1, 2), dtype=float32)]==],
  },
  supports_masking = true,
  one_input = true,
  params = {
    { "alpha_initializer", "Zeros", doc = "how the slopes begin" }, { "alpha_regularizer", core.null, doc = "penalty on the slopes" },
    { "alpha_constraint", core.null, doc = "constraint on the slopes after each step" },
    { "shared_axes", core.null, doc = "axes along which the slope is the same, counted from the batch's, which is 0" },
  },
  initialize = function(self, args)
    super.initialize(self, args)
    if math.type(self.shared_axes) then self.shared_axes = { self.shared_axes } end
    self.alpha_initializer = require("lunula.initializers").get(self.alpha_initializer)
    self.alpha_regularizer = require("lunula.regularizers").get(self.alpha_regularizer)
    self.alpha_constraint = require("lunula.constraints").get(self.alpha_constraint)
  end,
  build = function(self, shape)
    local own = { table.unpack(shape, 2) }
    for _, axis in ipairs(self.shared_axes or {}) do own[axis] = 1 end
    self.alpha = self:add_weight { name = "alpha", shape = own, initializer = self.alpha_initializer, regularizer = self.alpha_regularizer,
      constraint = self.alpha_constraint }
  end,
  call = function(self, x) return ops.relu(x) - self.alpha * ops.relu(-x) end,
})
