-- One side of elementwise.py: runs the operation named on each line of the input and answers with an empty line.
local keras = require "lunula"
local ops = keras.ops
local N = 10000000

local x = ops.subtract(ops.multiply(ops.cast(ops.mod(ops.arange(N, nil, 1, "int32"), 1000), "float32"), 0.004), 2)
local y = ops.add(x, 0.5)
local wide = ops.cast(x, "float64")
local small, other = ops.reshape(x["0:320"], { 32, 10 }), ops.reshape(y["0:320"], { 32, 10 })

local unary = { "exp", "log1p", "tanh", "sin", "sqrt", "sigmoid", "erf" }
local cases = {
  add = function() return ops.add(x, y) end,
  ["add scalar"] = function() return ops.add(x, 1.5) end,
  ["exp float64"] = function() return ops.exp(wide) end,
  power = function() return ops.power(ops.absolute(x), y) end,
  sum = function() return ops.sum(x) end,
  max = function() return ops.max(x) end,
  ["to float16"] = function() return ops.cast(x, "float16") end,
  ["mean of squares"] = function()
    local d = ops.subtract(x, y)
    local s = ops.square(d)
    d:release()
    local m = ops.mean(s)
    s:release()
    return m
  end,
}
for _, name in ipairs(unary) do
  cases[name] = function() return ops[name](x) end
end
cases["add 32x10, 1000 times"] = function()
  for _ = 1, 999 do
    ops.add(small, other)
  end
  return ops.add(small, other)
end

print("ready")
io.stdout:flush()
for name in io.lines() do
  cases[name]():release()
  print()
  io.stdout:flush()
end
