-- Files as an attacker would make them, beside this script: build/lunula spec/hostile/make.lua. security_spec.lua says what becomes of each.
local keras = require "lunula"
local core = require "lunula.core"
local json = keras.json
local folder = arg[0]:match "^(.*/)" or "./"

local function dense(config)
  local all = { name = "d", units = 2 }
  for key, value in pairs(config or {}) do all[key] = value end
  return { module = "keras.layers", class_name = "Dense", config = all, registered_name = keras.null }
end
local function sequential(...)
  return { module = "keras", class_name = "Sequential", registered_name = keras.null, config = { name = "s", layers = json.array { {
    module = "keras.layers", class_name = "InputLayer", registered_name = keras.null, config = { name = "i", batch_shape = json.array { keras.null, 3 } } }, ... } } }
end
local weights = { { path = "layers/dense/vars/0", tensor = keras.ops.ones { 3, 2 } }, { path = "layers/dense/vars/1", tensor = keras.ops.zeros { 2 } } }

local function archive(config, h5, more)
  local members = { { name = "metadata.json", bytes = '{"keras_version": "3.15.1"}' }, { name = "config.json",
    bytes = type(config) == "string" and config or json.encode(config) },
    { name = "model.weights.h5", bytes = h5 or core.h5.format(weights) } }
  return core.zip.format(table.move(more or {}, 1, #(more or {}), 4, members))
end
local function write(name, bytes) core.file.write(folder .. name, bytes) end

-- Code: marshalled functions, whatever slot they stand in.
local lambda = { class_name = "__lambda__", config = { value = "4wEAAAAAAAAAAAAAAAAAAAABAAAAAwAAAPMSAAAA", defaults = keras.null, closure = keras.null } }
write("lambda_layer.keras", archive(sequential(dense(), { module = "keras.layers", class_name = "Lambda", registered_name = keras.null, config = { name = "l",
  ["function"] = lambda } })))
write("lambda_activation.keras", archive(sequential(dense { activation = lambda })))
write("lambda_initializer.keras", archive(sequential(dense { kernel_initializer = lambda })))
write("lambda_nested.keras", archive(sequential(sequential(dense { activation = lambda }))))
do
  local config = sequential(dense())
  config.compile_config = { optimizer = "sgd", loss = lambda }
  write("lambda_loss.keras", archive(config))
end

-- Names that would import or call anything.
for name, pair in pairs {
  system = { "os", "system" }, builtins = { "builtins", "exec" }, popen = { "io", "popen" }, package = { "package", "loadlib" }, debug = { "debug", "getregistry" },
  globals = { "_G", "load" }, index = { "keras.layers", "__index" }, luaopen = { "keras.layers", "luaopen_lunula" }, dotted = { "keras.layers.base", "Layer.__index" },
  torch = { "keras.src.utils.torch_utils", "TorchModuleWrapper" }, savedmodel = { "keras.layers", "TFSMLayer" }, nowhere = { nil, "Dense" },
} do
  write("class_" .. name .. ".keras", archive(sequential { module = pair[1], class_name = pair[2], registered_name = pair[1] and keras.null, config = {
    name = "x", filepath = "/etc/passwd", command = "true", module = "eHg=" } }))
end
for name, fn in pairs { get_file = { "keras.utils", "get_file" }, unsafe = { "keras.config", "enable_unsafe_deserialization" }, load_model = { "keras.saving",
  "load_model" },
  execute = { "os", "execute" }, load = { "keras.models", "load" } } do
  write("function_" .. name .. ".keras", archive(sequential(dense { activation = { module = fn[1], class_name = "function", config = fn[2],
    registered_name = fn[2] } })))
end
write("vocabulary.keras", archive(sequential { module = "keras.layers", class_name = "StringLookup", registered_name = keras.null, config = { name = "x",
  vocabulary = "/etc/passwd" } }))

-- Names of layers that are paths.
for name, text in pairs { up = "../../../tmp/x", absolute = "/tmp/x", backslash = "..\\x", dots = "..", zero = "a\0b" } do
  write("name_" .. name .. ".keras", archive(sequential(dense { name = text })))
end

-- Archives.
for name, member in pairs { up = "../x", absolute = "/tmp/x", drive = "C:x", backslash = "a\\b" } do
  local plain = "n" .. ("m"):rep(#member - 1)
  write("member_" .. name .. ".keras", (core.text(archive(sequential(dense()), nil, { { name = plain, bytes = "x" } })):gsub(plain, (member:gsub("%%", "%%%%")))))
end
write("member_twice.keras", (core.text(archive(sequential(dense()), nil, { { name = "config.jsom", bytes = "{}" } })):gsub("config%.jsom", "config.json")))
write("member_missing.keras", core.zip.format { { name = "config.json", bytes = json.encode(sequential(dense())) } })
write("bomb_config.keras", core.zip.format({ { name = "config.json", bytes = keras.ops.zeros({ 70 << 20 }, "uint8") },
  { name = "model.weights.h5", bytes = core.h5.format(weights) } }, "bomb", true))
write("bomb_weights.keras", core.zip.format({ { name = "config.json", bytes = json.encode(sequential(dense())) },
  { name = "model.weights.h5", bytes = keras.ops.zeros({ 70 << 20 }, "uint8") } }, "bomb", true))
write("bomb_assets.keras", core.zip.format({ { name = "config.json", bytes = json.encode(sequential(dense())) },
  { name = "model.weights.h5", bytes = core.h5.format(weights) }, { name = "assets/d/x", bytes = keras.ops.zeros({ 70 << 20 }, "uint8") } }, "bomb", true))

-- Headers that lie: at the places of fields in a member's local header ("PK\3\4") and in that of the central directory ("PK\1\2").
do
  local good = core.text(archive(sequential(dense())))
  local function put(text, at, bytes) return text:sub(1, at - 1) .. bytes .. text:sub(at + #bytes) end
  local function last(text, mark)
    local at = 0
    repeat
      local found = text:find(mark, at + 1, true)
      at = found or at
    until not found
    return at
  end
  local here, there = last(good, "PK\3\4"), last(good, "PK\1\2") -- of the weights
  write("header_symlink.keras", put(put(good, there + 5, "\3"), there + 38, ("<I4"):pack(0xa1ff << 16)))
  write("header_encrypted.keras", put(put(good, here + 6, "\1"), there + 8, "\1"))
  write("header_name.keras", put(good, here + 30, "N"))
  write("header_sum.keras", put(put(good, here + 14, "abcd"), there + 16, "abcd"))
  write("header_size.keras", put(put(good, here + 18, ("<I4I4"):pack(0xfffffff0, 0xfffffff0)), there + 20, ("<I4I4"):pack(0xfffffff0, 0xfffffff0)))
  write("header_unpacked.keras", put(put(good, here + 22, ("<I4"):pack(0xfffffff0)), there + 24, ("<I4"):pack(0xfffffff0)))
  write("header_method.keras", put(put(good, here + 8, "\14"), there + 10, "\14"))
  write("header_overlap.keras", put(good, there + 42, ("<I4"):pack(0)))
  write("archive_cut.keras", good:sub(1, #good - 40))
  write("archive_twice.keras", good .. core.text(archive(sequential(dense { units = 7 }))))
  write("archive_behind.keras", good .. "#!/bin/sh\n")
  -- The archive behind something else that all its offsets count, as a self-extracting one has them.
  local function behind(before, text)
    local moved, at, last_at = text, ("<I4"):unpack(text, #text - 5), #text - 21
    local function move(place) moved = put(moved, place, ("<I4"):pack(("<I4"):unpack(text, place) + #before)) end
    move(last_at + 16)
    at = at + 1
    while at < last_at do
      local name, extra, comment = ("<I2I2I2"):unpack(text, at + 28)
      move(at + 42)
      at = at + 46 + name + extra + comment
    end
    return before .. moved
  end
  write("archive_within.keras", behind(core.text(archive(sequential(dense { units = 7 }))), good))
end

-- Weights: shapes that aren't there, data elsewhere.
local function patched(from, to)
  local text = core.text(core.h5.format(weights))
  local before = ("<i8i8"):pack(3, 2)
  local at = text:find(before, 1, true)
  return text:sub(1, at - 1) .. ("<i8i8"):pack(from, to) .. text:sub(at + 16)
end
write("shape_pebibytes.keras", archive(sequential(dense { units = 1 << 40 }), patched(3, 1 << 40)))
write("shape_gibibytes.keras", archive(sequential(dense { units = 349000000 }), patched(3, 349000000)))
write("shape_other.keras", archive(sequential(dense { units = 5 })))
for _, name in ipairs { "external_link", "soft_link", "hard_links", "cycle", "external_data", "virtual", "filters", "nothing_stored", "chunks_not_stored" } do
  write("weights_" .. name .. ".keras", archive(sequential(dense()), core.file.read("spec/golden/hdf5/bad_" .. name .. ".h5")))
end

-- Configs that ask for memory, depth or time.
write("units.keras", archive(sequential(dense { units = 1 << 31 })))
write("units_overflow.keras", archive(sequential(dense { units = math.maxinteger })))
write("deep.keras", archive(('{"a":'):rep(100000) .. "1" .. ("}"):rep(100000)))
do
  local config = dense()
  for _ = 1, 120 do config = sequential(config) end
  write("nested.keras", archive(config))
end
do
  local function node(layer) return json.array { { args = json.array { { class_name = "__keras_tensor__", config = { shape = json.array { keras.null, 3 },
    dtype = "float32",
    keras_history = json.array { layer, 0, 0 } } } }, kwargs = {} } } end
  local function op(name, from)
    local layer = dense { name = name, units = 3 }
    layer.name, layer.inbound_nodes = name, node(from)
    return layer
  end
  write("loop.keras", archive { module = "keras.src.models.functional", class_name = "Functional", registered_name = "Functional", config = { name = "f",
    trainable = true,
    layers = json.array { op("a", "b"), op("b", "a") }, input_layers = json.array { "a", 0, 0 }, output_layers = json.array { "b", 0, 0 } } })
end

-- The older format.
local function legacy(config)
  return core.h5.format { { path = "", attributes = { { "keras_version", "2.15.0" }, { "backend", "tensorflow" }, { "model_config", json.encode(config) } } },
    { path = "model_weights/d/d/kernel", tensor = keras.ops.ones { 3, 2 } } }
end
write("legacy_lambda.h5", legacy { class_name = "Sequential", config = { name = "s", layers = json.array {
  { class_name = "InputLayer", config = { name = "i", batch_shape = json.array { keras.null, 3 } } },
  { class_name = "Lambda", config = { name = "l", ["function"] = json.array { "4wEAAAA=", keras.null, keras.null }, function_type = "lambda" } } } } })
write("legacy_system.h5", legacy { class_name = "system", config = { name = "true" } })
