-- Functional models of the real Keras: opened from their configs, written again with the same keys, run, drawn and trained with the same numbers.
local keras = require "lunula"
local core = require "lunula.core"
local structure = require "lunula.structure"
local helper = require "helper"

local function revive(golden)
  if helper.is_golden(golden) then return helper.tensor(golden) end
  local copy = {}
  for key, value in pairs(golden) do copy[key] = revive(value) end
  return copy
end

-- A LayerNormalization's axes count from 0 once it is built, as in Keras 3.16 and not yet in 3.15, where a Flatten has a build_config.
local function skip(key, theirs) return key == "axis" and theirs.rms_scaling ~= nil or key == "build_config" and theirs.class_name == "Flatten" end

local function same_values(theirs, ours, path)
  if helper.is_golden(theirs) then
    assert.is_nil(helper.difference(ours, theirs, 1, theirs.t == "float16" and "float16" or nil), path)
    return
  end
  assert.equal(#structure.keys(theirs), #structure.keys(ours), path)
  for key, value in pairs(theirs) do same_values(value, ours[key], path .. "." .. tostring(key)) end
end

local rows, data = helper.golden "keras/functional", nil

describe("a Functional of Keras's:", function()
  for _, row in ipairs(rows) do
    if row.kind == "model" then
      it(row.name, function()
        local model = keras.models.model_from_json(row.config)
        assert.is_nil(helper.config_difference(keras.json.decode(row.config), keras.json.decode(model:to_json()), skip))
        assert.same(row.output_names, model.output_names)
        assert.equal(row.params, model:count_params())
        local names = {}
        for i, layer in ipairs(model.layers) do names[i] = layer.name end
        assert.same(row.layers, names)
        helper.fill(model)
        local inputs = revive(row.inputs)
        same_values(row.outputs, model(inputs), "output")
        same_values(row.predicted, model:predict(inputs, { verbose = 0 }), "prediction")
        local text = ""
        model:summary { print_fn = function(part) text = text .. part end, line_length = utf8.len(row.summary:match "\n(.-)\n"), expand_nested = row.expand }
        assert.equal(row.summary, text)
      end)
    end
  end
end)

local function dictionary(kind, values)
  local keys = kind == "other" and { "p", "q", "r" } or { "zeta", "alpha", "mu" }
  local t = {}
  for i, key in ipairs(keys) do t[key] = values[i] end
  return t, keys
end

describe("training several outputs:", function()
  for _, row in ipairs(rows) do
    if row.kind == "data" then data = row end
    if row.kind == "training" then
      it(row.name, function()
        local model = keras.models.model_from_json(row.config)
        helper.fill(model)
        row.compile.optimizer = keras.optimizers.SGD(0.1)
        row.compile.jit_compile = true
        model:compile(row.compile)
        local x, y, weights = revive(data.x), revive(data.y), row.weights ~= core.null and revive(data.weights) or nil
        local by_name, keys = dictionary(row.outputs, y)
        if row.y == "dict" then
          y = by_name
        elseif type(row.y) == "table" then
          local wanted, some = {}, {}
          for _, name in ipairs(row.y) do wanted[name] = true end
          for _, key in ipairs(keys) do
            if wanted[key] then some[#some + 1] = by_name[key] end
          end
          y = some
        end
        if row.x == "dict" then x = { second = x[1], first = x[2] } end
        if row.weights == "dict" then weights = dictionary(row.outputs, weights) elseif row.weights == "one" then weights = weights[1] end
        local history = model:fit(x, y, { sample_weight = weights, batch_size = 5, epochs = 3, shuffle = false, verbose = 0 }).history
        for key in pairs(history) do assert.truthy(row.history[key], "history has " .. key .. " too") end
        for key, expected in pairs(row.history) do
          assert.truthy(history[key], "history has no " .. key)
          for epoch, value in ipairs(expected) do
            helper.near(value, history[key][epoch], ("%s of epoch %d"):format(key, epoch))
          end
        end
        for k, w in ipairs(model:get_weights()) do assert.is_nil(helper.difference(w, row.final[k]), "weight " .. k) end
        local evaluated = { model:evaluate(x, y, { sample_weight = weights, batch_size = 5, verbose = 0 }) }
        assert.equal(#row.evaluated, #evaluated)
        if row.outputs ~= "list" then -- in Python in the order in which the dictionary of losses was written, in Lua by name
          table.sort(evaluated)
          table.sort(row.evaluated)
        end
        for i, value in ipairs(row.evaluated) do
          helper.near(value, evaluated[i], "result " .. i)
        end
      end)
    end
  end
end)
