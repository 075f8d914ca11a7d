-- keras.Variable: a value that changes. Knows of the core only.
local core = require "lunula.core"
local suggest = require "lunula.suggest"

local M = {}
local names = { "shape", "dtype", "trainable", "name", "constraint", "regularizer" }
local known = {}
for _, name in ipairs(names) do known[name] = true end

-- keras.Variable(initializer, { shape, dtype, trainable = true, name, constraint, regularizer }): `initializer` is a value, or a function of
-- (shape, { dtype }) when a shape is given.
function M.Variable(initializer, options)
  options = options or {}
  if type(options) ~= "table" then core.raise("Variable: expected a table of named arguments, got " .. type(options)) end
  for key in pairs(options) do
    if not known[key] then
      local near = suggest.nearest(tostring(key), names)
      core.raise(("Variable: there is no argument '%s'%s"):format(tostring(key), near and ("; did you mean '%s'?"):format(near) or ""))
    end
  end
  local value
  if options.shape ~= nil then
    if type(initializer) == "nil" or type(initializer) == "number" then
      core.raise("Variable: with a shape, the first argument is an initializer")
    end
    value = core.tensor(initializer(options.shape, { dtype = options.dtype or core.floatx() }), options.dtype)
  else
    value = core.tensor(initializer, options.dtype)
  end
  local trainable = options.trainable
  if trainable == nil then trainable = true end
  local variable = core.variable(value, options.name or core.unique_name("variable"), trainable)
  variable.constraint = options.constraint
  variable.regularizer = options.regularizer
  return variable
end

return M
