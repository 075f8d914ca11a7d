-- keras.DTypePolicy: which dtype a layer computes in. Knows of classes only.
local class = require "lunula.class"
local core = require "lunula.core"

local Policy = class.kind("DTypePolicy", { doc = "DTypePolicy(name): the name of a float dtype.", params = { { "name" } } })

local DTypePolicy = class.builtin(Policy, "DTypePolicy", "keras", {
  doc = "DTypePolicy(name): a float dtype for variables and computation alike.",
  initialize = function(self, args)
    local known = { float16 = true, bfloat16 = true, float32 = true, float64 = true }
    if not known[args.name] then core.raise(("DTypePolicy: expected the name of a float dtype, got %s"):format(tostring(args.name))) end
    self.name = args.name
  end,
})

return { DTypePolicy = DTypePolicy }
