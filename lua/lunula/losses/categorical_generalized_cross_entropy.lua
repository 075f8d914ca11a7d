-- CategoricalGeneralizedCrossEntropy: a crossentropy that bears wrong labels. Knows of its base class only.
local core = require "lunula.core"
local base = require "lunula.losses.base"
local inputs = require "lunula.losses.inputs"

local function check(q, owner)
  if not (q > 0 and q < 1) then core.raise(("%sq lies between 0 and 1, both excluded, got %s"):format(owner or "", q)) end
end

return base.builtin("CategoricalGeneralizedCrossEntropy", {
  doc = {
    "Between crossentropy (q near 0) and mean absolute error (q near 1) of integer labels, which bears wrong labels better. A label outside the classes is an error.",
    formula = "(1 - p[label]^q) / q",
    shapes = "y_true (...) or (..., 1), y_pred (..., classes) -> (...)",
    source = "Zhang and Sabuncu, Generalized cross entropy loss for training deep neural networks with noisy labels, 2018",
    example = [[
local loss = keras.losses.CategoricalGeneralizedCrossEntropy()
print(loss({ 0, 1 }, { { 0.81, 0.19 }, { 0.75, 0.25 } }))  --> tensor(0.6, shape=(), dtype=float32)]],
  },
  params = {
    { "q", 0.5, doc = "between 0 and 1: how much wrong labels are borne" },
  },
  labels = true,
  initialize = function(self, args)
    super.initialize(self, args)
    check(self.q, "ValueError: CategoricalGeneralizedCrossEntropy: ")
  end,
  signature = "y_true, y_pred, q:float",
  sample = "i({3},0,4), f({3,4},0.1,0.9), 0.5",
  fn = function(y_true, y_pred, q)
    check(q)
    local labels, classes
    labels, y_pred, classes = inputs.labels(y_true, y_pred, -1)
    local p = inputs.pick(y_pred, labels, classes, -1, "categorical_generalized_cross_entropy")
    return (1 - inputs.power(p, q)) / q
  end,
})
