-- keras.config: defaults of this process's runtime, and what it uses. Knows of the core and of dtype policies.
local core = require "lunula.core"
local policies = require "lunula.dtype_policies"

return {
  floatx = core.floatx, -- the default float dtype, "float32"
  set_floatx = core.set_floatx,
  epsilon = core.epsilon, -- the fuzz factor, 1e-7
  set_epsilon = core.set_epsilon,
  dtype_policy = policies.dtype_policy, -- of layers that name none: floatx's unless set
  set_dtype_policy = policies.set_dtype_policy, -- a name ("mixed_float16"), a policy or its config
  backend = function() return "lunula" end,
  image_data_format = function() return "channels_last" end,
  -- { live_bytes, live_tensors, lent_bytes, cached_bytes, requests, limit }: bytes in live tensors and handles, how many tensors live, bytes that
  -- Lua itself holds (in the program and other hosts), bytes kept for reuse, how often the allocator was asked, and the limit on all of it (0: none).
  memory = core.memory,
  set_memory_limit = core.set_memory_limit,
  -- threads(n?) sets (0: one per core) and gives the number of threads.
  threads = core.threads,
}
