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

-- The function that a config names: by its bare name, or by the one module that Keras files it under.
function M.find(name, module)
  if not_functions[name] then return nil end
  for _, source in ipairs(sources) do
    local fn = require(source[1])[name]
    if type(fn) == "function" then
      return (module == "builtins" or module == (elsewhere[name] or source[2]) and not second_names[name]) and fn or nil
    end
  end
end

-- The name of a built-in function; who holds one has loaded it, so nothing else is.
function M.name_of(fn)
  for _, source in ipairs(sources) do
    for name, value in next, require(source[1]) do
      if value == fn and not not_functions[name] and not second_names[name] then return name end
    end
  end
end

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
