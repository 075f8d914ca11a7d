-- Handwritten digits: a loss and a constraint written as Lua tables train a classifier on 80 % of the UCI digits and are tested on the rest.
local keras = require "lunula"
local ops = keras.ops

local folder = (arg and arg[0] or "examples/digits.lua"):match "^(.*)/[^/]*$" or "."
local data = keras.io.load_npz(folder .. "/data/digits.npz")
keras.utils.set_random_seed(7)
local order = keras.random.shuffle(ops.arange(#data.images))
local images = ops.take(data.images, order, 0) / 16.0
local labels = ops.take(ops.cast(data.labels, "int32"), order, 0)
local cut = #images * 4 // 5
local x_train, y_train = images["0:" .. cut], labels["0:" .. cut]
local x_test, y_test = images[cut .. ":"], labels[cut .. ":"]

-- Cross-entropy of the integer label's smoothed distribution.
local SmoothCrossentropy = keras.Loss("SmoothCrossentropy", {
  params = { { "smoothing", 0.05 } },
  call = function(self, y_true, y_pred)
    local target = ops.one_hot(ops.cast(ops.reshape(y_true, { -1 }), "int32"), 10)
    target = target * (1 - self.smoothing) + self.smoothing / 10
    return -ops.sum(target * ops.log_softmax(y_pred), -1)
  end,
})

-- No weight below zero.
local NonNegative = keras.Constraint("NonNegative", {
  call = function(self, w)
    return w * ops.cast(ops.greater_equal(w, 0), w.dtype)
  end,
})

local model = keras.Sequential {
  input_shape = { 8, 8 },
  keras.layers.Flatten(),
  keras.layers.Dense { 128, activation = "relu" },
  keras.layers.Dropout(0.2),
  keras.layers.Dense { 64, activation = "relu" },
  keras.layers.Dense { 10, kernel_constraint = NonNegative(), name = "logits" },
}
model:compile { optimizer = keras.optimizers.Adam(0.003), loss = SmoothCrossentropy(), metrics = { "accuracy" } }
model:summary()
model:fit(x_train, y_train, { epochs = 30, batch_size = 32, validation_data = { x_test, y_test } })

-- Some of the held-out digits, as the model reads them.
local predicted = ops.argmax(model:predict(x_test["0:6"], { verbose = 0 }), -1):totable()
local shades = { " ", "░", "▒", "▓", "█" }
for row = 0, 7 do
  local line = {}
  for digit = 0, 5 do
    for column = 0, 7 do
      line[#line + 1] = shades[math.min(5, math.floor(x_test[digit][row][column]:item() * 5) + 1)]:rep(2)
    end
    line[#line + 1] = "  "
  end
  print(table.concat(line))
end
for digit = 1, 6 do io.write(("read as %d, is %d    "):format(predicted[digit], y_test[digit - 1]:item())) end
print()

-- The architecture, through JSON and back.
local objects = { NonNegative = NonNegative, SmoothCrossentropy = SmoothCrossentropy }
local text = keras.json.encode(keras.saving.serialize_keras_object(model))
local again = keras.saving.deserialize_keras_object(keras.json.decode(text), { custom_objects = objects })
again:set_weights(model:get_weights())
local difference = ops.max(ops.abs(again:predict(x_test, { verbose = 0 }) - model:predict(x_test, { verbose = 0 }))):item()
print(("configuration: %d bytes of JSON; the model made from it differs by %g"):format(#text, difference))
assert(keras.json.encode(keras.saving.serialize_keras_object(again)) == text)

print(("smallest constrained weight: %g"):format(ops.min(model.layers[5].kernel):item()))
local _, accuracy = model:evaluate(x_test, y_test, { verbose = 0 })
print(("test accuracy: %.1f %%"):format(accuracy * 100))
