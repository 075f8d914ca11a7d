-- InputLayer, and keras.Input, which gives its tensor. Knows of its base class and histories only.
local class = require "lunula.class"
local core = require "lunula.core"
local history = require "lunula.history"
local base = require "lunula.layers.base"

return class.builtin(base.Layer, "InputLayer", "keras.layers", {
  doc = {
    "What a model receives: `output` is a symbolic tensor, which keras.Input(...) gives at once.",
    formula = "output: what the model will be given", shapes = "output: (batch_size, shape...)",
    example = [==[
local x = keras.Input { shape = { 3 }, name = "x" }
local model = keras.Model { inputs = x, outputs = keras.layers.Dense { 2, kernel_initializer = "ones" }(x) }
print(model(ops.ones { 1, 3 }))  --> tensor([[3., 3.]], shape=(1, 2), dtype=float32)]==],
  },
  params = {
    { "shape", core.null, config = false, doc = "lengths of the axes behind the batch's; null where one may vary" },
    { "batch_size", core.null, config = false, doc = "length of the batch's axis, where it is always the same" },
    { "dtype", core.null, doc = "dtype of the data, floatx unless given" },
    { "sparse", core.null, doc = "only false: tensors are dense" }, { "ragged", core.null, doc = "only false: rows have one length" },
    { "batch_shape", core.null, doc = "shape with the batch's axis, instead of shape and batch_size" },
    { "name", core.null }, { "tensor", core.null, config = false, doc = "a symbolic tensor to take instead of a fresh one" },
    { "optional", false, doc = "whether a model may be called with null for it, which its layers then get" },
  },
  initialize = function(self, args)
    if args.sparse or args.ragged then core.raise "ValueError: Input: sparse and ragged inputs don't exist here; both are false" end
    args.sparse, args.ragged = false, false
    if args.tensor ~= nil then
      if not core.is_symbol(args.tensor) then core.raise "ValueError: Input: tensor is a symbolic tensor, one that has no values" end
      if args.shape or args.batch_size or args.batch_shape then core.raise "ValueError: Input: the tensor has a shape already; give no other" end
      args.batch_shape, args.dtype = args.tensor.shape, args.dtype or args.tensor.dtype
    end
    if args.batch_shape and (args.shape or args.batch_size) then
      core.raise(("ValueError: Input: You cannot pass both `%s` and `batch_shape` at the same time."):format(args.shape and "shape" or "batch_size"))
    end
    super.initialize(self, args)
    local shape = self.batch_shape
    if not shape then
      if not self.shape then core.raise "ValueError: Input: You must pass a `shape` argument." end
      shape = { self.batch_size or core.null, table.unpack(type(self.shape) == "table" and self.shape or { self.shape }) }
    end
    base.check_shape("ValueError: Input: the shape", shape)
    rawset(self, "batch_shape", shape)
    for _, name in ipairs { "shape", "batch_size", "tensor" } do rawset(self, name, nil) end
    rawset(self, "built", true)
    require "lunula.operations" -- from here on ops look for histories
    history.note(self, { n = 0 }, {}, args.tensor and history.plain(args.tensor) or core.symbol(shape, self.dtype))
  end,
  get_config = function(self)
    return class.ordered { { "batch_shape", self.batch_shape }, { "dtype", self.dtype }, { "sparse", self.sparse }, { "ragged", self.ragged },
      { "name", self.name }, { "optional", self.optional } }
  end,
})
