-- What the host part of lunula.h asks of the Lua half. Knows of everything; nothing knows of it.
local core = require "lunula.core"
local keras = require "lunula"

local M = {}

-- The value at a path ("keras.losses.Huber", "model") that begins with a global of `environment`; `keras` is there anyway.
function M.lookup(environment, path)
  local first, rest = path:match "^([^.]+)(.*)$"
  if not first then core.raise(("'%s' is no path of names"):format(path)) end
  local value = environment[first]
  if value == nil and first == "keras" then value = keras end
  for name in rest:gmatch "%.([^.]+)" do
    if value == nil then return nil end
    value = value[name]
  end
  return value
end

function M.from_config(text) return keras.saving.deserialize_keras_object(keras.json.decode(text)) end

function M.load_model(path) return keras.saving.load_model(path) end

function M.config(object) return keras.json.encode(keras.saving.serialize_keras_object(object)) end

-- The graph of object(x) in inference, for one x like the symbol given.
function M.compile(object, like)
  local jit, class = require "lunula.jit", require "lunula.class"
  local function run(x)
    if class.is_instance(object, keras.Layer.base) then return object(x, { training = false }) end
    return object(x)
  end
  if class.is_instance(object, keras.Layer.base) and not object.built then object(like) end
  return jit.trace(run, table.pack(like)).graph
end

function M.class(kind, name, package, members)
  if type(rawget(keras, kind)) ~= "table" and not keras[kind] then core.raise(("there is no kind of class '%s'"):format(kind)) end
  local class = keras[kind](name, members)
  if package then keras.saving.register_keras_serializable(class, { package = package }) end
  return class
end

-- An op of the host's among the others.
function M.op(name, fn)
  keras.ops[name] = fn
  core.methods[name] = fn
end

-- tell(is_step, epoch, epochs, step, steps, names, values) at each epoch's end, and each step's when `of_steps`; false ends the training.
function M.observe(tell, of_steps)
  local function report(self, is_step, step, logs)
    local names, values = {}, {}
    for key in pairs(logs or {}) do names[#names + 1] = key end
    table.sort(names)
    for i, key in ipairs(names) do values[i] = tonumber(core.is_tensor(logs[key]) and logs[key]:item() or logs[key]) or 0 / 0 end
    if not tell(is_step, self.epoch, self.params.epochs, step, self.params.steps, names, values) then self.model.stop_training = true end
  end
  local members = {
    on_epoch_begin = function(self, epoch) self.epoch = epoch end,
    on_epoch_end = function(self, _, logs) report(self, false, nil, logs) end,
  }
  if of_steps then members.on_train_batch_end = function(self, step, logs) report(self, true, step, logs) end end
  local observers = require("lunula.callbacks.base").observers
  observers[#observers + 1] = keras.Callback("HostProgress", members)()
end

return M
