-- The built-in functions that a config may name, and the names they are written under: activations, losses, metrics and ops, nothing else. Knows of these
-- tables only.
local core = require "lunula.core"

local M = {}

-- where the functions stand here and in Keras
local sources = {
  { "lunula.activations", "keras.activations" }, { "lunula.losses.functions", "keras.metrics" }, { "lunula.metrics.functions", "keras.metrics" },
}
-- Keras files the other loss functions under its metrics
local elsewhere = {}
for _, name in ipairs { "categorical_generalized_cross_entropy", "circle", "cosine_similarity", "ctc", "dice", "huber", "log_cosh", "tversky" } do
  elsewhere[name] = "keras.losses"
end
local not_functions = { get = true, serialize = true, deserialize = true, accuracy = true }
local second_names = { swish = true, hard_swish = true } -- strings that mean silu and hard_silu

-- A built-in function and the module under which Keras files it.
local function lookup(name)
  for _, source in ipairs(not_functions[name] and {} or sources) do
    local fn = require(source[1])[name]
    if type(fn) == "function" then return fn, elsewhere[name] or source[2] end
  end
end

local function op(name)
  local fn = rawget(require "lunula.ops", name)
  return type(fn) == "function" and core.op_info(fn) and fn or nil
end

-- The function that a config names: by its bare name, or by the one module that Keras files it under. Other ops than activations go by their module only.
function M.find(name, module)
  if module == "keras.ops" then return op(name) end
  local fn, home = lookup(name)
  return (module == "builtins" or module == home and not second_names[name]) and fn or nil
end

-- The name and the module that a function is written under: builtins where a bare name is found, else the module of ops, which Keras finds too. Who
-- holds a function has loaded it, so nothing else is.
function M.name_of(fn)
  for _, source in ipairs(sources) do
    for name, value in next, require(source[1]) do
      if value == fn and not not_functions[name] and not second_names[name] then return name, "builtins" end
    end
  end
  local info = core.op_info(fn)
  if info and op(info.name) == fn then return info.name, "keras.ops" end
end

-- The module under which Keras files a function of this name.
function M.module_of(name) return select(2, lookup(name)) end

function M.names()
  local list = {}
  for _, source in ipairs(sources) do
    for name, value in pairs(require(source[1])) do
      if type(value) == "function" and not not_functions[name] then list[#list + 1] = name end
    end
  end
  table.sort(list)
  return list
end

return M
