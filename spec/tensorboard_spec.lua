-- TensorBoard's event files: records against those of TensorBoard's own package, and which figures a training writes.
package.path = "spec/?.lua;" .. package.path
local keras = require "lunula"
local helper = require "helper"
local event_file = require "lunula.callbacks.event_file"
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
  local file = assert(io.open(path, "rb"))
  local bytes, at, list, count = file:read "a", 1, {}, 0
  file:close()
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

local function run(command)
  local pipe = assert(io.popen(command))
  local text = pipe:read "a"
  pipe:close()
  return text
end

describe("TensorBoard", function()
  local folder
  before_each(function() folder = run "mktemp -d":gsub("%s+$", "") end)
  after_each(function() run("rm -rf " .. folder) end)

  local x, y = ops.ones { 8, 2 }, ops.ones { 8, 1 }
  local function trained(arguments)
    run(("rm -rf %s/logs"):format(folder))
    local model = keras.Sequential { input_shape = { 2 }, keras.layers.Dense(1) }
    model:compile { optimizer = keras.optimizers.SGD(0.125), loss = "mse", metrics = { "mae" } }
    arguments.log_dir = folder .. "/logs"
    local history = model:fit(x, y, { batch_size = 2, epochs = 2, validation_data = { x, y }, verbose = 0,
      callbacks = { keras.callbacks.TensorBoard(arguments) } })
    local parts = {}
    for _, part in ipairs { "train", "validation" } do
      local path = run(("ls %s/logs/%s/events.out.tfevents.*.v2"):format(folder, part)):gsub("%s+$", "")
      parts[part] = scalars(path)
    end
    return parts, history.history, run(("cat %s/logs/train/*"):format(folder))
  end
  local function float32(value) return (("<f"):unpack(("<f"):pack(value))) end

  it("writes what Keras writes by epoch and by evaluation, and the model's config", function()
    local parts, history, bytes = trained {}
    local train, validation = {}, {}
    for epoch = 0, 1 do
      for _, name in ipairs { "learning_rate", "loss", "mae" } do
        local value = name == "learning_rate" and 0.125 or history[name][epoch + 1]
        train[#train + 1] = { "epoch_" .. name, epoch, float32(value) }
      end
      for _, name in ipairs { "loss", "mae" } do
        validation[#validation + 1] = { ("evaluation_%s_vs_iterations"):format(name), 4 * (epoch + 1), float32(history["val_" .. name][epoch + 1]) }
      end
      for _, name in ipairs { "loss", "mae" } do validation[#validation + 1] = { "epoch_" .. name, epoch, float32(history["val_" .. name][epoch + 1]) } end
    end
    assert.same(train, parts.train)
    assert.same(validation, parts.validation)
    assert.truthy(bytes:find('{"module": "keras", "class_name": "Sequential"', 1, true))
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
    folder = folder .. "/file"
    run("touch " .. folder)
    assert.error_matches(function() trained {} end, "TensorBoard.on_train_begin: can't make the folder '.-/file/logs/train': a part of the path is not a folder")
  end)
end)
