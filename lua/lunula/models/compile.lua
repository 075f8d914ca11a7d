-- compile: which optimizer, loss and metrics a model trains with, and its configuration. Knows of optimizers, losses and metrics, not of data.
local class = require "lunula.class"
local core = require "lunula.core"
local arguments = require "lunula.models.arguments"
local compile_loss = require "lunula.models.compile_loss"
local compile_metrics = require "lunula.models.compile_metrics"

local M = {}

local argument_names = { "optimizer", "loss", "loss_weights", "metrics", "weighted_metrics", "run_eagerly", "steps_per_execution", "jit_compile",
  "auto_scale_loss" }
local parse = arguments.parser("compile", argument_names, 0, { optimizer = "rmsprop", run_eagerly = false, steps_per_execution = 1, jit_compile = "auto",
  auto_scale_loss = true })

local function check_metrics(what, metrics)
  if metrics ~= nil and (type(metrics) ~= "table" or class.is_instance(metrics)) then
    core.raise(("compile: %s is a list of names, Metrics and functions, got %s"):format(what, class.is_instance(metrics) and "an object" or type(metrics)))
  end
  local function check(m)
    if type(m) == "table" and not class.is_instance(m) and not class.is_class(m) and m.class_name == nil then
      for _, one in pairs(m) do check(one) end
    elseif m ~= core.null then
      require("lunula.metrics").check(what, m)
    end
  end
  for _, m in pairs(metrics or {}) do check(m) end
end

-- model:compile { optimizer = "rmsprop", loss, loss_weights, metrics, weighted_metrics, run_eagerly = false, steps_per_execution = 1,
-- jit_compile = "auto", auto_scale_loss = true }
function M.compile(self, ...)
  local args = parse(...)
  check_metrics("metrics", args.metrics)
  check_metrics("weighted_metrics", args.weighted_metrics)
  arguments.whole("compile", args, "steps_per_execution", 1)
  compile_loss.check(args.loss)
  local optimizers = require "lunula.optimizers"
  local optimizer = optimizers.get(args.optimizer)
  args.optimizer = optimizer
  if args.auto_scale_loss and optimizer and self.dtype_policy.name == "mixed_float16" and not optimizer.inner_optimizer then
    optimizer = optimizers.LossScaleOptimizer { optimizer, name = "loss_scale_optimizer" }
  end
  local auto = args.jit_compile == "auto" and not args.run_eagerly
  if args.jit_compile == "auto" then args.jit_compile = not args.run_eagerly end
  if args.jit_compile and args.run_eagerly then
    warn "compile: run_eagerly = true rules out jit_compile = true; the steps run eagerly"
    args.jit_compile = false
  end
  rawset(self, "optimizer", optimizer)
  rawset(self, "loss", args.loss)
  local names = self.output_names
  rawset(self, "compile_loss", args.loss ~= nil and compile_loss.new(args.loss, args.loss_weights, names) or nil)
  local any = args.metrics ~= nil or args.weighted_metrics ~= nil
  rawset(self, "compile_metrics", any and compile_metrics.new(args.metrics, args.weighted_metrics, names) or nil)
  rawset(self, "loss_tracker", require("lunula.metrics").Mean { name = "loss" })
  rawset(self, "run_eagerly", args.run_eagerly)
  rawset(self, "jit_compile", auto and "auto" or args.jit_compile)
  rawset(self, "steps_per_execution", args.steps_per_execution)
  rawset(self, "stop_training", false)
  rawset(self, "compiled", true)
  rawset(self, "compile_arguments", args)
  for _, step in ipairs { "train_function", "test_function", "predict_function" } do rawset(self, step, nil) end
end

-- What compile was given, serialized in Keras's order; an empty table when it was never called.
function M.get_compile_config(self)
  local args, list = rawget(self, "compile_arguments"), {}
  if not args then return class.ordered {} end
  local serialize = require("lunula.saving").serialize_keras_object
  for i, name in ipairs(argument_names) do
    if name ~= "auto_scale_loss" then
      local value = args[name]
      if value == nil then value = core.null end
      list[i] = { name, serialize(value) }
    end
  end
  return class.ordered(list)
end

-- Compiles with such a configuration, and builds the optimizer of a model that is built.
function M.compile_from_config(self, config, options)
  local args = {}
  for key, value in pairs(config) do
    args[key] = require("lunula.saving").deserialize_keras_object(value, options)
  end
  if next(args) == nil then return end
  if class.class_of(self).methods.compile ~= require("lunula.models").Model.base.methods.compile then -- a class's methods are copies
    warn(("%s: its compile is its own, so that it was not called; its class may give compile_from_config too"):format(self.name))
    return
  end
  M.compile(self, args)
  if self.optimizer and self.built then self.optimizer:build(self.trainable_variables) end
end

return M
