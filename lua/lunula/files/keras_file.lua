-- .keras files: a zip archive of metadata.json, config.json, model.weights.h5 and, where a class has assets, assets/<path>/<name>. Knows of configs, weights
-- and archives as core.zip gives them.
--
-- A file comes from anybody. Its config is revived by the closed table of lookup.lua; weights are made without memory of their own until the arrays in the file
-- are known to have their shapes (first_values.lua), so that no config takes more memory than the file has bytes.
local class = require "lunula.class"
local core = require "lunula.core"
local first_values = require "lunula.first_values"
local json = require "lunula.json"
local deserialize = require "lunula.saving.deserialize"
local inspect = require "lunula.saving.inspect"
local registry = require "lunula.saving.registry"
local serialize = require "lunula.saving.serialize"
local versions = require "lunula.files.versions"
local walk = require "lunula.files.walk"
local weights = require "lunula.files.weights"

local M = {}

M.format_version = "3.15.1" -- of the Keras whose format this is

-- A config or a list of words takes at most this many bytes; arrays are bounded by the file's own size.
M.text_limit = 64 << 20
-- Keras stores weights; where they are deflated they may be this many times as large, or as large as a text.
M.weights_ratio = 16

-- The config of a model as a file holds it.
function M.config_text(model)
  local config = serialize.sharing(serialize.serialize_keras_object, model)
  versions.translate(config, M.format_version)
  return json.encode(config)
end

