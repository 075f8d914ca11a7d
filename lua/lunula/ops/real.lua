-- Integers and booleans as numbers of the default float dtype, floats as they are: for composites whose differences and products an integer dtype
-- could not hold. Knows of the primitives only.
local core = require "lunula.core"

return function(x)
  return x.dtype:find "float" and x or core.ops.cast(x, core.promote(x.dtype, "float"))
end
