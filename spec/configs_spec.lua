-- The config of every built-in class that exists, as the real Keras writes it: taken, and given back key by key and in its order. Which classes don't
-- exist is written in docs/names.md.
local keras = require "lunula"
local helper = require "helper"
local outside = require "outside"
local saving, json = keras.saving, keras.json

local function exists(module, name)
  local space = keras
  for part in module:gmatch "[%w_]+" do
    if part ~= "keras" then space = space[part] end
  end
  for _, known in ipairs(space.names()) do
    if known == name then return true end
  end
  return false
end

-- Arguments that Keras forgets and Lunula writes behind the others; Keras takes them.
local forgotten = { ["keras.metrics.CosineSimilarity"] = '"axis": -1', ["keras.initializers.Identity"] = '"gain": 1.0' }

-- The text with what is written beyond Keras's keys left out.
local function as_keras(text, config)
  local more = forgotten[config.module .. "." .. config.class_name]
  if not more then return text end
  local from, to = text:find(more, 1, true)
  if not from then return text end
  return (text:sub(1, from - 1):gsub(", $", "")) .. text:sub(to + 1)
end

local function round_trip(config) return json.encode(saving.serialize_keras_object(saving.deserialize_keras_object(json.decode(config)))) end

describe("the config of Keras's", function()
  for _, text in ipairs(helper.golden "keras/configs") do
    local config = json.decode(text)
    if exists(config.module, config.class_name) then
      it(("%s.%s %s comes back as it was"):format(config.module, config.class_name, json.encode(config.config)), function()
        assert.equal(text, as_keras(round_trip(text), config))
      end)
    end
  end
end)

describe("a layer's config, as Keras 3.16 writes it for", function()
  for _, row in ipairs(json.decode(outside.read "spec/data/layer_default_configs.json")) do
    if exists("keras.layers", row.name) then
      it(("keras.layers.%s, comes back as it was"):format(row.name), function()
        local envelope = { { "module", "keras.layers" }, { "class_name", row.name }, { "config", row.config }, { "registered_name", keras.null } }
        if row.build_config ~= keras.null then envelope[5] = { "build_config", row.build_config } end
        local text = json.encode(require("lunula.class").ordered(envelope))
        assert.equal(text, round_trip(text))
      end)
    end
  end
end)