local function assets_of(model)
  local members = {}
  for _, entry in ipairs(walk.objects(model)) do
    if entry.object.save_assets then
      local assets, names = {}, {}
      entry.object:save_assets(assets)
      for name, text in pairs(assets) do
        if type(name) ~= "string" or not name:find "^[%w_][%w_.-]*$" or type(text) ~= "string" then
          core.raise(("%s: save_assets puts texts under plain file names into its table, got '%s'"):format(tostring(entry.object), tostring(name)))
        end
        names[#names + 1] = name
      end
      table.sort(names)
      for _, name in ipairs(names) do members[#members + 1] = { name = walk.join("assets/" .. entry.path, name), bytes = assets[name] } end
    end
  end
  return members
end

-- The bytes of a model's file.
function M.format(model)
  if not model.built then warn(("%s \"%s\": it is saved before it was built, so without weights"):format(class.class_of(model).name, model.name)) end
  local date = os and os.date "%Y-%m-%d@%H:%M:%S" or core.null
  local metadata = class.ordered { { "keras_version", M.format_version }, { "date_saved", date }, { "lunula_version", core.version } }
  local members = {
    { name = "metadata.json", bytes = json.encode(metadata) },
    { name = "config.json", bytes = M.config_text(model) },
    { name = "model.weights.h5", bytes = weights.format(model) },
  }
  local assets = assets_of(model)
  return core.zip.format(table.move(assets, 1, #assets, #members + 1, members))
end

-- Reading -------------------------------------------------------------------------------------------------------------------------------------------

local function has_member(zip, name)
  for _, member in ipairs(zip:members()) do
    if member.name == name then return true end
  end
  return false
end

-- A member's JSON, nil where there is none.
local function json_of(zip, path, name)
  if not has_member(zip, name) then return nil end
  local ok, value = pcall(json.decode, core.text(zip:read(name, M.text_limit)))
  if not ok then core.raise(("ValueError: '%s', member '%s': %s"):format(path, name, (tostring(value):gsub("^[^\n]-:%d+: ", "")))) end
  return value
end

-- The config of the model in an archive, in the words of the newest version, nil where there is none; and what the archive says of itself.
function M.config_of(zip, path)
  local config, metadata = json_of(zip, path, "config.json"), json_of(zip, path, "metadata.json")
  if type(metadata) ~= "table" then metadata = {} end
  versions.translate(config, metadata.keras_version)
  return config, metadata
end

-- The weights in an archive, as an open HDF5 file.
function M.weights_of(zip, path)
  if not has_member(zip, "model.weights.h5") then
    core.raise(("ValueError: '%s' has no member model.weights.h5%s"):format(path,
      has_member(zip, "model.weights.npz") and "; its model.weights.npz is of a kind that Keras doesn't load either" or ""))
  end
  local packed = 0
  for _, member in ipairs(zip:members()) do packed = member.name == "model.weights.h5" and member.packed or packed end
  local limit = math.max(M.text_limit, M.weights_ratio * packed)
  return core.h5.open(zip:read("model.weights.h5", limit), ("'%s', member 'model.weights.h5'"):format(path))
end

-- compile_config without what is missing here: a model predicts without its loss. Gives nil and says why where something is.
local function usable(compile_config, custom_objects)
  if type(compile_config) ~= "table" or next(compile_config) == nil then return nil end
  for _, need in ipairs(inspect.inspect(compile_config, { custom_objects = custom_objects })) do
    if not need.found then return nil, ("$.compile_config%s: %s"):format(need.path:sub(2), need.message) end
  end
  return compile_config
end

-- A model from a config, with its weights' first values waiting: these, the model, and what of the config is missing here (stand_in.lua), nil for nothing.
function M.from_config(config, options)
  local stand_ins = {}
  local waiting, model = first_values.wait(deserialize.revive, config, options.custom_objects, options.safe_mode, stand_ins)
  return waiting, model, stand_ins[1] and stand_ins[1].message
end

-- Compiles a model that was read, as the config says, or says what is missing.
function M.compile(model, compile_config, custom_objects, missing)
  local found
  if not missing then found, missing = usable(compile_config, custom_objects) end
  if missing then
    rawset(model, "not_compiled", missing)
    warn(("the model is not compiled: %s"):format(missing))
  elseif found then
    registry.custom_object_scope(registry.in_sight(custom_objects), function() model:compile_from_config(found) end)
  end
end

local function is_optimizer(object) return class.class_of(object).kind == "Optimizer" end
local function is_no_optimizer(object) return not is_optimizer(object) end
local function of_optimizer(path) return path:find "^optimizer/" ~= nil or path:find "^lunula/" ~= nil end
local function anything() return true end

local function load_assets(model, zip)
  for _, entry in ipairs(walk.objects(model)) do
    if entry.object.load_assets then
      local assets, prefix = {}, walk.join("assets", entry.path) .. "/"
      for _, member in ipairs(zip:members()) do
        local name = member.name:sub(1, #prefix) == prefix and member.name:sub(#prefix + 1)
        if name and name ~= "" and not name:find "/" then assets[name] = core.text(zip:read(member.name, M.text_limit)) end
      end
      entry.object:load_assets(assets)
    end
  end
end

-- A model from its config and an open HDF5 file of weights. options: custom_objects (by name), compile, safe_mode.
function M.revive(config, h5, where, options)
  local compile_config
  if type(config) == "table" then
    local bare = setmetatable({}, getmetatable(config))
    for key, value in pairs(config) do bare[key] = value end
    compile_config, bare.compile_config, config = config.compile_config, nil, bare
  end
  local waiting, model, missing = M.from_config(config, options)
  if not class.is_instance(model) or not model.train_step then core.raise(("ValueError: %s: config.json is not the config of a model"):format(where)) end
  first_values.fill(waiting, weights.load(model, h5, where, { fresh = true, only = is_no_optimizer, extra = of_optimizer }))
  if options.compile then M.compile(model, compile_config, options.custom_objects, missing) end
  if model.optimizer then weights.load(model, h5, where, { fresh = true, only = is_optimizer, strict = true, extra = anything }) end
  return model
end

-- The model in an archive's bytes; `path` names the file in messages.
function M.load(bytes, path, options)
  local where = ("'%s'"):format(path)
  local zip <close> = core.zip.open(bytes, where)
  local config = M.config_of(zip, path)
  if config == nil then core.raise(("ValueError: %s has no member config.json, so it is no model"):format(where)) end
  local h5 <close> = M.weights_of(zip, path)
  local model = M.revive(config, h5, where, options)
  load_assets(model, zip)
  return model
end

return M
