-- keras.value_and_grad: gradients of functions of tensors. Knows of tapes only.
local core = require "lunula.core"

local M = {}

local function or_zeros(g, x) return g or core.ops.full(x.shape, 0, x.dtype) end

-- value_and_grad(fn)(a, b) gives the value, then the gradient of each tensor argument; value_and_grad(fn, variables)(...) the value and the list
-- of the variables' gradients. Where the value doesn't depend on an argument the gradient is zeros.
function M.value_and_grad(fn, variables)
  return function(...)
    local args, sources = table.pack(...), {}
    local tape <close> = core.tape()
    if variables then
      for i, v in ipairs(variables) do sources[i] = v.value end
    else
      for i = 1, args.n do
        if core.is_variable(args[i]) then args[i] = args[i].value end
        if core.is_tensor(args[i]) then sources[#sources + 1] = args[i] end
      end
    end
    for _, s in ipairs(sources) do tape:watch(s) end
    local value = fn(table.unpack(args, 1, args.n))
    tape:stop()
    local gradients = tape:gradient(value, sources)
    for i, s in ipairs(sources) do gradients[i] = or_zeros(gradients[i], s) end
    if variables then return value, gradients end
    return value, table.unpack(gradients)
  end
end

return M
