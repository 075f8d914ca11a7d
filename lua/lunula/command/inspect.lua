-- lunula inspect FILE ...: what a config or a file of tensors holds, and which custom classes it wants, without building anything.
local M = {}

local usage = [[usage: lunula inspect FILE ...
Says what a file holds, without building it: the config of a model or another object in JSON (architecture, custom
classes that it wants), .npy and .npz (names, shapes, dtypes, bytes). Nothing in the file is run.]]

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

-- Configs ---------------------------------------------------------------------------------------------------------------

local quiet = { name = true, trainable = true, dtype = true, layers = true, build_input_shape = true, input_layers = true, output_layers = true }

local function class_of(config)
  local core = require "lunula.core"
  if type(config) ~= "table" then return clean(config) end
  local key = config.registered_name
  return clean(type(key) == "string" and key ~= "" and key or config.class_name ~= core.null and config.class_name or "?")
end

-- "units = 64, activation = relu": what is short enough to say on one line.
local function gist(config)
  local core = require "lunula.core"
  local parts = {}
  if type(config) ~= "table" then return "" end
  for _, key in ipairs((getmetatable(config) or {}).keys or {}) do
    local value = config[key]
    if quiet[key] or value == core.null or value == nil then
      value = nil
    elseif type(value) == "table" then
      value = value.class_name and class_of(value) or nil
    end
    if value ~= nil and #parts < 8 then parts[#parts + 1] = ("%s = %s"):format(clean(key), clean(value)) end
  end
  return clean(table.concat(parts, ", "), 110)
end

local function layer_rows(config, rows, depth)
  for _, layer in ipairs(type(config.layers) == "table" and config.layers or {}) do
    if #rows >= 1000 then
      rows[#rows + 1] = { "..." }
      return rows
    end
    if type(layer) == "table" and type(layer.config) == "table" then
      local inner = type(layer.config.layers) == "table"
      rows[#rows + 1] = { ("  "):rep(depth) .. clean(layer.config.name or layer.name or "?"), class_of(layer), inner and "" or gist(layer.config) }
      if inner and depth < 16 then layer_rows(layer.config, rows, depth + 1) end
    end
  end
  return rows
end

-- The lines about a config. `what` is what the file calls itself.
function M.config(config)
  local saving = require "lunula.saving"
  if type(config) ~= "table" or config.class_name == nil then fail "this JSON is no config: it has no class_name" end
  local inner = type(config.config) == "table" and config.config or {}
  local out = { ("%s%s"):format(class_of(config), type(inner.name) == "string" and (' "%s"'):format(clean(inner.name)) or "") }
  local rows = layer_rows(inner, {}, 0)
  if #rows > 0 then
    out[#out + 1] = ("\nLayers (%d)\n%s"):format(#rows, lines_of(rows, "  "))
  elseif gist(inner) ~= "" then
    out[#out + 1] = "  " .. gist(inner)
  end
  local compiled = type(config.compile_config) == "table" and gist(config.compile_config) or ""
  if compiled ~= "" then out[#out + 1] = "\nCompiled with\n  " .. compiled end
  local wanted = {}
  for _, need in ipairs(saving.inspect(config)) do wanted[#wanted + 1] = { clean(need.key or need.name), need.kind, clean(need.path) } end
  out[#out + 1] = #wanted == 0 and "\nIt needs no custom classes." or "\nCustom classes and functions that it wants\n" .. lines_of(wanted, "  ")
  return table.concat(out, "\n")
end

-- Tensors ---------------------------------------------------------------------------------------------------------------

local function tensor_row(name, t)
  local size = t.size == 0 and 0 or t.size * (({ bool = 1, int8 = 1, uint8 = 1, int16 = 2, uint16 = 2, float16 = 2, bfloat16 = 2, int64 = 8, uint64 = 8,
    float64 = 8 })[t.dtype] or 4)
  return { clean(name), ("(%s)"):format(table.concat(t.shape, ", ")), t.dtype, bytes(size) }
end

local function npy(path) return lines_of({ tensor_row("one tensor", require("lunula").io.load_npy(path)) }, "") end

local function npz(path)
  local tensors, names = require("lunula").io.load_npz(path)
  local rows = {}
  for i, name in ipairs(names) do rows[i] = tensor_row(name, tensors[name]) end
  return ("%d tensors\n%s"):format(#names, lines_of(rows, "  "))
end

local function json(path)
  local file = io.open(path, "rb")
  local text = file:read "a"
  file:close()
  return M.config(require("lunula").json.decode(text))
end

-- What a file begins with → { what it is, what tells of it }.
local formats = {
  { "^%s*[{%[]", "config in JSON", json },
  { "^\147NUMPY", "NumPy array", npy },
  { "^PK[\3\5]", "archive of NumPy arrays", npz },
}

-- The text about a file.
function M.text(path)
  local file, why = io.open(path, "rb")
  if not file then fail("%s", why) end
  local head, reading = file:read(4096)
  local size = head and file:seek "end" or 0
  file:close()
  if not head and reading then fail("%s: %s", path, reading) end
  if size == 0 then fail("%s: the file is empty", path) end
  for _, format in ipairs(formats) do
    if head:find(format[1]) then
      local ok, text = pcall(format[3], path)
      if not ok then fail("%s: %s", path, (tostring(text):gsub("^[^\n]-%.lua:%d+: ", ""))) end
      return ("%s: %s, %s\n%s"):format(path, format[2], bytes(size), text)
    end
  end
  fail("%s: this is neither JSON nor .npy nor .npz", path)
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
