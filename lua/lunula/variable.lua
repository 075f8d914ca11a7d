-- keras.Variable: a value that changes. Knows of the core, and at need of the objects that strings name.
local arguments = require "lunula.arguments"
local core = require "lunula.core"

local M = {}

local function shape_text(shape)
  return ("(%s%s)"):format(table.concat(shape, ", "), #shape == 1 and "," or "")
end

local function initial_value(initializer, shape, dtype)
  if type(initializer) == "string" then initializer = require("lunula.initializers").get(initializer) end
  local meta = type(initializer) == "table" and getmetatable(initializer)
  if type(initializer) == "function" or meta and meta.__call then
    if shape == nil then core.raise "an initializer needs a shape" end
    return core.tensor(initializer(shape, { dtype = dtype or core.floatx() }), dtype)
  end
  local value = core.tensor(initializer, dtype)
  if shape ~= nil and shape_text(value.shape) ~= shape_text(shape) then
    core.raise(("the value has shape %s, not %s"):format(shape_text(value.shape), shape_text(shape)))
  end
  return value
end

M.Variable = core.define("Variable", "initializer:any, shape:shape=nil, dtype:dtype=nil, trainable:bool=true, name:string=nil, constraint:any=nil, "
  .. "regularizer:any=nil", "The only thing that changes: .value is a snapshot, assign, assign_add and assign_sub change it. It begins as a value, or as what an "
  .. "initializer (its name, an object, a function of (shape, { dtype })) makes of a shape.", "{1, 2}",
  function(initializer, shape, dtype, trainable, name, constraint, regularizer)
    if arguments.is_named(initializer) then -- one table of names, as constructors take it
      local rest = {}
      for key, value in pairs(initializer) do rest[key] = value end
      rest.initializer = nil
      return M.Variable(initializer.initializer, next(rest) and rest)
    end
    local variable = core.variable(initial_value(initializer, shape, dtype), name or core.unique_name("variable"), trainable)
    if constraint ~= nil then variable.constraint = require("lunula.constraints").get(constraint) end
    if regularizer ~= nil then variable.regularizer = require("lunula.regularizers").get(regularizer) end
    return variable
  end)

return M
