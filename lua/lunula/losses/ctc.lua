-- CTC: sequences of labels against longer sequences of logits, over every way to line them up. Knows of its base class only.
local core = require "lunula.core"
local ops = require "lunula.ops"
local base = require "lunula.losses.base"
local inputs = require "lunula.losses.inputs"

local NEVER = -1e5 -- the logarithm of a probability of 0, finite so that sums and gradients stay so; Keras's own

local function check(name, x, rank, shape)
  if x.ndim ~= rank then core.raise(("%s has shape %s, got %s"):format(name, shape, inputs.text(x.shape))) end
end

-- What x, (batch, steps, n), has at each step: cut in halves, so that a step's gradient is put back into its half and not each into the whole.
local function steps_of(x, list)
  local n = x.shape[2]
  if n > 1 then
    steps_of(x[":, :" .. n // 2], list)
    return steps_of(x[(":, %d:"):format(n // 2)], list)
  end
  list[#list + 1] = ops.squeeze(x, 1)
  return list
end

return base.builtin("CTC", {
  doc = {
    "Connectionist temporal classification: how unlikely a sequence of labels is, given logits for each of more steps. Class 0 is the blank, and pads labels.",
    formula = "-log(sum of the probabilities of all paths that give the labels once repeats are merged and blanks dropped), by the forward recursion in logarithms",
    shapes = "y_true (batch, length) integers, y_pred (batch, steps, classes) logits -> (batch,)",
    source = "Graves and others, Connectionist temporal classification, 2006",
    example = [[
local loss = keras.losses.CTC()
print(loss({ { 1, 2, 0 } }, ops.zeros { 1, 4, 3 }))  --> tensor(1.686399, shape=(), dtype=float32)]],
  },
  labels = true,
  signature = "y_true, y_pred",
  sample = "i({2,3},1,4), f({2,5,4},-2,2)",
  fn = function(y_true, y_pred)
    check("y_true", y_true, 2, "(batch, length)")
    check("y_pred", y_pred, 3, "(batch, steps, classes)")
    local batch, steps, classes = table.unpack(y_pred.shape)
    local length = y_true.shape[2]
    y_true = core.ops.within(core.tensor(y_true, "int32"), 0, classes, "ctc: label", "y_true")
    local logs = ops.log_softmax(core.tensor(y_pred, core.promote(y_pred.dtype, "float32")), -1)
    local index = ops.pad(y_true, { { 0, 0 }, { 1, 0 } }) -- the blank, then the labels
    local scores = ops.take_along_axis(logs, ops.broadcast_to(ops.expand_dims(index, 1), { batch, steps, length + 1 }), 2)
    -- A label that repeats the one before it needs a blank between, any other may follow at once.
    local repeats = ops.pad(ops.cast(ops.equal(y_true[":, :-1"], y_true[":, 1:"]), logs.dtype), { { 0, 0 }, { 0, 1 } })
    local after_blank, at_once = NEVER * repeats, NEVER * (1 - repeats)
    -- closed[:, k]: k labels are read and a blank or nothing came last; open[:, k]: label k came last.
    local never = ops.full({ batch, length }, NEVER, logs.dtype)
    local none, closed, open = ops.zeros({ batch, 1 }, logs.dtype), never, never
    for _, score in ipairs(steps_of(scores, {})) do
      local blank, emit = score[":, :1"], score[":, 1:"]
      local ready = ops.logaddexp(closed, open + after_blank)
      local before = ops.concatenate({ none, ready[":, :-1"] }, 1)
      none, closed, open = none + blank, blank + ops.logaddexp(ready, open + at_once), emit + ops.logaddexp(before, open)
    end
    local totals = ops.concatenate({ none, ops.logaddexp(closed, open) }, 1)
    local lengths = ops.sum(ops.cast(ops.not_equal(y_true, 0), "int32"), -1, true)
    return -ops.squeeze(ops.take_along_axis(totals, lengths, 1), 1)
  end,
})
