-- BackupAndRestore. Knows of its base class, files, and of a training by model.progress (models/progress.lua).
--
-- All that a training goes on with is one file, latest.weights.h5, which is replaced at once: weights and the optimizer's state where Keras looks for them, the
-- rest in its group "lunula" (training_state.lua). training_metadata.json says the same to people, and the epoch to Keras; it is read only beside weights that
-- Keras wrote.
local attempt = require "lunula.attempt"
local class = require "lunula.class"
local core = require "lunula.core"
local json = require "lunula.json"
local saving = require "lunula.callbacks.saving"
local training_state = require "lunula.callbacks.training_state"
local Callback = require("lunula.callbacks.base").Callback

local WEIGHTS, METADATA, PREVIOUS, UNFINISHED = "/latest.weights.h5", "/training_metadata.json", ".bkp", ".lunula-tmp"

local function is_there(path)
  local file = io.open(path, "rb")
  return file ~= nil and file:close()
end

-- The epoch that Keras's metadata name; nil where there are none.
local function epoch_of(path)
  if not is_there(path) then return nil end
  local ok, metadata = pcall(json.decode, core.text(core.file.read(path)))
  local epoch = ok and type(metadata) == "table" and metadata.epoch
  if math.type(epoch) ~= "integer" or epoch < 0 then core.raise(("ValueError: '%s' holds no epoch"):format(path)) end
  return epoch
end

-- The weights of a backup, open, and the state that it holds; nil and what is wrong with it.
local function read(self, suffix)
  local ok, h5, state
  ok, h5 = attempt(core.h5.open, self.backup_dir .. WEIGHTS .. suffix)
  if not ok then return nil, h5 end
  ok, state = attempt(function()
    return training_state.read(h5) or { epoch = epoch_of(self.backup_dir .. METADATA .. suffix) or self.model.progress.epoch }
  end)
  if ok then return h5, state end
  h5:close()
  return nil, state
end

return class.builtin(Callback, "BackupAndRestore", "keras.callbacks", {
  doc = { "A training that was interrupted, even killed, goes on: run the same script again. fit then begins where the last backup was taken, and ends with the "
      .. "weights, the optimizer's state, the figures of history and the random numbers of a training that was never interrupted, bit for bit, if the "
      .. "script gives it the same model, data and arguments. Functions that give batches are called again as often as they were; callbacks go on with their "
      .. "`state_fields`. backup_dir holds latest.weights.h5, which models load as their weights, and training_metadata.json, which says how far the training is. "
      .. "Keras goes on from these files at the beginning of the epoch, and Lunula does from those of Keras. Errors: a backup that doesn't fit the model, its metrics "
      .. "or, inside an epoch, the data, and one that can't be read." },
  params = {
    { "backup_dir", doc = "the folder, which is made; one for each call of fit" },
    { "save_freq", "epoch", doc = '"epoch": at the end of each epoch; or after how many batches' },
    { "double_checkpoint", false, doc = "whether the backup before the last is kept too, as .bkp: it is used where the last can't be read" },
    { "delete_checkpoint", true, doc = "whether the files are removed at the end of training; otherwise the same fit trains nothing the next time, or only the "
      .. "epochs that came in addition" },
  },
  state_fields = saving.fields,
  acts_last = true,
  reads_tensors = true,
  initialize = function(self, args)
    if type(args.backup_dir) ~= "string" or args.backup_dir == "" then
      local given = args.backup_dir == "" and "an empty string" or type(args.backup_dir)
      core.raise("ValueError: BackupAndRestore: backup_dir is the path of a folder, got " .. given)
    end
    for name, value in pairs(args) do self[name] = value end
    saving.initialize(self, "BackupAndRestore", args.save_freq)
  end,
  on_train_begin = function(self)
    if not io then core.raise "there are no files in this runtime" end
    local progress = rawget(self.model, "progress")
    if not progress then core.raise "it needs model:fit, which says how far the training is" end
    local path, problem = self.backup_dir .. WEIGHTS, nil
    for _, suffix in ipairs { "", PREVIOUS } do
      if is_there(path .. suffix) then
        local h5 <close>, state = read(self, suffix)
        if h5 then
          if problem then warn(("BackupAndRestore: %s; the backup before it is used"):format(problem)) end
          if suffix ~= "" then -- it takes the other's place, lest the next backup puts that in its own
            for _, name in ipairs { WEIGHTS, METADATA } do os.rename(self.backup_dir .. name .. suffix, self.backup_dir .. name) end
          end
          return progress:resume("BackupAndRestore", state, function() progress:load_weights(h5, path) end)
        end
        problem = problem or state
      end
    end
    if problem then error(problem, 0) end
  end,
  -- The one before the last is kept under another name; a kill between the two leaves it alone, which on_train_begin finds.
  save = function(self)
    core.file.make_folder(self.backup_dir)
    local items, text = training_state.items(self.model.progress:state())
    for _, name in ipairs { WEIGHTS, METADATA } do
      local path = self.backup_dir .. name
      if self.double_checkpoint and is_there(path) then assert(os.rename(path, path .. PREVIOUS)) end
    end
    self.model:save_weights(self.backup_dir .. WEIGHTS, { extra = items })
    core.file.write(self.backup_dir .. METADATA, text)
  end,
  on_train_batch_end = function(self, batch)
    if saving.is_due(self, batch) then self:save() end
  end,
  on_epoch_end = function(self)
    if self.save_freq == "epoch" then self:save() end
  end,
  -- The last weights go last: a kill before leaves a training that is at its end.
  on_train_end = function(self)
    if not self.delete_checkpoint then return end
    for _, suffix in ipairs { UNFINISHED, PREVIOUS, "" } do
      for _, name in ipairs { METADATA, WEIGHTS } do os.remove(self.backup_dir .. name .. suffix) end
    end
    os.remove(self.backup_dir) -- if nothing else is in it
  end,
})
