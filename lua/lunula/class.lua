-- Classes: how keras.Constraint(name, members) and its siblings make them, for built-in and user classes alike. Knows of no kind in particular.
--
-- A class is a table. Its methods, the inherited ones flattened in, stand in class.methods, which is what an instance's metatable looks up. Members:
--   params      ordered list of { name, default } or { name } (required): constructor, checks, fields, get_config and from_config come from it. A child's own params
--               stand before the inherited ones. `config = false` in an entry keeps it out of get_config; `doc = "..."` says what the argument means (inherited by name).
--               A class that writes its own initialize may read arguments that no params declare; what nobody declares or reads is an error, and get_config must then
--               return what was read.
--   doc         a sentence, or a table: { sentence, formula = ..., shapes = ..., source = ..., example = ... }, where an example is Lua whose `-->` comments show what
--               its prints print. help(class) shows it and the tests run the example.
--   call, get_config, from_config(class, config), initialize(self, args), any other public member, also under `public`
--   private     members copied for each instance into private[self]
--   inherit     the parent class, built-in or custom
--   __tostring, __call, __len, ... metamethods of instances
--   order       the keys of the config in Keras's order, where that is not the order of params (inherited ones first)
--   array       the parameter that a constructor table's array part becomes (positional arguments otherwise)
--   pure, aliases
-- Every method gets a copy of its function whose _ENV holds `super`, `private`, `__class__` and the class under its own name, and falls through to
-- the original environment.
local arguments = require "lunula.arguments"
local core = require "lunula.core"
local jit = require "lunula.jit"
local suggest = require "lunula.suggest"

local M = {}

local class_meta = { __name = "class" }
local given_of = setmetatable({}, { __mode = "k" }) -- instance -> names of the arguments that it was made with
local instance_class = setmetatable({}, { __mode = "k" }) -- metatable of instances -> class

-- A table that remembers the order of its keys; nil values are stored as null.
function M.ordered(pairs_list)
  local keys, t = {}, {}
  for i, pair in ipairs(pairs_list) do
    keys[i] = pair[1]
    t[pair[1]] = pair[2] == nil and core.null or pair[2]
  end
  return setmetatable(t, { __name = "keras.json.object", keys = keys })
end

function M.is_class(x) return type(x) == "table" and getmetatable(x) == class_meta end

-- The class of an instance, or nil.
function M.class_of(x)
  local meta = type(x) == "table" and getmetatable(x)
  return meta and instance_class[meta] or nil
end

-- "MeanSquaredError" as "mean_squared_error".
function M.snake(name) return (name:gsub("(.)(%u%l+)", "%1_%2"):gsub("(%l)(%u)", "%1_%2"):lower()) end

-- Raises unless what an instance's call returned can be a tensor; `what` says what it must return.
function M.check_returned(class, value, what)
  local came = type(value)
  if came == "number" or came == "boolean" or came == "table" or came == "userdata" then return end
  core.raise(("%s: call returned %s; it must return %s"):format(class.name, came == "nil" and "nothing" or "a " .. came, what))
end

-- The __call of kinds whose instances map one weight; a nested table of numbers will do for a tensor, as everywhere.
function M.call_on_weight(self, w)
  local class = M.class_of(self)
  if w == nil then core.raise(("%s: argument 'w' is missing"):format(class.name)) end
  local result = jit.call_pure(class, self.call, self, core.is_tensor(w) and w or core.tensor(w))
  M.check_returned(class, result, "a tensor")
  return result
end

-- The set of argument names that an instance was made with.
function M.given(x) return given_of[x] or {} end

-- Whether x is an instance of `class` or of a class that inherits from it (of any class when nil).
function M.is_instance(x, class)
  local c = M.class_of(x)
  while c do
    if class == nil or c == class then return true end
    c = c.parent
  end
  return false
end

