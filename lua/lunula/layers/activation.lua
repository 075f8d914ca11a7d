-- Activation. Knows of its base class and ops only.
local class = require "lunula.class"
local Layer = require("lunula.layers.base").Layer

return class.builtin(Layer, "Activation", "keras.layers", {
  doc = "Activation(activation): a function, element by element or over the last axis.",
  supports_masking = true,
  params = { { "activation" } },
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
