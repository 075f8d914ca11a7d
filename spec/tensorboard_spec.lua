-- TensorBoard's event files: records against those of TensorBoard's own package, and which figures a training writes.
local keras = require "lunula"
local helper = require "helper"
local event_file = require "lunula.callbacks.event_file"
local outside = require "outside"
local ops = keras.ops

describe("an event file", function()
  for i, row in ipairs(helper.golden "events") do
    it(("holds record %d, a %s, byte for byte"):format(i, row.kind), function()
      local event = row.kind == "version" and event_file.version(row.time) or event_file[row.kind](row.time, row.step, row.tag, row.value)
      assert.equal(row.record, event_file.record(event))
    end)
  end
end)

-- A reader of what is written, from the same rules: fields by number of a message, whose parts may be messages.
local function message(bytes)
  local fields, at = {}, 1
  local function varint()
    local value, shift = 0, 0
    repeat
      local byte = bytes:byte(at)
      value, shift, at = value | (byte & 0x7f) << shift, shift + 7, at + 1
    until byte < 0x80
    return value
  end
  while at <= #bytes do
    local key = varint()
    local value
    if key & 7 == 0 then value = varint()
    elseif key & 7 == 1 then value, at = ("<d"):unpack(bytes, at)
    else
      local length = varint()
      value, at = bytes:sub(at, at + length - 1), at + length
    end
    fields[key >> 3] = value
  end
  return fields
end

