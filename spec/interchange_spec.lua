-- Configurations as the real Keras writes them: opened, and written again with the same keys in the same order; the models predict what Keras's do.
local keras = require "lunula"
local helper = require "helper"
local outside = require "outside"
local ops = keras.ops

local function read(name) return keras.json.decode(outside.read("spec/data/" .. name .. ".config.json")) end

-- A Flatten has nothing to build here, so that it writes no build_config; optimizers and metrics are compared elsewhere.
local function skip(key, theirs) return key == "build_config" and theirs.class_name == "Flatten" end

local models = {
  { "sequential", params = 1210 },
  { "functional", params = 23, input = { ops.ones { 2, 3 }, ops.ones { 2, 3 } },
    output = { { 0.8002896904945374, 1.8836240768432617 }, { 0.8002896904945374, 1.8836240768432617 } } },
  { "embedding_mask", params = 19, input = ops.array { { 1, 2, 0, 0, 0, 0 }, { 4, 4, 4, 1, 0, 0 } },
    output = { { -0.1833648383617401 }, { -0.15170133113861084 } } },
}

describe("a config of Keras's", function()
  for _, case in ipairs(models) do
    it("becomes a model whose config is the same: " .. case[1], function()
      local config = read(case[1])
      local model = keras.saving.deserialize_keras_object(config)
      assert.equal(case.params, model:count_params())
      assert.is_nil(helper.config_difference(config, helper.written(model), skip))
      if not case.output then return end
      helper.fill(model)
      for row, values in ipairs(case.output) do
        for column, value in ipairs(values) do
          assert.is_true(math.abs(model(case.input)[row - 1][column - 1]:item() - value) < 1e-6)
        end
      end
    end)
  end

  -- Those of layers.config.json that there are here: each with the arguments that it was made with, its defaults and its weights.
  local there = {}
  for _, name in ipairs(keras.layers.names()) do there[name] = true end
  for _, entry in ipairs(read "layers") do
    local module, name = (entry.module or ""):match "^(.*)%.([%w_]+)$"
    if there[name] and entry.config then
      it("becomes a layer whose config is the same: " .. name, function()
        local envelope = { module = module, class_name = name, config = entry.config, registered_name = keras.null }
        local layer = keras.saving.deserialize_keras_object(envelope)
        -- the axis of a LayerNormalization counts from 0 once it is built
        assert.is_nil(helper.config_difference(entry.config, helper.written(layer).config))
        local shape = entry.build_config ~= keras.null and entry.build_config.input_shape
        if not shape then return end
        layer:build(shape)
        local shapes = {}
        for _, v in ipairs(layer.weights) do shapes[#shapes + 1] = v.shape end
        assert.equal(#entry.vars, #shapes)
        for i, v in ipairs(entry.vars) do assert.same({ table.unpack(v[2]) }, shapes[i]) end
      end)
    end
  end
end)
