-- Archives of tensors: NumPy's are read, ours come back, and crafted ones that lie are refused by name, within bounded memory.
local keras = require "lunula"
local core = require "lunula.core"
local outside = require "outside"
local ops, io_, read = keras.ops, keras.io, outside.read
local golden = "spec/golden/npy/"

local function message(fn, ...)
  local ok, text = pcall(fn, ...)
  assert.is_false(ok)
  return text
end

local function with_file(bytes, fn) return fn(outside.write(outside.path "file", bytes)) end

-- A file whose archive can't be read, or one of whose members can't: the message names the file and what is wrong.
local function refused(bytes, pattern)
  with_file(bytes, function(path)
    local text = message(io_.load_npz, path)
    assert.matches(pattern, text)
    assert.truthy(text:find(path, 1, true), text)
  end)
end

-- Crafted archives ----------------------------------------------------------------------------------------------------------

local function crc32(bytes)
  local crc = 0xffffffff
  for i = 1, #bytes do
    crc = crc ~ bytes:byte(i)
    for _ = 1, 8 do crc = crc & 1 == 1 and crc >> 1 ~ 0xedb88320 or crc >> 1 end
  end
  return crc ~ 0xffffffff
end

local function npy(data, header)
  header = header or "{'descr': '|u1', 'fortran_order': False, 'shape': (" .. #data .. ",), }"
  return "\x93NUMPY\1\0" .. string.pack("<s2", header) .. data
end

