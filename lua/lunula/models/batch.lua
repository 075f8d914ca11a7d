-- train_on_batch, test_on_batch, predict_on_batch: one step by hand. Knows of steps and data.
local core = require "lunula.core"
local arguments = require "lunula.models.arguments"
local data = require "lunula.models.data"
local steps = require "lunula.models.steps"

local M = {}

local parse_train = arguments.parser("train_on_batch", { "x", "y", "sample_weight", "class_weight", "return_dict" }, 1, { return_dict = false })
local parse_test = arguments.parser("test_on_batch", { "x", "y", "sample_weight", "return_dict" }, 1, { return_dict = false })
local parse_predict = arguments.parser("predict_on_batch", { "x" }, 1)

local function run(self, owner, args, training)
  if not self.compiled then core.raise(("%s: call model:compile { optimizer = ..., loss = ... } first"):format(owner)) end
  if args.class_weight and args.sample_weight ~= nil then core.raise(owner .. ": give class_weight or sample_weight, not both") end
  local arrays = data.arrays(owner, args.x, args.y, args.sample_weight)
  if args.class_weight then arrays.w = data.class_weights(owner, arrays.y, args.class_weight) end
  local batch = { arrays.x, arrays.y, arrays.w }
  steps.prepare(self, batch, training)
  self:reset_metrics()
  local step = training and self:make_train_function() or self:make_test_function()
  local logs = steps.numbers(step(batch))
  if args.return_dict then return logs end
  return steps.in_order(self, logs)
end

-- One update on one batch: the loss and the metrics of this batch, as separate results or, with return_dict, by name.
function M.train_on_batch(self, ...) return run(self, "train_on_batch", parse_train(...), true) end

function M.test_on_batch(self, ...) return run(self, "test_on_batch", parse_test(...), false) end

function M.predict_on_batch(self, ...)
  local arrays = data.arrays("predict_on_batch", parse_predict(...).x)
  return self:make_predict_function() { arrays.x }
end

return M
