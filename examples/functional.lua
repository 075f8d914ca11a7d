-- A model that isn't a row of layers: two inputs, a layer they share, two outputs with a loss each.
local keras = require "lunula"
local ops = keras.ops
local layers = keras.layers
keras.utils.set_random_seed(2)

local left, right = keras.Input { shape = { 3 }, name = "left" }, keras.Input { shape = { 3 }, name = "right" }
local embed = layers.Dense { 8, activation = "tanh", name = "embed" }
local a, b = embed(left), embed(right)
local distance = ops.sum(ops.square(a - b), { axis = -1, keepdims = true })
local model = keras.Model {
  inputs = { left, right },
  outputs = { layers.Dense { 1, activation = "sigmoid", name = "same" }(distance), layers.Dense { 1, name = "total" }(layers.concatenate { a, b }) },
  name = "pair",
}
model:summary()

-- Pairs of points: are they near each other, and what do their coordinates add up to?
local x = keras.random.normal { 512, 3 }
local y = ops.concatenate({ x["0:256"] + 0.1 * keras.random.normal { 256, 3 }, keras.random.normal { 256, 3 } }, 0)
local near = ops.concatenate({ ops.ones { 256, 1 }, ops.zeros { 256, 1 } }, 0)
local total = ops.sum(x + y, { axis = 1, keepdims = true })
model:compile { optimizer = keras.optimizers.Adam(0.02), loss = { "binary_crossentropy", "mse" }, metrics = { { "accuracy" }, { "mae" } } }
model:fit({ x, y }, { near, total }, { epochs = 40, verbose = 0 })
local results = model:evaluate({ x, y }, { near, total }, { verbose = 0, return_dict = true })
print(("accuracy of the first output: %.2f"):format(results.same_accuracy))
print(("mean error of the second: %.2f"):format(results.total_mae))

-- Written and made again: the nodes, the shared layer and the ops between layers go along.
local again = keras.models.model_from_json(model:to_json())
again:set_weights(model:get_weights())
local difference = again:predict({ x, y }, { verbose = 0 })[1] - model:predict({ x, y }, { verbose = 0 })[1]
print(("its copy differs by %g"):format(ops.max(ops.abs(difference)):item()))
