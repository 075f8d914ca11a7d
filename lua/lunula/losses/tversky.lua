-- Tversky: Dice with weights for both kinds of mistake. Knows of its base class only.
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.losses.base"
local pair = require("lunula.losses.inputs").pair

return base.builtin("Tversky", {
  doc = {
    "One minus the Tversky index: Dice with weights for both kinds of mistake. It has one value for the whole batch unless axis says otherwise.",
    formula = "1 - o / (o + alpha sum((1 - t) p) + beta sum(t (1 - p)) + epsilon) over axis, all when nil; o = sum(t p)",
    shapes = "y_true, y_pred of one shape -> that without axis",
    source = "Salehi and others, Tversky loss function for image segmentation using 3D fully convolutional deep networks, 2017",
    example = [[
local loss = keras.losses.Tversky { alpha = 0.3, beta = 0.7 }
print(loss({ { 1.0, 0.0 }, { 1.0, 1.0 } }, { { 1.0, 0.0 }, { 1.0, 0.0 } }))  --> tensor(0.25925928, shape=(), dtype=float32)]],
  },
  params = {
    { "alpha", 0.5, doc = "weight of false positives" },
    { "beta", 0.5, doc = "weight of false negatives" },
    { "reduction", "sum_over_batch_size" },
    { "name", "tversky" },
    { "axis", core.null, doc = "axis, or list of axes, of a segmentation; nil for the whole batch" },
  },
  joint = true,
  signature = "y_true, y_pred, alpha:float=0.5, beta:float=0.5, axis:axes=nil",
  sample = "f({3,4},0.1,0.9), f({3,4},0.1,0.9)",
  -- Keras up to 3.15.1 weighs missed entries with alpha and false ones with beta; its later versions and the paper do it this way round. files/versions.lua
  -- exchanges them in files.
  fn = function(t, p, alpha, beta, axis)
    t, p = pair(t, p)
    local overlap = ops.sum(t * p, axis)
    -- sum((1 - t) p) and sum(t (1 - p)) without another pass over both
    local false_ones, missed = ops.sum(p, axis) - overlap, ops.sum(t, axis) - overlap
    return 1 - overlap / (overlap + alpha * false_ones + beta * missed + core.epsilon())
  end,
})
