-- A constraint of one's own, on a tensor and in a layer.
local keras = require "lunula"
local ops = keras.ops

local NonNegative = keras.Constraint("NonNegative", {
  call = function(self, w)
    return w * ops.cast(ops.greater_equal(w, 0), w.dtype)
  end,
})
local weight = ops.convert_to_tensor { -1.0, 1.0 }
print(NonNegative()(weight))
print(keras.layers.Dense { units = 4, kernel_constraint = NonNegative() })