-- A deep copy of plain tables; a table reached twice is one table in the copy too.
local function copy(v, seen)
  if type(v) ~= "table" or getmetatable(v) ~= nil then return v end
  seen = seen or {}
  if seen[v] then return seen[v] end
  local t = {}
  seen[v] = t
  for k, x in pairs(v) do t[k] = copy(x, seen) end
  return t
end

local function sorted_keys(t)
  local keys = {}
  for key in pairs(t) do keys[#keys + 1] = key end
  table.sort(keys)
  return keys
end

local function names_of(params)
  local names = {}
  for i, param in ipairs(params) do names[i] = param[1] end
  return names
end

-- Splits a constructor's arguments into positional ones (a table with a count) and a table of names or nil.
local function split(class, ...)
  local count, first = select("#", ...), (...)
  local positional = { count = 0 }
  if count == 1 and arguments.is_plain(first) then -- one table: names, and positional entries in its array part
    local last = 0
    for key in pairs(first) do
      if math.type(key) == "integer" and key >= 1 then
        last = math.max(last, key)
      elseif type(key) ~= "string" then
        core.raise(("%s: arguments are named or stand in order, got the key %s"):format(class.name, tostring(key)))
      end
    end
    if class.array then
      if last > 0 then positional.array = { table.unpack(first, 1, last) } end
    else
      for i = 1, last do positional[i] = first[i] end
      positional.count = last
    end
    return positional, first
  end
  for i = 1, count do positional[i] = select(i, ...) end
  positional.count = count
  local last = positional[count]
  local named = count > 1 and arguments.is_named(last)
  for i = count, #class.params do -- only after every required argument
    named = named and (#class.params[i] > 1 or last[class.params[i][1]] ~= nil)
  end
  if not named then return positional, nil end
  positional[count], positional.count = nil, count - 1
  return positional, last
end

-- Arguments that no params declare, behind the declared ones in args: reading one, by name or by pairs, marks it as known.
local function admit(args, undeclared)
  local read = {}
  return setmetatable(args, {
    __index = function(_, key)
      read[key] = true
      return undeclared[key]
    end,
    __pairs = function(t)
      local all = {}
      for key, value in next, t do all[key] = value end
      for key, value in pairs(undeclared) do all[key], read[key] = value, true end
      return next, all
    end,
  }), read
end

-- The table of named arguments that a constructor's arguments mean, the set of names given, and the arguments that nobody declared.
local function named_arguments(class, ...)
  local args, given, undeclared = {}, {}, {}
  local params = class.params
  local function put(name, value)
    if given[name] then core.raise(("%s: argument '%s' is given twice"):format(class.name, name)) end
    given[name], args[name] = true, value
  end
  local positional, named = split(class, ...)
  if positional.count > #params then
    core.raise(("%s: expected at most %d arguments, got %d"):format(class.name, #params, positional.count))
  end
  for i = 1, positional.count do
    if positional[i] ~= nil then put(params[i][1], positional[i]) end
  end
  if positional.array then put(class.array, positional.array) end
  for key, value in pairs(named or {}) do
    if class.param_index[key] then
      put(key, value)
    elseif type(key) == "string" then
      if not class.open then arguments.unknown(class.name, key, names_of(params)) end
      undeclared[key], given[key] = value ~= core.null and value or nil, true
    end
  end
  for _, param in ipairs(params) do
    local name, default = param[1], param[2]
    local value = args[name]
    if value == nil then
      if #param < 2 then
        for key in pairs(undeclared) do
          if suggest.nearest(key, { name }) then arguments.unknown(class.name, key, { name }) end
        end
        core.raise(("%s: argument '%s' is missing"):format(class.name, name))
      end
      args[name] = copy(default) -- a table among the defaults is each instance's own
    elseif math.type(value) == "float" and math.type(default) == "integer" and math.tointeger(value) then
      args[name] = math.tointeger(value)
    end
    if args[name] == core.null then args[name] = nil end
  end
  return args, given, undeclared
end

local function construct(class, ...)
  local self = setmetatable({}, class.instance_meta)
  local args, given, undeclared = named_arguments(class, ...)
  given_of[self] = given
  if args.name ~= nil and type(args.name) ~= "string" then core.raise(("%s: name is a string, got a %s"):format(class.name, type(args.name))) end
  if next(undeclared) == nil then
    self:initialize(args)
    return self
  end
  local read
  args, read = admit(args, undeclared)
  self:initialize(args)
  for _, key in ipairs(sorted_keys(undeclared)) do
    if not read[key] then
      local known = names_of(class.params)
      for _, name in ipairs(sorted_keys(read)) do known[#known + 1] = name end
      arguments.unknown(class.name, key, known)
    end
  end
  return self
end

class_meta.__call = construct
class_meta.__tostring = function(class) return ("<class %s>"):format(class.name) end
class_meta.__index = function(class, key) return rawget(class, "methods") and class.methods[key] or nil end

-- What every class has unless it says otherwise.
M.root = {
  initialize = function(self, args)
    for _, param in ipairs(M.class_of(self).params) do self[param[1]] = args[param[1]] end
  end,
  get_config = function(self)
    local list = {}
    for _, param in ipairs(M.class_of(self).config_params) do list[#list + 1] = { param[1], self[param[1]] } end
    return M.ordered(list)
  end,
  from_config = function(class, config) return class(config) end,
}

-- Metamethods that a class may give its instances beside those that class.lua sets itself.
local metamethods = {}
for name in ("add sub mul div mod pow unm idiv band bor bxor bnot shl shr concat len eq lt le close gc pairs newindex name"):gmatch "%S+" do
  metamethods["__" .. name] = true
end

local reserved = { params = true, private = true, public = true, inherit = true, aliases = true, pure = true, doc = true, array = true, order = true }

local function instance_metatable(class)
  local methods = class.methods
  local meta = {
    __index = methods,
    __name = class.name,
    __call = methods.__call or function(self, ...)
      if not self.call then core.raise(("%s has no call, so its instances can't be called"):format(class.name)) end
      if class.pure then return jit.call_pure(class, self.call, self, ...) end
      return self:call(...)
    end,
    __tostring = methods.__tostring or function() return ("<%s>"):format(class.name) end,
  }
  for key, value in pairs(methods) do
    if metamethods[key] then meta[key] = value end
  end
  local fallback = methods.__index -- of a class's own: for what is neither a field nor a member
  if fallback then
    meta.__index = function(self, key)
      local value = methods[key]
      if value ~= nil then return value end
      if type(fallback) == "function" then return fallback(self, key) end
      return fallback[key]
    end
  end
  return meta
end

local function make(kind, name, members, parent)
  if type(name) ~= "string" then core.raise(("keras.%s: expected a name, got %s"):format(kind, type(name))) end
  if not name:find "^[%a_][%w_]*$" then core.raise(("keras.%s: a class's name is an identifier, got '%s'"):format(kind, name)) end
  if type(members) ~= "table" then core.raise(("keras.%s %q: expected a table of members, got %s"):format(kind, name, type(members))) end
  if members.inherit ~= nil then
    if not M.is_class(members.inherit) then core.raise(("%s: inherit is a class, not %s"):format(name, type(members.inherit))) end
    if members.inherit.kind ~= kind then
      core.raise(("%s is a %s and can't inherit from %s, a %s"):format(name, kind, members.inherit.name, members.inherit.kind))
    end
    parent = members.inherit
  end
  for _, key in ipairs { "params", "private", "public", "aliases" } do
    if members[key] ~= nil and type(members[key]) ~= "table" then core.raise(("%s: %s is a table, got %s"):format(name, key, type(members[key]))) end
  end
  for _, list in ipairs { members, members.public } do
    for _, key in ipairs { "call", "get_config", "from_config", "initialize" } do
      local value = list[key]
      local meta = getmetatable(value)
      if value ~= nil and type(value) ~= "function" and not (type(meta) == "table" and meta.__call) then
        core.raise(("%s: %s is a function, got %s"):format(name, key, type(value)))
      end
    end
  end
  local class = {
    name = name, kind = kind, parent = parent, methods = {}, params = {}, param_index = {}, config_params = {},
    pure = members.pure, doc = type(members.doc) == "table" and members.doc or { members.doc }, aliases = members.aliases,
    array = members.array or parent and parent.array,
    open = members.initialize ~= nil or parent ~= nil and parent.open,
  }
  local storage = setmetatable({}, { __mode = "k" })
  local private = setmetatable({}, {
    __name = "private",
    __index = function(_, self)
      local mine = storage[self]
      if not mine then
        mine = copy(class.private_members)
        storage[self] = mine
      end
      return mine
    end,
    __newindex = function() core.raise(("%s: private[self] is a table to put fields into"):format(name)) end,
  })
  local super = parent and setmetatable({}, {
    __name = "super",
    __index = function(_, key) return parent.methods[key] end,
  }) or nil
  local environments = {}
  local function scoped(fn)
    if type(fn) ~= "function" then return fn end
    local original = core.env_of(fn)
    if original == nil then return fn end
    local env = environments[original]
    if not env then
      env = setmetatable({ [name] = class }, { __index = original, __newindex = original })
      for key, value in pairs { super = super, private = private, __class__ = class } do rawset(env, key, value) end
      environments[original] = env
    end
    return core.with_env(fn, env)
  end
  for key, value in pairs(parent and parent.methods or M.root) do class.methods[key] = value end
  for key, value in pairs(members) do
    if type(key) == "string" and not reserved[key] then class.methods[key] = scoped(value) end
  end
  for key, value in pairs(members.public or {}) do class.methods[key] = scoped(value) end
  class.private_members = {}
  for key, value in pairs(members.private or {}) do class.private_members[key] = scoped(value) end
  local own = {}
  for i, param in ipairs(members.params or {}) do
    if type(param) ~= "table" or type(param[1]) ~= "string" then
      core.raise(("%s: params[%d] is { name, default } or { name }"):format(name, i))
    end
    class.params[#class.params + 1], own[param[1]] = param, param
  end
  -- configs list the inherited parameters first, as Keras does
  for _, param in ipairs(parent and parent.params or {}) do
    if not own[param[1]] then class.params[#class.params + 1] = param end
  end
  local shown = {}
  for _, list in ipairs { parent and parent.config_params or {}, members.params or {} } do
    for _, param in ipairs(list) do
      local mine = own[param[1]] or param
      if not shown[param[1]] and mine.config ~= false then class.config_params[#class.config_params + 1] = mine end
      shown[param[1]] = true
    end
  end
  local at = {}
  for i, key in ipairs(members.order or {}) do at[key] = i end
  if members.order then table.sort(class.config_params, function(a, b) return at[a[1]] < at[b[1]] end) end
  class.param_docs = setmetatable({}, { __index = parent and parent.param_docs })
  for i, param in ipairs(class.params) do class.param_index[param[1]], class.param_docs[param[1]] = i, param.doc end
  class.instance_meta = instance_metatable(class)
  instance_class[class.instance_meta] = class
  return setmetatable(class, class_meta)
end

-- A kind: kind(name, members) makes a class; kind.base is the class that every class of the kind inherits from. Called with anything else than a name it makes
-- what kind.construct, if there is one, makes of it.
function M.kind(kind_name, base_members)
  local kind = { base = make(kind_name, kind_name, base_members), name = kind_name }
  kind.base.open = false
  return setmetatable(kind, {
    __name = "kind",
    __call = function(_, name, ...)
      if kind.construct and type(name) ~= "string" then return kind.construct(name, ...) end
      return make(kind_name, name, (...), kind.base)
    end,
    __index = function(_, key) return kind.base.methods[key] end,
  })
end

-- The built-in classes by "module.name", which is where deserialization finds them.
M.builtins = {}

-- A class that stands in Keras under `module`.
function M.builtin(kind, name, module, members)
  local class = kind(name, members)
  class.module, class.open = module, false
  M.builtins[module .. "." .. name] = class
  return class
end

return M
