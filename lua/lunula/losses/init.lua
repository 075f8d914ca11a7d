-- keras.losses: the classes, the functions they wrap, and strings that name them. What the losses share stands in inputs.lua.
local base = require "lunula.losses.base"

-- class, file (which is also the name of its function), further names of the function
local list = {
  { "BinaryCrossentropy", "binary_crossentropy", "bce", "BCE" },
  { "BinaryFocalCrossentropy", "binary_focal_crossentropy" },
  { "CTC", "ctc" },
  { "CategoricalCrossentropy", "categorical_crossentropy" },
  { "CategoricalFocalCrossentropy", "categorical_focal_crossentropy" },
  { "CategoricalGeneralizedCrossEntropy", "categorical_generalized_cross_entropy" },
  { "CategoricalHinge", "categorical_hinge" },
  { "Circle", "circle" },
  { "CosineSimilarity", "cosine_similarity" },
  { "Dice", "dice" },
  { "Hinge", "hinge" },
  { "Huber", "huber" },
  { "KLDivergence", "kl_divergence", "kld", "KLD" },
  { "LogCosh", "log_cosh" },
  { "MeanAbsoluteError", "mean_absolute_error", "mae", "MAE" },
  { "MeanAbsolutePercentageError", "mean_absolute_percentage_error", "mape", "MAPE" },
  { "MeanSquaredError", "mean_squared_error", "mse", "MSE" },
  { "MeanSquaredLogarithmicError", "mean_squared_logarithmic_error", "msle", "MSLE" },
  { "Poisson", "poisson" },
  { "SparseCategoricalCrossentropy", "sparse_categorical_crossentropy" },
  { "SquaredHinge", "squared_hinge" },
  { "Tversky", "tversky" },
}

local files, functions, meant = {}, base.functions, {} -- meant: any name of a function -> its own
for _, row in ipairs(list) do
  files[row[1]] = row[2]
  for i = 2, #row do meant[row[i]] = row[2] end
end

setmetatable(functions, {
  __index = function(_, name)
    if meant[name] == name then return require("lunula.losses." .. name).fn end
  end,
  __pairs = function(t)
    for _, name in pairs(files) do _ = t[name] end
    return next, t
  end,
})

local by_name = setmetatable({}, {
  __index = function(_, name) return meant[name] and functions[meant[name]] end,
  __pairs = function() return next, meant end,
})

return require "lunula.namespace"("keras.losses", "lunula.losses", "loss", base.Loss, files, by_name)
