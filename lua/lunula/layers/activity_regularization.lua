-- ActivityRegularization. Knows of its base class and regularizers only.
local class = require "lunula.class"
local Layer = require("lunula.layers.base").Layer

return class.builtin(Layer, "ActivityRegularization", "keras.layers", {
  doc = {
    "Gives back its input and adds a penalty on its size to the loss.",
    formula = "loss + (l1 sum(|x|) + l2 sum(x^2)) / batch", shapes = "any -> the same",
    example = [==[
local layer = keras.layers.ActivityRegularization { l2 = 0.5 }
layer(ops.array { { 1.0, 2.0 } })
print(layer.losses[1])  --> tensor(2.5, shape=(), dtype=float32)]==],
  },
  supports_masking = true,
  one_input = true,
  params = { { "l1", 0.0, doc = "weight of the sum of absolute values" }, { "l2", 0.0, doc = "weight of the sum of squares" } },
  initialize = function(self, args)
    args.activity_regularizer = require("lunula.regularizers").L1L2 { l1 = args.l1, l2 = args.l2 }
    super.initialize(self, args)
  end,
  get_config = function(self)
    local config = super.get_config(self)
    local keys = getmetatable(config).keys
    for i = #keys, 1, -1 do
      if keys[i] == "activity_regularizer" then table.remove(keys, i) end -- l1 and l2 say it
    end
    config.activity_regularizer = nil
    return config
  end,
})
