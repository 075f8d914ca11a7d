-- lunula inspect FILE ...: what keras.saving.inspect tells of a model's file or config, and what a file of tensors holds, as text.
local core = require "lunula.core"

local M = {}

local usage = [[usage: lunula inspect FILE ...
Says what a file holds, without building anything: a model (.keras, .h5) or its config in JSON (architecture, weights,
versions, custom classes that it wants, anything suspicious), weights (.weights.h5), tensors (.npy, .npz). Nothing in
the file is run.]]

local function fail(text, ...) error(text:format(...), 0) end

local function bytes(n)
  if n < 10000 then return ("%d bytes"):format(n) end
  local unit = 0
  while n >= 1000 and unit < 4 do n, unit = n / 1000, unit + 1 end
  return ("%.3g %s"):format(n, ({ "kB", "MB", "GB", "TB" })[unit])
end

-- Rows of cells as lines of columns.
local function lines_of(rows, indent)
  local widths, lines = {}, {}
  for _, row in ipairs(rows) do
    for i, cell in ipairs(row) do widths[i] = math.max(widths[i] or 0, utf8.len(cell) or #cell) end
  end
  for r, row in ipairs(rows) do
    local cells = {}
    for i, cell in ipairs(row) do cells[i] = cell .. (" "):rep(widths[i] - (utf8.len(cell) or #cell)) end
    lines[r] = (indent .. table.concat(cells, "  ")):gsub("%s+$", "")
  end
  return table.concat(lines, "\n")
end

-- Text from a file may hold anything; control characters would steer the terminal.
local function clean(value, limit)
  limit = limit or 60
  local text = tostring(value):gsub("%c", function(c) return ("\\x%02x"):format(c:byte()) end)
  if not utf8.len(text) then text = text:gsub("[\128-\255]", "?") end
  return utf8.len(text) > limit and text:sub(1, utf8.offset(text, limit - 2) - 1) .. "..." or text
end

-- Models and weights ----------------------------------------------------------------------------------------------------

local most_rows = 1000 -- of a table

-- Adds a row while there is room for it.
local function add(rows, row) rows[#rows + 1] = #rows < most_rows and row or #rows == most_rows and { "..." } or nil end

local quiet = { name = true, trainable = true, dtype = true, layers = true, build_input_shape = true, input_layers = true, output_layers = true, sparse = true,
  ragged = true, optional = true }

local function class_of(config)
  if type(config) ~= "table" then return clean(config) end
  local key = config.registered_name
  return clean(type(key) == "string" and key ~= "" and key or config.class_name ~= core.null and config.class_name or "?")
end

-- "1 tensor", "2 tensors".
local function counted(n, what) return ("%d %s%s"):format(n, what, n == 1 and "" or "s") end

-- A list of sizes.
local function sizes_text(shape)
  local parts = {}
  for i, n in ipairs(shape) do parts[i] = n == core.null and "None" or clean(n) end
  return "(" .. table.concat(parts, ", ") .. (#parts == 1 and ",)" or ")")
end

-- "units = 64, activation = relu": what is short enough to say on one line.
local function gist(config)
  local parts = {}
  if type(config) ~= "table" then return "" end
  for _, key in ipairs((getmetatable(config) or {}).keys or {}) do
    local value = config[key]
    if quiet[key] or key:find "_initializer$" or value == core.null or value == nil then
      value = nil
    elseif type(value) == "table" then
      value = value.class_name and class_of(value) or type(value[#value]) == "number" and #value <= 6 and sizes_text(value) or nil
    end
    if value ~= nil and #parts < 8 then parts[#parts + 1] = ("%s = %s"):format(clean(key), clean(value)) end
  end
  return clean(table.concat(parts, ", "), 110)
end

local function layer_rows(layers)
  local rows = {}
  for _, layer in ipairs(layers) do
    add(rows, { ("  "):rep(layer.depth) .. clean(layer.name or "?"), class_of(layer), type(layer.config.layers) == "table" and "" or gist(layer.config) })
  end
  return rows
end

local function weight_rows(weights)
  local rows = {}
  for _, array in ipairs(weights) do
    add(rows, { clean(array.path, 120), clean(array.owner or ""), sizes_text(array.shape), array.dtype, bytes(array.bytes) })
  end
  return rows
end

-- Rows of what is needed from outside: wanted from the user, or Keras's and not here.
local function need_rows(needs, missing)
  local rows = {}
  for _, need in ipairs(needs) do
    if need.missing == missing then
      add(rows, { clean(need.key or need.name), need.kind, clean(need.module or ""), clean(need.path) })
    end
  end
  return rows
end

-- The lines about what keras.saving.inspect found.
local function report(found)
  local out = {}
  local function section(title, rows) out[#out + 1] = ("\n%s\n%s"):format(title, lines_of(rows, "  ")) end
  local config = found.config
  local inner = config and type(config.config) == "table" and config.config or {}
  if config then out[1] = ("%s%s"):format(class_of(config), type(found.name) == "string" and (' "%s"'):format(clean(found.name)) or "") end
  if found.keys then out[#out + 1] = found.keys end
  if config and #found.layers > 0 then
    section(("Layers (%d)"):format(#found.layers), layer_rows(found.layers))
  elseif gist(inner) ~= "" then
    out[#out + 1] = "  " .. gist(inner)
  end
  if found.compiled then out[#out + 1] = "\nCompiled with\n  " .. gist(config.compile_config) end
  if found.weights then
    section(("Weights (%s, %s)"):format(counted(#found.weights, "array"), bytes(found.weight_bytes)), weight_rows(found.weights))
  end
  if config then
    local wanted, missing = need_rows(found.custom, false), need_rows(found.custom, true)
    if #wanted > 0 then section("Custom classes and functions that it wants", wanted) else out[#out + 1] = "\nIt needs no custom classes." end
    if #missing > 0 then section("Keras's classes and functions that are not here", missing) end
  end
  local sentences = {}
  for _, sentence in ipairs(found.suspicious) do add(sentences, { clean(sentence, 300) }) end
  if #sentences > 0 then section("Suspicious", sentences) else out[#out + 1] = "\nNothing in it is suspicious." end
  return (table.concat(out, "\n"):gsub("^\n", ""))
end

local function saved(content, path)
  local found = require("lunula.files.inspect").bytes(content, path)
  local versions = {}
  for _, pair in ipairs { { "keras_version", "Keras" }, { "lunula_version", "Lunula" }, { "date_saved", "saved" } } do
    if found[pair[1]] then versions[#versions + 1] = pair[2] .. " " .. clean(found[pair[1]]) end
  end
  found.keys = #versions > 0 and "  " .. table.concat(versions, ", ") or nil
  return report(found)
end

local function json(content)
  local config = require("lunula").json.decode(core.text(content))
  if type(config) ~= "table" or config.class_name == nil then fail "this JSON is no config: it has no class_name" end
  return report(require("lunula.files.inspect").config(config))
end

-- Tensors ---------------------------------------------------------------------------------------------------------------

local function tensor_row(name, t)
  local size = t.size == 0 and 0 or t.size * (({ bool = 1, int8 = 1, uint8 = 1, int16 = 2, uint16 = 2, float16 = 2, bfloat16 = 2, int64 = 8, uint64 = 8,
    float64 = 8 })[t.dtype] or 4)
  return { clean(name), sizes_text(t.shape), t.dtype, bytes(size) }
end

local function npy(_, path) return lines_of({ tensor_row("one tensor", require("lunula").io.load_npy(path)) }, "") end

local function npz(path)
  local tensors, names = require("lunula").io.load_npz(path)
  local rows = {}
  for i, name in ipairs(names) do rows[i] = tensor_row(name, tensors[name]) end
  return counted(#names, "tensor") .. "\n" .. lines_of(rows, "  ")
end

-- A model's file and one of tensors are both archives; what a model's has, or its name, tells them apart.
local function archive(content, path)
  if path:find "%.keras$" then return saved(content, path) end
  local zip <close> = core.zip.open(content, ("'%s'"):format(path))
  for _, member in ipairs(zip:members()) do
    if member.name == "config.json" or member.name == "model.weights.h5" then return saved(content, path) end
  end
  return npz(path)
end

-- What a file's bytes are → what that is called, what tells of it.
local tellers = { json = { "config in JSON", json }, npy = { "NumPy array", npy }, zip = { "archive", archive }, hdf5 = { "HDF5", saved } }

local function told(path)
  local content = core.file.read(path)
  local kind = require("lunula.files.formats").kind_of(content)
  if kind == "empty" then fail "the file is empty" end
  local teller = tellers[kind] or fail "this is neither .keras, HDF5, JSON, .npy nor .npz"
  return ("%s, %s\n%s"):format(teller[1], bytes(content.size), teller[2](content, path))
end

-- The text about a file.
function M.text(path)
  local ok, text = pcall(told, path)
  if not ok then fail("%s: %s", path, (tostring(text):gsub("^[^\n]-%.lua:%d+: ", ""):gsub("^can't read '[^\n]*': ", ""))) end
  return path .. ": " .. text
end

-- The sub-command: true when every file could be read.
function M.run(...)
  local count = select("#", ...)
  if count == 0 or ... == "--help" or ... == "-h" then
    (count == 0 and io.stderr or io.stdout):write(usage, "\n")
    return count > 0
  end
  local well = true
  for i = 1, count do
    local ok, text = pcall(M.text, (select(i, ...)))
    if i > 1 then print() end
    if ok then
      print(text)
    else
      io.stderr:write("lunula inspect: ", tostring(text), "\n")
      well = false
    end
  end
  return well
end

return setmetatable(M, { __call = function(_, ...) return M.run(...) end })
