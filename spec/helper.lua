-- What the specs share: golden tensors to tensors and back, comparison with one tolerance per dtype, and the Keras data. Knows of
-- no single op or class.
local keras = require "lunula"
local core = require "lunula.core"

local helper = {}

-- Relative tolerance per dtype, where two correct implementations may differ: a few units of the last place of what the dtype
-- computes in. Absolute differences below `absolute` are rounding left over from cancellation.
helper.relative = { float16 = 2e-3, bfloat16 = 1.6e-2, float32 = 3e-6, float64 = 1e-14 }
helper.absolute = { float16 = 1e-3, bfloat16 = 1e-2, float32 = 6e-7, float64 = 1e-15 }

local here = debug.getinfo(1, "S").source:match "^@(.*)helper%.lua$" or "spec/"

-- The table that a data file of spec/golden/ returns; None is core.null.
function helper.golden(path) return assert(loadfile(here .. "golden/" .. path .. ".lua"))(core.null) end

-- The tensors of an archive of spec/golden/, by name.
function helper.golden_arrays(path) return keras.io.load_npz(here .. "golden/" .. path .. ".npz") end

local function nest(values, shape, axis, next_value, convert)
  if axis > #shape then
    return convert(values[next_value()])
  end
  local list = {}
  for k = 1, shape[axis] do
    list[k] = nest(values, shape, axis + 1, next_value, convert)
  end
  return list
end

-- A tensor from { t = dtype, s = shape, v = flat values }.
function helper.tensor(golden)
  for _, n in ipairs(golden.s) do
    if n == 0 then
      return keras.ops.zeros(golden.s, golden.t)
    end
  end
  local index = 0
  local function next_value()
    index = index + 1
    return index
  end
  local convert = golden.t == "bool" and function(v) return v ~= 0 end or function(v) return v end
  return core.tensor(nest(golden.v, golden.s, 1, next_value, convert), golden.t)
end

function helper.is_golden(x)
  return type(x) == "table" and x.t ~= nil and x.s ~= nil
end

-- The value with every golden tensor inside replaced by a tensor.
function helper.revive(x)
  if helper.is_golden(x) then
    return helper.tensor(x)
  elseif type(x) == "table" then
    local copy = {}
    for k, v in pairs(x) do
      copy[k] = helper.revive(v)
    end
    return copy
  end
  return x
end

