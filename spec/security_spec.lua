-- Files of strangers (spec/hostile/make.lua makes them): each is refused with a message that says why, through every entry point, within a stated
-- amount of memory, and nothing but the given file is reached for.
local keras = require "lunula"
local core = require "lunula.core"
local inspect = require "lunula.command.inspect"
local outside = require "outside"

local folder = "spec/hostile/"

-- What a file may take while it is looked at, beside its own size: text of configs is read up to 64 MiB, the rest is far less.
local budget = 16 << 20

local not_a_class = "is not a serializable class"
local not_found = "Could not locate class"
local lambda = "a lambda holds Python bytecode, which safe mode refuses"

-- file → the refusal; `weights` whether it is the weights that are wrong, so that load_weights refuses it too; `inspect` whether inspect does.
local cases = {
  ["lambda_layer.keras"] = { "%$%.config%.layers%[2%]%.config%.function: " .. lambda }, ["lambda_activation.keras"] = { "layers%[1%]%.config%.activation: " .. lambda },
  ["lambda_initializer.keras"] = { "kernel_initializer: " .. lambda }, ["lambda_nested.keras"] = { "layers%[1%]%.config%.layers%[1%]%.config%.activation: " .. lambda },
  ["lambda_loss.keras"] = { lambda }, ["legacy_lambda.h5"] = { lambda }, ["legacy_system.h5"] = { not_found .. " 'system'" },
  ["class_system.keras"] = { not_found }, ["class_builtins.keras"] = { not_found }, ["class_popen.keras"] = { not_found }, ["class_package.keras"] = { not_found },
  ["class_debug.keras"] = { not_found }, ["class_globals.keras"] = { not_found }, ["class_index.keras"] = { not_a_class }, ["class_luaopen.keras"] = { not_a_class },
  ["class_dotted.keras"] = { not_a_class }, ["class_torch.keras"] = { not_a_class }, ["class_savedmodel.keras"] = { not_a_class },
    ["class_nowhere.keras"] = { not_found },
  ["function_get_file.keras"] = { "not a modeling function" }, ["function_unsafe.keras"] = { "not a modeling function" },
  ["function_load_model.keras"] = { "not a modeling function" }, ["function_execute.keras"] = { "Could not locate function" },
  ["function_load.keras"] = { "is not the name of a function" }, ["vocabulary.keras"] = { not_a_class },
  ["name_up.keras"] = { "a layer's name can't" }, ["name_absolute.keras"] = { "a layer's name can't" }, ["name_backslash.keras"] = { "a layer's name can't" },
  ["name_zero.keras"] = { "a layer's name can't" }, ["name_dots.keras"] = { "a layer's name can't" },
  ["member_up.keras"] = { "leads outside the archive", weights = true, inspect = true }, ["member_absolute.keras"] = { "leads outside the archive",
    weights = true, inspect = true },
  ["member_drive.keras"] = { "leads outside the archive", weights = true, inspect = true },
  ["member_backslash.keras"] = { "leads outside the archive", weights = true, inspect = true },
  ["member_twice.keras"] = { "two members have the same name", weights = true, inspect = true },
  ["header_symlink.keras"] = { "it is a symbolic link", weights = true, inspect = true },
  ["header_encrypted.keras"] = { "it is encrypted", weights = true, inspect = true },
  ["header_name.keras"] = { "Zip archive inconsistent", weights = true, inspect = true },
  ["header_sum.keras"] = { "damaged: CRC error", weights = true },
  ["header_size.keras"] = { "a truncated or damaged zip archive", weights = true, inspect = true },
  ["header_unpacked.keras"] = { "says it unpacks from %d+ to 4294967280 bytes, which can't be", weights = true, inspect = true },
  ["header_method.keras"] = { "neither stored nor deflated %(method 14%)", weights = true, inspect = true },
  ["header_overlap.keras"] = { "Zip archive inconsistent", weights = true, inspect = true },
  ["archive_cut.keras"] = { "a truncated or damaged zip archive", weights = true, inspect = true },
  ["archive_twice.keras"] = { "something else stands before the zip archive", weights = true, inspect = true },
  ["archive_within.keras"] = { "something else stands before the zip archive", weights = true, inspect = true },
  ["archive_behind.keras"] = { "Zip archive inconsistent", weights = true, inspect = true },
  ["member_missing.keras"] = { "has no member model.weights.h5", weights = true },
  ["bomb_config.keras"] = { "says it has 73400320 bytes, more than the 67108864 that are read", inspect = true },
  ["bomb_assets.keras"] = { harmless = true }, -- nothing asks for its assets: they are not unpacked
  ["bomb_weights.keras"] = { "says it has 73400320 bytes, more than the 67108864 that are read", weights = true },
  ["shape_pebibytes.keras"] = { "takes 13194139533312 bytes, 24 are stored", weights = true },
  ["shape_gibibytes.keras"] = { "takes 4188000000 bytes, 24 are stored", weights = true },
  ["shape_other.keras"] = { 'Dense "d": kernel has shape %(3, 5%), .* in the file has shape %(3, 2%)' },
  ["weights_external_link.keras"] = { "external link", weights = true }, ["weights_soft_link.keras"] = { "soft link", weights = true },
  ["weights_hard_links.keras"] = { "has a path already", weights = true }, ["weights_cycle.keras"] = { "has a path already", weights = true },
  ["weights_external_data.keras"] = { "in another file, which is not opened", weights = true }, ["weights_virtual.keras"] = { "virtual dataset", weights = true },
  ["weights_filters.keras"] = { "filter 32000 is not read", weights = true }, ["weights_nothing_stored.keras"] = { "no data are stored", weights = true },
  ["weights_chunks_not_stored.keras"] = { "can unpack to", weights = true },
  ["units.keras"] = { "kernel has shape %(3, 2147483648%), .* in the file has shape %(3, 2%)" }, ["units_overflow.keras"] = { "more than memory can address" },
  ["deep.keras"] = { "nested more than 512 deep", inspect = true }, ["nested.keras"] = { "nested too deeply" }, ["loop.keras"] = { "loops or disconnected nodes" },
}

