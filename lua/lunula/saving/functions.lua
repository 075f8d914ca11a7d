-- The built-in functions that a config may name, and the names they are written under: activations, losses and accuracies, nothing else. Knows of these
-- three tables only.
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

-- The function that a config names: by its bare name, or by the one module that Keras files it under.
function M.find(name, module)
  fill()
  if module == "builtins" or modules[name] == module and not second_names[name] then return by_name[name] end
end

function M.name_of(fn)
  fill()
  return by_function[fn]
end

function M.names()
  fill()
  local list = {}
  for name in pairs(by_name) do list[#list + 1] = name end
  table.sort(list)
  return list
end

return M