-- The values in row-major order, as numbers.
function helper.flat(t)
  local values = {}
  local function walk(x)
    if type(x) == "table" then
      for k = 1, #x do
        walk(x[k])
      end
    else
      values[#values + 1] = x == true and 1 or x == false and 0 or x
    end
  end
  walk(t:totable())
  return values
end

function helper.shape_text(shape)
  return "(" .. table.concat(shape, ",") .. ")"
end

-- Whether two tensors are equal in dtype, shape and every bit; nan equals nan.
function helper.same(a, b)
  if a.dtype ~= b.dtype or table.concat(a.shape, ",") ~= table.concat(b.shape, ",") then return false end
  local x, y = keras.ops.reshape(a, { -1 }):totable(), keras.ops.reshape(b, { -1 }):totable()
  for i = 1, #x do
    local p, q = x[i], y[i]
    if not (p == q and (type(p) ~= "number" or 1 / p == 1 / q) or p ~= p and q ~= q) then return false end
  end
  return true
end

-- Whether two numbers of a dtype are one but for rounding; `slack` widens the tolerance.
function helper.close(a, b, dtype, slack)
  local relative, absolute = (slack or 1) * (helper.relative[dtype] or 0), (slack or 1) * (helper.absolute[dtype] or 0)
  if a ~= a or b ~= b then
    return a ~= a and b ~= b
  elseif a == b then
    return true
  end
  return math.abs(a - b) <= absolute + relative * math.max(math.abs(a), math.abs(b)) and math.abs(a - b) < math.huge
end

-- nil when the tensor is what the golden one says, else what differs. `slack` widens the tolerance of its dtype; a tensor
-- computed in a narrower dtype may be compared at that dtype's tolerance.
function helper.difference(tensor, golden, slack, dtype)
  if not core.is_tensor(tensor) then
    return "got " .. type(tensor) .. " " .. tostring(tensor) .. " instead of a tensor"
  end
  local shape = helper.shape_text(tensor.shape)
  if shape ~= helper.shape_text(golden.s) then
    return "shape " .. shape .. " instead of " .. helper.shape_text(golden.s)
  elseif golden.t and tensor.dtype ~= golden.t then
    return "dtype " .. tensor.dtype .. " instead of " .. golden.t
  end
  dtype = dtype or tensor.dtype
  local values = helper.flat(tensor)
  for k = 1, math.max(#values, #golden.v) do
    local a, b = values[k], golden.v[k]
    if a == nil or b == nil or not helper.close(a, b, dtype, slack) then
      return ("element %d is %s instead of %s"):format(k - 1, tostring(a), tostring(b))
    end
  end
end

-- Fails when a float32 number isn't what is expected; `slack` widens the tolerance.
function helper.near(expected, number, what, slack)
  assert(helper.close(number, expected, "float32", slack), ("%s is %.9g instead of %.9g"):format(what, number, expected))
end

-- nil when a call ended in the error of an op: text that starts, behind the place in the script, with its name; else what came instead.
function helper.not_refused(name, ok, message)
  if ok then return "no error" end
  local text = tostring(message):gsub("^[^:\n]+:%d+: ", "")
  if type(message) ~= "string" or text:sub(1, #name + 2) ~= name .. ": " then return "the error is: " .. tostring(message) end
end

-- Values that no parameter of a kind takes.
helper.wrong_values = {
  tensor = { "text", print }, tensors = { "text", 3 }, int = { 1.5, "a", {} }, float = { "a", {}, true }, bool = { 1, "a" }, string = { 1, {} },
  dtype = { "float3", 7, {} }, axis = { 1.5, "a", {} }, axes = { 1.5, "a", { 0.5 }, print }, shape = { "a", { 1.5 }, print, { -2 } },
  ints = { "a", { 1.5 }, print }, any = { print },
}

-- What help prints, its lines joined.
function helper.help_text(x) return (require("lunula.help").text(x):gsub("%s+", " ")) end

-- A tensor's own golden form.
function helper.form(tensor)
  return { t = tensor.dtype, s = tensor.shape, v = helper.flat(tensor) }
end

-- nil when the config `ours` is `theirs`, key by key and in their order; else where it isn't. skip(key, theirs, path) leaves a key of theirs out. Ids of shared
-- objects are Python's own.
function helper.config_difference(theirs, ours, skip, path)
  path = path or "$"
  if type(theirs) ~= "table" or type(ours) ~= "table" then
    if theirs == ours and math.type(theirs) == math.type(ours) then return nil end
    return ("%s: %s instead of %s"):format(path, tostring(ours), tostring(theirs))
  end
  local wanted, got = {}, {}
  local function left_out(key) return key == "shared_object_id" or skip and skip(key, theirs, path, ours) end
  for _, key in ipairs((getmetatable(theirs) or {}).keys or {}) do
    if not left_out(key) then wanted[#wanted + 1] = key end
  end
  for _, key in ipairs((getmetatable(ours) or {}).keys or {}) do
    if not left_out(key) then got[#got + 1] = key end
  end
  if table.concat(wanted, " ") ~= table.concat(got, " ") then
    return ("%s: keys %s instead of %s"):format(path, table.concat(got, " "), table.concat(wanted, " "))
  end
  if #theirs ~= #ours then return ("%s: %d entries instead of %d"):format(path, #ours, #theirs) end
  for _, key in ipairs(wanted) do
    local found = helper.config_difference(theirs[key], ours[key], skip, path .. "." .. key)
    if found then return found end
  end
  for i = 1, #theirs do
    local found = helper.config_difference(theirs[i], ours[i], skip, ("%s[%d]"):format(path, i - 1))
    if found then return found end
  end
end

-- The config of an object as JSON carries it.
function helper.written(object) return keras.json.decode(keras.json.encode(keras.saving.serialize_keras_object(object))) end

-- Gives a layer's or model's weights values that are a function of their place alone, as the scripts of spec/golden/keras/ and the fixtures do.
function helper.fill(layer)
  local count = 0
  for _, v in ipairs(layer.weights) do
    local values = {}
    for i = 0, v.size - 1 do
      local flat = (37 * (count + i) + 11) % 23
      values[i + 1] = (v.name:find "variance" or v.name:find "stddev") and (flat + 1) / 23 or (flat - 11) / 23
    end
    count = count + v.size
    local value = keras.ops.reshape(core.tensor(values, "float64"), v.shape)
    v:assign(keras.ops.cast(v.dtype:find "float" and value or keras.ops.trunc(value), v.dtype))
  end
end

-- Random tensors for the `sample` of an op, the same in every run: f(shape, low, high), i(...), b(shape). Nested { } shapes are
-- scalars.
function helper.sampler(dtype, seed)
  local state = seed or 12345
  local function uniform()
    state = (state * 1103515245 + 12345) % 2147483648
    return state / 2147483648
  end
  local function fill(shape, kind, draw)
    local count = 1
    for _, n in ipairs(shape) do
      count = count * n
    end
    local values = {}
    for k = 1, count do
      values[k] = draw()
    end
    return helper.tensor { t = kind, s = shape, v = values }
  end
  local env = { math = math, null = core.null }
  function env.f(shape, low, high)
    return fill(shape, dtype or "float32", function() return (low or 0) + ((high or 1) - (low or 0)) * uniform() end)
  end
  function env.i(shape, low, high)
    return fill(shape, "int32", function() return (low or 0) + math.floor(((high or 10) - (low or 0)) * uniform()) end)
  end
  function env.b(shape)
    return fill(shape, "bool", function() return uniform() < 0.5 and 1 or 0 end)
  end
  return env
end

return helper
