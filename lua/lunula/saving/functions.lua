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
for name in ("cosine_similarity ctc dice tversky circle huber log_cosh categorical_generalized_cross_entropy"):gmatch "%S+" do
  elsewhere[name] = "keras.losses"
end
local not_functions = { get = true, serialize = true, deserialize = true, accuracy = true }
local second_names = { swish = true, hard_swish = true } -- strings that mean silu and hard_silu

local by_name, by_function, modules

local function fill()
  if by_name then return end
  by_name, by_function, modules = {}, {}, {}
  for _, source in ipairs(sources) do
    for name, fn in pairs(require(source[1])) do
      if type(fn) == "function" and not not_functions[name] then
        by_name[name], modules[name] = fn, elsewhere[name] or source[2]
        if not second_names[name] then by_function[fn] = name end
      end
    end
  end
end

local function op(name)
  local fn = rawget(require "lunula.ops", name)
  return type(fn) == "function" and core.op_info(fn) and fn or nil
end

-- The function that a config names: by its bare name, or by the one module that Keras files it under. Other ops than activations go by their module only.
function M.find(name, module)
  if module == "keras.ops" then return op(name) end
  fill()
  if module == "builtins" or modules[name] == module and not second_names[name] then return by_name[name] end
end

-- The name and the module that a function is written under: builtins where a bare name is found, else the module of ops, which Keras finds too.
function M.name_of(fn)
  fill()
  if by_function[fn] then return by_function[fn], "builtins" end
  local info = core.op_info(fn)
  if info and op(info.name) == fn then return info.name, "keras.ops" end
end

-- The module under which Keras files a function of this name.
function M.module_of(name)
  fill()
  return modules[name]
end

function M.names()
  fill()
  local list = {}
  for name in pairs(by_name) do list[#list + 1] = name end
  table.sort(list)
  return list
end

return M
