-- What a file of a model or of weights holds, without building anything: keras.saving.inspect(path). Knows of archives, HDF5 and configs.
local core = require "lunula.core"
local json = require "lunula.json"
local lookup = require "lunula.saving.lookup"
local keras_file = require "lunula.files.keras_file"

local M = {}

local members_known = { ["metadata.json"] = true, ["config.json"] = true, ["model.weights.h5"] = true }

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
  return list, total
end

-- The operations of a model's config, nested ones behind their model: { name, class_name, depth, config }.
local function layers_of(config, list, depth)
  local inner = type(config) == "table" and config.config
  for _, layer in ipairs(type(inner) == "table" and type(inner.layers) == "table" and inner.layers or {}) do
    if type(layer) == "table" and type(layer.config) == "table" then
      list[#list + 1] = { name = layer.config.name or layer.name, class_name = layer.class_name, depth = depth, config = layer.config }
      if depth < 50 then layers_of(layer, list, depth + 1) end
    end
  end
  return list
end

local function is_lambda(value) return value.class_name == "__lambda__" or value.class_name == "Lambda" and type(value.config) == "table"
  and type(value.config["function"]) == "table" and value.config["function"].class_name == "__lambda__" end

-- What a config asks for that no model needs.
local function check_config(config, report)
  local function walk(value, path)
    if type(value) ~= "table" or #path > 2000 then return end
    if type(value.class_name) == "string" then
      if is_lambda(value) then report(("%s is a lambda: Python bytecode, which is never run here"):format(path)) end
      if lookup.is_blocked(value) then report(("%s names %s.%s, which is no part of a model"):format(path, tostring(value.module), value.class_name)) end
    end
    for i, inner in ipairs(value) do walk(inner, ("%s[%d]"):format(path, i - 1)) end
    for _, key in ipairs(#value == 0 and json.keys(value) or {}) do walk(value[key], path .. "." .. key) end
  end
  walk(config, "$")
end

local function describe_config(config, result, options, report)
  result.config = config
  if type(config) ~= "table" then return report "config.json is not the config of an object" end
  result.class_name, result.name = config.class_name, type(config.config) == "table" and config.config.name or nil
  result.layers = layers_of(config, {}, 0)
  result.compiled = type(config.compile_config) == "table" and next(config.compile_config) ~= nil
  result.custom = require("lunula.saving.inspect").inspect(config, options)
  check_config(config, report)
end

local function archive(path, result, options, report)
  local zip <close> = setmetatable({ open = core.zip.open(path) }, { __close = function(self) self.open:close() end })
  result.format, result.members = "keras", zip.open:members()
  for _, member in ipairs(result.members) do
    if not members_known[member.name] and not member.name:find "^assets/" then report(("the archive holds '%s', which no model file has"):format(member.name)) end
  end
  local metadata = keras_file.json_of(zip.open, path, "metadata.json")
  for _, key in ipairs { "keras_version", "date_saved", "lunula_version" } do
    local value = type(metadata) == "table" and metadata[key]
    result[key] = type(value) == "string" and value or nil
  end
  local config = keras_file.json_of(zip.open, path, "config.json")
  if config == nil then report "there is no config.json, so it is no model" else describe_config(config, result, options, report) end
  local ok, h5 = pcall(keras_file.weights_of, zip.open, path)
  if not ok then return report((tostring(h5):gsub("^[^\n]-%.lua:%d+: ", ""))) end
  result.weights, result.weight_bytes = weights_of(h5, report)
  h5:close()
end

local function hdf5(path, result, options, report)
  local h5 = core.h5.open(path)
  local legacy = require "lunula.files.legacy_h5"
  result.format = legacy.is_legacy(h5) and "legacy_h5" or "weights"
  if result.format == "legacy_h5" then
    result.keras_version = legacy.attribute(h5, "", "keras_version")
    local text = legacy.attribute(h5, "", "model_config")
    if type(text) == "string" then describe_config(json.decode(text), result, options, report) end
  end
  result.weights, result.weight_bytes = weights_of(h5, report)
  h5:close()
end

-- inspect(path, { custom_objects }): { path, format = "keras", "weights" or "legacy_h5", members, keras_version, date_saved, lunula_version, config, class_name,
-- name, layers = { { name, class_name, depth, config } }, compiled, custom (what `inspect` tells of the config), weights = { { path, shape, dtype, bytes,
-- owner } }, weight_bytes, suspicious = a list of sentences }. A file that is neither is an error that says why.
function M.inspect(path, options)
  local file, why = io.open(path, "rb")
  if not file then core.raise(("inspect: %s"):format(why)) end
  local head = file:read(8) or ""
  file:close()
  local result = { path = path, suspicious = {} }
  local function report(sentence) table.insert(result.suspicious, sentence) end
  if head:find "^PK[\3\5]" then
    archive(path, result, options, report)
  elseif head == "\137HDF\r\n\26\n" then
    hdf5(path, result, options, report)
  else
    core.raise(("inspect: '%s' is neither a .keras archive nor HDF5"):format(path))
  end
  return result
end

return M