-- Deflate without compression: stored blocks.
local function deflate(bytes)
  local out = {}
  for at = 1, #bytes, 65535 do
    local part = bytes:sub(at, at + 65534)
    out[#out + 1] = string.pack("<BI2I2", at + 65535 > #bytes and 1 or 0, #part, #part ~ 0xffff) .. part
  end
  return table.concat(out)
end

-- members: { name, data (as stored), method = 0, size, crc, stored (its size), flags, at (offset) }; what is not said is the truth.
local function zip(members, options)
  options = options or {}
  local body, central = {}, {}
  local offset = 0
  for _, m in ipairs(members) do
    local method, flags = m.method or 0, m.flags or 0
    local sums = string.pack("<I4I4I4", m.crc or crc32(m.plain or m.data), m.stored or #m.data, m.size or #(m.plain or m.data))
    local common = string.pack("<I2I2I2I2I2", 20, flags, method, 0, 33) .. sums
    local head = "PK\3\4" .. common .. string.pack("<I2I2", #m.name, 0) .. m.name
    central[#central + 1] = "PK\1\2" .. string.pack("<I2", 20) .. common
      .. string.pack("<I2I2I2I2I2I4I4", #m.name, 0, 0, 0, 0, 0, m.at or offset) .. m.name
    if not m.at then
      body[#body + 1] = head .. m.data
      offset = offset + #head + #m.data
    end
  end
  local directory = table.concat(central)
  return table.concat(body) .. directory
    .. "PK\5\6" .. string.pack("<I2I2I2I2I4I4I2", 0, 0, options.count or #members, options.count or #members, #directory,
      options.directory or offset, 0)
end

describe("load_npz", function()
  it("reads NumPy's archives, stored and deflated, and the digits", function()
    local stored = io_.load_npz(golden .. "stored.npz")
    assert.same({ { 1, 0 }, { 0, 1 } }, stored.b:totable())
    assert.same({ 1000 }, io_.load_npz(golden .. "deflated.npz").zeros.shape)
    assert.same({ 1797, 8, 8 }, io_.load_npz("examples/data/digits.npz").images.shape)
  end)
  it("reads what the crafting below makes, so that a refusal is due to the lie", function()
    local bytes = zip { { name = "z.npy", data = npy "\1\2" }, { name = "a.npy", data = deflate(npy "\3"), plain = npy "\3", method = 8 } }
    with_file(bytes, function(path)
      local tensors, names = io_.load_npz(path)
      assert.same({ "z", "a" }, names)
      assert.same({ 1, 2 }, tensors.z:totable())
      assert.same({ 3 }, tensors.a:totable())
    end)
  end)
  it("refuses names that lead outside the archive", function()
    for _, name in ipairs { "../../etc/x.npy", "/abs", "a/../../b", "..", "C:\\x", "a\\..\\b" } do
      refused(zip { { name = name, data = npy "\1" } }, "its name leads outside the archive")
    end
    with_file(zip { { name = "a/..b/c.npy", data = npy "\1" } }, function(path)
      assert.same({ 1 }, io_.load_npz(path)["a/..b/c"]:totable())
    end)
  end)
  it("refuses what is no archive, a truncated and a damaged one", function()
    local bytes = read(golden .. "stored.npz")
    refused("no zip", "not a zip archive")
    refused("", "not a zip archive")
    for _, length in ipairs { 5, 30, 200, #bytes - 40, #bytes - 1 } do
      refused(bytes:sub(1, length), "truncated or damaged zip")
    end
    local at = bytes:find("\x93NUMPY", 1, true) + 128
    refused(bytes:sub(1, at - 1) .. "X" .. bytes:sub(at + 1), "member 'a.npy': damaged: CRC error")
    assert.matches("'no/such.npz': there is no such file", message(io_.load_npz, "no/such.npz"))
  end)
  it("refuses names that stand twice", function()
    refused((read(golden .. "stored.npz"):gsub("b%.npy", "a.npy")), "two members have the same name")
    refused(zip { { name = "a.npy", data = npy "\1" }, { name = "a", data = npy "\2" } }, "two members are called 'a'")
  end)
  it("refuses members whose sums and sizes lie", function()
    local data = npy "\1\2\3"
    refused(zip { { name = "w.npy", data = data, crc = 1 } }, "member 'w.npy': damaged: CRC error")
    refused(zip { { name = "w.npy", data = data, size = #data + 1 } }, "member 'w.npy': says it unpacks from %d+ to %d+ bytes, which can't be")
    refused(zip { { name = "w.npy", data = data, stored = 1 << 20, size = 1 << 20 } }, "zip")
    for _, size in ipairs { #data - 1, 0 } do
      refused(zip { { name = "w.npy", data = deflate(data), plain = data, method = 8, size = size } },
        "member 'w.npy': longer than the %d+ bytes it says")
    end
    refused(zip { { name = "w.npy", data = deflate(data), plain = data, method = 8, size = #data + 1 } },
      "member 'w.npy': truncated: %d+ of %d+ bytes")
    refused(zip { { name = "w.npy", data = deflate(data), plain = data, method = 8, size = 1 << 30 } }, "which can't be")
    refused(zip { { name = "w.npy", data = "\xff" .. deflate(data), plain = data, method = 8 } }, "member 'w.npy': damaged: Zlib error")
    refused(zip { { name = "w.npy", data = deflate(data):sub(1, 20), plain = data, method = 8 } }, "member 'w.npy': ")
  end)
  it("refuses other methods, encryption, members that are no npy and counts that lie", function()
    local data = npy "\1"
    refused(zip { { name = "w.npy", data = data, method = 12 } }, "member 'w.npy': neither stored nor deflated %(method 12%)")
    refused(zip { { name = "w.npy", data = data, flags = 1 } }, "member 'w.npy': it is encrypted")
    refused(zip { { name = "w.txt", data = "hello" } }, "member 'w.txt': not an npy file")
    refused(zip({ { name = "w.npy", data = data } }, { count = 60000 }), "damaged zip archive")
    refused(zip({ { name = "w.npy", data = data } }, { directory = 1 << 30 }), "damaged zip archive")
    refused(zip { { name = "w.npy", data = npy("", "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000,), }") } },
      "member 'w.npy': truncated: shape %(1000000000,%) of float64 takes 8000000000 bytes, 0 are there")
  end)
  it("allocates what members unpack to, not what they or their headers say", function()
    local function bounded(bytes, bound, pattern)
      collectgarbage()
      core.set_memory_limit(core.memory().live_bytes + core.memory().lent_bytes + bound)
      local ok, err = pcall(refused, bytes, pattern)
      core.set_memory_limit(0)
      assert(ok, err)
    end
    -- 100 kB that claim 100 MB
    local data = npy(("\1"):rep(100000))
    bounded(zip { { name = "w.npy", data = deflate(data), plain = data, method = 8, size = 1000 * #data } }, 1 << 20, "truncated: %d+ of %d+ bytes")
    -- an honest bomb: refused by the memory limit, without reaching its size
    with_file("", function(path)
      io_.save_npz(path, { bomb = ops.zeros({ 64 << 20 }, "uint8") }, { compressed = true })
      local bytes = read(path)
      assert.is_true(#bytes < 80000)
      bounded(bytes, 16 << 20, "'.-', member 'bomb.npy': out of memory: %d+ bytes for .-; %d+ are in use and the limit is %d+")
    end)
    -- members that share their bytes
    local shared = npy(("\1"):rep(1000))
    local members = { { name = "m0.npy", data = shared } }
    for k = 1, 99 do members[k + 1] = { name = ("m%d.npy"):format(k), data = shared, at = 0 } end
    bounded(zip(members), 1 << 20, "zip archive")
  end)
end)

describe("save_npz", function()
  it("gives back every dtype NumPy has, stored and compressed, in any order of strides", function()
    local tensors = { scalar = ops.full({}, 2.5), empty = ops.zeros({ 0, 3 }), turned = ops.transpose(ops.reshape(ops.arange(6), { 2, 3 })),
      reversed = ops.arange(5)["::-1"] }
    for _, dtype in ipairs { "bool", "uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64", "float16", "float32", "float64" } do
      tensors[dtype] = ops.cast(core.tensor { { 0, 1, 2 }, { 3, 4, 5 } }, dtype)
    end
    for _, compressed in ipairs { false, true } do
      with_file("", function(path)
        io_.save_npz(path, tensors, { compressed = compressed })
        local back, names = io_.load_npz(path)
        local count = 0
        for name, t in pairs(tensors) do
          count = count + 1
          assert.equal(t.dtype, back[name].dtype)
          assert.same(t.shape, back[name].shape)
          assert.same(t:totable(), back[name]:totable())
        end
        assert.equal(count, #names)
      end)
    end
  end)
  it("writes the member files that save_npy writes, and smaller archives when compressed", function()
    with_file("", function(path)
      local t = ops.zeros { 100, 100 }
      io_.save_npy(path, t)
      local member = read(path)
      io_.save_npz(path, { t = t })
      local stored = read(path)
      assert.truthy(stored:find(member, 1, true))
      assert.truthy(stored:find("t.npy", 1, true))
      io_.save_npz(path, { t = t })
      assert.equal(stored, read(path))
      io_.save_npz(path, { t = t }, { compressed = true })
      assert.is_true(#read(path) < #stored / 50)
      assert.equal(0.0, ops.sum((io_.load_npz(path)).t):item())
    end)
  end)
  it("keeps the order of pairs, sorts names, and calls lone tensors as NumPy does", function()
    local one, two, three = core.tensor { 1 }, core.tensor { 2 }, core.tensor { 3 }
    local function saved(tensors)
      return with_file("", function(path)
        io_.save_npz(path, tensors)
        local back, names = io_.load_npz(path)
        local text = {}
        for k, name in ipairs(names) do text[k] = name .. "=" .. back[name]:totable()[1] end
        return table.concat(text, " ")
      end)
    end
    assert.equal("z=1 a=2 layer/m=3", saved { { "z", one }, { "a", two }, { "layer/m", three } })
    assert.equal("a=2 z=1", saved { z = one, a = two })
    assert.equal("arr_0=1 arr_1=2 w=3", saved { one, two, w = three })
    assert.equal("arr_0=1 b=2 arr_2=3", saved { one, { "b", two }, three })
    assert.equal("x.npy=7", saved { ["x.npy"] = { 7 } })
    assert.equal("v=9", saved { v = keras.Variable { 9 } })
    assert.equal("", saved {})
  end)
  it("names what it can't save, and leaves the old file", function()
    with_file("old", function(path)
      local one = ops.ones { 1 }
      for _, case in ipairs {
        { 3, nil, "tensors: expected a table name %-> tensor or a list, got number" }, { { w = 3 }, nil, "'w': expected a tensor, got number" },
        { { w = { 1, { 2 } } }, nil, "'w': .*ragged" }, { { one, arr_0 = one }, nil, "two tensors are called 'arr_0'" },
        { { { "w", one }, { "w", one } }, nil, "two tensors are called 'w'" }, { { ["a\0b"] = one }, nil, "zero byte" },
        { { [true] = one }, nil, "a name is a string, got boolean true" }, { { one, [5] = one }, nil, "a name is a string, got number 5" },
        { { [""] = one }, nil, "a name has 1 to 500 bytes" }, { { [("n"):rep(600)] = one }, nil, "a name has 1 to 500 bytes" },
        { { w = ops.ones({ 1 }, "bfloat16") }, nil, "member 'w.npy': npy files have no bfloat16; cast to float32 first" },
        { { w = core.symbol { 2 } }, nil, "member 'w.npy': a tensor without a value can't be saved" },
        { {}, { compresed = true }, "unknown option 'compresed'; did you mean 'compressed'" },
        { {}, { compressed = 1 }, "compressed: expected a boolean, got number" }, { {}, true, "options: expected a table, got boolean" },
      } do
        local text = message(io_.save_npz, path, case[1], case[2])
        assert.matches(case[3], text)
        assert.matches("^spec/npz_spec.lua:%d+: ", text)
        assert.equal("old", read(path))
      end
    end)
  end)
end)
