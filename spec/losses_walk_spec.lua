-- Every built-in loss: names and configs, gradients by differences, compiled against eager, one step of fit compiled, nan under a mask, ranks, and the
-- reference's values of each.
local keras = require "lunula"
local core = require "lunula.core"
local helper = require "helper"
local ops, null, losses = keras.ops, keras.null, keras.losses
local functions = require "lunula.losses.functions"
local outside = require "outside"

local nan = 0 / 0

-- Arguments of the constructor beside reduction, name and dtype, in the order of Keras's configs (where that differs from ours it is only the order).
local extra = {
  BinaryCrossentropy = { from_logits = false, label_smoothing = 0.0, axis = -1 },
  BinaryFocalCrossentropy = { from_logits = false, label_smoothing = 0.0, axis = -1, apply_class_balancing = false, alpha = 0.25, gamma = 2.0 },
  CategoricalCrossentropy = { from_logits = false, label_smoothing = 0.0, axis = -1 },
  CategoricalFocalCrossentropy = { from_logits = false, label_smoothing = 0.0, axis = -1, alpha = 0.25, gamma = 2.0 },
  CategoricalGeneralizedCrossEntropy = { q = 0.5 }, Circle = { gamma = 80.0, margin = 0.4, remove_diagonal = true },
  CosineSimilarity = { axis = -1 }, Dice = { axis = null }, Huber = { delta = 1.0 },
  SparseCategoricalCrossentropy = { from_logits = false, ignore_class = null, axis = -1 }, Tversky = { alpha = 0.5, beta = 0.5, axis = null },
  CTC = {}, CategoricalHinge = {}, Hinge = {}, KLDivergence = {}, LogCosh = {}, MeanAbsoluteError = {}, MeanAbsolutePercentageError = {},
  MeanSquaredError = {}, MeanSquaredLogarithmicError = {}, Poisson = {}, SquaredHinge = {},
}
local aliases = {
  bce = "binary_crossentropy", BCE = "binary_crossentropy", kld = "kl_divergence", KLD = "kl_divergence", mae = "mean_absolute_error",
  MAE = "mean_absolute_error", mse = "mean_squared_error", MSE = "mean_squared_error", mape = "mean_absolute_percentage_error",
  MAPE = "mean_absolute_percentage_error", msle = "mean_squared_logarithmic_error", MSLE = "mean_squared_logarithmic_error",
}
local names = losses.names()

local function function_of(name) return losses[name].fn, core.op_info(losses[name].fn) end

-- The sample of a loss's function: its arguments.
local function sample(info, dtype)
  return table.pack(assert(load("return " .. info.sample, "=sample", "t", helper.sampler(dtype)))())
end

-- Labels and predictions for a batch: as the sample has them, but of `rows` rows.
local function batch(info, rows)
  local env = helper.sampler("float32")
  local sized = setmetatable({}, { __index = function(_, key)
    local draw = env[key]
    if key ~= "f" and key ~= "i" then return draw end
    return function(shape, ...) return draw({ rows, table.unpack(shape, 2) }, ...) end
  end })
  return assert(load("return " .. info.sample, "=sample", "t", sized))()
end

