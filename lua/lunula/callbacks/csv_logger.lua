-- CSVLogger. Knows of its base class and files.
local class = require "lunula.class"
local core = require "lunula.core"
local rates = require "lunula.callbacks.learning_rate"
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
  doc = "CSVLogger(filename, separator = ',', append = false): one line per epoch; the columns are those of the first one, by name.",
  params = { { "filename" }, { "separator", "," }, { "append", false } },
  on_train_begin = function(self)
    if not io then core.raise "CSVLogger: there are no files in this runtime" end
    self.header = true
    local there = self.append and io.open(self.filename, "r")
    if there then
      self.header = there:read "l" == nil
      there:close()
    end
    if self.file then self.file:close() end
    local problem
    self.file, problem = io.open(self.filename, self.append and "a" or "w")
    if not self.file then core.raise("CSVLogger: " .. problem) end
    self.keys = nil
  end,
  -- A line is written whole and flushed, so that a crash loses at most the epoch in progress.
  line = function(self, fields)
    for i, field in ipairs(fields) do fields[i] = quoted(field, self.separator) end
    self.file:write(table.concat(fields, self.separator), "\r\n")
    self.file:flush()
  end,
  on_epoch_end = function(self, epoch, logs)
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
      if self.header then self:line { "epoch", table.unpack(keys) } end
    end
    local fields = { tostring(epoch) }
    for i, key in ipairs(self.keys) do fields[i + 1] = logs[key] == nil and "NA" or text(logs[key]) end
    self:line(fields)
  end,
  on_train_end = function(self)
    if self.file then self.file:close() end
    self.file = nil
  end,
})
