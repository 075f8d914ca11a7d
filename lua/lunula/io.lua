-- keras.io: tensors from and to NumPy's files. Knows of the core only.
local core = require "lunula.core"
local npy = core.npy

-- load_npy(path): the file's tensor.
-- load_npz(path): a table name -> tensor, and the list of the names in the archive's order. A name is a member's without ".npy".
local io = { load_npy = npy.load_npy, load_npz = npy.load_npz }

local function tensor(value, what)
  if core.is_tensor(value) then return value end
  if type(value) == "table" or core.is_variable(value) then
    local ok, t = pcall(core.tensor, value)
    if ok then return t end
    core.raise(what .. ": " .. t:gsub("^[^\n]-:%d+: ", ""))
  end
  core.raise(("%s: expected a tensor, got %s"):format(what, type(value)))
end

-- save_npy(path, x): x is a tensor, a variable or a nested table. The file is replaced at once: on an error the old one stays.
function io.save_npy(path, x)
  npy.save_npy(path, tensor(x, "save_npy: x"))
end

local function is_pair(entry)
  return type(entry) == "table" and type(entry[1]) == "string" and #entry == 2
end

-- What an archive is to hold, as two lists. Positional entries come first: { name, tensor } pairs keep their order, lone tensors are
-- called arr_0, arr_1, ... by their position as NumPy's savez calls them; then the named ones in the order of their names.
local function members(tensors)
  local names, values, seen = {}, {}, {}
  local function add(name, value)
    if name:find "\0" then core.raise("save_npz: a name holds a zero byte: " .. ("%q"):format(name)) end
    if seen[name] then core.raise(("save_npz: two tensors are called '%s'"):format(name)) end
    seen[name] = true
    names[#names + 1], values[#values + 1] = name, tensor(value, ("save_npz: '%s'"):format(name))
  end
  for i, entry in ipairs(tensors) do
    if is_pair(entry) then add(entry[1], entry[2]) else add("arr_" .. i - 1, entry) end
  end
  local rest = {}
  for name in pairs(tensors) do
    if type(name) == "string" then
      rest[#rest + 1] = name
    elseif math.type(name) ~= "integer" or name < 1 or name > #tensors then
      core.raise(("save_npz: a name is a string, got %s %s"):format(type(name), tostring(name)))
    end
  end
  table.sort(rest)
  for _, name in ipairs(rest) do add(name, tensors[name]) end
  return names, values
end

-- save_npz(path, { name = tensor, ... } or { { name, tensor }, ... } or { tensor, ... }, { compressed = false }): with
-- compressed = true members are deflated, as NumPy's savez_compressed does. The file is replaced at once.
function io.save_npz(path, tensors, options)
  if type(tensors) ~= "table" then
    core.raise("save_npz: tensors: expected a table name -> tensor or a list, got " .. type(tensors))
  end
  if options ~= nil and type(options) ~= "table" then core.raise("save_npz: options: expected a table, got " .. type(options)) end
  for key, value in pairs(options or {}) do
    if key ~= "compressed" then core.raise(("save_npz: unknown option '%s'; did you mean 'compressed'?"):format(tostring(key))) end
    if type(value) ~= "boolean" then core.raise("save_npz: compressed: expected a boolean, got " .. type(value)) end
  end
  local names, values = members(tensors)
  npy.save_npz(path, names, values, options ~= nil and options.compressed == true)
end

return io
