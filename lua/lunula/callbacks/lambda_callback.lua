-- LambdaCallback. Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local base = require "lunula.callbacks.base"

local params = {}
for _, hook in ipairs { "on_epoch_begin", "on_epoch_end", "on_train_begin", "on_train_end", "on_train_batch_begin", "on_train_batch_end" } do
  params[#params + 1] = { hook, core.null }
end
for _, hook in ipairs(base.hooks) do
  local known = false
  for _, param in ipairs(params) do known = known or param[1] == hook end
  if not known then params[#params + 1] = { hook, core.null } end
end

return class.builtin(base.Callback, "LambdaCallback", "keras.callbacks", {
  doc = "LambdaCallback { on_epoch_end = function(epoch, logs) ... end, ... }: a callback of functions, which don't get self.",
  params = params,
  initialize = function(self, args)
    for hook, fn in pairs(args) do
      self[hook] = function(_, ...) return fn(...) end
    end
  end,
})
