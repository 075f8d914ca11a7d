-- Reshape. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.layers.base"

return class.builtin(base.Layer, "Reshape", "keras.layers", {
  doc = {
    "The same elements in another shape, the batch's axis apart.", formula = "the elements in C order", shapes = "(batch, ...) -> (batch, target_shape...)",
    example = [==[
print(keras.layers.Reshape { { 4, -1 } }(ops.ones { 1, 2, 6 }).shape[3])  --> 3]==],
  },
  one_input = true,
  params = { { "target_shape", doc = "the shape without the batch's axis; one entry may be -1, for what is left" } },
  initialize = function(self, args)
    super.initialize(self, args)
    local target = self.target_shape
    for _, n in ipairs(type(target) == "table" and target or { false }) do
      if not (math.type(n) and math.tointeger(n)) or n < -1 then
        core.raise(("Reshape \"%s\": target_shape is a list of lengths, one of which may be -1, got %s"):format(self.name,
          type(target) == "table" and ("%s in it"):format(tostring(n)) or tostring(target)))
      end
    end
  end,
  call = function(self, x)
    local shape = { x.shape[1] == core.null and -1 or x.shape[1] }
    local known, hole, total = 1, nil, 1
    for i, n in ipairs(self.target_shape) do
      shape[i + 1] = n
      if n == -1 then hole = i + 1 else known = known * n end
    end
    for i = 2, x.ndim do total = x.shape[i] ~= core.null and total and total * x.shape[i] or nil end
    if total and (hole and (known == 0 or total % known ~= 0) or not hole and known ~= total) then
      core.raise(("ValueError: Reshape \"%s\": target_shape %s does not hold the %d elements of a sample of shape %s"):format(self.name,
        base.shape_text(self.target_shape), total, base.shape_text({ table.unpack(x.shape, 2) })))
    end
    if hole and total then shape[hole] = total // known end
    return ops.reshape(x, shape)
  end,
})
