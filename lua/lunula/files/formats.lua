-- keras.saving for files: which format a path means, and saving and loading models and weights. The formats themselves stand in keras_file.lua, weights.lua and
-- legacy_h5.lua.
local arguments = require "lunula.arguments"
local class = require "lunula.class"
local core = require "lunula.core"
local registry = require "lunula.saving.registry"

local M = {}

-- What files begin with.
local signatures = { { "zip", "^PK[\3\5]" }, { "hdf5", "^\137HDF\r\n\26\n" }, { "npy", "^\147NUMPY" }, { "json", "^%s*[{%[]" } }

-- What bytes are by the first of them: one of these, "empty" or "other".
function M.kind_of(bytes)
  if bytes.size == 0 then return "empty" end
  local head = core.text(bytes[":4096"])
  for _, signature in ipairs(signatures) do
    if head:find(signature[2]) then return signature[1] end
  end
  return "other"
end

local function ends(path, ending) return path:sub(-#ending) == ending end

local function check_path(owner, path)
  if type(path) ~= "string" or path == "" then core.raise(("%s: filepath is a string, got %s"):format(owner, path == "" and "an empty one" or type(path))) end
  if path:find "%z" then core.raise(owner .. ": filepath holds a zero byte") end
end

local function check_model(owner, model)
  if not class.is_instance(model) or not model.train_step then
    core.raise(("ValueError: %s: expected a model, got %s"):format(owner, class.is_instance(model) and tostring(model) or type(model)))
  end
end

local function check_overwrite(owner, path, overwrite)
  if overwrite ~= false then return end
  local file = io.open(path, "rb")
  if not file then return end
  file:close()
  core.raise(("ValueError: %s: '%s' is there already, and overwrite is false"):format(owner, path))
end

local shown = { zip = "a zip archive", hdf5 = "an HDF5 file", npy = "a NumPy array", json = "JSON", empty = "empty", other = "neither a zip archive nor HDF5" }

-- The bytes of a file that is to be "zip" or "hdf5" by its name; each is read once. A file that can't be read or is something else is an error that says so.
local function read(owner, path, wanted)
  local ok, bytes = pcall(core.file.read, path)
  if not ok then
    core.raise(("ValueError: %s: File not found or not readable: filepath=%s (%s)"):format(owner, path, (tostring(bytes):gsub("^.*': ", ""))))
  end
  local kind = M.kind_of(bytes)
  if kind == wanted then return bytes end
  core.raise(("ValueError: %s: '%s' should be %s by its name, but it is %s%s"):format(owner, path, shown[wanted], shown[kind],
    kind == "hdf5" and "; a file of that kind ends in .weights.h5 or .h5" or kind == "zip" and "; a file of that kind ends in .keras" or ""))
end

-- The weights of a .keras or an .h5 file, open.
local function open_weights(owner, path)
  local archive, where = ends(path, ".keras"), ("'%s'"):format(path)
  local bytes = read(owner, path, archive and "zip" or "hdf5")
  if not archive then return core.h5.open(bytes, where) end
  local zip <close> = core.zip.open(bytes, where)
  return (require("lunula.files.keras_file").weights_of(zip, path))
end

-- The weights of the file that is to be edited, open.
function M.open_for_editor(path)
  check_path("KerasFileEditor", path)
  if not ends(path, ".keras") and not ends(path, ".weights.h5") then
    core.raise(("ValueError: KerasFileEditor: Invalid filename: expected a `.keras` or `.weights.h5` extension, got filepath=%s"):format(path))
  end
  return open_weights("KerasFileEditor", path)
end

-- save_model(model, filepath, { overwrite = true }): config, weights and the optimizer's state as one .keras file, which is replaced at once.
function M.save_model(...)
  local model, path, overwrite = arguments.take("save_model", { "model", "filepath", "overwrite" }, 2, ...)
  check_model("save_model", model)
  check_path("save_model", path)
  if not ends(path, ".keras") then
    core.raise(("ValueError: save_model: Invalid filepath extension for saving: '%s'. A model is saved as `.keras`%s"):format(path,
      (ends(path, ".h5") or ends(path, ".hdf5")) and "; the older `.h5` is only read (save_weights writes `.weights.h5`)" or ""))
  end
  check_overwrite("save_model", path, overwrite)
  core.file.write(path, require("lunula.files.keras_file").format(model))
end

-- load_model(filepath, { custom_objects, compile = true, safe_mode = true }): the model of a .keras file, or of a whole-model .h5 of older Keras.
function M.load_model(...)
  local path, custom_objects, compile, safe_mode = arguments.take("load_model", { "filepath", "custom_objects", "compile", "safe_mode" }, 1, ...)
  check_path("load_model", path)
  local options = { custom_objects = custom_objects ~= nil and registry.by_name(custom_objects, "load_model") or nil, compile = compile ~= false,
    safe_mode = safe_mode }
  if ends(path, ".keras") then
    return require("lunula.files.keras_file").load(read("load_model", path, "zip"), path, options)
  elseif (ends(path, ".h5") or ends(path, ".hdf5")) and not ends(path, ".weights.h5") then
    return require("lunula.files.legacy_h5").load(read("load_model", path, "hdf5"), path, options)
  end
  core.raise(("ValueError: load_model: File format not supported: filepath=%s. A model's file ends in `.keras`, or in `.h5` for those of older Keras%s"):format(
    path, ends(path, ".weights.h5") and "; this one holds weights alone: make the model and call model:load_weights(filepath)" or ""))
end

local function check_built(owner, model)
  if not model.built then
    core.raise(("ValueError: %s: %s \"%s\" is not built yet, so it has no weights: call it on data, or build it with an input shape"):format(owner,
      class.class_of(model).name, model.name))
  end
end

-- save_weights(model, filepath, { overwrite = true, extra }): weights and the optimizer's state as .weights.h5, which is replaced at once. `extra` is a list of
-- further { path = "lunula/...", tensor = } of the file, which loading passes by.
function M.save_weights(...)
  local model, path, overwrite, extra = arguments.take("save_weights", { "model", "filepath", "overwrite", "extra" }, 2, ...)
  check_model("save_weights", model)
  check_path("save_weights", path)
  if not ends(path, ".weights.h5") then
    core.raise(("ValueError: save_weights: The filename must end in `.weights.h5`. Received: filepath=%s"):format(path))
  end
  check_built("save_weights", model)
  check_overwrite("save_weights", path, overwrite)
  core.file.write(path, require("lunula.files.weights").format(model, extra))
end

-- An optimizer gets its state where the file has one.
local function build_optimizer(model, h5)
  local optimizer = model.optimizer
  if optimizer and not optimizer.built and h5:find "optimizer/vars/2" then optimizer:build(model.trainable_variables) end
end

-- load_weights(model, filepath, { skip_mismatch = false, objects_to_skip = nil, by_name = false }): from a .weights.h5, the weights of a .keras file, or an .h5 of
-- older Keras (where by_name pairs layers by their names). Where something doesn't fit nothing changes; with skip_mismatch what fits is loaded.
function M.load_weights(...)
  local model, path, skip_mismatch, objects_to_skip, by_name =
    arguments.take("load_weights", { "model", "filepath", "skip_mismatch", "objects_to_skip", "by_name" }, 2, ...)
  check_model("load_weights", model)
  check_path("load_weights", path)
  local archive, plain = ends(path, ".keras"), ends(path, ".weights.h5")
  if not archive and not ends(path, ".h5") and not ends(path, ".hdf5") then
    core.raise(("ValueError: load_weights: File format not supported: filepath=%s. Weights are read from `.weights.h5`, `.keras` and `.h5`"):format(path))
  end
  if by_name and (archive or plain) then core.raise(("ValueError: load_weights: by_name is for `.h5` files of older Keras, not for '%s'"):format(path)) end
  check_built("load_weights", model)
  local h5 <close> = open_weights("load_weights", path)
  local where, options = ("'%s'"):format(path), { skip_mismatch = skip_mismatch, objects_to_skip = objects_to_skip, by_name = by_name }
  local legacy = not archive and not plain and require "lunula.files.legacy_h5"
  if legacy and legacy.is_legacy(h5) then
    legacy.load_weights(model, h5, where, options)
  else
    build_optimizer(model, h5)
    require("lunula.files.weights").load(model, h5, where, options)
  end
end

return M
