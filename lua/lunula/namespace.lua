-- A namespace of classes: each class's file is loaded at its first use, and strings, configs, instances and functions become objects.
-- Knows of classes and of saving (at need), not of any kind in particular.
local arguments = require "lunula.arguments"
local class = require "lunula.class"
local core = require "lunula.core"
local suggest = require "lunula.suggest"

-- kinds whose objects have more to them than a call, so that a function can't stand for one
local only_objects = { Optimizer = true, Layer = true, Callback = true }
-- Keras files the base classes under `keras`, but for these two
local own_base = { ["keras.constraints"] = true, ["keras.callbacks"] = true }

-- namespace(module, folder, what, kind, names, functions, fold): names = { ClassName = "file" }; functions = { name = function } that strings may name too;
-- with fold, a function of strings, names that it makes equal are equal.
return function(module, folder, what, kind, names, functions, fold)
  local M, by_alias = {}, nil
  functions = functions or {}
  local base = kind.base
  base.module = own_base[module] and module or "keras"
  class.builtins[base.module .. "." .. base.name] = base

  local function load(name)
    local value = functions[name] or names[name] and require(folder .. "." .. names[name])
    if value then rawset(M, name, value) end
    return value
  end

  local function aliases()
    if by_alias then return by_alias end
    local found = {}
    for name, file in pairs(names) do
      found[file] = name
      for _, alias in ipairs(load(name).aliases or {}) do found[alias] = name end
      if fold then found[fold(name)] = name end
    end
    by_alias = found -- whole: without memory or time for all of it, the next call begins anew
    return by_alias
  end

  -- The class that a string means: its name, a snake-case name or an alias; nil when it means none.
  local function find(name)
    if names[name] then return load(name) end
    local alias = aliases()[name] or fold and aliases()[fold(name)]
    if alias then return load(alias) end
    if name == base.name or name == base.name:lower() and module ~= "keras.losses" then return base end
  end

  local function known_names()
    local list = {}
    for _, t in ipairs { names, aliases(), functions } do
      for name in pairs(t) do list[#list + 1] = name end
    end
    table.sort(list)
    return list
  end

  local function refuse(identifier)
    local shown, near = tostring(identifier), nil
    if type(identifier) == "string" then
      shown, near = "'" .. identifier .. "'", suggest.nearest(identifier, known_names())
    elseif type(identifier) == "table" and not class.is_instance(identifier) then
      shown = "a table that is no config"
    end
    core.raise(("ValueError: Could not interpret %s identifier: %s%s"):format(what, shown, near and (". Did you mean '%s'?"):format(near)
      or (" (expected a name, a config, a %s%s)"):format(kind.name, only_objects[kind.name] and "" or " or a function")))
  end

  local function fits(object)
    if type(object) == "function" then return not only_objects[kind.name] end
    local c = class.class_of(object)
    return c ~= nil and (c.kind == kind.name or kind.name == "Layer" and c.kind == "Model")
  end

  -- The object that an identifier means: nil and null give nil, a name or alias a default instance (or the function of that name), a registered name the
  -- custom object, a config or envelope its object, an instance, a class or a function itself. A built-in name never means a custom object.
  function M.get(identifier)
    if identifier == nil or identifier == core.null then return nil end
    local object = identifier
    if type(identifier) == "string" then
      object = functions[identifier] or find(identifier) or require("lunula.saving.registry").get_registered_object(identifier)
    elseif arguments.is_plain(identifier) then
      object = M.deserialize(identifier)
    end
    if class.is_class(object) then object = object() end
    if not fits(object) then refuse(identifier) end
    return object
  end

  function M.serialize(object) return require("lunula.saving").serialize_keras_object(object) end

  -- The object of a config; for built-in classes a class_name without a module is enough. As in Keras, a string that names nothing comes back as it is.
  function M.deserialize(...)
    local saving = require "lunula.saving"
    local config, custom_objects = arguments.take(module .. ".deserialize", { "config", "custom_objects" }, 1, ...)
    if type(config) == "string" then
      local custom = saving.deserialize_keras_object(config, { custom_objects = custom_objects })
      if custom ~= config then return custom end
      local found = functions[config] or find(config)
      if class.is_class(found) then return found() end
      return found or config
    end
    if arguments.is_plain(config) and kind.name ~= "Layer" then
      local name, custom = config.class_name, require "lunula.saving.registry"
      if name == nil then core.raise(("ValueError: Unknown `config` as a `dict`: a %s's config has a class_name"):format(what)) end
      local key = config.registered_name
      if name ~= "function" and not custom.get_registered_object(name, custom_objects)
        and not (type(key) == "string" and custom.get_registered_object(key, custom_objects)) then
        if config.module == core.null then
          core.raise(("TypeError: Could not locate class '%s': if it is a custom class, register it with keras.saving.register_keras_serializable")
            :format(tostring(name)))
        end
        local found = type(name) == "string" and (functions[name] or find(name))
        if not found then return name end
        if type(found) == "function" then return found end
        config = class.ordered { { "module", found.module }, { "class_name", found.name }, { "config", config.config or {} }, { "registered_name", core.null },
          { "build_config", config.build_config }, { "compile_config", config.compile_config } }
      end
    end
    local object = saving.deserialize_keras_object(config, { custom_objects = custom_objects })
    if kind.name == "Layer" and not fits(object) then core.raise("ValueError: keras.layers.deserialize: the config is not that of a layer") end
    return object
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
      if kind.name == key then return kind end
      local name = type(key) == "string" and aliases()[key]
      if name then return load(name) end
      local near = type(key) == "string" and suggest.nearest(key, known_names())
      core.raise(("%s has no member '%s'%s"):format(module, tostring(key), near and ("; did you mean '%s'?"):format(near) or ""))
    end,
  })
end
