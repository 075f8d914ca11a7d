-- CSVLogger. Knows of its base class and files.
local class = require "lunula.class"
local core = require "lunula.core"
local kept = require "lunula.callbacks.kept"
local rates = require "lunula.callbacks.learning_rate"
local saving = require "lunula.callbacks.saving"
local Callback = require("lunula.callbacks.base").Callback

-- A number as Python writes it, a list in brackets.
local function text(value)
  if math.type(value) == "integer" then return tostring(value) end
  if type(value) == "number" then return rates.text(value) end
  if type(value) == "table" then
    local parts = {}
    for i, v in ipairs(value) do parts[i] = text(v) end
    return '"[' .. table.concat(parts, ", ") .. ']"'
  end
  return tostring(value)
end

local function quoted(field, separator)
  if field:find('[\r\n"]') or field:find(separator, 1, true) then return '"' .. field:gsub('"', '""') .. '"' end
  return field
end

return class.builtin(Callback, "CSVLogger", "keras.callbacks", {
  doc = { "Writes the figures of each epoch as a line of a file, as Python's csv module does (lines end in CR LF). The columns are `epoch`, from 0, and the figures of "
      .. "the first epoch by name; what an epoch lacks is NA. A line is on disk when its epoch ends. A file that can't be opened is an error." },
  params = {
    { "filename", doc = "the file's path; its folder has to be there" },
    { "separator", ",", doc = "what stands between the columns" },
    { "append", false, doc = "whether a file that is there is continued, without a second header" },
  },
  on_train_begin = function(self)
    if not io then core.raise "CSVLogger: there are no files in this runtime" end
    self:close()
    local file, problem = io.open(self.filename, "a")
    if not file then core.raise("CSVLogger: " .. problem) end
    self.keys, self.kept = nil, self.append and file:seek "end" or 0
    file:close()
  end,
  -- The first `kept` bytes of the file stay: those that were there with append, and those of this training when it goes on from a backup.
  get_state = function(self) return { keys = self.keys, kept = self.file and self.file:seek "end" or self.kept } end,
  set_state = function(self, state)
    kept.check("CSVLogger", { keys = kept.optional(kept.table_of(kept.text)), kept = kept.whole }, state, "")
    self.keys, self.kept = state.keys, state.kept
  end,
  open = function(self)
    saving.cut(self.filename, self.kept)
    local file, problem = io.open(self.filename, "a")
    if not file then core.raise("CSVLogger: " .. problem) end
    self.file = file
  end,
  close = function(self)
    if self.file then self.file:close() end
    self.file = nil
  end,
  -- A line is written whole and flushed, so that a crash loses at most the epoch in progress.
  line = function(self, fields)
    for i, field in ipairs(fields) do fields[i] = quoted(field, self.separator) end
    self.file:write(table.concat(fields, self.separator), "\r\n")
    self.file:flush()
  end,
  on_epoch_end = function(self, epoch, logs)
    if not self.file then self:open() end
    if not self.keys then
      local keys, validated = {}, false
      for name in pairs(logs) do
        keys[#keys + 1] = name
        validated = validated or name:find "^val_" ~= nil
      end
      table.sort(keys)
      -- validation may come at a later epoch
      if not validated then
        for i = 1, #keys do keys[#keys + 1] = "val_" .. keys[i] end
      end
      self.keys = keys
    end
    if self.file:seek "end" == 0 then self:line { "epoch", table.unpack(self.keys) } end
    local fields = { tostring(epoch) }
    for i, key in ipairs(self.keys) do fields[i + 1] = logs[key] == nil and "NA" or text(logs[key]) end
    self:line(fields)
  end,
  on_train_end = function(self)
    if not self.file then self:open() end
    self:close()
  end,
})
