-- Orthogonal: random matrices with orthonormal rows or columns. Knows of its base class and ops only.
local class = require "lunula.class"
local core = require "lunula.core"
local ops = require "lunula.ops"
local random = require "lunula.random"
local base = require "lunula.initializers.base"

-- The orthonormal columns that Gram and Schmidt make of those of a (rows >= columns): what Householder's Q is once the diagonal of R is positive. The left
-- half is taken out of the right one twice (Kahan: twice is enough), so that most of the work is products of large blocks.
local function orthonormal(a)
  local columns = a.shape[2]
  if columns == 1 then return a / ops.norm(a) end
  local half = columns // 2
  local left, right = orthonormal(a[(":, :%d"):format(half)]), a[(":, %d:"):format(half)]
  for _ = 1, 2 do right = right - ops.matmul(left, ops.matmul(ops.transpose(left), right)) end
  return ops.concatenate({ left, orthonormal(right) }, 1)
end

return class.builtin(base.Initializer, "Orthogonal", "keras.initializers", {
  doc = {
    "A random orthogonal matrix, every one as likely as any other; with fewer rows than columns the rows are orthonormal, otherwise the columns.",
    formula = "gain Q, where A = Q R, A normal random numbers, R upper triangular with a positive diagonal",
    shapes = "two dimensions or more; all but the last count as rows of one matrix",
    source = "Saxe and others, 2014; Mezzadri, 2007",
    example = [[
local q = keras.initializers.Orthogonal { seed = 1 }({ 2, 3 })
print(ops.round(ops.matmul(q, ops.transpose(q)), 5):totable()[1][1])  --> 1.0]],
  },
  aliases = { "OrthogonalInitializer" },
  inherit = base.RandomInitializer,
  params = { { "gain", 1.0, doc = "factor of the matrix" } },
  initialize = function(self, args)
    super.initialize(self, args)
    base.number("Orthogonal", "gain", self.gain)
  end,
  call = function(self, shape, options)
    if #shape < 2 then
      core.raise(("ValueError: Orthogonal: the shape has two dimensions or more, got %s"):format(base.shape_text(shape)))
    end
    if not options.dtype:find "float" then core.raise(("ValueError: Orthogonal: dtype is a float dtype, got %s"):format(options.dtype)) end
    local rows, columns = 1, shape[#shape]
    for i = 1, #shape - 1 do rows = rows * shape[i] end
    if rows * columns == 0 then return ops.zeros(shape, options.dtype) end
    -- in float64, so that what rounding leaves between columns that are nearly dependent doesn't show
    local a = random.normal({ math.max(rows, columns), math.min(rows, columns) }, { dtype = "float64", seed = self:draw_seed() })
    local q = orthonormal(a)
    if rows < columns then q = ops.transpose(q) end
    return ops.cast(self.gain * ops.reshape(q, shape), options.dtype)
  end,
})
