-- What native_spec.lua runs under every instruction set: chains of the ops of which native code is made, compiled and one by one, on values of
-- all kinds and at all lengths. Prints a hash of the bits per chain, and every chain whose compiled bits differ from the eager ones.
local keras = require "lunula"
local ops = keras.ops

local special = { 0.0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 1e-45, -1e-45, 1e30, -1e30, 3.4028234663852886e38, 1.7014118346046923e38, 33554434, -0.99999994,
  1 / 0, -1 / 0, 0 / 0, 7, -7, 0.1, 1e9, -3e9, 8388608.5 }
local state = 12345
local function random(n)
  state = (state * 1103515245 + 12345) & 0x7fffffff
  return state >> 8 & 0xffff, (state >> 8 & 0xffff) % n + 1
end
local function values(n)
  local list = {}
  for i = 1, n do
    local bits, at = random(#special)
    list[i] = bits % 3 == 0 and special[at] or (bits - 32768) / 1024
  end
  return ops.convert_to_tensor(list, { dtype = "float32" })
end

-- Bits of a result as text; every NaN is one.
local function bits_of(t)
  local out = {}
  for i, v in ipairs(ops.reshape(t, { t.size }):totable()) do
    out[i] = type(v) == "boolean" and (v and "t" or "f") or v ~= v and "nan" or string.pack("<f", v)
  end
  return table.concat(out)
end
local function hash(text)
  local h = -3750763034362895579 -- FNV-1a
  for i = 1, #text do h = (h ~ text:byte(i)) * 1099511628211 end
  return ("%016x"):format(h)
end

-- name -> a chain of a, b (tensors), s (a scalar tensor), i (int32), m (bool).
local chains = {}
for _, name in ipairs { "negative", "absolute", "sign", "square", "reciprocal", "sqrt", "rsqrt", "floor", "ceil", "round", "trunc", "relu", "isfinite",
  "isinf", "isnan" } do
  local f = ops[name]
  chains[name] = function(a, b, s) return f(a), f(a * b), f(f(a - s)) end
end
for _, name in ipairs { "add", "subtract", "multiply", "divide", "divide_no_nan", "floor_divide", "maximum", "minimum", "equal", "not_equal", "less", "less_equal",
  "greater", "greater_equal" } do
  local f = ops[name]
  chains[name] = function(a, b, s) return f(a, b), f(a * 2, b), f(b + 1, s), f(s, a - b), f(a, 0.5) end
end
for _, name in ipairs { "logical_and", "logical_or", "logical_xor" } do
  local f = ops[name]
  chains[name] = function(a, b, s, _, m) return f(m, ops.less(a, s)), ops.where(f(m, ops.equal(a, b)), a + 1, b) end
end
-- Constants, of which some need no look at NaN and zeros.
chains.clip = function(a, b)
  local list = {}
  for _, c in ipairs { 0.5, -0.25, 0.0, -0.0, 1 / 0, -1 / 0, 0 / 0 } do
    list[#list + 1] = ops.maximum(a, c) - b
    list[#list + 1] = ops.minimum(c, b) * 2
    list[#list + 1] = 1 / ops.minimum(ops.maximum(c, a), 0.75)
  end
  return table.unpack(list)
end
chains.logical_not = function(a, b, s, _, m)
  return ops.logical_not(m), ops.where(ops.logical_not(ops.less(a, b)), a * s, 0), ops.logical_not(ops.logical_not(m))
end
chains.where = function(a, b, s, i, m)
  return ops.where(m, a * b, b - s), ops.where(ops.less(s, 1), a + b, a - b), ops.where(m, i, ops.where(ops.less(a, b), i, 7)), ops.where(ops.greater(a, 0), s, a)
end
chains.cast = function(a, b, s, i, m)
  return ops.cast(m, "float32") * a, ops.cast(i, "float32") / b, ops.logical_and(ops.cast(a, "bool"), m), ops.cast(ops.less(a, s), "float32") - b
end
for _, name in ipairs { "exp", "log", "log1p", "sigmoid", "tanh", "softplus" } do
  local f = ops[name]
  chains[name] = function(a, b, s) return f(a) * 2, f(a * 10 - b), f(f(b) + s), f(ops.abs(b) * 1e-38) + 1, f(a * 1e-3) - s end
end
-- Sums that are made on the way; of finite values, since a NaN would hide all else.
chains.sums = function(a, b, s)
  local x = ops.minimum(ops.maximum(ops.where(ops.isfinite(a), a, 0.5), -50), 50)
  local y = ops.minimum(ops.maximum(ops.where(ops.isfinite(b), b, 0.25), -50), 50)
  return ops.sum(x * y - s), ops.mean(ops.square(x - y)), ops.sum(ops.exp(x) * s, -1), ops.mean(ops.log(ops.abs(x) + 1e-3) * y), ops.sum(-(x * 0)),
    ops.sum(ops.exp(-ops.abs(x * 3)) * y), ops.mean(ops.softplus(x * 4) - ops.sigmoid(y * -3))
end
-- Several of one pass, of what it makes and what it reads.
chains.sums_together = function(a, b)
  local x = ops.minimum(ops.maximum(ops.where(ops.isfinite(a), a, 0.5), -90), 90)
  local y = ops.minimum(ops.maximum(ops.where(ops.isfinite(b), b, 0.25), -90), 90)
  return ops.sum(x * y), ops.sum(x), ops.mean(y), ops.sum(ops.exp(x) * y), ops.mean(ops.log1p(ops.abs(y)) - ops.tanh(x)), ops.max(ops.softplus(y)), ops.sum(b),
    ops.sum(a)
end
-- Where the ops on integers are not native, a run sums what a later one reads. The last argument may be one for which AVX2's loop stops.
chains.sums_in_pieces = function(a, b, s, i)
  local j = ops.cast(ops.where(ops.equal(a, 99), a, ops.minimum(ops.maximum(ops.where(ops.isfinite(a), a, 0.5), -9), 9)), "int32")
  local e = ops.exp(-ops.abs(j * 3)) * i
  return ops.sum(e), ops.sum(ops.log(ops.abs(i) + 0.1) * e), ops.sum(ops.softplus(j) - ops.sigmoid(i)), ops.sum(ops.log(ops.abs(j) + s) * e)
end
chains.adam = function(a, b, s)
  local first = a + (b - a) * 0.1
  local second = ops.absolute(b) + (ops.square(a) - ops.absolute(b)) * 0.001
  return first, second, a - first * s / (ops.sqrt(second) + 1e-7)
end
chains.huber = function(a, b, s)
  local e = ops.abs(a - b)
  return ops.where(ops.less_equal(e, s), 0.5 * ops.square(e), s * e - 0.5 * ops.square(s))
end
-- Chains so long that a step of the loop takes several vectors, with bools and integers that come and go.
chains.vectors = function(a, b, s, i, m)
  local e = ops.exp(a - s)
  return ops.less(e, b), ops.where(m, e, ops.cast(i, "float32")), ops.logical_and(m, ops.greater(ops.tanh(e), 0.5)), e, ops.sigmoid(e - b) * a
end
-- More values at once than there are registers, and more results than pointers.
chains.crowd = function(a, b, s)
  local list = {}
  for k = 1, 40 do list[k] = a * k + (b - k) end
  local sum, product = list[1], list[1]
  for k = 2, 40 do sum = sum + list[k] * s end
  for k = 2, 40 do product = ops.maximum(product, list[k]) end
  return sum, product
end
chains.outputs = function(a, b, s)
  local list = {}
  for k = 1, 20 do list[k] = ops.sqrt(a + k) * b - s end
  return table.unpack(list)
end
chains.masks = function(a, b)
  local list, all = {}, nil
  for k = 1, 12 do list[k] = ops.less(a * k, b) end
  for k = 1, 12 do all = ops.where(list[k], a + k, all or b) end
  return all, list[3], list[12]
end

local names, lines = {}, {}
for name in pairs(chains) do names[#names + 1] = name end
table.sort(names)
for _, name in ipairs(names) do
  local chain, all = chains[name], {}
  local function compare(what, ...)
    local wanted, got = table.pack(chain(...)), table.pack(keras.jit(chain)(...))
    for k = 1, wanted.n do
      local x, y = bits_of(wanted[k]), bits_of(got[k])
      all[#all + 1] = x
      if x ~= y then lines[#lines + 1] = ("%s, %s: result %d differs from the eager one"):format(name, what, k) end
    end
  end
  for _, n in ipairs { 1, 7, 63, 64, 65, 79, 80, 95, 1024, 1039, 3000 } do
    local a, b = values(n), values(n)
    local i = ops.cast(ops.floor(ops.where(ops.isfinite(a), ops.minimum(ops.maximum(a, -1e6), 1e6), 3)), "int32")
    compare(n .. " elements", a, b, ops.convert_to_tensor(0.75), i, ops.less(b, a))
  end
  for _, n in ipairs { 32768, 32783, 33007, 63007, 70001 } do -- from so many on, sums are made on the way
    if name:find "^sums" then
      local b = values(n)
      local i = ops.cast(ops.where(ops.isfinite(b), ops.minimum(ops.maximum(b, -9), 9), 3), "int32")
      local a = ops.where(ops.equal(ops.arange(n), n - 1), 99.0, values(n))
      compare(n .. " elements", a, b, ops.convert_to_tensor(0.75), i)
    end
  end
  local a, b = ops.reshape(values(24 * 130), { 24, 130 }), values(130) -- rows, of which one is shared
  compare("rows", a, b, ops.convert_to_tensor(-0.0), ops.cast(ops.ones { 24, 130 }, "int32"), ops.less(a, b))
  compare("columns", a, ops.reshape(values(24), { 24, 1 }), ops.convert_to_tensor(3.0), ops.cast(ops.ones { 24, 1 }, "int32"), ops.less(a, 0))
  lines[#lines + 1] = name .. " " .. hash(table.concat(all))
end

-- Folds of rows of each short length, and of any number of them: eager ones, and in a program that computes the rows and reads the folds.
local function folds(x, finite)
  local wide, few = x * 0.5, finite + 1
  return ops.max(x, -1), ops.min(x, -1), ops.sum(finite, -1), ops.mean(finite, -1), ops.max(wide, -1) - ops.min(wide, -1, true)[":, 0"],
    ops.sum(few * finite, -1) / ops.mean(few, -1), ops.sum(ops.sum(finite, -1)), ops.max(wide, -1, true) + wide
end
local all = {}
for n = 2, 40 do
  for _, rows in ipairs { 1, 7, 8, 9, 15, 16, 17, 40, n == 10 and 3000 or 130 } do
    local x = ops.reshape(values(rows * n), { rows, n })
    if rows % 2 == 0 then x = ops.where(ops.isnan(x), 3, x) end
    if rows == 40 then x = ops.where(ops.greater(ops.abs(x), 8), 0, x) * ops.where(ops.greater(ops.arange(40)[":, None"], 20), 0, 1) end -- zeros of both signs
    local finite = ops.minimum(ops.maximum(ops.where(ops.isfinite(x), x, 0.5), -5000), 5000)
    local wanted, got = table.pack(folds(x, finite)), table.pack(keras.jit(folds)(x, finite))
    for k = 1, wanted.n do
      all[#all + 1] = bits_of(wanted[k])
      if all[#all] ~= bits_of(got[k]) then lines[#lines + 1] = ("%d rows of %d: fold %d differs from the eager one"):format(rows, n, k) end
    end
  end
end
lines[#lines + 1] = "folds " .. hash(table.concat(all))
-- Sums of long rows, and what follows from them.
local function of_rows(x) return ops.sum(x, -1), ops.mean(x * x, -1), ops.softmax(x) end
for _, n in ipairs { 255, 256, 257, 600, 1000, 1031 } do
  local x = values(5 * n)
  x = ops.reshape(ops.where(ops.isfinite(x), ops.minimum(ops.maximum(x, -50), 50), 0.25), { 5, n })
  local texts = {}
  for _, f in ipairs { of_rows, keras.jit(of_rows) } do
    local together, alone = { f(x) }, { {}, {}, {} }
    for i = 0, 4 do
      for k, t in ipairs { f(x[("%d:%d"):format(i, i + 1)]) } do table.insert(alone[k], bits_of(t)) end
    end
    for k, t in ipairs(together) do
      texts[#texts + 1] = bits_of(t)
      if texts[#texts] ~= table.concat(alone[k]) then lines[#lines + 1] = ("rows of %d: result %d differs from that of rows alone"):format(n, k) end
    end
  end
  lines[#lines + 1] = ("rows of %d %s"):format(n, hash(table.concat(texts)))
end
print(table.concat(lines, "\n"))
