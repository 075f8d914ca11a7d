-- keras.io: tensors from and to NumPy's files. Knows of the core only.
local core = require "lunula.core"
local npy = core.npy

local io = { load_npy = npy.load_npy, save_npy = npy.save_npy }

-- A table name -> tensor of an npz archive.
io.load_npz = npy.load_npz

-- save_npz(path, { name = tensor, ... }); members stand in the order of their names.
function io.save_npz(path, tensors)
  if type(tensors) ~= "table" then
    core.raise("save_npz: tensors: expected a table name -> tensor, got " .. type(tensors))
  end
  local names, values = {}, {}
  for name, value in pairs(tensors) do
    if type(name) ~= "string" or name:find "\0" then
      core.raise("save_npz: names are strings without zero bytes, got " .. type(name) .. " " .. tostring(name))
    end
    -- A value that is none would only be found after the list was made; say here which it is.
    if not core.is_tensor(value) and not (type(value) == "userdata" or type(value) == "table") then
      core.raise(("save_npz: '%s': expected a tensor, got %s"):format(name, type(value)))
    end
    names[#names + 1] = name
  end
  table.sort(names)
  for k, name in ipairs(names) do
    values[k] = tensors[name]
  end
  npy.save_npz(path, names, values)
end

return io
