-- keras.ops: every public primitive, the composites of this folder, and their aliases; each is a tensor method too.
local core = require "lunula.core"
local suggest = require "lunula.suggest"

local ops = {}
for name, fn in pairs(core.ops) do
  if not core.op_info(name).internal and name ~= "rint" then ops[name] = fn end -- rint is round's; Keras has none
end
for _, family in ipairs { "create", "shape", "extend", "gather", "math", "nn", "control" } do
  for name, fn in pairs(require("lunula.ops." .. family)) do ops[name] = fn end
end

local aliases = { abs = "absolute", true_divide = "divide", swish = "silu", hard_swish = "hard_silu", array = "convert_to_tensor" }
for alias, name in pairs(aliases) do ops[alias] = ops[name] end

local fields = { shape = true, size = true, ndim = true } -- of the tensor itself
for name, fn in pairs(ops) do
  if not fields[name] then core.methods[name] = fn end
end
core.methods.__getitem = require("lunula.index").index

return setmetatable(ops, {
  __name = "keras.ops",
  __index = function(_, name)
    local names = {}
    for op in pairs(ops) do names[#names + 1] = op end
    table.sort(names)
    local near = suggest.nearest(tostring(name), names)
    core.raise(("keras.ops has no op '%s'%s"):format(tostring(name), near and ("; did you mean '%s'?"):format(near) or ""))
  end,
})
