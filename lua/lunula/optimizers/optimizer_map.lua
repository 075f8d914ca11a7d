-- OptimizerMap: which optimizer updates which variable. Knows of classes, regular expressions and optimizers.
local class = require "lunula.class"
local core = require "lunula.core"
local json = require "lunula.json"
local regex = require "lunula.regex"
local base = require "lunula.optimizers.base"

local function check(key, optimizer)
  if type(key) ~= "string" then core.raise(("ValueError: OptimizerMap: a key is a string, not a %s"):format(type(key))) end
  if not class.is_instance(optimizer, base.Optimizer.base) then
    core.raise(("ValueError: OptimizerMap: '%s' stands for an optimizer, not for %s"):format(key, tostring(optimizer)))
  end
  if optimizer.inner then
    core.raise(("ValueError: OptimizerMap: '%s' can't stand for a %s"):format(key, class.class_of(optimizer).name))
  end
end

-- An optimizer from an instance, a name or a config.
local function optimizer_of(x) return require("lunula.optimizers").get(x) end

return class.builtin(class.kind("OptimizerMap", {}), "OptimizerMap", "keras.optimizers", {
  doc = {
    "Optimizers by the paths of variables, for MultiOptimizer. map[pattern] = optimizer adds one; map(path) and map(variable) find the optimizer: of the key that is "
      .. "the path, else of the one key that, as a regular expression, matches the whole path, else the default one. Two matches are an error.",
    formula = "map[path], else the one map[pattern] that matches, else default_optimizer",
    example = [[
local map = keras.optimizers.OptimizerMap { keras.optimizers.SGD { name = "rest" }, { ["encoder/.*"] = keras.optimizers.Adam { name = "first" } } }
print(map("encoder/kernel").name)  --> first
print(map("decoder/kernel").name)  --> rest]],
  },
  params = {
    { "default_optimizer", doc = "for variables that no key matches" }, { "optimizer_map", core.null, doc = "a table of optimizers by path or pattern" },
  },
  initialize = function(self, args)
    rawset(self, "default_optimizer", optimizer_of(args.default_optimizer))
    rawset(self, "optimizer_map", json.object())
    local given = args.optimizer_map or {}
    if type(given) ~= "table" or #given > 0 then core.raise "TypeError: OptimizerMap: optimizer_map is a table of optimizers by path" end
    for _, key in ipairs(json.keys(given)) do self[key] = optimizer_of(given[key]) end
  end,
  __index = function(self, key)
    local map = rawget(self, "optimizer_map")
    return map and map[key]
  end,
  __newindex = function(self, key, optimizer)
    check(key, optimizer)
    local map = self.optimizer_map
    if map[key] then core.raise(("ValueError: OptimizerMap: '%s' has an optimizer already, %s"):format(key, map[key].name)) end
    map[key] = optimizer
    local keys = getmetatable(map).keys
    keys[#keys + 1] = key
  end,
  __call = function(self, variable)
    local path, map, found = variable, self.optimizer_map, nil
    if core.is_variable(variable) then path = variable.path or variable.name end
    if type(path) ~= "string" then core.raise(("OptimizerMap: expected a variable or a path, got %s"):format(type(variable))) end
    if map[path] then return map[path] end
    for _, pattern in ipairs(json.keys(map)) do
      if regex.fullmatch(pattern, path) then
        if found then core.raise(("ValueError: OptimizerMap: '%s' and '%s' both match the variable '%s'"):format(found, pattern, path)) end
        found = pattern
      end
    end
    return found and map[found] or self.default_optimizer
  end,
  -- Every optimizer, each once: in the order of the keys, the default one last.
  optimizers = function(self)
    local list, seen = {}, {}
    local function add(optimizer)
      if not seen[optimizer] then list[#list + 1], seen[optimizer] = optimizer, true end
    end
    for _, key in ipairs(json.keys(self.optimizer_map)) do add(self.optimizer_map[key]) end
    add(self.default_optimizer)
    return list
  end,
})
