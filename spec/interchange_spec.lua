-- A model's configuration as the real Keras writes it: opened, and written again with the same keys in the same order.
local keras = require "lunula"

-- Every entry of `ours` as it stands in `theirs`. A Flatten has nothing to build here, so that it writes no build_config.
local function compare(theirs, ours, path)
  if type(theirs) ~= "table" or type(ours) ~= "table" then
    assert.equal(theirs, ours, path)
    return
  end
  local wanted = {}
  for _, key in ipairs((getmetatable(theirs) or {}).keys or {}) do
    if key ~= "build_config" or theirs.class_name ~= "Flatten" then wanted[#wanted + 1] = key end
  end
  assert.same(wanted, (getmetatable(ours) or {}).keys or {}, path)
  for _, key in ipairs(wanted) do compare(theirs[key], ours[key], path .. "." .. key) end
  for i = 1, #theirs do compare(theirs[i], ours[i], ("%s[%d]"):format(path, i - 1)) end
end

describe("a config of Keras's", function()
  it("becomes a model whose config is the same", function()
    local file = assert(io.open("spec/data/sequential.config.json"))
    local config = keras.json.decode(file:read "a")
    file:close()
    local model = keras.saving.deserialize_keras_object(config)
    assert.equal("model", model.name)
    assert.equal(1210, model:count_params())
    compare(config, keras.json.decode(keras.json.encode(keras.saving.serialize_keras_object(model))), "$")
  end)
end)
