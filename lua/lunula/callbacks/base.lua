-- keras.Callback: told of what happens in training. Knows of classes, and of what comes back as a state.
local class = require "lunula.class"
local kept = require "lunula.callbacks.kept"

local nothing = function() end

-- Hooks for batches of training go through those for batches of any kind, as in Keras.
local function batch_begin(self, batch, logs) return self:on_batch_begin(batch, logs) end
local function batch_end(self, batch, logs) return self:on_batch_end(batch, logs) end

-- The fields of state_fields, each with the kind of value that it has to be (kept.lua) where the class says: name = kind instead of a name alone.
local function fields_of(self)
  local names, kinds = {}, {}
  for key, value in pairs(self.state_fields) do
    if type(key) == "string" then names[#names + 1], kinds[key] = key, value else names[#names + 1] = value end
  end
  return names, kinds
end

local members = {
  doc = "Callback(name, { on_epoch_end = function(self, epoch, logs) ... end, ... }); self.model is the model, self.params what fit was given. "
    .. "`state_fields = { 'wait' }` names the fields that a training resumed by BackupAndRestore goes on with.",
  state_fields = {},
  -- What a resumed training needs to go on: numbers, strings, booleans, tensors and tables of these.
  get_state = function(self)
    local state = {}
    for _, field in ipairs((fields_of(self))) do state[field] = self[field] end
    return state
  end,
  set_state = function(self, state)
    local names, kinds = fields_of(self)
    kept.check(class.class_of(self).name, kinds, state, "")
    for _, field in ipairs(names) do self[field] = state[field] end
  end,
  set_params = function(self, params) self.params = params end,
  set_model = function(self, model) self.model = model end,
}

-- `observers` are told of every training beside the callbacks that it is given: the host's.
local M = { hooks = {}, observers = {} }

for _, told in ipairs { "train", "test", "predict" } do
  for _, when in ipairs { "begin", "end", "batch_begin", "batch_end" } do M.hooks[#M.hooks + 1] = ("on_%s_%s"):format(told, when) end
end
for _, hook in ipairs { "on_epoch_begin", "on_epoch_end", "on_batch_begin", "on_batch_end" } do M.hooks[#M.hooks + 1] = hook end
for _, hook in ipairs(M.hooks) do members[hook] = nothing end
members.on_train_batch_begin, members.on_train_batch_end = batch_begin, batch_end

M.Callback = class.kind("Callback", members)

return M
