-- keras.DTypePolicy: the dtypes in which a layer keeps its variables and computes. Knows of classes only.
local class = require "lunula.class"
local core = require "lunula.core"

local Policy = class.kind("DTypePolicy", { doc = "DTypePolicy(name): the name of a float dtype, or mixed_float16, mixed_bfloat16.",
  params = { { "name" } } })

local floats = { float16 = true, bfloat16 = true, float32 = true, float64 = true }
local plain = { bool = true, uint8 = true, uint16 = true, uint32 = true, uint64 = true, int8 = true, int16 = true, int32 = true, int64 = true }
local mixed = { mixed_float16 = "float16", mixed_bfloat16 = "bfloat16" }

local M = {}

M.DTypePolicy = class.builtin(Policy, "DTypePolicy", "keras", {
  doc = "DTypePolicy(name): a dtype for variables and computation alike; mixed_float16 and mixed_bfloat16 keep float32 variables and compute in 16 bits.",
  initialize = function(self, args)
    if not (floats[args.name] or plain[args.name] or mixed[args.name]) then
      core.raise(("ValueError: DTypePolicy: expected the name of a dtype, mixed_float16 or mixed_bfloat16, got %s"):format(tostring(args.name)))
    end
    self.name = args.name
    self.compute_dtype = mixed[args.name] or args.name
    self.variable_dtype = mixed[args.name] and "float32" or args.name
  end,
  __tostring = function(self) return ('<DTypePolicy "%s">'):format(self.name) end,
})

local global

-- The policy that a name, a policy, its envelope or nil (the global one) means.
function M.get(value)
  if value == nil or value == core.null then return global or M.DTypePolicy(core.floatx()) end
  if class.is_instance(value) then return value end
  if type(value) == "table" and type(value.config) == "table" then value = value.config.name end
  if type(value) ~= "string" then core.raise("dtype is a name or a DTypePolicy, got a " .. type(value)) end
  return M.DTypePolicy(value)
end

-- The policy of layers made from here on that name none; nil goes back to floatx.
function M.set_dtype_policy(policy) global = policy ~= nil and M.get(policy) or nil end

function M.dtype_policy() return M.get() end

return M
