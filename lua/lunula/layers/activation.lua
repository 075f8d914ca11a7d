-- Activation. Knows of its base class and ops only.
local class = require "lunula.class"
local Layer = require("lunula.layers.base").Layer

return class.builtin(Layer, "Activation", "keras.layers", {
  doc = {
    "A function of keras.activations, or one's own, as a layer.", formula = "activation(x)", shapes = "any -> the same",
    example = [==[
print(keras.layers.Activation "relu"(ops.array { -1.0, 2.0 }))  --> tensor([0., 2.], shape=(2,), dtype=float32)]==],
  },
  supports_masking = true,
  one_input = true,
  params = { { "activation", doc = "a name, a config or a function of a tensor" } },
  initialize = function(self, args)
    super.initialize(self, args)
    self.activation = require("lunula.activations").get(self.activation)
  end,
  call = function(self, x) return self.activation(x) end,
  get_config = function(self)
    local config = super.get_config(self)
    config.activation = require("lunula.activations").serialize(self.activation)
    return config
  end,
})
