-- keras.losses: the classes, the functions they wrap, and strings that name them.
local Loss = require("lunula.losses.base").Loss
local functions = require "lunula.losses.functions"

local by_name = {}
for name, fn in pairs(functions) do by_name[name] = fn end
for alias, name in pairs { mse = "mean_squared_error", MSE = "mean_squared_error", mae = "mean_absolute_error", MAE = "mean_absolute_error",
  bce = "binary_crossentropy", BCE = "binary_crossentropy" } do
  by_name[alias] = functions[name]
end

return require "lunula.namespace"("keras.losses", "lunula.losses", "loss", Loss, {
  BinaryCrossentropy = "binary_crossentropy", CategoricalCrossentropy = "categorical_crossentropy", Huber = "huber",
  MeanAbsoluteError = "mean_absolute_error", MeanSquaredError = "mean_squared_error",
  SparseCategoricalCrossentropy = "sparse_categorical_crossentropy",
}, by_name)
