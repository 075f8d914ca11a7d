-- A namespace of classes: each class's file is loaded at its first use, and strings, configs, instances and functions become objects.
-- Knows of classes and of saving (at need), not of any kind in particular.
local class = require "lunula.class"
local core = require "lunula.core"
local suggest = require "lunula.suggest"

-- namespace(module, folder, what, kind, names, functions): names = { ClassName = "file" }; functions = { name = function } that strings may name too.
return function(module, folder, what, kind, names, functions)
  local M, by_alias = {}, nil
  functions = functions or {}

  local function load(name)
    local value = functions[name] or names[name] and require(folder .. "." .. names[name])
    if value then rawset(M, name, value) end
    return value
  end

  local function aliases()
    if by_alias then return by_alias end
    by_alias = {}
    for name, file in pairs(names) do
      by_alias[file] = name
      for _, alias in ipairs(load(name).aliases or {}) do by_alias[alias] = name end
    end
    return by_alias
  end

  -- The object that an identifier means: nil and null give nil, a name or alias a default instance (or the function of that name), a config or
  -- envelope its object, an instance, a class or a function itself.
  function M.get(identifier)
    if identifier == nil or identifier == core.null then return nil end
    if type(identifier) == "function" or class.is_instance(identifier) then return identifier end
    if class.is_class(identifier) then return identifier() end
    if type(identifier) == "string" then
      local registry = require "lunula.saving.registry"
      local custom = registry.get_registered_object(identifier)
      if custom then return class.is_class(custom) and custom() or custom end
      if functions[identifier] then return functions[identifier] end
      local name = names[identifier] and identifier or aliases()[identifier]
      if name then return load(name)() end
      local known = {}
      for k in pairs(names) do known[#known + 1] = k end
      for k in pairs(aliases()) do known[#known + 1] = k end
      for k in pairs(functions) do known[#known + 1] = k end
      table.sort(known)
      local near = suggest.nearest(identifier, known)
      core.raise(("Could not interpret %s identifier: '%s'.%s"):format(what, identifier, near and (" Did you mean '%s'?"):format(near) or ""))
    end
    if type(identifier) == "table" then return M.deserialize(identifier) end
    core.raise(("Could not interpret %s identifier: %s (expected a name, a config, an object or a function)"):format(what, type(identifier)))
  end

  function M.serialize(object) return require("lunula.saving").serialize_keras_object(object) end

  function M.deserialize(config, options)
    if type(config) == "table" and not class.is_instance(config) then
      if config.class_name == nil then core.raise(("Unknown `config` as a `dict`: %s wants a class_name"):format(what)) end
      local bare = type(config.class_name) == "string" and (names[config.class_name] and config.class_name or aliases()[config.class_name])
      if bare and (config.module == nil or config.module == core.null or tostring(config.module):find("^keras")) then
        config = class.ordered { { "module", module }, { "class_name", bare }, { "config", config.config or {} },
          { "registered_name", config.registered_name } }
      end
    end
    return require("lunula.saving").deserialize_keras_object(config, options)
  end

  function M.names()
    local list = {}
    for name in pairs(names) do list[#list + 1] = name end
    table.sort(list)
    return list
  end

  return setmetatable(M, {
    __name = module,
    __index = function(_, key)
      local value = load(key)
      if value then return value end
      local name = type(key) == "string" and aliases()[key]
      if name then return load(name) end
      if kind and kind.name == key then return kind end
      core.raise(("%s has no member '%s'"):format(module, tostring(key)))
    end,
  })
end