-- What `lunula inspect` has no suspicion of: what it says there instead.
local unsuspected = {
  ["class_index.keras"] = "not here\n  __index  class  keras.layers  %$%.config%.layers%[1%]", ["class_luaopen.keras"] = "not here\n  luaopen_lunula ",
  ["class_nowhere.keras"] = "that it wants\n  Dense  class", ["function_load.keras"] = "not here\n  load  function  keras.models",
  ["legacy_system.h5"] = "that it wants\n  system  class", ["loop.keras"] = "Layers %(2%)\n  a  Dense", ["shape_other.keras"] = "layers/dense/vars/0 +%(3, 2%)",
}

local function listed()
  local names = {}
  for _, name in ipairs(outside.lines("ls " .. folder)) do names[#names + 1] = name:match "^.*%.keras$" or name:match "^.*%.h5$" end
  return names
end

local function harmful()
  local names = {}
  for _, name in ipairs(listed()) do names[#names + 1] = not (cases[name] or {}).harmless and name or nil end
  return names
end

-- Calls within the budget; gives what pcall gives.
local function within(size, fn, ...)
  collectgarbage()
  core.set_memory_limit(core.memory().live_bytes + core.memory().lent_bytes + core.memory().cached_bytes + size + budget)
  local result = table.pack(pcall(fn, ...))
  core.set_memory_limit(0)
  assert(not tostring(result[2]):find "out of memory", result[2])
  return table.unpack(result, 1, result.n)
end

local function config_of(path)
  if path:find "%.h5$" then return nil end
  local ok, text = pcall(function()
    local zip <close> = core.zip.open(path)
    return core.text(zip:read("config.json", 64 << 20))
  end)
  return ok and text or nil
end

describe("a file from a stranger", function()
  it("has a row here for each that there is", function()
    local names = listed()
    assert.is_true(#names > 50)
    for _, name in ipairs(names) do assert.not_nil(cases[name], name) end
    for name in pairs(cases) do assert.is_true(outside.exists(folder .. name), name) end
  end)
  it("costs nothing where nothing asks for what it would cost", function()
    for name, case in pairs(cases) do
      local path = folder .. name
      for _, call in ipairs(case.harmless and { keras.models.load_model, keras.saving.inspect, inspect.text } or {}) do
        local ok, result = within(core.file.read(path).size, call, path)
        assert.is_true(ok, result)
      end
    end
  end)
  for _, name in ipairs(harmful()) do
    it(name .. " is refused by every entry point", function()
      local case, path = cases[name], folder .. name
      local size = core.file.read(path).size
      for _, options in ipairs { {}, { compile = false }, { safe_mode = true } } do
        local ok, text = within(size, keras.models.load_model, path, options)
        if not (ok and options.compile == false and name == "lambda_loss.keras") then -- a loss is not needed then
          assert.is_false(ok, name .. " was loaded")
          assert.matches(case[1], text)
        end
      end
      if name:find "%.keras$" then
        local model = keras.Sequential { keras.layers.Input { shape = { 3 } }, keras.layers.Dense(2) }
        local before = model.layers[1].kernel.value:totable()
        local ok, text = within(size, model.load_weights, model, path)
        if case.weights then
          assert.is_false(ok, name .. "'s weights were loaded")
          assert.matches(case[1], text)
          assert.same(before, model.layers[1].kernel.value:totable())
        end
      end
      local ok, report = within(size + (80 << 20), keras.saving.inspect, path)
      assert.equal(not case.inspect, ok or not (tostring(report):find(case[1])), tostring(report))
      local seen, text = within(size + (80 << 20), inspect.text, path)
      if case.inspect then
        assert.is_false(seen)
        assert.matches(case[1], text)
      else
        assert.is_true(seen, text)
        assert.matches(unsuspected[name] or "\nSuspicious\n  %S", text)
        assert.equal(unsuspected[name] ~= nil, text:find("Nothing in it is suspicious.", 1, true) ~= nil)
      end
      local config = config_of(path)
      if config and not case.weights and not name:find "^shape" and not name:find "^units" and not name:find "^bomb" and not name:find "^lambda_loss" then
        local fine, message = within(size, keras.models.model_from_json, config)
        assert.is_false(fine, name .. "'s config was revived")
        assert.matches(case[1], message)
      end
    end)
  end
  it("is told of in the same words each time", function()
    local names, sizes = { "units", "filters", "input_dim", "output_dim", "num_heads", "key_dim" }, {}
    for _, name in ipairs(names) do sizes[name] = 1000 end
    local path = outside.path "sizes.keras"
    core.file.write(path, core.zip.format {
      { name = "config.json", bytes = keras.json.encode { module = "keras.layers", class_name = "Dense", config = sizes } },
      { name = "model.weights.h5", bytes = core.h5.format { { path = "vars/0", tensor = core.tensor { 1.0, 2.0 } } } } })
    local told = {}
    for i, sentence in ipairs(keras.saving.inspect(path).suspicious) do told[i] = sentence:match "^%$%.config%.(%S+) is 1000, more than the 2 numbers" end
    assert.same(names, told)
  end)
  it("is closed again, whatever is wrong with it", function()
    local opened, places = {}, { core.h5, core.zip }
    for _, place in ipairs(places) do
      local open = place.open
      place.open = function(...)
        local handle = open(...)
        opened[#opened + 1] = handle
        return handle
      end
      places[place] = open
    end
    local model = keras.Sequential { keras.layers.Input { shape = { 3 } }, keras.layers.Dense(2) }
    for _, name in ipairs(listed()) do
      for _, call in ipairs { keras.models.load_model, keras.saving.inspect, inspect.text, function(path) model:load_weights(path) end,
        keras.saving.KerasFileEditor } do
        pcall(call, folder .. name)
      end
    end
    for _, place in ipairs(places) do place.open = places[place] end
    assert.is_true(#opened > 100)
    for _, handle in ipairs(opened) do
      local ok, message = pcall(handle.members or handle.objects, handle)
      assert.is_false(ok, "a handle is left open")
      assert.matches("closed", message)
    end
  end)
  it("is a regular file", function()
    assert.error_matches(function() keras.models.load_model "spec/hostile" end, "File format not supported")
    assert.error_matches(function() core.file.read "/dev/zero" end, "not a regular file")
    local path = outside.path "folder.keras"
    outside.output(("mkdir '%s'"):format(path))
    assert.error_matches(function() keras.models.load_model(path) end, "/folder.keras %(it is a folder%)")
  end)
  it("reaches for nothing but itself", function()
    local script = outside.write(outside.path "script.lua", ([[
      local keras = require "lunula"
      local names = {}
      for name in io.popen("ls %s"):lines() do if name:find "%%.keras$" or name:find "%%.h5$" then names[#names + 1] = "%s" .. name end end
      local model = keras.Sequential { keras.layers.Input { shape = { 3 } }, keras.layers.Dense(2) }
      warn "@off"
      local function all()
        for _, name in ipairs(names) do
          pcall(keras.models.load_model, name)
          pcall(model.load_weights, model, name)
          pcall(keras.saving.inspect, name)
          pcall(require("lunula.command.inspect").text, name)
        end
      end
      all() -- what the program itself loads at first use is loaded
      os.remove "/faults-on"
      all()
      os.remove "/faults-off"
      print("files " .. #names)]]):format(folder, folder))
    local text = outside.output(("ASAN_OPTIONS=detect_leaks=0 '%s' list 0 '%s' '%s'"):format(outside.compiled("spec/c/faults.c", "-std=gnu11"), outside.program, script))
    assert.matches("files %d+", text)
    local opened = 0
    for call, path in text:gmatch "uses (%S+) ([^\n]*)" do
      -- the C library looks at the time zone when dates are read
      local harmless = (call == "openat" or call == "open" or call == "stat" or call == "access") and path:sub(1, #folder) == folder and not path:find "%.%."
      assert.is_true(harmless or path == "/etc/localtime", call .. " " .. path)
      opened = opened + 1
    end
    assert.is_true(opened >= 100, opened .. " calls seen")
  end)
end)
