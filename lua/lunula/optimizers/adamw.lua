-- AdamW. Knows of Adam only.
local class = require "lunula.class"
local core = require "lunula.core"
local Adam = require "lunula.optimizers.adam"
local Optimizer = require("lunula.optimizers.base").Optimizer

return class.builtin(Optimizer, "AdamW", "keras.optimizers", {
  inherit = Adam,
  doc = {
    "Adam whose weight decay acts on the weights and not through the gradient.",
    formula = "w <- w - weight_decay rate w, then Adam's step",
    source = "Loshchilov and Hutter, 2017",
    example = [[
local w = keras.Variable({ 1.0, 2.0 })
local adamw = keras.optimizers.AdamW { learning_rate = 0.1, weight_decay = 0.5 }
adamw:apply({ ops.convert_to_tensor { 1.0, -4.0 } }, { w })
print(w.value)  --> tensor([0.850001 , 1.9999993], shape=(2,), dtype=float32)]],
  },
  params = { { "learning_rate", 0.001 }, { "weight_decay", 0.004 }, { "beta_1", 0.9 }, { "beta_2", 0.999 }, { "epsilon", 1e-07 }, { "amsgrad", false } },
  initialize = function(self, args)
    super.initialize(self, args)
    if not self.weight_decay then core.raise(("ValueError: %s: weight_decay is a number, got null"):format(self.name)) end
  end,
})
