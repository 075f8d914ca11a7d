-- Configs of models with pieces changed, for fuzz_spec.lua and the fuzz target config: what it must not do to a stranger's config is break, whatever stands in it.
-- Knows of JSON, of the names of classes and of the ways in.
local keras = require "lunula"
local core = require "lunula.core"
local inspect = require "lunula.command.inspect"
local json = keras.json

local M = {}

local function array(...) return json.array { ... } end

local values = { keras.null, true, false, 0, 1, -1, 2, 3, 1 << 31, math.maxinteger, math.mininteger, 1.5, -0.5, 1e300, 0 / 0, 1 / 0, "", "a", "a/b", "..", "x\0y",
  ("x"):rep(200), "relu", "adam", "mse", "float16", "same", "int32", "channels_first", {}, array(), array(1, 2), array(keras.null, 3), array(array()) }

-- Classes that may stand where another does, as { module, class_name }.
local classes = { { "keras", "Sequential" }, { "keras", "Model" }, { "keras.src.models.functional", "Functional" }, { "keras.src.ops.numpy", "Add" } }
for _, place in ipairs { "layers", "optimizers", "initializers", "regularizers", "constraints", "losses", "metrics" } do
  for _, name in ipairs(keras[place].names()) do classes[#classes + 1] = { "keras." .. place, name } end
end

local function is_list(value) return getmetatable(value) == json.array end

local function copy(value)
  if type(value) ~= "table" then return value end
  local t = is_list(value) and array() or {}
  for key, part in pairs(value) do t[key] = copy(part) end
  return t
end

-- All places in a tree, as { table, key }, and the tables that name a class; in the same order in every run.
local function places_of(tree)
  local places, named = {}, {}
  local function walk(t)
    local keys = {}
    for key in pairs(t) do keys[#keys + 1] = key end
    table.sort(keys)
    for _, key in ipairs(keys) do
      places[#places + 1] = { t, key }
      if type(t[key]) == "table" then
        if t[key].class_name ~= nil then named[#named + 1] = t[key] end
        walk(t[key])
      end
    end
  end
  walk(tree)
  return places, named
end

local changes = {
  function(t, key, _, _, draw) t[key] = copy(values[1 + draw(#values)]) end,
  function(t, key, _, _, draw) t[key] = copy(values[1 + draw(#values)]) end,
  function(t, key) if is_list(t) then table.remove(t, key) else t[key] = nil end end,
  function(t, key, places, _, draw) -- what stands elsewhere
    local other = places[1 + draw(#places)]
    t[key] = copy(other[1][other[2]])
  end,
  function(t, key, places, _, draw) -- twice, or under another name too
    if is_list(t) then return table.insert(t, 1 + draw(#t), copy(t[key])) end
    local name = places[1 + draw(#places)][2]
    if type(name) == "string" then t[name] = copy(t[key]) end
  end,
  function(t, key, places, _, draw) -- elsewhere in the list, or under another name
    local other = places[1 + draw(#places)][2]
    if is_list(t) then
      other = 1 + draw(#t)
      t[key], t[other] = t[other], t[key]
    elseif type(other) == "string" then
      t[key], t[other] = nil, t[key]
    end
  end,
  function(_, _, _, named, draw)
    if #named == 0 then return end
    local t, other = named[1 + draw(#named)], classes[1 + draw(#classes)]
    t.module, t.class_name, t.registered_name = other[1], other[2], keras.null
  end,
}

-- A config's text with one to three pieces changed; draw(n) gives an integer from 0 to n - 1.
function M.mutate(text, draw)
  local tree = copy(json.decode(text))
  if type(tree) ~= "table" then return text end
  for _ = 1, 1 + draw(3) do
    local places, named = places_of(tree)
    if #places == 0 then break end
    local place = places[1 + draw(#places)]
    changes[1 + draw(#changes)](place[1], place[2], places, named, draw)
  end
  return json.encode(tree)
end

local budget = 16 << 20 -- bytes of tensors, beside those of the weights

-- A refusal that is none of ours: the place broke instead of saying what it wants.
function M.is_broken(message)
  if type(message) ~= "string" then return true end
  for _, words in ipairs { "attempt to ", "assertion failed", "bad argument", "stack overflow", "'for' ", "invalid order function", "C stack" } do
    if message:find(words, 1, true) then return true end
  end
  return #message > 4000
end

-- What a call within the budget gives, nil for an error; and what is wrong where the error is none of ours. A config alone may ask for more than there is (`asks`).
local function within(size, asks, fn, ...)
  collectgarbage "step"
  local memory = core.memory()
  core.set_memory_limit(memory.live_bytes + memory.lent_bytes + memory.cached_bytes + size + budget)
  local ok, result = pcall(fn, ...)
  core.set_memory_limit(0)
  if ok then return result end
  return nil, (M.is_broken(result) or not asks and result:find "out of memory") and result or nil
end

-- Takes a config through every way in, with the weights `h5` of some model. Gives what was accepted of { "json", "load", "again", "inspect", "stub" } as a set, or
-- nil and what is wrong. `path` is a file's name to write to, which ends in .keras.
function M.try(text, h5, path)
  local accepted, problem = {}, nil
  local function way(name, fn, ...)
    local result, wrong = within(h5.size, name == "json" or name == "again", fn, ...)
    accepted[name] = result ~= nil or nil
    problem = problem or wrong and ("%s: %s"):format(name, wrong)
    return result
  end
  core.reset_names()
  core.file.write(path, core.zip.format { { name = "config.json", bytes = text }, { name = "model.weights.h5", bytes = h5 } })
  local model = way("load", keras.models.load_model, path)
  way("json", keras.models.model_from_json, text)
  if model then
    way("again", function()
      model:save(path)
      return keras.models.load_model(path)
    end)
  end
  way("inspect", inspect.text, path)
  local ok, config = pcall(json.decode, text)
  if ok and type(config) == "table" then way("stub", keras.saving.python_stub, config) end
  if problem then return nil, problem end
  return accepted
end

local scratch = "build-fuzz/config.keras" -- where spec/fuzz/run has built

local function unpacked(bytes)
  core.file.write(scratch, bytes)
  local zip <close> = core.zip.open(scratch)
  return core.text(assert(zip:read("config.json", 1 << 20))), assert(zip:read("model.weights.h5", 1 << 20))
end

-- What is wrong with how an archive is taken, nil where nothing is.
function M.try_archive(bytes)
  local ok, text, h5 = pcall(unpacked, bytes)
  if ok then return select(2, M.try(text, h5, scratch)) end
  for _, way in ipairs { keras.models.load_model, inspect.text } do
    local _, wrong = within(#bytes, false, way, scratch)
    if wrong then return wrong end
  end
end

-- The archive with its config changed; nil where there is none.
function M.mutate_archive(bytes, seed)
  local ok, text, h5 = pcall(unpacked, bytes)
  if not ok then return nil end
  local state = seed
  local function draw(n)
    state = state * 6364136223846793005 + 1442695040888963407
    return (state >> 33) % n
  end
  local fine, config = pcall(M.mutate, text, draw)
  return fine and core.text(core.zip.format { { name = "config.json", bytes = config }, { name = "model.weights.h5", bytes = h5 } }) or nil
end

return M
