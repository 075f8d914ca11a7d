-- What callbacks share that write files: after how many batches, names with placeholders, files of an earlier run. Knows of logs as tables of numbers.
local core = require "lunula.core"
local base = require "lunula.callbacks.base"
local kept = require "lunula.callbacks.kept"
local rates = require "lunula.callbacks.learning_rate"

local M = {}

-- save_freq: "epoch", or after how many batches. With "epoch" the callback isn't told of batches, so that they can run in one go.
function M.initialize(self, owner, save_freq)
  if save_freq ~= "epoch" and not (math.type(save_freq) == "integer" and save_freq > 0) then
    core.raise(('ValueError: %s: save_freq is "epoch" or a number of batches, got %s'):format(owner, tostring(save_freq)))
  end
  self.save_freq, self.batches, self.last_batch = save_freq, 0, -1
  if save_freq == "epoch" then self.on_train_batch_end = base.Callback.base.methods.on_train_batch_end end
end

-- The fields that count batches, for `state_fields`.
M.fields = { batches = kept.whole, last_batch = kept.whole_or_none }

-- Whether to save at the end of a batch; with several steps per execution not every batch has one.
function M.is_due(self, batch)
  self.batches = self.batches + (batch <= self.last_batch and batch + 1 or batch - self.last_batch)
  self.last_batch = batch
  if self.batches < self.save_freq then return false end
  self.batches = 0
  return true
end

-- One value by one format of Python's: [0][width][.precision][type].
local function formatted(value, format, fail)
  local flags, precision, kind = format:match "^([-+ ]?0?%d*)(%.?%d*)(%a?)$"
  if not flags or precision == "." or #flags > 4 or #precision > 3 then fail(("the format '%s' is not known"):format(format)) end
  if math.type(value) == "float" and kind == "" then
    if precision == "" then return ("%" .. flags .. "s"):format(rates.text(value)) end
    kind = "g"
  elseif math.type(value) == "integer" and kind == "" then
    kind = "d"
  end
  if value ~= value then return ("%" .. flags:gsub("[^%d]", ""):gsub("^0", "") .. "s"):format "nan" end -- C may print its sign
  if kind == "d" and math.type(value) == "integer" and precision == "" or kind:find "^[fegFEG]$" and type(value) == "number" then
    return ("%" .. flags .. precision .. kind:gsub("F", "f")):format(value)
  end
  fail(("the format '%s' doesn't suit the value %s"):format(format, tostring(value)))
end

-- A path with {name} and {name:format} replaced by values, {{ and }} by braces.
function M.path(owner, path, values)
  local function fail(reason) core.raise(('KeyError: %s: Failed to format this callback filepath: "%s". Reason: %s'):format(owner, path, reason)) end
  local text = path:gsub("{{", "\1"):gsub("}}", "\2")
  text = text:gsub("{([^{}:]*):?([^{}]*)}", function(name, format)
    local value = values[name]
    if core.is_tensor(value) and value.size == 1 then value = value:item() end
    if type(value) ~= "number" then
      local names = {}
      for known in pairs(values) do names[#names + 1] = known end
      table.sort(names)
      fail(("there is no number '%s'; there are %s"):format(name, table.concat(names, ", ")))
    end
    return formatted(value, format, fail)
  end)
  if text:find "[{}]" then fail "a brace stands alone" end
  return (text:gsub("\1", "{"):gsub("\2", "}"))
end

-- Cuts a file to its first `size` bytes; whether it has them.
function M.cut(path, size)
  local file <close> = io.open(path, "rb")
  local has = file and file:seek "end" or -1
  if has > size then
    file:seek "set"
    core.file.write(path, file:read(size) or "")
  end
  return has >= size
end

-- Makes the folder that a file is to stand in.
function M.make_folder_of(path)
  local folder = path:match "^(.*)/[^/]*$"
  if folder and folder ~= "" then core.file.make_folder(folder) end
end

return M
