-- RepeatVector. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.layers.base"

return class.builtin(base.Layer, "RepeatVector", "keras.layers", {
  doc = {
    "Each sample's vector n times, as a sequence.",
    formula = "y[b, t, :] = x[b, :]", shapes = "(batch, features) -> (batch, n, features)",
    example = [==[
print(keras.layers.RepeatVector(2)(ops.array { { 1.0 } })[":, :, 0"])  --> tensor([[1., 1.]], shape=(1, 2), dtype=float32)]==],
  },
  one_input = true,
  params = { { "n", doc = "how often" } },
  initialize = function(self, args)
    super.initialize(self, args)
    if math.type(self.n) ~= "integer" then core.raise(("TypeError: RepeatVector: Expected an integer value for `n`, got a %s"):format(type(self.n))) end
    if self.n <= 0 then core.raise(("ValueError: RepeatVector: n is a positive integer, got %d"):format(self.n)) end
  end,
  call = function(self, x)
    if x.ndim ~= 2 then
      core.raise(("ValueError: RepeatVector \"%s\": expected an input of 2 axes, got shape %s"):format(self.name, base.shape_text(x.shape)))
    end
    return ops["repeat"](ops.expand_dims(x, 1), self.n, 1)
  end,
})
