-- What elementwise_spec.lua needs of the rows of elementwise.def, and, run as a program, a hash of every row's bits, every cast's and
-- every reduction's on values of all kinds.
local keras = require "lunula"
local core = require "lunula.core"
local ops = keras.ops

local bits = {}

-- { name, rule, operands } of each row.
function bits.rows()
  local list = {}
  for line in io.lines "src/op/elementwise.def" do
    local kind, name, rule = line:match "^(%u+)%(([%w_]+), (%u+),"
    if kind == "UNARY" or kind == "BINARY" then
      list[#list + 1] = { name = name, rule = rule, operands = kind == "UNARY" and 1 or 2 }
    end
  end
  assert(#list > 50, "rows not found")
  return list
end

-- The dtypes whose loops a row has.
function bits.dtypes(row)
  if row.rule == "LOGICAL" then
    return { "bool" }
  elseif row.rule == "NUMERIC" or row.rule == "COUNTING" or row.rule == "COMPARE" then
    return { "float32", "float64", "uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64" }
  end
  return { "float32", "float64" }
end

-- math.frexp, which Lua 5.4 has no longer: v = m 2^e with 0.5 <= |m| < 1.
function bits.frexp(v)
  if v == 0 or v ~= v or v == math.huge or v == -math.huge then
    return v, 0
  end
  local pattern = string.unpack("<i8", string.pack("<d", v))
  local exponent = pattern >> 52 & 0x7ff
  if exponent == 0 then
    local m, e = bits.frexp(v * 2.0 ^ 54)
    return m, e - 54
  end
  return string.unpack("<d", string.pack("<i8", (pattern & ~(0x7ff << 52)) | (1022 << 52))), exponent - 1022
end

local state = 1
local function random()
  state = state * 6364136223846793005 + 1442695040888963407
  local x = state ~ (state >> 29)
  return x * -0x61c8864680b583eb ~ (x >> 31)
end

local special = { 0.0, -0.0, 1.0, -1.0, math.huge, -math.huge, 0 / 0, 0.5, -0.5, 2.0, -2.0, 3.0, 0x1p-149, 0x1p-1074, 0x1p-126, 0x1p-1022,
  0x1.fffffep127, 0x1.fffffffffffffp1023, 1e22, -1e22, 0x1p20, 88.7, 709.7, -745.0, -104.0, 0.625, 1.5, 2.5, 1e-8 }

local function number(dtype, k)
  if dtype == "bool" then
    return random() & 1 == 1
  elseif dtype:find "int" then
    local size = tonumber(dtype:match "%d+")
    local v = random() >> (random() & 31) -- of all magnitudes
    if dtype:find "^u" then
      return size == 64 and v or v & ((1 << size) - 1)
    end
    return size == 64 and v or (v & ((1 << size) - 1)) - (v & (1 << (size - 1))) * 2
  elseif k % 4 == 0 then
    return special[k // 4 % #special + 1]
  elseif k % 4 == 1 then
    return string.unpack("<d", string.pack("<i8", random()))
  elseif k % 4 == 2 then
    return string.unpack("<f", string.pack("<i4", (random() & 0xffffffff) - 0x80000000))
  end
  return (random() >> 11) * 2.0 ^ -50 - 4
end

-- Two lists of n values.
function bits.values(dtype, n)
  local x, y = {}, {}
  for k = 1, n do
    x[k], y[k] = number(dtype, k), number(dtype, k * 7 + 3)
  end
  return { x, y }
end

local function hash(t)
  local h = 0
  local list = t.size == 0 and {} or ops.reshape(t, { t.size }):totable()
  for _, v in ipairs(list) do
    local word
    if type(v) == "boolean" then
      word = v and 1 or 0
    elseif math.type(v) == "integer" then
      word = v
    else
      word = v ~= v and 0x7ff8 << 48 or string.unpack("<i8", string.pack("<d", v))
    end
    h = (h ~ word) * 0x100000001b3
    h = h ~ (h >> 29)
  end
  return ("%016x"):format(h)
end

local function print_all()
  local every = { "bool", "uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64" }
  local operands = {}
  for _, dtype in ipairs(every) do
    local kind = dtype:find "float" and "float64" or dtype
    local pair = bits.values(kind, 1237)
    for k = 1, 2 do
      operands[dtype] = operands[dtype] or {}
      operands[dtype][k] = ops.cast(core.tensor(pair[k], kind), dtype)
    end
  end
  for _, row in ipairs(bits.rows()) do
    for _, dtype in ipairs(bits.dtypes(row)) do
      local x, y = table.unpack(operands[dtype])
      local one = y["5:6"]
      if row.operands == 1 then
        print(row.name, dtype, hash(core.ops[row.name](x)))
      else
        print(row.name, dtype, hash(core.ops[row.name](x, y)), hash(core.ops[row.name](x, one)), hash(core.ops[row.name](one, x)))
      end
    end
  end
  for _, from in ipairs(every) do
    for _, to in ipairs(every) do
      print("cast", from, to, hash(ops.cast(operands[from][1], to)))
    end
  end
  for _, dtype in ipairs { "float32", "float64" } do
    local x = operands[dtype][1]
    local finite = ops.where(ops.isfinite(x), x, 1)
    local tame = ops.clip(finite, -1e10, 1e10)
    for _, op in ipairs { "sum", "mean", "max", "min", "prod" } do
      print(op, dtype, hash(ops[op](tame)), hash(ops[op](finite)), hash(ops[op](x)))
    end
  end
end

if arg and arg[0] and arg[0]:find "elementwise_bits%.lua$" then
  print_all()
end

return bits
