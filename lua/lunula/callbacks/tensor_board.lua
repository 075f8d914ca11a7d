-- TensorBoard. Knows of its base class, event files and the optimizer's learning rate.
local attempt = require "lunula.attempt"
local class = require "lunula.class"
local core = require "lunula.core"
local event_file = require "lunula.callbacks.event_file"
local kept = require "lunula.callbacks.kept"
local rates = require "lunula.callbacks.learning_rate"
local Callback = require("lunula.callbacks.base").Callback

-- What only TensorFlow's own tools write: the argument and the value that leaves it out.
local not_written = { histogram_freq = 0, write_images = false, profile_batch = 0, embeddings_freq = 0 }

return class.builtin(Callback, "TensorBoard", "keras.callbacks", {
  doc = { "Writes the figures of training and validation for TensorBoard into log_dir/train and log_dir/validation: loss, metrics and learning rate by epoch, "
      .. "results of evaluation by iteration, and with update_freq those of batches. Histograms, images, embeddings and profiles are not written.",
    source = "https://www.tensorflow.org/tensorboard; the files are those that tf.summary.scalar writes" },
  params = {
    { "log_dir", "logs", doc = "the folder, which is made; a run adds files to it" },
    { "histogram_freq", 0, doc = "0: weights are not drawn" },
    { "write_graph", true, doc = "whether the model's config is written, which the graph page draws" },
    { "write_images", false, doc = "false" },
    { "write_steps_per_second", false, doc = "whether steps per second are a figure of each epoch, and of each batch that is written" },
    { "update_freq", "epoch", doc = '"epoch", "batch", or n: the figures of each n-th batch are written too' },
    { "profile_batch", 0, doc = "0: nothing is profiled" },
    { "embeddings_freq", 0, doc = "0: embeddings are not drawn" },
    { "embeddings_metadata", core.null, doc = "nothing" },
  },
  initialize = function(self, args)
    for name, off in pairs(not_written) do
      if args[name] ~= off then
        core.raise(("TensorBoard: %s = %s is not supported, only scalars and the model's config are written"):format(name, tostring(args[name])))
      end
    end
    if args.update_freq == "batch" then args.update_freq = 1 end
    if args.update_freq ~= "epoch" and not (math.type(args.update_freq) == "integer" and args.update_freq > 0) then
      core.raise(('TensorBoard: update_freq is "epoch", "batch" or a number of batches, got %s'):format(tostring(args.update_freq)))
    end
    for name, value in pairs(args) do self[name] = value end
    self.train_batch, self.files, self.paths = 0, {}, {}
    if self.update_freq == "epoch" then -- then batches can run in one go
      local hooks = Callback.base.methods
      self.on_train_batch_begin, self.on_train_batch_end = hooks.on_train_batch_begin, hooks.on_train_batch_end
    end
  end,
  path = function(self, part)
    self.paths[part] = self.paths[part] or event_file.path(self.log_dir .. "/" .. part)
    return self.paths[part]
  end,
  -- The file of "train" or "validation", made when there is something to write.
  file = function(self, part)
    if not io then core.raise "TensorBoard: there are no files in this runtime" end
    self.files[part] = self.files[part] or event_file.create(self:path(part))
    return self.files[part]
  end,
  -- A training that goes on from a backup cuts its files to what they were then, and continues them instead of those that on_train_begin began.
  get_state = function(self)
    self:flush()
    local files = {}
    for _, part in ipairs { "train", "validation" } do
      files[part] = { name = self:path(part):match "[^/]*$", size = self.files[part] and self.files[part]:seek "end" or 0 }
    end
    return { train_batch = self.train_batch, files = files }
  end,
  set_state = function(self, state)
    kept.check("TensorBoard", { train_batch = kept.whole, files = kept.table }, state, "")
    local paths = {}
    for _, part in ipairs { "train", "validation" } do
      kept.check("TensorBoard", { name = kept.text, size = kept.whole }, state.files[part], ("files.%s."):format(part))
      paths[part] = event_file.path(self.log_dir .. "/" .. part, state.files[part].name)
    end
    self:close()
    for _, begun in pairs(self.paths) do os.remove(begun) end
    self.train_batch, self.paths = state.train_batch, paths
    for part, path in pairs(paths) do self.files[part] = event_file.continue(path, state.files[part].size) end
  end,
  close = function(self)
    for _, file in pairs(self.files) do file:close() end
    self.files = {}
  end,
  scalar = function(self, part, tag, step, value)
    if type(value) ~= "number" then return end
    self:file(part):write(event_file.record(event_file.scalar(event_file.now(), step, tag, value)))
  end,
  scalars = function(self, part, prefix, step, logs)
    local names = {}
    for name in pairs(logs) do names[#names + 1] = name end
    table.sort(names)
    for _, name in ipairs(names) do self:scalar(part, prefix:format(name), step, logs[name]) end
  end,
  flush = function(self)
    for _, file in pairs(self.files) do file:flush() end
  end,
  -- The updates that the optimizer made.
  iterations = function(self) return core.tensor(self.model.optimizer.iterations):item() end,
  set_model = function(self, model)
    self.model, self.files, self.paths, self.wants_graph = model, {}, {}, self.write_graph
  end,
  -- As Keras does, only for models that are graphs of layers.
  graph = function(self)
    self.wants_graph = false
    local name = class.class_of(self.model).name
    if name ~= "Sequential" and name ~= "Functional" then return end
    local ok, json = attempt(self.model.to_json, self.model)
    if not ok then return warn("TensorBoard: the model's config is not written: " .. json) end
    self:file("train"):write(event_file.record(event_file.model(event_file.now(), 0, "keras", json)))
  end,
  on_train_begin = function(self)
    self.train_batch = 0
    if self.wants_graph then self:graph() end
  end,
  on_train_end = function(self)
    self:close()
    self.paths = {}
  end,
  on_epoch_begin = function(self) self.epoch_begun, self.iterations_begun = core.clock(), self:iterations() end,
  on_train_batch_begin = function(self)
    self.train_batch = self.train_batch + 1
    self.batch_begun = core.clock()
  end,
  on_train_batch_end = function(self, _, logs)
    if self.train_batch % self.update_freq ~= 0 then return end
    if self.write_steps_per_second then self:scalar("train", "batch_steps_per_second", self.train_batch, 1 / (core.clock() - self.batch_begun)) end
    local values = {}
    for name, value in pairs(logs) do values[name] = core.is_tensor(value) and value.size == 1 and value:item() or value end
    self:scalars("train", "batch_%s", self.train_batch, values)
  end,
  reads_tensors = true, -- but those of every update_freq-th batch
  on_test_end = function(self, logs)
    if not self.model.optimizer then return end
    self:scalars("validation", "evaluation_%s_vs_iterations", self:iterations(), logs)
    self:flush()
  end,
  on_epoch_end = function(self, epoch, logs)
    local train, validation = {}, {}
    for name, value in pairs(logs) do
      local held = name:match "^val_(.*)"
      if held then validation[held] = value else train[name] = value end
    end
    rates.log(self.model.optimizer, train)
    if self.write_steps_per_second then train.steps_per_second = (self:iterations() - self.iterations_begun) / (core.clock() - self.epoch_begun) end
    self:scalars("train", "epoch_%s", epoch, train)
    self:scalars("validation", "epoch_%s", epoch, validation)
    self:flush()
  end,
})
