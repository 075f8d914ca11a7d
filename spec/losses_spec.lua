-- The reduction of losses at its edges: the reference's table of reductions, weights and masks, batches that are empty or wholly masked, ranks, scalars,
-- gradients there, and the messages. The breadth of values and gradients stands in golden_losses_spec.lua.
local keras = require "lunula"
local helper = require "helper"
local outside = require "outside"
local ops, null = keras.ops, keras.null

-- The losses are the predictions themselves.
local Values = keras.Loss("Values", { broadcast = true, call = function(_, _, y_pred) return y_pred end })
local reductions = { "sum", "sum_over_batch_size", "mean", "mean_with_sample_weight", "none", null }

local function reduce(values, reduction, weight, mask)
  values = ops.convert_to_tensor(values, "float32")
  if mask then values = values:with_mask(ops.convert_to_tensor(mask, "bool")) end
  return Values { reduction = reduction }(ops.zeros_like(values), values, weight)
end

local function same(expected, shape, actual)
  assert.is_nil(helper.difference(actual, { t = "float32", s = shape, v = type(expected) == "table" and expected or { expected } }))
end

local function fails(fn, ...)
  local ok, message = pcall(fn, ...)
  assert.is_false(ok, "an error was expected")
  return tostring(message)
end

describe("each reduction", function()
  local T, F = true, false
  local V = { 1, 2, 3, 4 }
  -- weight, mask, then the results of sum, sum_over_batch_size (and mean), mean_with_sample_weight, none (and null)
  local rows = {
    { nil, nil, 10, 2.5, 2.5, { 1, 2, 3, 4 } },
    { { 1, 0, 1, 0 }, nil, 4, 1, 2, { 1, 0, 3, 0 } },
    { nil, { T, T, F, F }, 3, 1.5, 1.5, { 1, 2, 0, 0 } },
    { { 1, 2, 3, 4 }, { T, T, F, F }, 5, 2.5, 5 / 3, { 1, 4, 0, 0 } },
    { nil, { F, F, F, F }, 0, 0, 0, { 0, 0, 0, 0 } },
    { { 0, 0, 0, 0 }, nil, 0, 0, 0, { 0, 0, 0, 0 } },
  }
  local column = { sum = 3, sum_over_batch_size = 4, mean = 4, mean_with_sample_weight = 5, none = 6, [null] = 6 }
  for _, reduction in ipairs(reductions) do
    it(tostring(reduction) .. " gives the reference's values", function()
      for _, row in ipairs(rows) do
        local expected = row[column[reduction]]
        same(expected, type(expected) == "table" and { 4 } or {}, reduce(V, reduction, row[1], row[2]))
      end
    end)

    it(tostring(reduction) .. " keeps a scalar and an empty vector as they are, weighted", function()
      same(5, {}, reduce(5, reduction))
      same(10, {}, reduce(5, reduction, 2))
      same({}, { 0 }, reduce(ops.zeros { 0 }, reduction))
    end)

    it(tostring(reduction) .. " of no rows is 0, or no rows", function()
      local keeps = reduction == null or reduction == "none"
      same(keeps and {} or 0, keeps and { 0, 3 } or {}, reduce(ops.zeros { 0, 3 }, reduction))
    end)

    it(tostring(reduction) .. " of a wholly masked batch has value and gradient 0, nan or not", function()
      local mask = ops.zeros({ 3 }, "bool")
      local value, gradient = keras.value_and_grad(function(p)
        return ops.sum(Values { reduction = reduction }(ops.zeros { 3 }, p:with_mask(mask)))
      end)(ops.convert_to_tensor { 1.0, 0 / 0, 3.0 })
      same(0, {}, value)
      same({ 0, 0, 0 }, { 3 }, gradient)
    end)
  end

  it("broadcasts weights from the right, or aligns their rank", function()
    local M = { { 0, 1, 2 }, { 3, 4, 5 } }
    same(4.5, {}, reduce(M, "mean", { { 1 }, { 2 } }))
    same(34 / 6, {}, reduce(M, "mean", { 1, 2, 3 }))
    same(5, {}, reduce(M, "mean", 2))
    same(2.5, {}, reduce(M, "mean", ops.ones { 2, 3, 1 }))
    same({ 1, 4 }, { 2, 1 }, reduce({ 1, 2 }, "none", { { 1 }, { 2 } }))
    local message = fails(reduce, M, "mean", { 1, 2 })
    assert.truthy(message:find("values", 1, true) and message:find("sample_weight of shape (2,) does not fit losses of shape (2, 3)", 1, true), message)
  end)
end)

