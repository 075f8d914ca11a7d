-- TensorBoard's event files: Event messages (tensorflow/core/util/event.proto, in Protocol Buffers) inside TFRecords. Knows of files only.
--
-- A record is the message's length (8 bytes), a sum of these bytes, the message, and its sum (4 bytes each); numbers are little-endian. A sum is the
-- CRC-32C (RFC 3720, appendix B.4), rotated right by 15 bits and added to a constant.
local core = require "lunula.core"
local saving = require "lunula.callbacks.saving"

local M = {}

local crc_table
local function crc32c(bytes)
  if not crc_table then
    crc_table = {}
    for i = 0, 255 do
      local crc = i
      for _ = 1, 8 do crc = crc & 1 == 1 and crc >> 1 ~ 0x82f63b78 or crc >> 1 end
      crc_table[i] = crc
    end
  end
  local crc = 0xffffffff
  for i = 1, #bytes do crc = crc_table[(crc ~ bytes:byte(i)) & 0xff] ~ crc >> 8 end
  return crc ~ 0xffffffff
end

local function sum(bytes)
  local crc = crc32c(bytes)
  return ("<I4"):pack((crc >> 15 | crc << 17) + 0xa282ead8 & 0xffffffff)
end

function M.record(bytes)
  local length = ("<I8"):pack(#bytes)
  return length .. sum(length) .. bytes .. sum(bytes)
end

-- Fields of messages: a varint, bytes with their length, a double.
local function varint(value)
  local bytes = {}
  repeat
    local rest = value >> 7
    bytes[#bytes + 1] = string.char(value & 0x7f | (rest ~= 0 and 0x80 or 0))
    value = rest
  until value == 0
  return table.concat(bytes)
end
local function integer(field, value) return value == 0 and "" or varint(field << 3) .. varint(value) end
local function bytes_of(field, bytes) return varint(field << 3 | 2) .. varint(#bytes) .. bytes end
local function double(field, value) return varint(field << 3 | 1) .. ("<d"):pack(value) end

-- An Event of a wall time in seconds (1), a step (2) and one of its contents.
local function event(time, step, content) return double(1, time) .. integer(2, step) .. content end

-- The event that begins a file.
function M.version(time) return event(time, 0, bytes_of(3, "brain.Event:2")) end

-- The event of one value: Summary.Value of a tag (1), a tensor (8) and metadata (9), which name the plugin that shows it.
local function value(time, step, tag, tensor, metadata)
  return event(time, step, bytes_of(5, bytes_of(1, bytes_of(1, tag) .. bytes_of(8, tensor) .. bytes_of(9, metadata))))
end

-- A number, as float32 without dimensions.
function M.scalar(time, step, tag, number)
  return value(time, step, tag, integer(1, 1) .. bytes_of(2, "") .. bytes_of(5, ("<f"):pack(number)), bytes_of(1, bytes_of(1, "scalars")))
end

-- A model's config, which the graph page draws.
function M.model(time, step, tag, json)
  return value(time, step, tag, integer(1, 7) .. bytes_of(2, "") .. bytes_of(8, json), bytes_of(1, bytes_of(1, "graph_keras_model") .. bytes_of(2, "1")))
end

-- Files --------------------------------------------------------------------------------------------------------------

local function first_line(path, pattern)
  local file = io.open(path, "r")
  local line = file and file:read "l" or ""
  if file then file:close() end
  return line:match(pattern)
end

local begun -- the wall time and the clock when the first file was opened; Lua's own time has whole seconds only
function M.now()
  begun = begun or { os.time(), core.clock() }
  return begun[1] + core.clock() - begun[2]
end

local numbered = 0

-- The path of an event file in a folder, of a name, which can't leave the folder, or a new one, named as TensorFlow names them: by time, host, process, number.
function M.path(folder, name)
  if name and not name:find "^events%.out%.tfevents%.[^/\0]*%.v2$" then core.raise(("'%s' is no name of an event file"):format(name)) end
  numbered = numbered + (name and 0 or 1)
  local host, process = first_line("/proc/sys/kernel/hostname", "^%S+") or "localhost", first_line("/proc/self/stat", "^%d+") or "0"
  return ("%s/%s"):format(folder, name or ("events.out.tfevents.%d.%s.%s.%d.v2"):format(os and os.time() or 0, host, process, numbered - 1))
end

function M.create(path)
  saving.make_folder_of(path)
  local file, problem = io.open(path, "wb")
  if not file then core.raise(problem) end
  file:write(M.record(M.version(M.now())))
  return file
end

-- Continues an event file of which the first `size` bytes are to stay, or nothing: then it is removed. nil also where it isn't there any more.
function M.continue(path, size)
  if size > 0 and saving.cut(path, size) then return assert(io.open(path, "ab")) end
  if size == 0 then os.remove(path) end
end

return M
