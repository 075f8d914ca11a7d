-- OrthogonalRegularizer: the cosines between the rows or the columns of a matrix. Knows of its base class only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.regularizers.base"

return class.builtin(base.Regularizer, "OrthogonalRegularizer", "keras.regularizers", {
  doc = {
    "The mean size of the cosine between two rows (or columns) of a matrix: drives them towards right angles. Rows of zeros and a single row add nothing.",
    formula = "factor mean(|r_i . r_j|) over the pairs i < j, r the rows (or columns) divided by their norms, which are at least epsilon",
    shapes = "(m, n) -> ()",
    source = "Brock and others, 2017",
    example = [[
print(keras.regularizers.OrthogonalRegularizer { factor = 1.0 }({ { 3.0, 4.0 }, { 0.0, 2.0 } }))  --> tensor(0.8, shape=(), dtype=float32)]],
  },
  pure = true,
  params = { { "factor", 0.01, doc = "strength, not negative" }, { "mode", "rows", doc = '"rows" or "columns"' } },
  initialize = function(self, args)
    super.initialize(self, args)
    self.factor = base.rounded("OrthogonalRegularizer", "factor", args.factor, 0.01)
    if self.mode ~= "rows" and self.mode ~= "columns" then
      core.raise(('ValueError: OrthogonalRegularizer: mode is "rows" or "columns", got %s'):format(tostring(self.mode)))
    end
  end,
  call = function(self, w)
    w = ops.convert_to_tensor(w)
    if w.ndim ~= 2 then core.raise(("ValueError: OrthogonalRegularizer: the weight is a matrix, got %d axes"):format(w.ndim)) end
    local rows = self.mode == "rows" and w or ops.transpose(w)
    local count = rows.shape[1]
    if count < 2 then return ops.zeros({}, w.dtype) end
    rows = ops.cast(rows, core.promote(w.dtype, "float32")) -- in the 16-bit ones the square of epsilon is 0
    rows = rows * ops.rsqrt(ops.maximum(ops.sum(ops.square(rows), 1, true), core.epsilon() ^ 2))
    local cosines = ops.matmul(rows, ops.transpose(rows)) * (1 - ops.eye(count, { dtype = rows.dtype }))
    return ops.cast(self.factor * ops.sum(ops.absolute(cosines)) / (count * (count - 1)), w.dtype)
  end,
})