-- { { tag, step, value } ... } of a file's scalars, and the number of records.
local function scalars(path)
  local bytes, at, list, count = outside.read(path), 1, {}, 0
  while at <= #bytes do
    local length = ("<I8"):unpack(bytes, at)
    local event = bytes:sub(at + 12, at + 11 + length)
    assert.equal(event_file.record(event), bytes:sub(at, at + 15 + length))
    at, count = at + 16 + length, count + 1
    local fields = message(event)
    local value = fields[5] and message(message(fields[5])[1])
    if value and message(value[8])[1] == 1 then list[#list + 1] = { value[1], fields[2] or 0, (("<f"):unpack(message(value[8])[5])) } end
  end
  return list, count
end

describe("TensorBoard", function()
  local folder
  before_each(function() folder = outside.folder() end)

  -- The event files of a part, "train" or "validation", of what was logged under a name.
  local function files(name, part) return outside.lines(("ls '%s/%s/%s/'events.out.tfevents.*.v2"):format(folder, name, part)) end
  -- The scalars of each part, which has one file.
  local function written(name)
    local parts = {}
    for _, part in ipairs { "train", "validation" } do
      local paths = files(name, part)
      assert.equal(1, #paths)
      parts[part] = scalars(paths[1])
    end
    return parts
  end
  local x, y = ops.ones { 8, 2 }, ops.ones { 8, 1 }
  local function trained(arguments)
    outside.run(("rm -rf '%s/logs'"):format(folder))
    local model = keras.Sequential { input_shape = { 2 }, keras.layers.Dense(1) }
    model:compile { optimizer = keras.optimizers.SGD(0.125), loss = "mse", metrics = { "mae" } }
    arguments.log_dir = folder .. "/logs"
    local history = model:fit(x, y, { batch_size = 2, epochs = 2, validation_data = { x, y }, verbose = 0,
      callbacks = { keras.callbacks.TensorBoard(arguments) } })
    return written "logs", history.history, outside.output(("cat '%s/logs/train/'*"):format(folder))
  end

  local rows = helper.golden "board"
  local function kerases(row)
    local model = keras.Sequential { input_shape = { 2 }, keras.layers.Dense(1) }
    model:set_weights { ops.reshape(rows.kernel, { 2, 1 }), ops.zeros { 1 } }
    local rate = row.optimizer == "rate" and 0.125 or keras.optimizers.schedules.ExponentialDecay { 0.125, 2, 0.5 }
    model:compile { optimizer = keras.optimizers.SGD(rate), loss = "mse", metrics = { "mae" } }
    local inputs, targets = ops.reshape(rows.x, { 8, 2 }), ops.reshape(rows.y, { 8, 1 })
    local held_x, held_y = inputs[":4"] + 1, targets[":4"]
    local arguments = { log_dir = folder .. "/logs" }
    for name, value in pairs(row.arguments) do arguments[name] = value end
    local callback = keras.callbacks.TensorBoard(arguments)
    model:fit(inputs, targets, { batch_size = 2, epochs = 2, shuffle = false, validation_data = { held_x, held_y }, validation_batch_size = 2, verbose = 0,
      callbacks = { callback } })
    model:evaluate(held_x, held_y, { batch_size = 2, verbose = 0, callbacks = { callback } })
    return model
  end
  -- A list { run, tag, step, value } in an order of its own, and the values of what takes time left out.
  local function same(expected, seen)
    assert.equal(#expected, #seen)
    for _, list in ipairs { expected, seen } do
      for i, scalar in ipairs(list) do scalar.at = i end
      table.sort(list, function(a, b)
        local left, right = ("%s %s %08d %08d"):format(a[1], a[2], a[3], a.at), ("%s %s %08d %08d"):format(b[1], b[2], b[3], b.at)
        return left < right
      end)
    end
    for i, scalar in ipairs(expected) do
      assert.same({ scalar[1], scalar[2], scalar[3] }, { seen[i][1], seen[i][2], seen[i][3] })
      local value, other = scalar[4], seen[i][4]
      assert.is_true(scalar[2]:find "per_second" and other > 0 or math.abs(value - other) <= helper.relative.float32 * math.abs(value), scalar[2])
    end
  end
  local reader = os.getenv "TENSORBOARD_PYTHON"
  for i, row in ipairs(rows) do
    it(("writes what Keras writes, case %d"):format(i), function()
      local model = kerases(row)
      local seen, bytes = {}, outside.output(("cat '%s/logs/train/'*"):format(folder))
      for _, part in ipairs { "train", "validation" } do
        for _, path in ipairs(files("logs", part)) do
          for _, scalar in ipairs((scalars(path))) do seen[#seen + 1] = { part, table.unpack(scalar) } end
        end
      end
      same(row.scalars, seen)
      assert.equal(row.arguments.write_graph ~= false, bytes:find(model:to_json(), 1, true) ~= nil)
    end)
    if reader then -- a Python with TensorBoard
      it(("is read by TensorBoard, case %d"):format(i), function()
        local model, seen, json = kerases(row), {}, nil
        for _, line in ipairs(outside.lines(("'%s' spec/golden/board.py '%s/logs'"):format(reader, folder))) do
          local part, tag, step, value = line:match "^(%S+) (%S+) (%d+) (.*)$"
          if tag == "keras" then json = value elseif part then seen[#seen + 1] = { part, tag, tonumber(step), tonumber(value) } end
        end
        same(row.scalars, seen)
        assert.equal(row.arguments.write_graph ~= false and model:to_json() or nil, json)
      end)
    end
  end
  it("writes the training's own figures, to the last bit", function()
    local function float32(value) return (("<f"):unpack(("<f"):pack(value))) end
    local parts, history = trained {}
    local train, validation = {}, {}
    for epoch = 0, 1 do
      train[#train + 1] = { "epoch_learning_rate", epoch, 0.125 }
      for _, name in ipairs { "loss", "mae" } do train[#train + 1] = { "epoch_" .. name, epoch, float32(history[name][epoch + 1]) } end
      for _, case in ipairs { { "evaluation_%s_vs_iterations", 4 * (epoch + 1) }, { "epoch_%s", epoch } } do
        for _, name in ipairs { "loss", "mae" } do
          validation[#validation + 1] = { case[1]:format(name), case[2], float32(history["val_" .. name][epoch + 1]) }
        end
      end
    end
    assert.same(train, parts.train)
    assert.same(validation, parts.validation)
  end)
  it("goes on in the same files when the training does", function()
    local function fit(name, stop)
      keras.utils.set_random_seed(2)
      local model = keras.Sequential { input_shape = { 2 }, keras.layers.Dense(1) }
      model:compile { optimizer = "adam", loss = "mse", metrics = { "mae" } }
      local count = 0
      local hooks = { on_train_batch_begin = function()
        count = count + 1
        if count == stop then error("stop", 0) end
      end }
      return pcall(model.fit, model, ops.reshape(rows.x, { 8, 2 }), ops.reshape(rows.y, { 8, 1 }), { batch_size = 2, epochs = 3, verbose = 0, validation_data = { x, y },
        callbacks = { keras.callbacks.TensorBoard { ("%s/%s"):format(folder, name), update_freq = 2 },
          keras.callbacks.BackupAndRestore { folder .. "/backup", save_freq = 3 }, keras.callbacks.LambdaCallback(hooks) } })
    end
    assert.is_true(fit("whole"))
    for _, stop in ipairs { 4, 3, 6 } do assert.is_false(fit("parts", stop)) end
    assert.is_true(fit "parts")
    assert.same(written "whole", written "parts")
    for _, name in ipairs { "../../mine", "/etc/passwd", "events.out.tfevents.1/../../../mine.v2", "" } do
      local callback = keras.callbacks.TensorBoard(folder)
      assert.error_matches(function() callback:set_state { train_batch = 0, files = { train = { name = name, size = 0 }, validation = { name = name, size = 0 } } } end,
        "is no name of an event file")
    end
    local file = { name = "events.out.tfevents.1.v2", size = 0 }
    for _, case in ipairs { { { train_batch = 0, files = {} }, "files.train is not a table but nil" }, { 7, "it is not a table but 7" },
      { { train_batch = -1, files = { train = file, validation = file } }, "train_batch is not a whole number but %-1" },
      { { train_batch = 0, files = { train = file, validation = { name = file.name, size = "0" } } }, "files.validation.size is not a whole number but 0" },
      { { train_batch = 0, files = { train = file, validation = { name = 1, size = 0 } } }, "files.validation.name is not a text but 1" } } do
      local callback = keras.callbacks.TensorBoard(folder)
      assert.error_matches(function() callback:set_state(case[1]) end, "ValueError: TensorBoard: the state is damaged: " .. case[2])
      assert.same({ 0, {} }, { callback.train_batch, callback.paths }) -- nothing of it was taken
    end
  end)
  it("writes batches when update_freq says so", function()
    local function steps(parts, tag)
      local list = {}
      for _, scalar in ipairs(parts.train) do
        if scalar[1] == tag then list[#list + 1] = scalar[2] end
      end
      return list
    end
    local parts, _, bytes = trained { update_freq = 3, write_steps_per_second = true, write_graph = false }
    assert.same({ 3, 6 }, steps(parts, "batch_loss"))
    assert.same({ 3, 6 }, steps(parts, "batch_steps_per_second"))
    assert.same({ 0, 1 }, steps(parts, "epoch_steps_per_second"))
    assert.falsy(bytes:find("class_name", 1, true))
    assert.same({ 1, 2, 3, 4, 5, 6, 7, 8 }, steps(trained { update_freq = "batch" }, "batch_mae"))
  end)
  it("refuses what it doesn't write, and folders that can't be made", function()
    for argument, value in pairs { histogram_freq = 1, write_images = true, profile_batch = 2, embeddings_freq = 1 } do
      assert.error_matches(function() keras.callbacks.TensorBoard { [argument] = value } end, "TensorBoard: " .. argument .. " = .- is not supported")
    end
    assert.error_matches(function() keras.callbacks.TensorBoard { update_freq = "sometimes" } end, 'TensorBoard: update_freq is "epoch", "batch" or a number')
    folder = outside.write(folder .. "/file", "")
    assert.error_matches(function() trained {} end, "TensorBoard.on_train_begin: can't make the folder '.-/file/logs/train': a part of the path is not a folder")
  end)
end)
