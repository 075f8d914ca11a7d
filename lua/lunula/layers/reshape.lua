-- Reshape. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local Layer = require("lunula.layers.base").Layer

return class.builtin(Layer, "Reshape", "keras.layers", {
  doc = "Reshape(target_shape): (batch, ...) to (batch, target_shape...); one entry may be -1.",
  params = { { "target_shape" } },
  call = function(self, x)
    local shape = { x.shape[1] == core.null and -1 or x.shape[1] }
    local known, hole, total = 1, nil, 1
    for i, n in ipairs(self.target_shape) do
      shape[i + 1] = n
      if n == -1 then hole = i + 1 else known = known * n end
    end
    for i = 2, x.ndim do total = x.shape[i] ~= core.null and total and total * x.shape[i] or nil end
    if hole and total then shape[hole] = total // known end
    return ops.reshape(x, shape)
  end,
})
