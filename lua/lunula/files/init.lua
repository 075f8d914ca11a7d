-- keras.saving: what lunula.saving gives for objects and configs, and files. formats: which format a path means; keras_file: .keras; weights (with walk: which
-- object stands where): .weights.h5; legacy_h5: older .h5, read only; versions: configs in the words of other versions of Keras; inspect: what
-- a file holds; editor: weights of files to be changed.
local core = require "lunula.core"
local formats = require "lunula.files.formats"
local saving = require "lunula.saving"

local M = { save_model = formats.save_model, load_model = formats.load_model, save_weights = formats.save_weights, load_weights = formats.load_weights }
for name, value in pairs(saving) do M[name] = value end

-- inspect(config or path, { custom_objects }): what a config needs (saving/inspect.lua), or what a file holds (files/inspect.lua).
function M.inspect(what, options)
  if type(what) == "string" then return require("lunula.files.inspect").inspect(what, options) end
  return saving.inspect(what, options)
end

-- KerasFileEditor(filepath): the weights in a .keras or .weights.h5 file, to be changed and saved (files/editor.lua).
function M.KerasFileEditor(filepath) return require "lunula.files.editor"(filepath) end

-- python_stub(class, function, object, config or path, { custom_objects }): twins for Python's side (saving/python_stub.lua), here also of what a file names.
function M.python_stub(what, options)
  if type(what) ~= "string" then return saving.python_stub(what, options) end
  return saving.python_stub(M.inspect(what, options).config or core.raise(("python_stub: '%s' holds no config"):format(what)), options)
end

return M
