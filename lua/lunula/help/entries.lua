-- What can be asked about: the members of each namespace, and from an object or a name to its entry { what, name, full, object }, where `what` is "class",
-- "function" (one with a signature), "plain" (any other function), "namespace" or "instance"; methods.lua adds "method" and "object". Knows of every namespace.
local class = require "lunula.class"
local core = require "lunula.core"
local describe = require "lunula.help.describe"
local methods = require "lunula.help.methods"
local plain = require "lunula.help.plain"
local suggest = require "lunula.suggest"

local M = {}

-- In the order in which a bare name is looked up.
M.spaces = { "ops", "losses", "metrics", "constraints", "regularizers", "initializers", "activations", "optimizers", "optimizers.schedules", "layers",
  "callbacks", "models", "random", "saving", "utils", "io", "json", "config" }
-- What stands in keras itself.
local of_keras = { "Loss", "Constraint", "Layer", "Metric", "Optimizer", "Regularizer", "Initializer", "Callback", "LearningRateSchedule", "Model", "Sequential",
  "DTypePolicy", "SeedGenerator", "Variable", "Input", "jit", "value_and_grad", "help" }

local function keras() return require "lunula" end

-- The namespace of a name like "optimizers.schedules", or nil.
function M.space(name)
  local space = keras()
  for part in name:gmatch "[%w_]+" do
    space = type(space) == "table" and (space == keras() or getmetatable(space) ~= nil) and space[part] or nil
  end
  return space
end

-- A member that is there, by its own name or another; nil otherwise.
function M.member(space, name)
  local ok, value = pcall(function() return space[name] end)
  return ok and value or nil
end

local function entry(space_name, name, object)
  local full = space_name == "" and "keras." .. name or ("keras.%s.%s"):format(space_name, name)
  if type(object) == "table" and getmetatable(object) and getmetatable(object).__name == "kind" then object = object.base end
  local what = class.is_class(object) and "class" or core.op_info(object) and "function" or type(object) == "function" and "plain" or nil
  if what == "class" then name, full = object.name, describe.full_name(object) end -- whatever other name led here
  return what and { what = what, name = name, full = full, object = object, space = space_name } or nil
end

local function sorted(set)
  local list = {}
  for name in pairs(set) do list[#list + 1] = name end
  table.sort(list)
  return list
end

local function all_names(space_name, space)
  local set = {}
  if space_name == "ops" or space_name == "saving" or space_name == "utils" or space_name == "random" then
    for name in pairs(space) do set[name] = true end
  else
    for _, name in ipairs(space.names and space.names() or {}) do set[name] = true end
    local functions = require "lunula.saving.functions"
    for _, name in ipairs(functions.names()) do
      local is_activation = functions.module_of(name) == "keras.activations"
      if space_name == "activations" and is_activation or (space_name == "losses" or space_name == "metrics") and not is_activation then set[name] = true end
    end
    for full in pairs(plain) do
      local of, name = full:match "^keras%.(.+)%.([%w_]+)$"
      if of == space_name then set[name] = true end
    end
  end
  return sorted(set)
end

-- The entries of a namespace ("" is keras itself), by name: classes, functions with a signature, other documented functions.
function M.list(space_name)
  local space = space_name == "" and keras() or M.space(space_name)
  local names, list = space_name == "" and of_keras or all_names(space_name, space), {}
  for _, name in ipairs(names) do
    local object = M.member(space, name)
    local found = object and entry(space_name, name, object)
    local elsewhere = found and found.what == "class" and space_name ~= "" and found.full ~= ("keras.%s.%s"):format(space_name, name)
    if found and (found.what ~= "plain" or plain[found.full]) and found.name == name and not elsewhere then list[#list + 1] = found end
  end
  return list
end

local function namespace_entry(name) return { what = "namespace", name = name, full = name == "" and "keras" or "keras." .. name, space = name } end

-- The entry of an object.
function M.of(x)
  if type(x) == "table" and getmetatable(x) and getmetatable(x).__name == "kind" then x = x.base end
  if class.is_instance(x) then
    local of_class = M.of(class.class_of(x))
    return { what = "instance", name = of_class.name, full = of_class.full, object = of_class.object, space = of_class.space, instance = x }
  end
  if x == keras() then return namespace_entry "" end
  for _, name in ipairs(M.spaces) do
    if rawequal(M.space(name), x) then return namespace_entry(name) end
  end
  if class.is_class(x) then
    return { what = "class", name = x.name, full = describe.full_name(x), object = x }
  end
  local info = core.op_info(x)
  if info then
    for _, space_name in ipairs(M.spaces) do
      local found = M.member(M.space(space_name), info.name)
      if found == x then return entry(space_name, info.name, x) end
    end
    return { what = "function", name = info.name, full = info.name, object = x, space = "" }
  end
  if type(x) == "function" then
    for full in pairs(plain) do
      local space_name, name = full:match "^keras%.?(.-)%.?([%w_]+)$"
      if M.member(space_name == "" and keras() or M.space(space_name), name) == x then return entry(space_name, name, x) end
    end
  end
  local other = type(x) == "function" and methods.of_function(x) or methods.of_value(x)
  if other then return other end
  core.raise(("ValueError: help: there is no documentation of this %s"):format(type(x)))
end

-- What a name means that no namespace has: an object of methods.lua, a method of a class ("Model.fit", "Sequential:add") or of any ("fit"). A list.
local function find_elsewhere(path)
  local object = methods.object("keras." .. path)
  if object then return { object } end
  local owner, name = path:match "^(.+)[.:]([%a_][%w_]*)$"
  if not owner then return methods.named(path) end
  local ok, of = pcall(M.find, owner)
  if ok and (of.full == "keras.Tensor" or of.full == "keras.Variable") and core.ops[name] then return { (M.find("ops." .. name)) } end
  return ok and { methods.of_owner(of.full, of.what == "class" and of.object or nil, name) } or {}
end

-- The entry of a name, with its namespace or class or without, and those of other things of that name.
function M.find(name)
  local path = name:gsub("^keras%.?", "")
  if path == "" then return namespace_entry "" end
  for _, space_name in ipairs(M.spaces) do
    if path == space_name then return namespace_entry(path) end
  end
  local space_name, last = path:match "^(.-)%.?([%w_]+)$"
  local found = {}
  for _, candidate in ipairs { "", table.unpack(M.spaces) } do
    local space = candidate == "" and keras() or M.space(candidate)
    local object = last and (space_name == "" or space_name == candidate) and M.member(space, last)
    local made = object and entry(candidate, last, object)
    local again = false -- a class of two names
    for _, other in ipairs(found) do again = again or made and other.full == made.full end
    if made and not again and (made.what ~= "plain" or plain[made.full]) then
      -- a thing's own name comes before another's second name
      local exact, last_exact = made.name == last, 0
      for i, other in ipairs(found) do last_exact = other.name == last and i or last_exact end
      table.insert(found, exact and last_exact + 1 or #found + 1, made)
    end
  end
  if #found == 0 and space_name == "" and last and core.op_info(last) then return { what = "function", name = last, full = last, object = last, space = "" } end
  if #found == 0 then found = find_elsewhere(path) end
  if #found == 0 then
    local known = methods.names()
    for _, space in ipairs { "", table.unpack(M.spaces) } do
      for _, listed in ipairs(M.list(space)) do known[#known + 1] = listed.name end
    end
    local near = last and suggest.nearest(last, known)
    core.raise(("ValueError: help: there is no '%s'%s"):format(name, near and ("; did you mean '%s'?"):format(near) or "; help() lists what there is"))
  end
  return found[1], { table.unpack(found, 2) }
end

return M
