-- keras.Variable: a value that changes. Knows of tensors only.
local core = require "lunula.core"

local M = {}

-- keras.Variable(initializer, { shape, dtype, trainable = true, name, constraint, regularizer }): `initializer` is a value, or a function of
-- (shape, { dtype }) when a shape is given.
function M.Variable(initializer, options)
  options = options or {}
  if type(options) ~= "table" then core.raise("Variable: expected a table of named arguments, got " .. type(options)) end
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
