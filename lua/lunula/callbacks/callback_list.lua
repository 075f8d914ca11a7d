-- CallbackList: tells every callback of what happens. Knows of callbacks by their hooks, and of the two that fit adds.
local class = require "lunula.class"
local core = require "lunula.core"
local base = require "lunula.callbacks.base"

local default = base.Callback.base.methods

-- Whether a callback does anything at a hook.
local function listens(callback, hook)
  if callback[hook] ~= default[hook] then return true end
  local plain = hook == "on_train_batch_begin" and "on_batch_begin" or hook == "on_train_batch_end" and "on_batch_end"
  return plain and callback[plain] ~= default[plain] or false
end

-- Tensors in logs as Lua numbers.
local function numbers(logs)
  local values = {}
  for name, value in pairs(logs or {}) do
    if core.is_tensor(value) and name ~= "outputs" then value = value.size == 1 and value:item() or value:totable() end
    values[name] = value
  end
  return values
end

local function sorted_names(logs)
  local names = {}
  for name in pairs(logs) do names[#names + 1] = name end
  table.sort(names)
  return names
end

-- Calls a hook; an error names the callback and the hook, behind the place in the script.
local function tell(callback, hook, ...)
  local ok, message = pcall(callback[hook], callback, ...)
  if ok then return end
  local name = class.class_of(callback).name
  if type(message) == "string" then
    local place, text = message:match "^([^\n:]+:%d+: )(.*)$"
    if not place then place, text = "", message end
    if text:sub(1, #name) ~= name then message = ("%s%s.%s: %s"):format(place, name, hook, text) end
  end
  error(message, 0)
end

local members = {
  doc = "CallbackList(callbacks, add_history = false, add_progbar = false, model, verbose, epochs, steps): tells all of them.",
  params = { { "callbacks", core.null }, { "add_history", false }, { "add_progbar", false }, { "model", core.null }, { "verbose", 1 },
    { "epochs", 1 }, { "steps", core.null } },
  initialize = function(self, args)
    self.callbacks = {}
    local given = args.callbacks or {}
    if class.is_instance(given) then given = { given } end
    local callbacks = require "lunula.callbacks"
    for i, callback in ipairs(given) do
      if not class.is_instance(callback, base.Callback.base) then
        core.raise(("callbacks[%d] is no Callback but a %s"):format(i, type(callback)))
      end
      self.callbacks[i] = callback
      if class.is_instance(callback, callbacks.ProgbarLogger) then self.progbar = callback end
      if class.is_instance(callback, callbacks.History) then self.history = callback end
    end
    local function add(wanted, name, class_name)
      if wanted and not self[name] then
        self[name] = callbacks[class_name]()
        self.callbacks[#self.callbacks + 1] = self[name]
      end
    end
    if args.model then table.move(base.observers, 1, #base.observers, #self.callbacks + 1, self.callbacks) end
    add(args.add_history, "history", "History")
    add(args.add_progbar, "progbar", "ProgbarLogger")
    if args.model then self:set_model(args.model) end
    self:set_params { verbose = args.verbose, epochs = args.epochs, steps = args.steps }
  end,
  append = function(self, callback)
    self.callbacks[#self.callbacks + 1] = callback
    self.listeners = nil
  end,
  set_params = function(self, params)
    self.params = params
    for _, callback in ipairs(self.callbacks) do callback:set_params(params) end
  end,
  set_model = function(self, model)
    self.model = model
    if self.history then rawset(model, "history", self.history) end
    for _, callback in ipairs(self.callbacks) do callback:set_model(model) end
  end,
  -- The callbacks that do something at a hook, in order; those come last that keep what the others made of it.
  listening = function(self, hook)
    self.listeners = self.listeners or {}
    local list = self.listeners[hook]
    if not list then
      list = {}
      for _, last in ipairs { false, true } do
        for _, callback in ipairs(self.callbacks) do
          if (callback.acts_last or false) == last and listens(callback, hook) then list[#list + 1] = callback end
        end
      end
      self.listeners[hook] = list
    end
    return list
  end,
}

-- At the end of a batch the logs are tensors, which cost time to read: who reads them only now and then gets them so, the others get numbers.
for _, hook in ipairs(base.hooks) do
  if hook:find "_batch_" or hook:find "on_batch" then
    members[hook] = function(self, batch, logs)
      local values
      for _, callback in ipairs(self:listening(hook)) do
        if not callback.reads_tensors then values = values or numbers(logs) end
        tell(callback, hook, batch, values or logs or {})
      end
    end
  elseif hook:find "epoch" then
    members[hook] = function(self, epoch, logs)
      logs = logs or {}
      if self.progbar then self.progbar.order = sorted_names(logs) end
      for _, callback in ipairs(self:listening(hook)) do tell(callback, hook, epoch, logs) end
    end
  else
    members[hook] = function(self, logs)
      logs = logs or {}
      if self.progbar then self.progbar.order = sorted_names(logs) end
      for _, callback in ipairs(self:listening(hook)) do tell(callback, hook, logs) end
    end
  end
end

return class.builtin(base.Callback, "CallbackList", "keras.callbacks", members)
