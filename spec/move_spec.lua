-- Moves of a graph's nodes (graph/move.c) and views and casts that become one (graph/simplify.c): what the graph is afterwards, and that no bit changes.
local keras = require "lunula"
local ops = keras.ops
local same = require("helper").same

local function data(shape, dtype)
  return ops.cast(keras.random.uniform(shape, { minval = -100, maxval = 300, seed = 5, dtype = "float64" }), dtype or "float32")
end

-- What a graph computes, in order: "relu float32(2, 3)", or "copy" of a view; views themselves are free. And its dump.
local function lines(f, ...)
  local compiled = keras.jit(f)
  local expected, got = table.pack(f(...)), table.pack(compiled(...))
  local text, list = compiled:dump(), {}
  for k = 1, expected.n do assert.is_true(same(expected[k], got[k]), text) end
  for line in text:gmatch "[^\n]+" do
    local op, spec = line:match "= ([%w_]+)%b() (%w+%b())"
    list[#list + 1] = op and op .. " " .. spec or line:match "^step %d+: (copy)$"
  end
  return list, text
end

-- The graph of f is `wanted`.
local function becomes(wanted, f, ...)
  local list, text = lines(f, ...)
  assert.same(wanted, list, text)
end

describe("a transposition moves below", function()
  local x, y = data { 6, 4 }, data { 6, 4 }

  it("element-wise ops that a matrix product reads, through casts, numbers, rows and columns", function()
    local i = ops.cast(data { 6, 4 }, "int8") -- small integers: the product has the same bits with any strides
    local function product(f)
      return function(a, b)
        return ops.matmul(ops.cast(ops.ones { 3, 4 }, "float32"), f(ops.transpose(a), b))
      end
    end
    becomes({ "cast float32(6, 4)", "relu float32(6, 4)", "matmul float32(3, 6)" },
      product(function(t) return ops.relu(ops.cast(t, "float32")) end), i)
    becomes({ "add float32(6, 4)", "matmul float32(3, 6)" },
      product(function(t, b) return ops.cast(t, "float32") + b end), ops.cast(i, "float32"), ops.cast(ops.arange(6), "float32"))
    becomes({ "add float32(6, 4)", "matmul float32(3, 6)" },
      product(function(t, b) return t * 1 + b end), ops.cast(i, "float32"), ops.cast(ops.reshape(ops.arange(4), { 4, 1 }), "float32"))
  end)

  it("the ops of two that are transposed alike", function()
    becomes({ "exp float32(6, 4)", "add float32(6, 4)", "copy" },
      function(a, b) return ops.exp(ops.transpose(a)) + ops.transpose(b) end, x, y)
    local p, q = data { 2, 3, 4 }, data { 2, 1, 4 }
    becomes({ "add float32(2, 3, 4)", "copy" },
      function(a, b) return ops.transpose(a, { 2, 0, 1 }) + ops.transpose(b, { -1, 0, 1 }) end, p, q)
  end)

  it("and is gone where another one undoes it", function()
    becomes({ "exp float32(6, 4)" }, function(a) return ops.transpose(ops.exp(ops.transpose(a))) end, x)
    becomes({ "exp float32(2, 3, 4)", "tanh float32(2, 3, 4)" },
      function(a) return ops.tanh(ops.transpose(ops.exp(ops.transpose(a, { 1, 2, 0 })), { 2, 0, 1 })) end, data { 2, 3, 4 })
  end)

  it("reductions, which fold the same elements in the same order", function()
    becomes({ "exp float32(6, 4)", "sum float32(6,)" }, function(a) return ops.sum(ops.exp(ops.transpose(a)), 0) end, x)
    becomes({ "exp float32(6, 4)", "sum float32(6, 1)", "copy" },
      function(a) return ops.sum(ops.exp(ops.transpose(a)), 0, true) end, x)
    -- (2, 3, 4, 5) as (5, 3, 2, 4): over its axes 1 and 3, here 1 and 2; what is left changes places
    becomes({ "exp float32(2, 3, 4, 5)", "mean float32(2, 5)", "copy" },
      function(a) return ops.mean(ops.exp(ops.transpose(a, { 3, 1, 0, 2 })), { 1, 3 }) end, data { 2, 3, 4, 5 })
    becomes({ "exp float32(6, 4)", "max float32()" }, function(a) return ops.max(ops.exp(ops.transpose(a))) end, x)
    becomes({ "square int32(6, 4)", "sum int32()" }, function(a) return ops.sum(ops.square(ops.transpose(a))) end, ops.cast(x, "int32"))
    -- floats would be added in another order
    becomes({ "exp float32(4, 6)", "sum float32()" }, function(a) return ops.sum(ops.exp(ops.transpose(a))) end, x)
    becomes({ "exp float32(4, 6)", "cumsum float32(4, 6)" },
      function(a) return ops.cumsum(ops.exp(ops.transpose(a)), 0) end, x)
  end)

  it("nothing where as many are read afterwards", function()
    becomes({ "exp float32(4, 6)" }, function(a) return ops.exp(ops.transpose(a)) end, x)
    becomes({ "exp float32(4, 6)", "add float32(4, 6)" },
      function(a, b) return ops.exp(ops.transpose(a)) + b end, x, data { 4, 6 })
    becomes({ "exp float32(4, 6)", "tanh float32(4, 6)", "add float32(4, 6)" },
      function(a) -- read twice, and by one team
        local t = ops.transpose(a)
        return ops.exp(t) + ops.tanh(t)
      end, x)
    local v = keras.Variable(ops.ones { 4, 6 })
    becomes({ "exp float32(4, 6)" }, function(a) v:assign(ops.exp(ops.transpose(a))) end, x)
  end)
end)

describe("a transposition that loops read", function()
  it("is copied where its lines would collide in the cache", function()
    becomes({ "in_order float32(128, 256)", "exp float32(128, 256)" }, function(a) return ops.exp(ops.transpose(a)) end, data { 256, 128 })
    becomes({ "in_order float64(64, 3, 1024)", "negative float64(64, 3, 1024)" },
      function(a) return -ops.transpose(a, { 2, 0, 1 }) end, data({ 3, 1024, 64 }, "float64"))
    becomes({ "in_order uint8(2048, 3, 35)", "cast float32(2048, 3, 35)" }, -- and what is cast before, as it is
      function(a) return ops.cast(ops.transpose(a, { 2, 1, 0 }), "float32") end, data({ 35, 3, 2048 }, "uint8"))
    becomes({ "in_order float32(1024, 512)", "exp float32(1024, 512)", "add float32(1024, 512)", "sum float32(1024,)" },
      function(a, b)
        local t = ops.transpose(a)
        return ops.exp(t) + b, ops.sum(t, -1)
      end, data { 512, 1024 }, data { 1024, 512 })
  end)

  it("is read as it is elsewhere", function()
    becomes({ "exp float32(100, 256)" }, function(a) return ops.exp(ops.transpose(a)) end, data { 256, 100 })
    becomes({ "exp float32(128, 100)" }, function(a) return ops.exp(ops.transpose(a)) end, data { 100, 128 })
    becomes({ "exp float32(2, 256, 128)" }, function(a) return ops.exp(ops.transpose(a, { 1, 0, 2 })) end, data { 256, 2, 128 })
    becomes({ "exp float32(104, 2100)" }, function(a) return ops.exp(ops.transpose(a)) end, data { 2100, 104 }) -- 32 bytes times 13
    becomes({ "exp float32(128, 200)" }, function(a) return ops.exp(ops.transpose(a["0:200"])) end, data { 256, 128 })
    becomes({ "matmul float32(128, 1)" }, function(a) return ops.matmul(ops.transpose(a), ops.zeros { 256, 1 }) end, data { 256, 128 })
  end)
end)

describe("a view moves above", function()
  local images = ops.cast(ops.abs(data { 40, 6, 4 }), "uint8")
  local rows = ops.cast(ops.array { 3, -1, 3 }, "int32")
  local function scaled(t) return ops.cast(t, "float32") / 255 end

  it("a chain of element-wise ops, where it is a slice or a take of it", function()
    becomes({ "take uint8(3, 6, 4)", "cast float32(3, 6, 4)", "divide float32(3, 6, 4)" },
      function(t, k) return ops.take(scaled(t), k, 0) end, images, rows)
    becomes({ "take uint8(3,)", "cast float32(3,)", "divide float32(3,)" }, function(t, k) return ops.take(scaled(t), k) end, images, rows)
    becomes({ "cast float32(2, 6, 2)", "divide float32(2, 6, 2)" },
      function(t) return scaled(t)["3:5, :, ::2"] end, images)
    becomes({ "cast float32(6, 4)", "divide float32(6, 4)" }, function(t) return scaled(t)[7] end, images)
    -- twice, a part of it each
    local list, text = lines(function(t)
      local s = scaled(t)
      return s["0:2"], s["30:33"]
    end, images)
    table.sort(list)
    assert.same({ "cast float32(2, 6, 4)", "cast float32(3, 6, 4)", "divide float32(2, 6, 4)", "divide float32(3, 6, 4)",
       }, list, text)
  end)

  it("not where more is read, a number has more axes, or what is cut is made on the way", function()
    local cast, divide = "cast float32(40, 6, 4)", "divide float32(40, 6, 4)"
    becomes({ cast, divide, "sum float32()", "copy" }, function(t)
      local s = scaled(t)
      return s["0:2"], ops.sum(s)
    end, images)
    becomes({ cast, divide, "copy" }, function(t)
      local s = scaled(t)
      return s, s["0:2"]
    end, images)
    becomes({ cast, divide, "copy", "copy" }, function(t)
      local s = scaled(t)
      return s["0:30"], s["10:40"]
    end, images)
    becomes({ cast, divide, "relu float32(40, 6, 4)", "copy" }, function(t) -- within the chain
      local c = ops.cast(t, "float32")
      return (c / 255)["0:2"], ops.relu(c)
    end, images)
    local v = keras.Variable(ops.zeros { 40, 6, 4 })
    becomes({ cast, divide, "copy" }, function(t)
      local s = scaled(t)
      v:assign(s)
      return s["0:2"]
    end, images)
    becomes({ "relu float32(40, 6, 2)", "matmul float32(40, 6, 2)", "copy" }, -- the product's rows are in cache
      function(t) return ops.relu(ops.matmul(t, ops.ones { 4, 2 }))["0:2"] end, ops.cast(images % 4, "float32"))
    becomes({ "cast float32(40, 6, 4)", "divide float32(40, 6, 4)", "copy" },
      function(t) return (ops.cast(t, "float32") / ops.cast(ops.full({ 1, 1, 1 }, 255), "float32"))[0] end, images)
    becomes({ "multiply float32(1, 6)", "copy" }, function(t) return (t * ops.full({ 1, 1 }, 3.0))["0:1, 1:3"] end, data { 6 })
    becomes({ "add float32(40, 6, 4)", "relu float32(40, 6, 4)", "copy" },
      function(a, b) return ops.relu(a + b)["0:2"] end, data { 40, 6, 4 }, data { 40, 6, 4 })
  end)

  it("widening casts, where it concatenates them", function()
    local a, b = data({ 3, 4 }, "uint8"), data({ 2, 4 }, "uint8")
    local function joined(to, f)
      return function(p, q) return ops.concatenate({ ops.cast(p, to), ops.cast(q, f or to) }, 0) end
    end
    becomes({ "concatenate uint8(5, 4)", "cast float32(5, 4)" }, joined "float32", a, b)
    becomes({ "concatenate float32(5, 4)", "cast float64(5, 4)", "negative float64(5, 4)" },
      function(p, q) return -joined "float64"(p, q) end, ops.cast(a, "float32"), ops.cast(b, "float32"))
    -- not where something is narrowed, of several dtypes, or read by others
    local function casts(...)
      local list, text = lines(...)
      assert.matches("^concatenate", list[#list - (list[#list] == "copy" and 1 or 0)], text)
      assert.matches("^cast", list[1], text)
    end
    casts(joined "int8", ops.cast(a, "int32"), ops.cast(b, "int32"))
    casts(joined "float32", a, ops.cast(b, "int8"))
    casts(joined("float32", "float16"), a, b)
    local list, text = lines(function(p, q) return joined "float32"(p + p, q) end, a, b) -- made on the way
    assert.equal("concatenate float32(5, 4)", list[#list], text)
    casts(function(p, q)
      local x = ops.cast(p, "float32")
      return x, ops.concatenate({ x, ops.cast(q, "float32") }, 0)
    end, a, b)
  end)

  it("a chain, where it is a reshape and a loop reads it or it is a result", function()
    becomes({ "cast float32(40, 24)", "divide float32(40, 24)" },
      function(t) return ops.reshape(ops.cast(t, "float32"), { 40, 24 }) / 255 end, images)
    becomes({ "cast float32(40, 6, 4, 1)", "divide float32(40, 6, 4, 1)" },
      function(t) return ops.expand_dims(ops.cast(t, "float32"), -1) / 255 end, images)
    becomes({ "cast float32(40, 24)" }, function(t) return ops.reshape(ops.cast(t, "float32"), { 40, 24 }) end, images)
    becomes({ "cast float32(40, 6, 4)", "matmul float32(40, 2)" },
      function(t) return ops.matmul(ops.reshape(ops.cast(t, "float32"), { 40, 24 }), ops.ones { 24, 2 }) end, ops.cast(images % 2, "uint8"))
  end)

  it("a chain, where it is a transposition that only loops read", function()
    becomes({ "cast float32(4, 6, 40)", "add float32(4, 6, 40)" },
      function(t, a) return ops.transpose(ops.cast(t, "float32")) + a end, images, data { 4, 6, 40 })
    becomes({ "cast float32(40, 6, 4)", "add float32(4, 6, 40)", "copy" }, function(t, a)
      local turned = ops.transpose(ops.cast(t, "float32"))
      return turned + a, turned
    end, images, data { 4, 6, 40 })
  end)
end)

describe("a graph", function()
  it("that has no memory to move in is an error, and leaves nothing", function()
    local core = require "lunula.core"
    local x, y = data { 6, 4 }, data { 6, 4 }
    local function f(a, b) return ops.sum(ops.exp(ops.transpose(a)) + ops.transpose(b), 0), (ops.cast(a, "float64") * 2)["0:1"] end
    local failed, done = 0, false
    for extra = 0, 1 << 20, 512 do
      collectgarbage()
      core.set_memory_limit(core.memory().live_bytes + core.memory().lent_bytes + extra)
      done = pcall(keras.jit(f), x, y)
      core.set_memory_limit(0)
      if done then break end
      failed = failed + 1
    end
    assert.is_true(done and failed > 20, failed)
  end)

  it("has one transposition for several, and none for several that change nothing", function()
    becomes({ "copy" }, function(a) return ops.transpose(ops.transpose(a), { 0, 2, 1 }) end, data { 2, 3, 4 })
    becomes({ "exp float32(2, 3, 4)" }, function(a)
      return ops.exp(ops.swapaxes(ops.transpose(ops.transpose(ops.swapaxes(a, 0, 1), { 1, 2, 0 }), { -1, 0, 1 }), 1, 0))
    end, data { 2, 3, 4 })
  end)

  it("has no reshapes that lead back", function()
    local list, text = lines(function(a)
      return ops.exp(ops.reshape(ops.expand_dims(ops.reshape(ops.square(a) + a, { -1 }), 0), { 6, 4 }))
    end, data { 6, 4 })
    assert.same({ "square float32(6, 4)", "add float32(6, 4)", "exp float32(6, 4)" }, list, text)
    assert.matches("fused, 3 ops", text)
  end)

  -- Every element of three casts: infinities, nan, zeros and numbers at and beyond the ends of integers.
  it("has one cast for two, where the first loses nothing", function()
    local dtypes = { "bool", "uint8", "uint16", "uint32", "uint64", "int8",
      "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64" }
    local numbers = { 0.0, -0.0, 1, -1, 0.5, -1.5, 127, 128, 200, 255, 256, -128, -129, 32767, 40000, 65535, 65504, 70000,
      2049, 16777217, 2147483647, -2147483648, 3e9, 4294967295, 2.0 ^ 53, 9.3e18, 1.9e19, -9.3e18, 1e-6, 1e39, math.huge, -math.huge, 0 / 0 }
    local x = ops.array(numbers, "float64")
    local merged = {}
    for _, a in ipairs(dtypes) do
      local from = ops.cast(x, a)
      for _, b in ipairs(dtypes) do
        for _, c in ipairs(dtypes) do
          local list = lines(function(t) return ops.cast(ops.cast(t, b), c) end, from)
          if a ~= b and b ~= c and a ~= c then merged[a .. " " .. b .. " " .. c] = #list == 1 end
        end
      end
    end
    for _, case in ipairs { "float16 float32 float64", "bfloat16 float32 int8", "uint8 int32 float32", "bool float16 int64",
      "int8 float32 float64", "int32 float64 bfloat16", "uint8 bfloat16 bool", "float32 float64 uint32", "int8 int16 uint8" } do
      assert.is_true(merged[case], case)
    end
    for _, case in ipairs { "int8 float32 uint8", "float32 float16 float64", "int32 float32 float64",
      "int8 uint16 int32", "float16 bfloat16 float32", "uint16 float16 float32" } do
      assert.is_false(merged[case], case)
    end
  end)
end)
