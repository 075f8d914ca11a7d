-- keras.config, and the dtype policy that a layer's config carries. Each case leaves the defaults as they were.
local keras = require "lunula"
local core = require "lunula.core"
local config = keras.config

describe("keras.config", function()
  after_each(function()
    config.set_floatx "float32"
    config.set_epsilon(1e-7)
  end)

  it("has Keras's defaults", function()
    assert.equal("float32", config.floatx())
    assert.equal(1e-7, config.epsilon())
    assert.equal("channels_last", config.image_data_format())
  end)
  it("changes the dtype of whatever says none", function()
    for _, dtype in ipairs { "float64", "float16", "bfloat16" } do
      config.set_floatx(dtype)
      assert.equal(dtype, config.floatx())
      for _, t in ipairs {
        keras.ops.zeros { 2 }, keras.ops.arange(0, 1, 0.5), keras.ops.convert_to_tensor(0.5), core.tensor { 0.5, 1 }, keras.Variable { 0.5 },
        keras.random.uniform { 2 }, keras.ops.mean { 1, 2 }, keras.ops.eye(2), core.symbol { 2 },
      } do
        assert.equal(dtype, t.dtype)
      end
      assert.equal("int32", keras.ops.convert_to_tensor(1).dtype)
    end
  end)
  it("refuses what is no float dtype and keeps the old one", function()
    for _, name in ipairs { "int32", "bool", "float33", "" } do
      local ok, text = pcall(config.set_floatx, name)
      assert.is_false(ok)
      assert.matches("set_floatx: ", text)
      assert.equal("float32", config.floatx())
    end
    assert.is_false(pcall(config.set_floatx))
    assert.is_false(pcall(config.set_epsilon, "small"))
  end)
end)

describe("a layer's dtype policy", function()
  local function policy(layer)
    return keras.json.encode(keras.saving.serialize_keras_object(layer).config.dtype)
  end
  local function written(name)
    return ('{"module": "keras", "class_name": "DTypePolicy", "config": {"name": "%s"}, "registered_name": null}'):format(name)
  end

  it("stands in its config as Keras writes it", function()
    assert.equal(written "float32", policy(keras.layers.Dense(2)))
    assert.equal(written "float64", policy(keras.layers.Dense { 2, dtype = "float64" }))
    assert.equal(written "float16", policy(keras.layers.Dense { 2, dtype = keras.DTypePolicy "float16" }))
  end)
  it("decides what it computes in, and comes back with it", function()
    local layer = keras.layers.Dense { 2, dtype = "float64" }
    for _, dense in ipairs { layer, keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(layer)) } do
      assert.equal("float64", dense({ { 1.0, 2.0 } }).dtype)
      assert.equal("float64", dense.kernel.dtype)
    end
    assert.error_matches(function() keras.DTypePolicy "float33" end, "float33")
    assert.equal('<DTypePolicy "mixed_float16">', tostring(keras.DTypePolicy "mixed_float16"))
  end)
  it("is the one that keras.config gives to layers without", function()
    finally(function() config.set_dtype_policy() end)
    assert.equal("float32", config.dtype_policy().name)
    config.set_dtype_policy "mixed_bfloat16"
    local dense = keras.layers.Dense(2)
    assert.equal("bfloat16", dense({ { 1.0, 2.0 } }).dtype)
    assert.same({ "float32", "mixed_bfloat16", "float64" }, { dense.kernel.dtype, dense.dtype_policy.name, keras.layers.Dense { 2, dtype = "float64" }.compute_dtype })
    assert.error_matches(function() config.set_dtype_policy "mixed_float33" end, "mixed_float33")
    assert.equal("mixed_bfloat16", config.dtype_policy().name)
  end)
end)
