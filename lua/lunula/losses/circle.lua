-- Circle: embeddings of one class drawn together, those of others pushed apart. Knows of its base class only.
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.losses.base"
local float = require("lunula.losses.inputs").float

local function given(x) return x ~= nil and x ~= core.null end

-- Labels (batch,) or (batch, 1) as a column.
local function column(labels) return ops.reshape(ops.cast(labels, "int32"), { -1, 1 }) end

return base.builtin("Circle", {
  doc = {
    "Circle loss: draws unit-norm embeddings of one class together and pushes those of others apart, the harder the further they are from where they belong. "
      .. "A row without a loss is masked out.",
    formula = "softplus(lse_pos(-gamma max(margin + d, 0) (margin - d)) + lse_neg(gamma max(1 + margin - d, 0) (1 - margin - d))), lse the log-sum-exp "
      .. "over rows of the same (pos) and of other classes (neg); d = max(1 - y_pred y_pred^T, 0)",
    shapes = "y_true (batch,) or (batch, 1) integers, y_pred (batch, n) of norm 1 -> (batch,)",
    source = "Sun and others, Circle loss: a unified perspective of pair similarity optimization, 2020",
    example = [[
local loss = keras.losses.Circle { gamma = 2 }
print(loss({ 0, 1, 0, 1 }, { { 1, 0 }, { 0, 1 }, { 0.8, 0.6 }, { 0.6, 0.8 } }))  --> tensor(1.3821867, shape=(), dtype=float32)]],
  },
  params = {
    { "gamma", 80.0, doc = "scale of the similarities" },
    { "margin", 0.4, doc = "distance below which a pair counts as near" },
    { "remove_diagonal", true, doc = "whether a row is no partner of itself" },
  },
  labels = true, joint = true,
  signature = "y_true, y_pred, ref_labels:any=nil, ref_embeddings:any=nil, remove_diagonal:bool=true, gamma:float=80, margin:float=0.4",
  sample = "i({5},0,2), f({5,3},-0.5,0.5), null, null, true, 2.0",
  fn = function(y_true, y_pred, ref_labels, ref_embeddings, remove_diagonal, gamma, margin)
    y_pred = float(y_pred)
    local labels = column(y_true)
    local others = given(ref_labels) and column(core.tensor(ref_labels)) or labels
    local references = given(ref_embeddings) and core.tensor(ref_embeddings, y_pred.dtype) or y_pred
    local d = ops.maximum(1 - ops.matmul(y_pred, ops.transpose(references)), 0)
    local same = ops.equal(labels, ops.transpose(others))
    local partner = same
    if remove_diagonal then partner = ops.logical_and(same, ops.logical_not(ops.eye(#labels, #others, 0, "bool"))) end
    local attract = -gamma * ops.maximum(margin + d, 0) * (margin - d)
    local repel = gamma * ops.maximum(1 + margin - d, 0) * (1 - margin - d)
    local loss = ops.softplus(ops.logsumexp(ops.where(partner, attract, -math.huge), 1) + ops.logsumexp(ops.where(same, -math.huge, repel), 1))
    return loss:with_mask(ops.greater(loss, 0))
  end,
})
