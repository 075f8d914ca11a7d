-- Documentation of what objects have beside the arguments they are made with: fields { name, type, sentence } and methods { name, signature, results,
-- sentence } by class. A signature is written as an op's (name:kind=default); types and results are those of LuaLS, several results split by "; ".
-- Knows of nothing.
--   parent  the class whose members these objects have too, where that is not the class's own parent
--   call    { signature, results } of the objects themselves
--   made    another signature that makes them, where the class is a kind
--   own     for what is no class of keras: the sentence that documents it
local M = {}

M["keras.null"] = { own = "None where nil would vanish: in a table, as an argument, as an unknown length in a shape. The one value of its kind." }
M["keras.version"] = { own = "This version, as text." }

-- The parameters of a signature: { name, kind, default }, where a default of "nil" stands for none.
function M.parameters(signature)
  local list = {}
  for part in signature:gmatch "[^,]+" do
    local name, kind, default = part:match "^%s*([%w_.]+):?([%w_]*)=?(.*)$"
    list[#list + 1] = { name = name, kind = kind ~= "" and kind or nil, default = default ~= "" and default or nil }
  end
  return list
end

local tensor, variables = "keras.Tensor", "keras.Variable[]"

M["keras.Tensor"] = {
  own = "An immutable array of numbers. Each op is a method too; axes and indices count from 0, t[0] is the first row, t[\"1:3, ..., -1\"] a slice as NumPy writes it.",
  fields = {
    { "shape", "integer[]", "Lengths of the axes; keras.null where a symbol's is unknown." },
    { "dtype", "string", "float32, int32, bool, ..." },
    { "ndim", "integer", "How many axes there are." },
    { "size", "integer", "How many elements there are." },
    { "mask", "keras.Tensor?", "What layers pass on about its steps: a bool tensor, or nil." },
  },
  methods = {
    { "item", "", "number|boolean", "The one element as a Lua value; an error for more." },
    { "totable", "", "table|number|boolean", "The elements as nested tables; a scalar as a Lua value." },
    { "with_mask", "mask:any", tensor, "The same tensor with another mask; nil takes it away." },
    { "release", "", nil, "Gives the memory back at once; the tensor can't be used afterwards. The collector does so in its time." },
  },
}

M["keras.Variable"] = {
  own = "The only thing that changes. Ops and operators take its value, and each op is a method too.",
  parent = tensor,
  fields = {
    { "value", tensor, "A snapshot." },
    { "name", "string" }, { "path", "string?", "layer/name." }, { "trainable", "boolean" },
    { "constraint", "keras.Constraint?", "What optimizers apply to the value after each step." },
    { "regularizer", "keras.Regularizer?", "What the value adds to the loss." },
  },
  methods = {
    { "assign", "value:tensor", "keras.Variable", "Makes value, of the same shape, the variable's, in its dtype." },
    { "assign_add", "value:tensor", "keras.Variable", "Adds value." },
    { "assign_sub", "value:tensor", "keras.Variable", "Subtracts value." },
  },
}

M["keras.Compiled"] = {
  own = "What keras.jit gives: called as the function that it was made of.",
  call = { "...", "any" },
  methods = {
    { "dump", "...", "string", "What the graph for these arguments (or the last one traced) does: groups, memory, times." },
    { "time", "timed:bool", nil, "Whether each step of a run is timed, for dump." },
  },
}

local configs = { { "get_config", "", "table", "The arguments that make an object like this one, as files hold them." } }
local function with_configs(methods) return table.move(configs, 1, #configs, #methods + 1, methods) end

M["keras.Loss"] = { call = { "y_true:tensor, y_pred:tensor, sample_weight:tensor=nil", tensor }, methods = with_configs {
  { "call", "y_true:tensor, y_pred:tensor", tensor, "One value per sample. What a class of its own writes." } } }
M["keras.Constraint"] = { call = { "w:tensor", tensor }, methods = with_configs {
  { "call", "w:tensor", tensor, "The weight that satisfies it. What a class of its own writes." } } }
M["keras.Regularizer"] = { call = { "w:tensor", tensor }, methods = with_configs {
  { "call", "w:tensor", tensor, "A scalar. What a class of its own writes." } } }
M["keras.Initializer"] = { call = { "shape:shape, dtype:dtype=nil", tensor }, methods = with_configs {} }
M["keras.LearningRateSchedule"] = { call = { "step:tensor", tensor }, methods = with_configs {} }
M["keras.DTypePolicy"] = { fields = { { "compute_dtype", "string", "In which a layer computes." }, { "variable_dtype", "string", "Of its variables." } },
  methods = with_configs {} }
M["keras.random.SeedGenerator"] = { fields = { { "state", "keras.Variable", "uint32, shape (2,)." } }, methods = with_configs {
  { "next", "", tensor, "The seed of this draw, uint32 of shape (2,); the next one differs." } } }

M["keras.Metric"] = {
  call = { "...", tensor },
  fields = { { "variables", variables, "Its state, that of metrics in its fields too." } },
  methods = with_configs {
    { "update_state", "...", nil, "Takes a batch in: (y_true, y_pred, sample_weight), or (values, sample_weight) for Mean and Sum." },
    { "result", "", tensor, "The figure over all batches since the last reset." },
    { "reset_state", "", nil, "Sets the variables to zero." },
    { "add_variable", "shape:shape=(), initializer:any=zeros, dtype:dtype=nil, aggregation:any=nil, name:string=nil", "keras.Variable",
      "A variable of the state; dtype is floatx unless given." },
    { "add_weight", "shape:shape=(), initializer:any=zeros, dtype:dtype=nil, name:string=nil", "keras.Variable", "add_variable, without aggregation." },
  },
}

M["keras.Optimizer"] = {
  fields = {
    { "learning_rate", "any", "The variable, or the value that the schedule has at this step; assigning a number changes it." },
    { "iterations", "keras.Tensor", "How many updates there were." },
    { "variables", variables, "Its state, in the order of files." },
  },
  methods = with_configs {
    { "apply", "gradients:table, variables:table=nil", nil, "One step, from a list of gradients; the first call says of which variables." },
    { "apply_gradients", "gradients_and_variables:table", nil, "apply, of a list of { gradient, variable }." },
    { "build", "variables:table", nil, "Makes the state for these variables; apply does it at its first call." },
    { "add_variable", "spec:table", "keras.Variable", "A variable of its own: { shape = {}, initializer = \"zeros\", dtype, name }." },
    { "add_variable_from_reference", "variable:any, name:string, initializer:any=zeros", "keras.Variable", "One of another's shape and dtype." },
    { "add_optimizer_variables", "variables:table, names:any, initializers:any=zeros", "(keras.Variable|false)[]",
      "One beside each of the variables; for a list of names one list for each." },
    { "update_step", "gradient:tensor, variable:any, learning_rate:tensor, index:int", nil, "Assigns the variable's next value. What a class of its own writes." },
    { "scale_loss", "loss:tensor", tensor, "The loss times loss_scale_factor." },
    { "exclude_from_weight_decay", "variables:table=nil, names:table=nil", nil, "Which variables don't decay: these, and those whose names contain one of names." },
    { "finalize_variable_values", "variables:table", nil, "Gives the variables their averages, where use_ema says so." },
    { "set_weights", "weights:table", nil, "Assigns its variables, in their order." },
  },
}

M["keras.Layer"] = {
  call = { "x:any, options:table=nil", "any" },
  fields = {
    { "built", "boolean", "Whether it has its weights." },
    { "weights", variables, "Trainable ones, then the others, those of layers in its fields behind its own." },
    { "trainable_weights", variables }, { "non_trainable_weights", variables },
    { "variables", variables, "Weights, states of seed generators and of metrics." },
    { "trainable_variables", variables }, { "non_trainable_variables", variables },
    { "losses", "keras.Tensor[]", "What add_loss and regularizers add to the loss." },
    { "metrics", "keras.Metric[]" },
    { "dtype_policy", "keras.DTypePolicy" }, { "compute_dtype", "string" }, { "variable_dtype", "string" },
    { "supports_masking", "boolean" },
    { "input", "any", "The symbolic input of its first call in a model." }, { "output", "any", "Its output." },
  },
  methods = with_configs {
    { "build", "input_shape:shape", nil, "Makes the weights for inputs of this shape; the first call does it. What a class of its own writes." },
    { "call", "x:any, options:table=nil", "any", "The output; options has training and mask. What a class of its own writes." },
    { "add_weight", "spec:table", "keras.Variable",
      "A variable: { name, shape, initializer = \"glorot_uniform\", regularizer, constraint, trainable = true, dtype, autocast = true }." },
    { "add_loss", "loss:tensor", nil, "Adds a scalar to the losses of this call." },
    { "clear_losses", "", nil, "Forgets what add_loss added." },
    { "get_weights", "", "keras.Tensor[]", "Values of the weights." },
    { "set_weights", "weights:table", nil, "Assigns the weights, in their order." },
    { "count_params", "", "integer", "How many numbers the weights hold." },
    { "compute_mask", "inputs:any, previous_mask:any", "any", "The mask of the output, for a layer with supports_masking." },
    { "compute_output_shape", "shape:shape", "integer[]", "The shape that a shape becomes; keras.null is an unknown length." },
    { "get_build_config", "", "table?", "The shape that it was built for, as files hold it." },
    { "build_from_config", "config:table", nil, "Builds it for that shape." },
  },
}

local logs = "loss and metrics, as separate results or, with return_dict, by name"
M["keras.Model"] = {
  parent = "keras.Layer",
  made = "inputs:any, outputs:any, name:string=nil",
  fields = {
    { "layers", "keras.Layer[]" }, { "optimizer", "keras.Optimizer?" }, { "history", "keras.callbacks.History?", "Of the last fit." },
    { "metrics_names", "string[]" }, { "input_shape", "any" }, { "output_shape", "any" }, { "output_names", "string[]" },
    { "stop_training", "boolean", "Set by a callback to end fit after this step." },
  },
  methods = {
    { "compile", "optimizer:any=rmsprop, loss:any=nil, loss_weights:any=nil, metrics:table=nil, weighted_metrics:table=nil, run_eagerly:bool=false, "
      .. "steps_per_execution:int=1, jit_compile:any=auto, auto_scale_loss:bool=true", nil,
      "With what fit trains and evaluate measures: names, objects, classes, configs or functions; of several outputs a list or a table by name. Steps are "
      .. "compiled, unless jit_compile is false; with \"auto\" one that can't be runs eagerly after a warning. run_eagerly = true runs each step in Lua, "
      .. "where print shows numbers." },
    { "fit", "x:any, y:any=nil, batch_size:int=32, epochs:int=1, verbose:any=auto, callbacks:any=nil, validation_split:float=0, validation_data:any=nil, "
      .. "shuffle:bool=true, class_weight:table=nil, sample_weight:any=nil, initial_epoch:int=0, steps_per_epoch:int=nil, validation_steps:int=nil, "
      .. "validation_batch_size:int=nil, validation_freq:any=1", "keras.callbacks.History",
      "Trains on batches of batch_size rows until `epochs` epochs are done, and tells the figures of each. x and y are tensors or tables of them, or x is a "
      .. "function that gives x, y, sample_weight of a batch at each call and nil at the end of an epoch. After every validation_freq epochs "
      .. "validation_data, { x, y } or { x, y, sample_weight }, is measured, or the last validation_split of the rows, on which it doesn't train. "
      .. "class_weight is a table of label = weight. verbose is 0 (silent), 1 or \"auto\" (a bar), or 2 (a line per epoch)." },
    { "evaluate", "x:any, y:any=nil, batch_size:int=32, verbose:any=auto, sample_weight:any=nil, steps:int=nil, callbacks:any=nil, return_dict:bool=false",
      "any; ...", "Measures without training; gives " .. logs .. "." },
    { "predict", "x:any, batch_size:int=32, verbose:any=auto, steps:int=nil, callbacks:any=nil", "any", "The outputs for all rows of x." },
    { "train_on_batch", "x:any, y:any=nil, sample_weight:any=nil, class_weight:table=nil, return_dict:bool=false", "any; ...",
      "One step; gives this batch's " .. logs .. "." },
    { "test_on_batch", "x:any, y:any=nil, sample_weight:any=nil, return_dict:bool=false", "any; ...", "This batch's " .. logs .. "." },
    { "predict_on_batch", "x:any", "any", "The outputs for one batch." },
    { "summary", "line_length:int=nil, positions:table=nil, print_fn:any=nil, expand_nested:bool=false, show_trainable:bool=false, layer_range:table=nil", nil,
      "Prints its layers, shapes and numbers of weights." },
    { "get_layer", "name:string=nil, index:int=nil", "keras.Layer", "The layer of a name, or of a place from 0." },
    { "reset_metrics", "", nil, "Sets loss and metrics to zero." },
    { "get_metrics_result", "", "table", "Loss and metrics since the last reset, by name." },
    { "compute_loss", "x:any=nil, y:any=nil, y_pred:any=nil, sample_weight:any=nil, training:bool=true", tensor, "The loss that a step makes small." },
    { "compute_metrics", "x:any, y:any, y_pred:any, sample_weight:any=nil", "table", "Updates the metrics and gives them by name." },
    { "train_step", "batch:table", "table", "One step on { x, y, sample_weight }; gives the logs. What a class of its own may write." },
    { "test_step", "batch:table", "table", "As train_step, without an update." },
    { "predict_step", "batch:table", "any", "The outputs for { x }." },
    { "get_compile_config", "", "table", "What compile was given, as files hold it." },
    { "compile_from_config", "config:table, options:table=nil", nil, "Compiles with that; options has custom_objects." },
    { "to_json", "", "string", "Its config as JSON, without weights." },
    { "save", "filepath:string, overwrite:bool=true", nil, "Config, weights and the optimizer's state as a .keras file, which is replaced at once." },
    { "save_weights", "filepath:string, overwrite:bool=true", nil, "Weights and the optimizer's state as a .weights.h5 file, which is replaced at once." },
    { "load_weights", "filepath:string, skip_mismatch:bool=false, objects_to_skip:table=nil, by_name:bool=false", nil,
      "From a .weights.h5, a .keras or an older .h5. What doesn't fit is an error that changes nothing; with skip_mismatch the rest is loaded." },
  },
}
M["keras.Sequential"] = {
  fields = { { "inputs", "keras.Tensor[]?" }, { "outputs", "keras.Tensor[]?" } },
  methods = { { "add", "layer:any", nil, "Puts a layer at the end." }, { "pop", "", "keras.Layer", "Takes the last layer away." } },
}

local hooks = with_configs {
  { "set_model", "model:any", nil, "Makes a model self.model." }, { "set_params", "params:table", nil, "Makes what fit was given self.params." },
  { "get_state", "", "table", "What a resumed training needs to go on: the fields that state_fields names." }, { "set_state", "state:table", nil, "Takes that back." },
}
for _, moment in ipairs {
  { "train", "logs:table", "fit" }, { "test", "logs:table", "evaluate, and of each validation in fit" }, { "predict", "logs:table", "predict" },
  { "epoch", "epoch:int, logs:table", "an epoch, counted from 0" }, { "batch", "batch:int, logs:table", "a batch of fit, unless on_train_batch_* is written" },
  { "train_batch", "batch:int, logs:table", "a batch of fit" }, { "test_batch", "batch:int, logs:table", "a batch of evaluate" },
  { "predict_batch", "batch:int, logs:table", "a batch of predict" },
} do
  for _, when in ipairs { "begin", "end" } do
    hooks[#hooks + 1] = { ("on_%s_%s"):format(moment[1], when), moment[2], nil, ("Called at the %s of %s."):format(when, moment[3]) }
  end
end
M["keras.Callback"] = { fields = { { "model", "keras.Model" }, { "params", "table", "What fit was given." } }, methods = hooks }
M["keras.callbacks.History"] = {
  fields = { { "epoch", "integer[]", "The epochs, from 0." }, { "history", "table<string, number[]>", "Figures of each epoch, by name." } },
  methods = {
    { "plot", "options:table=nil", nil, "Draws the figures in the terminal: { metrics, width, height, color, unicode }." },
    { "to_text", "options:table=nil", "string", "The text that plot writes." },
    { "save_plot", "path:string, options:table=nil", nil, "Draws them into an SVG file." },
  },
}

return M
