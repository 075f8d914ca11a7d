-- Layers against the real Keras: outputs, masks, gradients by inputs and weights, moving statistics, configs, and models trained with them.
local keras = require "lunula"
local core = require "lunula.core"
local helper = require "helper"
local ops = keras.ops

-- What Keras 3.15 does and 3.16 doesn't: a build_config for layers that have nothing to build, a LayerNormalization's axes as they were given.
local function skip(key, theirs, path, ours)
  if key == "axis" then return theirs.rms_scaling ~= nil end
  return key == "build_config" and path == "$" and (ours.build_config == nil or theirs.build_config == nil)
end

local rows = helper.golden "keras/layers"
local inputs = {}
for name, golden in pairs(table.remove(rows, 1).inputs) do inputs[name] = helper.tensor(golden) end
local null = core.null

local function differ(golden, tensor, what, slack)
  local found = helper.difference(tensor, golden, slack)
  assert.is_nil(found, what)
end

local function text(row)
  local parts = {}
  for key, value in pairs(row.args) do parts[#parts + 1] = key .. "=" .. (type(value) == "table" and table.concat(value, ",") or tostring(value)) end
  table.sort(parts)
  return ("%s(%s) of %s%s%s"):format(row.class, table.concat(parts, ", "), table.concat(row.inputs, ", "), row.training == true and ", training" or "",
    row.mask ~= null and ", masked" or "")
end

-- The inputs with the masks that they carry, or the options with the mask that is given.
local function prepare(row)
  local list, options = {}, { training = row.training ~= null and row.training or nil }
  for i, name in ipairs(row.inputs) do
    list[i] = inputs[name]
    local mask = row.mask ~= null and row.mask[i]
    if mask and mask ~= null and row.given == null then list[i] = list[i]:with_mask(inputs[mask]) end
  end
  if row.given ~= null then options.mask = inputs[row.mask[1]] end
  return list, options
end

-- Central differences can't be had in float32; the gradients are Keras's own, of sum(y c), c = -3 .. 3 by place.
local function cotangent(y) return ops.cast(ops.reshape(ops.arange(y.size) % 7 - 3, y.shape), "float32") end

describe("a layer of Keras's:", function()
  for _, row in ipairs(rows) do
    if row.kind == "layer" then
      it(text(row), function()
        core.reset_names()
        local layer = keras.layers[row.class](row.args)
        local list, options = prepare(row)
        local function call(xs) return layer(#xs > 1 and xs or xs[1], options) end
        layer(#list > 1 and list or list[1], { mask = options.mask })
        helper.fill(layer)
        local start = layer:get_weights()
        local y = call(list)
        differ(row.output, y, "output")
        if row.out_mask == null then
          assert.is_nil(y.mask, "a mask")
        else
          differ(row.out_mask, y.mask, "mask")
        end
        for i, v in ipairs(layer.non_trainable_weights) do differ(row.after[i], v.value, "non-trainable weight " .. i) end
        assert.equal(#row.after, #layer.non_trainable_weights)
        layer:set_weights(start)
        local tape <close> = core.tape()
        local watched = {}
        for i, v in ipairs(layer.trainable_variables) do watched[i] = v.value end
        for i = 1, #row.input_gradients do watched[#watched + 1] = list[i] end
        for _, t in ipairs(watched) do tape:watch(t) end
        local out = call(list)
        local total = ops.sum(ops.cast(out, "float32") * cotangent(out))
        tape:stop()
        local gradients = tape:gradient(total, watched)
        for i, golden in ipairs(row.weight_gradients) do
          differ(golden, gradients[i] or ops.zeros_like(watched[i]), "gradient by weight " .. i)
        end
        for i, golden in ipairs(row.input_gradients) do
          local at = #row.weight_gradients + i
          differ(golden, gradients[at] or ops.zeros_like(watched[at]), "gradient by input " .. i)
        end
        local config = keras.json.decode(row.config)
        assert.is_nil(helper.config_difference(config, helper.written(layer), skip))
        local again = keras.saving.deserialize_keras_object(config)
        differ(row.output, (function()
          if not again.built then again(#list > 1 and list or list[1], { mask = options.mask }) end
          helper.fill(again)
          return again(#list > 1 and list or list[1], options)
        end)(), "output of the layer of the config")
      end)
    end
  end
end)

describe("Normalization adapts to data", function()
  for _, row in ipairs(rows) do
    if row.kind == "adapt" then
      it("along axis " .. (type(row.axis) == "table" and table.concat(row.axis, ",") or tostring(row.axis)), function()
        local x = inputs.s
        local at = 0
        local batches = { x, { x["0:1"], x["1:"] }, function()
          at = at + 1
          return at < 3 and x[at == 1 and "0:1" or "1:"] or nil
        end }
        for _, form in ipairs(batches) do
          local layer = keras.layers.Normalization { axis = row.axis }
          layer:adapt(form)
          for i, w in ipairs(layer:get_weights()) do differ(row.weights[i], w, "weight " .. i) end
          differ(row.output, layer(x), "output")
        end
      end)
    end
  end
end)

describe("training with", function()
  local data
  for _, row in ipairs(rows) do
    if row.kind == "data" then data = row end
    if row.kind == "training" then
      it(row.name, function()
        local model = keras.Sequential { keras.layers.Input { shape = { 4 }, dtype = row.ids and "int32" or "float32" } }
        for _, entry in ipairs(row.stack) do model:add(keras.layers[entry[1]](entry[2])) end
        helper.fill(model)
        model:compile { optimizer = keras.optimizers.Adam(0.05), loss = "mse", jit_compile = true } -- compiled: without a fallback
        local x, y = helper.tensor(row.ids and data.ids or data.x), helper.tensor(data.y)
        local loss = model:fit(x, y, { batch_size = 5, epochs = 4, shuffle = false, verbose = 0 }).history.loss
        for epoch, value in ipairs(row.loss) do
          helper.near(value, loss[epoch], "loss " .. epoch)
        end
        for k, w in ipairs(model:get_weights()) do differ(row.weights[k], w, "weight " .. k, 2) end
        local evaluated = model:evaluate(x, y, { verbose = 0 })
        helper.near(row.evaluated, evaluated, "the loss at the end")
      end)
    end
  end
end)