describe("a loss", function()
  it("of a batch without rows takes weights and masks without rows", function()
    local empty = ops.zeros { 0 }
    same({}, { 0 }, keras.losses.MeanSquaredError()(empty, empty, empty))
    same({}, { 0 }, keras.losses.Huber()(empty, empty:with_mask(ops.zeros({ 0 }, "bool")), empty))
  end)

  it("lines a mask up with the weights that it is multiplied with", function()
    local values = ops.convert_to_tensor { { 1.0, 2.0, 3.0 }, { 4.0, 5.0, 6.0 } }
    same({ 2, 4, 6, 0, 0, 0 }, { 2, 3 }, reduce(values, "none", { { 2 }, { 3 } }, { true, false }))
  end)

  it("aligns ranks as Keras does", function()
    local mse = keras.losses.MeanSquaredError { reduction = null }
    same({ 0, 0, 0, 1 }, { 4 }, mse({ 1, 2, 3, 4 }, { { 1 }, { 2 }, { 3 }, { 5 } }))
    same({ 0, 0, 0, 1 }, { 4 }, mse({ { 1 }, { 2 }, { 3 }, { 4 } }, { 1, 2, 3, 5 }))
    same(1, {}, mse({ 1, 2 }, { 2, 3 }))
  end)

  it("gives a scalar that call returns, with a warning, and refuses weights for it unless the class means it", function()
    local Three = keras.Loss("Three", { call = function() return 3.0 end })
    local said, twice = outside.warned(function()
      local twice = { Three()({ 1, 2 }, { 1, 2 }), Three { reduction = "sum" }({ 1, 2 }, { 1, 2 }) }
      keras.Loss("Mean", { call = function(_, t, p) return ops.mean(ops.square(t - p)) end })()({ 1, 2 }, { 1, 2 })
      return twice
    end)
    assert.equal(2, #said)
    assert.truthy(said[1]:find("Three: call returns a scalar, which no reduction changes", 1, true), said[1])
    for _, value in ipairs(twice) do same(3, {}, value) end
    same(6, {}, Three()({ 1, 2 }, { 1, 2 }, 2)) -- a weight of the whole
    local message = fails(function() Three()({ 1, 2 }, { 1, 2 }, { 1, 2 }) end)
    assert.truthy(message:find("ValueError: Three: call returns a scalar, so sample_weight of shape (2,) can't weigh its samples", 1, true), message)
    local Meant = keras.Loss("Meant", { broadcast = true, call = function() return 3.0 end })
    same(3, {}, Meant()({ 1, 2 }, { 1, 2 }))
    same(4.5, {}, Meant()({ 1, 2 }, { 1, 2 }, { 1, 2 }))
    same(4.5, {}, keras.losses.Dice()({ 0, 0 }, { 1, 1 }, { 3, 6 })) -- so do Keras's own
  end)

  it("inherits a built-in call with its alignment, and as one's own call is checked", function()
    local Same = keras.Loss("Same", { inherit = keras.losses.MeanAbsoluteError })
    same({ 0, 1 }, { 2 }, Same { reduction = "none" }({ 1, 2 }, { { 1 }, { 3 } }))
    local Own = keras.Loss("Own", { inherit = keras.losses.MeanAbsoluteError, call = function(self, t, p) return super.call(self, t, p) end })
    fails(function() Own { reduction = "none" }({ 1, 2 }, { { 1 }, { 3 } }) end)
    local Meant = keras.Loss("Meant", { broadcast = true, call = function(_, t, p) return ops.abs(t - p) end })
    same({ 0, 1, 2, 1 }, { 2, 2 }, Meant { reduction = "none" }({ 1, 2 }, { { 1 }, { 3 } }))
  end)

  it("has nothing of a custom call's nan under a mask in its gradient", function()
    local Log = keras.Loss("Log", { call = function(_, _, p) return -ops.sum(ops.log(p), -1) end })
    local p, mask = ops.convert_to_tensor { { 1.0, 2.0 }, { 0.0, -1.0 } }, ops.convert_to_tensor { true, false }
    local value, gradient = keras.value_and_grad(function(x) return Log()({ { 0, 0 }, { 0, 0 } }, x:with_mask(mask)) end)(p)
    same(-math.log(2), {}, value)
    same({ -1, -0.5, 0, 0 }, { 2, 2 }, gradient)
    local Elementwise = keras.Loss("Elementwise", { call = function(_, _, x) return -ops.log(x) end })
    value, gradient = keras.value_and_grad(function(x) return Elementwise { reduction = "sum" }({ 0, 0 }, x:with_mask(mask)) end)(ops.convert_to_tensor { 2.0, 0.0 })
    same(-math.log(2), {}, value)
    same({ -0.5, 0 }, { 2 }, gradient)
  end)

  it("of a plain function lines ranks up in compile, and warns of scalars", function()
    local x, y = ops.ones { 4, 2 }, ops.convert_to_tensor { 1.0, 2.0, 3.0, 4.0 }
    local function fit(fn, options)
      local model = keras.Sequential { input_shape = { 2 }, keras.layers.Dense { 1, kernel_initializer = "ones" } }
      model:compile { optimizer = "sgd", loss = fn }
      options.verbose, options.epochs = 0, 1
      return model:fit(x, y, options).history.loss[1]
    end
    assert.near(1.5, fit(function(t, p) return ops.mean(ops.square(t - p), -1) end, {}), 1e-6)
    assert.near(1.5, fit("mse", {}), 1e-6)
    local said, message = outside.warned(function()
      fit(function(t, p) return ops.mean(ops.square(t - p)) end, {})
      fit("dice", { sample_weight = { 1, 2, 3, 4 } })
      return fails(fit, function(t, p) return ops.mean(ops.square(t - p)) end, { sample_weight = { 1, 2, 3, 4 } })
    end)
    assert.equal(1, #said, table.concat(said, "\n"))
    assert.truthy(message:find("loss: call returns a scalar, so sample_weight", 1, true), message)
  end)

  it("computes in its dtype: a name, a policy, or floatx", function()
    for _, case in ipairs { { "float64", "float64" }, { keras.DTypePolicy "float16", "float16" }, { "mixed_float16", "float16" }, { null, "float32" } } do
      assert.equal(case[2], keras.losses.MeanSquaredError { dtype = case[1] }({ 1, 2 }, { 2, 4 }).dtype)
    end
    local loss = keras.losses.MeanSquaredError { dtype = "float64" }
    local said, config = outside.warned(loss.get_config, loss)
    assert.is_nil(config.dtype)
    assert.same({ "MeanSquaredError: its config doesn't hold its dtype, float64" }, said)
    fails(keras.losses.MeanSquaredError, { dtype = "float" })
  end)

  it("of float16 has the mean of more losses than a float16 counts", function()
    local loss = keras.losses.MeanSquaredError { dtype = "float16" }
    assert.near(4, loss(ops.zeros { 70000, 1 }, ops.full({ 70000, 1 }, 2.0)):item(), 1e-3)
    local masked = ops.full({ 70000, 1 }, 2.0):with_mask(ops.ones({ 70000 }, "bool"))
    assert.near(4, loss(ops.zeros { 70000, 1 }, masked):item(), 1e-3)
  end)

  it("reads arguments by position and by name", function()
    local mse = keras.losses.MeanSquaredError()
    same(2, {}, mse({ { 1 }, { 2 } }, { { 2 }, { 3 } }, { 2, 2 }))
    same(2, {}, mse({ { 1 }, { 2 } }, { { 2 }, { 3 } }, { sample_weight = { 2, 2 } }))
    same(1, {}, mse({ { 1 }, { 2 } }, { { 2 }, { 3 } }, { sample_weight = null }))
    same(4, {}, keras.losses.huber({ 0 }, { 3 }, { delta = 2 }))
    same(4, {}, keras.losses.huber({ 0 }, { 3 }, 2))
  end)

  local mse, sparse = keras.losses.MeanSquaredError(), keras.losses.sparse_categorical_crossentropy
  local None, Text = keras.Loss("None", { call = function() end }), keras.Loss("Text", { call = function(_, a, b) return a .. b end })
  local errors = {
    { "no y_pred", function() mse { 1 } end, "mean_squared_error: argument 'y_pred' is missing" },
    { "too many arguments", function() mse({ 1 }, { 1 }, 1, 1) end, "expected at most 3 arguments (y_true, y_pred, sample_weight), got 4" },
    { "a reduction that is none", function() keras.losses.Huber { reduction = "avg" } end, "ValueError: Huber: reduction is one of" },
    { "a call that returns nothing", function() None()({ 1 }, { 1 }) end, "None: call returned nothing" },
    { "a call that returns a text", function() Text()({ 1 }, { 1 }) end, "Text: call returned a string; it must return the losses" },
    { "a class without call", function() keras.Loss("Bare", {})()({ 1 }, { 1 }) end, "Bare has no call(self, y_true, y_pred)" },
    { "a batch that would broadcast", function() keras.Loss("B", { call = function(_, a, b) return a - b end })()({ 1, 2 }, { { 1 }, { 2 } }) end,
      "B: y_true has shape (2,) and y_pred (2, 1), which would broadcast over the batch" },
    { "unequal shapes", function() keras.losses.binary_crossentropy({ { 0, 1 } }, { { 0.5 } }) end, "got y_true (1, 2) and y_pred (1, 1)" },
    { "labels that don't fit", function() sparse({ 0, 1, 0 }, { { 0.5, 0.5 } }) end, "got y_true (3,) and y_pred (1, 2)" },
    { "a label without class", function() sparse({ 0, 2 }, { { 0.5, 0.5 }, { 0.5, 0.5 } }) end,
      "sparse_categorical_crossentropy: label 2 (entry 1 of y_true) is outside [0, 2)" },
    { "an axis out of range", function() sparse({ 0 }, { { 0.5, 0.5 } }, { axis = 2 }) end,
      "sparse_categorical_crossentropy: axis 2 is out of range for y_pred of 2 axes" },
  }
  for _, case in ipairs(errors) do
    it("refuses " .. case[1] .. " at the script's line", function()
      local message = fails(case[2])
      assert.truthy(message:find(case[3], 1, true), message)
      assert.truthy(message:find("losses_spec.lua:" .. debug.getinfo(case[2], "S").linedefined .. ":", 1, true), message)
    end)
  end
end)

describe("integer labels", function()
  local n = 70000 -- more than one thread's share
  local labels, p = ops.cast(ops.mod(ops.arange(n), 3), "int32"), ops.reshape(ops.cast(ops.mod(ops.arange(3 * n), 7), "float32") + 1, { n, 3 })
  local sparse, general = keras.losses.sparse_categorical_crossentropy, keras.losses.categorical_generalized_cross_entropy
  local function identical(a, b) return a.dtype == b.dtype and ops.all(ops.equal(a, b)):item() end
  local others = {} -- the same labels
  for _, dtype in ipairs { "int8", "uint8", "int16", "uint32", "int64", "uint64", "float32" } do others[dtype] = ops.cast(labels, dtype) end
  others.strided = ops.transpose(ops.stack({ labels, labels }, 0))[":, 0"]
  others.column = ops.expand_dims(labels, -1)

  for kind, other in pairs(others) do
    it("of kind " .. kind .. " give what int32 gives", function()
      assert.is_true(identical(sparse(other, p), sparse(labels, p)))
      assert.is_true(identical(general(other, p, 0.3), general(labels, p, 0.3)))
    end)

    it("of kind " .. kind .. " are refused where one is outside", function()
      local wrong = ops.where(ops.equal(ops.reshape(ops.arange(n), other.shape), n - 2), 3, other)
      assert.truthy(fails(sparse, ops.cast(wrong, other.dtype), p):find("label 3 (entry 69998 of y_true) is outside [0, 3)", 1, true))
    end)
  end

  it("beyond int32 are refused, and may be the class to ignore", function()
    assert.truthy(fails(sparse, ops.cast(2 ^ 32, "int64") + ops.cast(labels, "int64"), p):find("label 4294967296 (entry 0", 1, true))
    assert.is_true(identical(sparse(labels, p, { ignore_class = 2 ^ 32 | 1 }), sparse(labels, p)))
  end)

  it("pick from rows of every float dtype as they do eagerly", function()
    for _, dtype in ipairs { "float16", "bfloat16", "float32", "float64" } do
      local x = ops.cast(p, dtype)
      local function loss(y, q) return sparse(y, q), general(y, q, 0.5) end
      local a, b = loss(labels, x)
      local c, d = keras.jit(loss)(labels, x)
      assert.is_true(identical(a, c))
      assert.is_true(identical(b, d))
    end
  end)
end)
