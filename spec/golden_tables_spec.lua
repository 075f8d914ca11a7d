-- The tables of numbers and configs against the real Keras: every row is used. Values of constraints, regularizers and metrics; for configs, what each built-in
-- writes key by key in Keras's order, values and number types alike, and that Keras's config comes back unchanged.
local keras = require "lunula"
local core = require "lunula.core"
local helper = require "helper"
local saving, json = keras.saving, keras.json

-- Keras up to 3.15.1 leaves these out of its configs, whatever their value; Lunula writes them.
local unsaved = { Huber = { "delta" }, SparseCategoricalCrossentropy = { "axis" } }

-- The config text without what Keras leaves out.
local function comparable(config, class)
  for _, key in ipairs(unsaved[class] or {}) do config.config[key] = nil end
  local keys = getmetatable(config.config).keys
  for i = #keys, 1, -1 do
    if config.config[keys[i]] == nil then table.remove(keys, i) end
  end
  return json.encode(config)
end

local function describe_row(row)
  local parts = {}
  for key, value in pairs(row.options) do parts[#parts + 1] = ("%s=%s"):format(key, type(value) == "table" and "..." or tostring(value)) end
  table.sort(parts)
  return ("%s(%s)"):format(row.class, table.concat(parts, ", "))
end

local walk = {}

local function value_of(row) -- of a constraint or a regularizer
  local object = keras[row.kind][row.class](row.options)
  assert.is_nil(helper.difference(object(helper.tensor(row.input)), row.value))
end
walk.constraints, walk.regularizers = value_of, value_of

function walk.metrics(row)
  local metric = keras.metrics[row.class](row.options)
  local y_true, y_pred = helper.tensor(row.y_true), helper.tensor(row.y_pred)
  metric:update_state(y_true, y_pred, row.weight and { sample_weight = helper.tensor(row.weight) } or nil)
  local first = metric:result():item()
  metric:update_state(y_true, keras.ops.flip(y_pred, 0))
  for i, value in ipairs { first, metric:result():item() } do
    assert.is_true(math.abs(value - row.values[i]) <= 1e-6, ("result %d is %.9g instead of %.9g"):format(i, value, row.values[i]))
  end
  metric:reset_state()
  assert.equal(0, metric:result():item())
end

function walk.config(row)
  local options = {}
  for key, value in pairs(row.options) do options[key] = value end
  local config = saving.serialize_keras_object(keras[row.namespace][row.class](options))
  assert.equal(row.json, comparable(config, row.class))
  local theirs = json.decode(row.json)
  assert.equal(row.json, comparable(saving.serialize_keras_object(saving.deserialize_keras_object(theirs)), row.class))
  -- a class_name alone says enough where the namespace is known
  local short = keras[row.namespace].deserialize
  if row.namespace ~= "layers" then
    assert.equal(row.json, comparable(saving.serialize_keras_object(short { class_name = row.class, config = json.decode(row.json).config }), row.class))
  end
end

describe("in the tables of Keras,", function()
  local used = 0
  setup(core.reset_names) -- names are counted from here on, as in the script that made the table
  local rows = helper.golden "keras/tables"
  for n, row in ipairs(rows) do
    used = used + (walk[row.kind] and 1 or 0)
    it(("%s %d, %s, agrees"):format(row.kind, n, describe_row(row)), function() walk[row.kind](row) end)
  end
  it("every row is walked", function() assert.equal(#rows, used) end)
end)

-- Losses whose options Keras forgets keep them here.
describe("Huber's delta and SparseCategoricalCrossentropy's axis", function()
  it("survive a round trip, and are their defaults where Keras left them out", function()
    local function again(object) return saving.deserialize_keras_object(json.decode(json.encode(saving.serialize_keras_object(object)))) end
    assert.equal(0.25, again(keras.losses.Huber(0.25)).delta)
    assert.equal(1, again(keras.losses.SparseCategoricalCrossentropy { axis = 1 }).axis)
    assert.equal(1.0, keras.losses.deserialize { class_name = "Huber", config = { name = "h" } }.delta)
    assert.equal(-1, keras.losses.deserialize { class_name = "SparseCategoricalCrossentropy", config = {} }.axis)
  end)
end)