describe("the losses", function()
  it("are all of Keras's", function()
    local count = 0
    for name in pairs(extra) do
      count = count + 1
      assert.equal(name, losses[name].name)
    end
    assert.equal(22, count)
    assert.equal(22, #names)
  end)

  for _, name in ipairs(names) do
    local fn, info = function_of(name)

    it(name .. " is found by each of its names", function()
      assert.equal(name, losses.get(name).fn and name)
      assert.is_true(fn == losses.get(info.name) and fn == losses[info.name] and fn == functions[info.name])
      assert.equal(info.name, losses.deserialize(losses.serialize(fn)) == fn and info.name)
      for alias, meant in pairs(aliases) do
        if meant == info.name then assert.is_true(losses.get(alias) == fn and losses.deserialize(alias) == fn) end
      end
    end)

    it(name .. " has Keras's config, which makes it again", function()
      local loss = losses[name]()
      local config = loss:get_config()
      local expected = { name = name == "Huber" and "huber_loss" or info.name, reduction = "sum_over_batch_size" }
      for key, value in pairs(extra[name]) do expected[key] = value end
      for key, value in pairs(expected) do
        assert.equal(value, config[key], key)
        assert.equal(math.type(value), math.type(config[key]), key)
      end
      for key in pairs(config) do assert.is_true(expected[key] ~= nil, key) end
      local envelope = losses.serialize(loss)
      assert.equal("keras.losses", envelope.module)
      assert.equal(name, envelope.class_name)
      local other = { name = "other", reduction = "sum" }
      for key, value in pairs(extra[name]) do other[key] = type(value) == "number" and (math.type(value) == "integer" and 0 or value / 2) or value end
      local again = losses.deserialize(losses.serialize(losses[name](other))):get_config()
      for key, value in pairs(other) do assert.equal(value, again[key], key) end
      assert.equal("other", losses.get { class_name = name, config = other }.name)
    end)

    it(name .. " is documented", function()
      local doc = losses[name].doc
      assert.truthy(doc[1] and doc.formula and doc.shapes and doc.example)
      for _, param in ipairs(losses[name].params) do assert.truthy(losses[name].param_docs[param[1]], param[1]) end
      assert.truthy(helper.help_text(fn):find(doc.formula, 1, true))
    end)

    it(name .. " has the gradient that differences give, and that of the gradient", function()
      local args = sample(info, "float64")
      local function value(p)
        local copy = table.move(args, 1, args.n, 1, {})
        copy[2] = p
        local v = fn(table.unpack(copy, 1, args.n))
        return ops.sum(v * ops.reshape(ops.cast(ops.arange(v.size), v.dtype) + 1, v.shape))
      end
      keras.utils.check_gradient(value, args[2])
      local weights = ops.reshape(ops.cast(ops.arange(args[2].size), "float64") + 1, args[2].shape)
      keras.utils.check_gradient(function(p)
        local _, g = keras.value_and_grad(value)(p)
        return ops.sum(g * weights)
      end, args[2])
    end)

    it(name .. " gives the same compiled, as a class and as a function", function()
      local t, p = batch(info, 5)
      local loss = losses[name] { reduction = "none" }
      local args = sample(info, "float32")
      args[1], args[2] = t, p
      local eager = fn(table.unpack(args, 1, args.n))
      local compiled = keras.jit(function(a, b) return fn(a, b, table.unpack(args, 3, args.n)) end)(t, p)
      assert.same(eager:totable(), compiled:totable())
      local twice = { loss(t, p), loss(t, p) } -- a pure class is compiled
      assert.is_true(losses[name].pure)
      assert.same(twice[1]:totable(), twice[2]:totable())
      if name ~= "Circle" then assert.same(eager:totable(), twice[1]:totable()) end
    end)

    it(name .. " is part of fit's compiled step", function()
      local t, p = batch(info, 8)
      local model = keras.Sequential { keras.layers.Activation "linear", keras.layers.Dense { p.shape[p.ndim], kernel_initializer = "zeros", bias_initializer = "ones" } }
      model:compile { optimizer = "sgd", loss = losses[name](), jit_compile = true }
      local said, history = outside.warned(model.fit, model, p, t, { batch_size = 4, verbose = 0, sample_weight = name ~= "CTC" and ops.ones { 8 } or nil })
      assert.same({}, said)
      assert.is_nil(model.train_function.eager)
      local value = history.history.loss[1]
      assert.is_true(value == value)
    end)

    it(name .. " keeps what stands under a mask out of values and gradients", function()
      local t, p = batch(info, 4)
      local mask = ops.convert_to_tensor { true, false, true, false }
      local keep = mask
      for _ = 2, p.ndim do keep = ops.expand_dims(keep, -1) end
      for _, reduction in ipairs { "sum_over_batch_size", "mean_with_sample_weight" } do
        local loss = losses[name] { reduction = reduction, dtype = "float64" }
        local function run(values, m, weight)
          local value
          local _, gradient = keras.value_and_grad(function(x)
            value = loss(t, x:with_mask(m), weight)
            return ops.sum(value)
          end)(values)
          return value, gradient
        end
        for _, bad in ipairs { nan, math.huge, -math.huge } do
          local value, gradient = run(ops.where(keep, p, bad), mask)
          assert.is_true(ops.all(ops.isfinite(value)):item(), "value")
          assert.is_true(ops.all(ops.isfinite(gradient)):item(), "gradient")
          assert.equal(0, ops.max(ops.where(keep, 0.0, ops.abs(gradient))):item())
          local weighted = run(ops.where(keep, p, bad), mask, { 1.0, nan, 1.0, bad })
          assert.is_true(ops.all(ops.isfinite(weighted)):item(), "weighted")
          local all, none = run(ops.full(p.shape, bad), ops.zeros({ 4 }, "bool"))
          assert.equal(0, ops.max(ops.abs(all)):item())
          assert.equal(0, ops.max(ops.abs(none)):item())
        end
      end
    end)
  end

  -- The losses of two tensors of one shape.
  for name in ("BinaryCrossentropy BinaryFocalCrossentropy CosineSimilarity Dice Hinge Huber KLDivergence LogCosh MeanAbsoluteError "
    .. "MeanAbsolutePercentageError MeanSquaredError MeanSquaredLogarithmicError Poisson SquaredHinge Tversky CategoricalHinge"):gmatch "%a+" do
    it(name .. " lines (n,) up with (n, 1)", function()
      local t, p = ops.convert_to_tensor { 0.0, 1.0, 1.0 }, ops.convert_to_tensor { 0.2, 0.7, 0.9 }
      local loss = losses[name] { reduction = "none" }
      local column = function(x) return ops.expand_dims(x, -1) end
      local expected = loss(column(t), column(p)):totable()
      assert.same(expected, loss(t, column(p)):totable())
      assert.same(expected, loss(column(t), p):totable())
      assert.same(expected, loss.fn(t, column(p)):totable())
    end)
  end
end)

-- loss, options, y_true, y_pred, per-sample losses: the reference's, from the real Keras
local L2 = math.log(2)
local vectors = {
  { "MeanSquaredError", {}, { 1, 2, 3, 4 }, { { 1 }, { 2 }, { 3 }, { 5 } }, { 0, 0, 0, 1 } },
  { "BinaryCrossentropy", {}, { 0, 1 }, { 0.1, 0.9 }, 0.10536052 }, { "BinaryCrossentropy", { label_smoothing = 0.2 }, { 0, 1 }, { 0.1, 0.9 }, 0.32508296 },
  { "BinaryCrossentropy", {}, { 0, 1 }, { 1.0, 0.0 }, 16.030239 }, { "BinaryCrossentropy", { from_logits = true }, { 0, 1 }, { -18.6, 0.51 }, 0.23515673 },
  { "CategoricalCrossentropy", { label_smoothing = 0.1 }, { 1, 0, 0 }, { 0.8, 0.1, 0.1 }, 0.36177298 },
  { "Hinge", {}, { 0, 1 }, { 0.6, 0.4 }, 1.1 }, { "SquaredHinge", {}, { { 0, 1 }, { 0, 0 } }, { { 0.6, 0.4 }, { 0.4, 0.6 } }, { 1.46, 2.26 } },
  { "CategoricalHinge", {}, { { 0, 1 }, { 0, 0 } }, { { 0.6, 0.4 }, { 0.4, 0.6 } }, { 1.2, 1.6 } },
  { "KLDivergence", {}, { { 0, 1 }, { 0, 0 } }, { { 0.6, 0.4 }, { 0.4, 0.6 } }, { 0.9162892, -3.08e-06 } },
  { "Poisson", {}, { 1 }, { 0 }, 16.118095 }, { "Huber", {}, { 0, 0 }, { 0.5, 3 }, 1.3125 }, { "LogCosh", {}, { 0 }, { 100 }, 100 - L2 },
  { "LogCosh", {}, { 100 }, { 0 }, 100 - L2 }, { "MeanAbsolutePercentageError", {}, { 0 }, { 1 }, 1e9 },
  { "MeanSquaredLogarithmicError", {}, { -5 }, { -1 }, 0 },
  { "Dice", {}, { { 1, 0 }, { 1, 1 } }, { { 1, 0 }, { 1, 0 } }, 0.2 }, { "Dice", { axis = { 1 } }, { { 1, 0 }, { 1, 1 } }, { { 1, 0 }, { 1, 0 } }, { 0, 1 / 3 } },
  { "Tversky", {}, { { 1, 0 }, { 1, 1 } }, { { 1, 0 }, { 1, 0 } }, 0.2 },
  { "Tversky", { alpha = 1.0, beta = 0.0 }, { { 1, 0 }, { 1, 1 } }, { { 1, 0 }, { 1, 0 } }, 0 }, -- what is missed is no false positive
  { "Tversky", { alpha = 0.0, beta = 1.0 }, { { 1, 0 }, { 1, 1 } }, { { 1, 0 }, { 1, 0 } }, 1 / 3 },
  { "BinaryFocalCrossentropy", {}, { 0, 1 }, { 0.1, 0.6 }, 0.041392844 },
  { "BinaryFocalCrossentropy", { apply_class_balancing = true }, { 0, 1 }, { 0.1, 0.6 }, 0.010611612 },
  { "CategoricalFocalCrossentropy", {}, { 0, 1, 0 }, { 0.05, 0.95, 0.0 }, 3.2058331e-05 },
  { "CategoricalGeneralizedCrossEntropy", {}, { 0, 1 }, { { 0.81, 0.19 }, { 0.75, 0.25 } }, { 0.2, 1 } },
  { "Circle", {}, { 0, 1, 0, 1 }, { { 1, 0 }, { 0, 1 }, { 0.9, 0.1 }, { 0.1, 0.9 } }, { 5.4714e-11, 5.4714e-11, 2.6431e-10, 2.6431e-10 } },
  { "CosineSimilarity", {}, { { 0, 0 }, { 1, 0 } }, { { 1, 2 }, { 0, 0 } }, { 0, 0 } },
}

describe("the reference's value of", function()
  for i, case in ipairs(vectors) do
    it(case[1] .. " in case " .. i, function()
      local options = { reduction = null }
      for key, value in pairs(case[2]) do options[key] = value end
      local actual = losses[case[1]](options)(case[3], case[4])
      local expected = type(case[5]) == "table" and case[5] or { case[5] }
      local slack = case[1] == "Circle" and 4 or 1 -- they have five digits
      if case[1] == "Circle" then actual, expected = actual * 1e9, { 0.054714, 0.054714, 0.26431, 0.26431 } end
      assert.is_nil(helper.difference(actual, { s = actual.shape, v = expected }, slack))
    end)
  end
end)

describe("a loss", function()
  it("of float16 stays finite where a probability is 1", function()
    local bce = losses.BinaryCrossentropy { dtype = "float16", reduction = "none" }
    assert.is_true(ops.all(ops.isfinite(bce({ { 1 }, { 0 } }, { { 1.0 }, { 1.0 } }))):item())
    local _, g = keras.value_and_grad(function(p) return ops.sum(bce({ { 1 } }, p)) end)(core.tensor({ { 1.0 } }, "float16"))
    assert.is_true(ops.all(ops.isfinite(g)):item())
  end)

  it("of float16 reads integer labels as they are", function()
    local p = ops.one_hot(ops.convert_to_tensor { 2049 }, 2050)
    assert.is_true(losses.SparseCategoricalCrossentropy { dtype = "float16" }(core.tensor({ 2049 }, "int32"), p):item() < 1e-2)
  end)

  it("of a zero vector has no gradient but a finite one", function()
    for _, dtype in ipairs { "float32", "float64", "float16", "bfloat16" } do
      local _, g = keras.value_and_grad(function(p) return losses.CosineSimilarity { dtype = dtype }({ { 1, 1 } }, p) end)(core.tensor({ { 0.0, 0.0 } }, dtype))
      assert.is_false(ops.any(ops.isnan(g)):item(), dtype) -- 1 / epsilon is beyond float16
    end
  end)

  it("takes labels (n, 1) where classes are (n, c)", function()
    local p = { { 0.81, 0.19 }, { 0.75, 0.25 } }
    for _, name in ipairs { "SparseCategoricalCrossentropy", "CategoricalGeneralizedCrossEntropy" } do
      local loss = losses[name] { reduction = "none" }
      assert.same(loss({ 0, 1 }, p):totable(), loss({ { 0 }, { 1 } }, p):totable())
    end
    local circle = losses.Circle { reduction = "none", gamma = 2 }
    assert.same(circle({ 0, 0, 1 }, { { 1, 0 }, { 0, 1 }, { 1, 0 } }):totable(), circle({ { 0 }, { 0 }, { 1 } }, { { 1, 0 }, { 0, 1 }, { 1, 0 } }):totable())
  end)

  it("of Circle has no gradient in a row without partners", function()
    local value
    local _, g = keras.value_and_grad(function(p)
      value = losses.Circle { reduction = "sum" }({ 0, 1, 2 }, p)
      return value
    end)(core.tensor { { 1.0, 0.0 }, { 0.0, 1.0 }, { 0.6, 0.8 } })
    assert.equal(0, value:item())
    assert.same({ { 0, 0 }, { 0, 0 }, { 0, 0 } }, g:totable())
  end)

  it("without delta or axis in its config warns", function()
    for _, name in ipairs { "Huber", "CosineSimilarity", "SparseCategoricalCrossentropy" } do
      local config = { module = "keras.losses", class_name = name, registered_name = null, config = { name = "x", reduction = "sum" } }
      assert.equal(1, #outside.warned(losses.deserialize, config), name)
    end
  end)

  local refused = {
    { "q of 1", function() losses.CategoricalGeneralizedCrossEntropy { q = 1 } end, "ValueError: CategoricalGeneralizedCrossEntropy: q lies between 0 and 1" },
    { "a function's q", function() losses.categorical_generalized_cross_entropy({ 0 }, { { 0.5, 0.5 } }, 0) end, "q lies between 0 and 1" },
    { "no q", function() losses.categorical_generalized_cross_entropy({ 0 }, { { 0.5, 0.5 } }) end, "q" },
    { "a label without class", function() losses.categorical_generalized_cross_entropy({ 2 }, { { 0.5, 0.5 } }, 0.5) end,
      "label 2 (entry 0 of y_true) is outside [0, 2)" },
    { "labels of CTC of one axis", function() losses.ctc({ 1 }, ops.zeros { 1, 2, 3 }) end, "y_true has shape (batch, length), got (1,)" },
    { "logits of CTC of two axes", function() losses.ctc({ { 1 } }, ops.zeros { 2, 3 }) end, "y_pred has shape (batch, steps, classes), got (2, 3)" },
    { "a label of CTC", function() losses.ctc({ { 3 } }, ops.zeros { 1, 2, 3 }) end, "ctc: label 3 (entry 0 of y_true) is outside [0, 3)" },
    { "unequal shapes", function() losses.categorical_focal_crossentropy({ { 0, 1 } }, { { 0.5 } }) end, "got y_true (1, 2) and y_pred (1, 1)" },
    { "an unknown name", function() losses.get "hinges" end, "ValueError: Could not interpret loss identifier: 'hinges'. Did you mean 'hinge'?" },
  }
  for _, case in ipairs(refused) do
    it("refuses " .. case[1], function()
      local ok, message = pcall(case[2])
      assert.is_false(ok)
      assert.truthy(tostring(message):find(case[3], 1, true), message)
    end)
  end
end)
