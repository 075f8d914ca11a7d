-- What becomes of configs and of names, against the real Keras: the object serialized again, or the kind of its error. Where Lunula differs on purpose,
-- the row's own answer stands here with its reason.
local keras = require "lunula"
local class = require "lunula.class"
local helper = require "helper"
local saving, json = keras.saving, keras.json

local Mine = keras.Constraint("Mine", { params = { { "k", 1 } }, call = function(self, w) return w * self.k end })
saving.register_keras_serializable(function(x) return 2 * x end, { package = "golden", name = "double" })

local differs = {
  -- a file must not reach what its namespace holds beside functions
  ["get by name"] = "ValueError", ["serialize by name"] = "TypeError",
  -- there is one kind of tensor
  ["an array"] = '{"class_name": "__tensor__", "config": {"value": [1.5, 2.0], "dtype": "float32"}}',
  -- a symbol's place in a graph is kept by the graph
  ["a symbol"] = '{"class_name": "__keras_tensor__", "config": {"shape": [null, 3], "dtype": "float32", "keras_history": null}}',
}

describe("a config becomes what the real Keras makes of it:", function()
  for _, row in ipairs(helper.golden "keras/saving") do
    if row.kind == "config" then
      it(row.what, function()
        local config = json.decode((row.json:gsub("pkg>double", "golden>double")))
        local ok, made = pcall(saving.deserialize_keras_object, config, { custom_objects = { Mine = Mine } })
        local expected = differs[row.what] or row.gives or row.error
        expected = expected:gsub("pkg>double", "golden>double")
        if expected:find "^%u%w*Error$" then
          assert.is_false(ok, expected .. " was expected")
          assert.equal(expected, tostring(made):match ": (%u%w*Error): %$", tostring(made))
        else
          assert(ok, made)
          if expected == "list" then -- holds a class, which Keras can't write either
            assert.equal(Mine, made[1])
          else
            assert.equal(expected, json.encode(saving.serialize_keras_object(made)))
          end
        end
      end)
    end
  end
end)

-- Keras's deserialize stumbles over the second names that its get knows.
local second_names = { mse = 1, MSE = 1, mae = 1, MAE = 1, bce = 1, BCE = 1, swish = 1, hard_swish = 1 }

local function name_of(made)
  if type(made) ~= "table" and type(made) ~= "function" then return math.type(made) == "integer" and "int" or type(made) end
  if type(made) == "function" then return saving.serialize_keras_object(made).config end
  return class.class_of(made).name
end

describe("names mean what they mean to Keras, for", function()
  for _, row in ipairs(helper.golden "keras/saving") do
    if row.kind == "get" or row.kind == "deserialize" then
      local namespace, name = row.namespace, row.name
      local argument = name
      if row.kind == "deserialize" and namespace ~= "activations" and type(name) == "string" then argument = { class_name = name, config = {} } end
      it(("keras.%s.%s %s"):format(namespace, row.kind, name), function()
        local ok, made = pcall(keras[namespace][row.kind], argument)
        if row.kind == "deserialize" and second_names[name] and row.error then
          assert.equal(keras[namespace].get(name), made)
        elseif row.error then
          assert.is_false(ok, row.error .. " was expected")
          assert.equal(row.error, tostring(made):match ": (%u%w*Error): ", tostring(made))
        else
          assert(ok, made)
          assert.equal(row.gives, name_of(made))
        end
      end)
    end
  end
end)
