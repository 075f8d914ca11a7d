-- Lambda. Knows of its base class and saving only.
local class = require "lunula.class"
local core = require "lunula.core"
local Layer = require("lunula.layers.base").Layer

return class.builtin(Layer, "Lambda", "keras.layers", {
  doc = {
    "A function as a layer. It is written to a config by its name: one of keras.activations or one that was registered; a function without a name works, but the "
      .. "model can't be saved. Weights that it uses are not seen: write a Layer for these.",
    formula = "function(x), or function(x, arguments) where arguments are given", shapes = "whatever the function makes of them",
    example = [==[
print(keras.layers.Lambda(ops.square)(ops.array { 2.0, 3.0 }))  --> tensor([4., 9.], shape=(2,), dtype=float32)]==],
  },
  node_kwargs = { mask = core.null },
  params = { { "function", doc = "the function, or the name of one" },
    { "output_shape", core.null, config = false, doc = "kept for Keras, which may need it; shapes are found by running the function" },
    { "mask", core.null, config = false, doc = "mask of the output, or a function of (x, mask) that gives it" },
    { "arguments", core.null, doc = "table of names that the function takes as its last argument" } },
  initialize = function(self, args)
    local fn = args["function"]
    if type(fn) == "string" then
      fn = require("lunula.saving.registry").get_registered_object(fn) or require("lunula.saving.functions").find(fn, "builtins")
    end
    if type(fn) ~= "function" then
      core.raise(("ValueError: Lambda: expected a function, or the name of one that is registered, got %s"):format(tostring(args["function"])))
    end
    super.initialize(self, args)
    rawset(self, "function", fn)
    rawset(self, "supports_masking", self.mask ~= nil)
  end,
  call = function(self, x)
    local fn = self["function"]
    if self.arguments and next(self.arguments) ~= nil then return fn(x, self.arguments) end
    return fn(x)
  end,
  compute_mask = function(self, x, mask)
    if type(self.mask) == "function" then return self.mask(x, mask) end
    return self.mask
  end,
  get_config = function(self)
    local config = super.get_config(self)
    local keys = getmetatable(config).keys
    config.arguments = self.arguments or class.ordered {}
    for _, name in ipairs { "output_shape", "mask" } do
      if self[name] ~= nil then
        table.insert(keys, #keys, name)
        config[name] = self[name]
      end
    end
    return config
  end,
})
