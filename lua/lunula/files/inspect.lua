-- What a file of a model or of weights holds, without building anything: keras.saving.inspect(path). Knows of archives, HDF5 and configs.
local core = require "lunula.core"
local json = require "lunula.json"
local layers = require "lunula.layers.base"
local inspect = require "lunula.saving.inspect"
local lookup = require "lunula.saving.lookup"
local formats = require "lunula.files.formats"
local keras_file = require "lunula.files.keras_file"
local legacy = require "lunula.files.legacy_h5"

local M = {}

local members_known = { ["metadata.json"] = true, ["config.json"] = true, ["model.weights.h5"] = true }

-- Numbers in paths by their values.
local function before(a, b)
  local function key(path) return (path:gsub("%d+", function(digits) return ("0"):rep(12 - #digits) .. digits end)) end
  return key(a.path) < key(b.path)
end

-- The arrays of an HDF5 file as { path, shape, dtype, bytes, owner }, owner being the name that Keras gave the object; and the sum of their bytes.
local function weights_of(h5, report)
  local list, total, name_of = {}, 0, {}
  for _, record in ipairs(h5:objects()) do
    if record.kind == "group" then
      local ok, name = pcall(h5.attribute, h5, record.path, "name")
      name_of[record.path] = ok and type(name) == "string" and name or nil
    elseif record.kind == "numbers" then
      list[#list + 1] = { path = record.path, shape = record.shape, dtype = record.dtype, bytes = record.bytes, owner = name_of[record.path:match "^(.*)/" or ""] }
      total = total + record.bytes
    elseif record.kind == "other" then
      report(("'%s' in the weights is neither numbers nor text"):format(record.path))
    end
  end
  table.sort(list, before)
  return list, total
end

local deepest = 50

-- The operations of a model's config, nested ones behind their model: { name, class_name, registered_name, depth, config }.
local function layers_of(config, list, depth, report)
  local inner = type(config) == "table" and config.config
  if type(inner) ~= "table" or type(inner.layers) ~= "table" then return list end
  if depth >= deepest then
    report(("'%s' is a model inside %d others; what it holds is not told"):format(tostring(inner.name), deepest))
    return list
  end
  for _, layer in ipairs(inner.layers) do
    if type(layer) == "table" and type(layer.config) == "table" then
      list[#list + 1] = { name = layer.config.name or layer.name, class_name = layer.class_name, registered_name = layer.registered_name, depth = depth,
        config = layer.config }
      layers_of(layer, list, depth + 1, report)
    end
  end
  return list
end

-- Where no model's class or function stands: what runs programs, opens files or reads code, in Python and in Lua.
local not_for_models = {}
for name in ("os posix nt sys subprocess shutil socket pickle marshal ctypes importlib runpy io debug _G"):gmatch "%S+" do not_for_models[name] = true end

-- Layers of Keras that run what another framework saved.
local foreign = { TFSMLayer = true, TorchModuleWrapper = true, JaxLayer = true, FlaxLayer = true }

-- Sizes of layers: a layer has at least as many weights as one of these says.
local sizes = { "units", "filters", "input_dim", "output_dim", "num_heads", "key_dim" }

-- What a config asks for that no model needs. `elements` is how many numbers the weights hold, nil where that isn't known.
local function check_config(config, needs, elements, report)
  local function walk(value, path)
    if type(value) ~= "table" or #path > 2000 then return end
    if type(value.class_name) == "string" then
      if value.class_name == "__lambda__" then report(("%s is a lambda: Python bytecode, which is never run here"):format(path)) end
      if foreign[value.class_name] then report(("%s is a %s, which runs a program of another framework"):format(path, value.class_name)) end
      local name = type(value.config) == "table" and value.config.name
      if type(name) == "string" and not layers.is_name(name) then report(("%s has the name '%s', which could be taken for a path"):format(path, name)) end
      local words = type(value.config) == "table" and value.config.vocabulary
      if type(words) == "string" then report(("%s.config.vocabulary is the file '%s'"):format(path, words)) end
      for _, size in ipairs(elements and type(value.config) == "table" and sizes or {}) do
        local n = value.config[size]
        if math.type(n) == "integer" and n > elements then
          report(("%s.config.%s is %d, more than the %d numbers that the weights hold"):format(path, size, n, elements))
        end
      end
    end
    for i, inner in ipairs(value) do walk(inner, ("%s[%d]"):format(path, i - 1)) end
    for _, key in ipairs(#value == 0 and json.keys(value) or {}) do walk(value[key], path .. "." .. key) end
  end
  walk(config, "$")
  for _, need in ipairs(needs) do
    local blocked = lookup.is_blocked { class_name = need.kind == "function" and "function" or need.name, config = need.name, module = need.module }
    if blocked or need.kind == "class" and not need.found and not need.missing and not need.key or not_for_models[(need.module or ""):match "^[^.]*"] then
      report(("%s names %s%s, which is no part of a model"):format(need.path, need.module and need.module .. "." or "", need.name))
    end
  end
end

local function describe(config, result, options, report)
  if type(config) ~= "table" then return report "the config is not that of an object" end
  result.config, result.class_name, result.name = config, config.class_name, type(config.config) == "table" and config.config.name or nil
  result.layers = layers_of(config, {}, 0, report)
  result.compiled = type(config.compile_config) == "table" and next(config.compile_config) ~= nil
  result.custom = inspect.inspect(config, options)
  local elements
  for _, array in ipairs(result.weights or {}) do
    local n = 1
    for _, size in ipairs(array.shape) do n = n * size end
    elements = (elements or 0) + n
  end
  check_config(config, result.custom, elements, report)
end

local function reporter(result)
  result.suspicious = {}
  return function(sentence) table.insert(result.suspicious, sentence) end
end

-- The same of a config alone.
function M.config(config, options)
  local result = { format = "config" }
  describe(config, result, options, reporter(result))
  return result
end

local function without_place(message) return (tostring(message):gsub("^[^\n]-%.lua:%d+: ", ""):gsub("^ValueError: ", "")) end

local function archive(bytes, path, result, options, report)
  local zip <close> = core.zip.open(bytes, ("'%s'"):format(path))
  result.format, result.members = "keras", zip:members()
  for _, member in ipairs(result.members) do
    if not members_known[member.name] and not member.name:find "^assets/" then report(("the archive holds '%s', which no model file has"):format(member.name)) end
  end
  local config, metadata = keras_file.config_of(zip, path)
  for _, key in ipairs { "keras_version", "date_saved", "lunula_version" } do
    result[key] = type(metadata[key]) == "string" and metadata[key] or nil
  end
  local ok, h5 = pcall(keras_file.weights_of, zip, path)
  if ok then
    local weights <close> = h5
    result.weights, result.weight_bytes = weights_of(weights, report)
  else
    report(without_place(h5))
  end
  if config == nil then report "there is no config.json, so it is no model" else describe(config, result, options, report) end
end

local function hdf5(bytes, path, result, options, report)
  local h5 <close> = core.h5.open(bytes, ("'%s'"):format(path))
  result.format = legacy.is_legacy(h5) and "legacy_h5" or "weights"
  result.weights, result.weight_bytes = weights_of(h5, report)
  if result.format == "legacy_h5" then
    result.keras_version = legacy.attribute(h5, "", "keras_version")
    local ok, config = pcall(legacy.model_config, h5, ("'%s'"):format(path))
    if ok then describe(config, result, options, report) else report(without_place(config)) end
  end
end

-- inspect(path, { custom_objects }): { path, format = "keras", "weights" or "legacy_h5", members, keras_version, date_saved, lunula_version, config, class_name,
-- name, layers = { { name, class_name, registered_name, depth, config } }, compiled, custom (what `inspect` tells of the config), weights =
-- { { path, shape, dtype, bytes, owner } }, weight_bytes, suspicious = a list of sentences }. A file that is neither is an error that says why.
function M.inspect(path, options) return M.bytes(core.file.read(path), path, options) end

-- The same of a file's bytes, which were read from path.
function M.bytes(bytes, path, options)
  local kind = formats.kind_of(bytes)
  local result = { path = path }
  local report = reporter(result)
  if kind == "zip" then
    archive(bytes, path, result, options, report)
  elseif kind == "hdf5" then
    hdf5(bytes, path, result, options, report)
  else
    core.raise(("inspect: '%s' is neither a .keras archive nor HDF5"):format(path))
  end
  return result
end

return M
