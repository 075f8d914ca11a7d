-- core.h5: files by h5py (spec/golden/hdf5/make.py) read, our own written and read back, damage and traps refused.
local keras = require "lunula"
local core = require "lunula.core"
local ops = keras.ops

local golden = "spec/golden/hdf5/"

local function refused(pattern, source)
  local ok, text = pcall(core.h5.open, source)
  assert.is_false(ok, "read, though it should be refused")
  assert.matches(pattern, text)
end

describe("core.h5.open", function()
  it("reads every dtype that h5py writes", function()
    local h5 <close> = core.h5.open(golden .. "good_numbers.h5")
    for _, dtype in ipairs { "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64" } do
      local want = dtype == "bool" and { { false, true, true }, { true, true, true } } or { { 0, 1, 2 }, { 3, 4, 1 } }
      local t, scalar = h5:read("plain/" .. dtype), h5:read("/scalar/" .. dtype .. "/")
      assert.equal(dtype, t.dtype)
      assert.same(want, t:totable())
      assert.same({ "numbers", {}, dtype }, { h5:find("scalar/" .. dtype).kind, scalar.shape, scalar.dtype })
      assert.equal(dtype == "bool" and true or 1, scalar:item())
    end
    for name, dtype in pairs { f4 = "float32", f8 = "float64", i2 = "int16", i8 = "int64" } do
      assert.same({ dtype, { 1, -2, 300 } }, { h5:read("big/" .. name).dtype, h5:read("big/" .. name):totable() })
    end
    assert.same({ 0, 3 }, h5:read("empty").shape)
    assert.same({ "bfloat16", { 1, -2 } }, { h5:read("void").dtype, h5:read("void"):totable() })
    assert.equal("other", h5:find("opaque").kind)
    assert.error_matches(function() h5:read "opaque" end, "'opaque': expected numbers, it holds opaque bytes")
    assert.error_matches(function() h5:read "complex" end, "'complex': expected numbers, it holds compounds")
    assert.error_matches(function() h5:read "plain" end, "expected numbers, it holds a group's objects")
    assert.error_matches(function() h5:read "nowhere" end, "no object 'nowhere'")
    assert.is_nil(h5:find "plain/int3")
  end)
  it("reads texts and attributes", function()
    local h5 <close> = core.h5.open(golden .. "good_texts.h5")
    assert.equal("ein Wort, ü", h5:attribute("", "one"))
    assert.equal("", h5:attribute("", "none"))
    assert.equal("fixed", h5:attribute("/", "fixed"))
    assert.same({ "a", "bb", ("c"):rep(300) }, h5:attribute("", "list"))
    assert.same({ "kernel", "bias" }, h5:attribute("", "bytes"))
    assert.equal(7, h5:attribute("", "number"):item())
    assert.same({ 0.5, 1.5 }, h5:attribute("", "floats"):totable())
    assert.same({ 0 }, h5:attribute("", "empty").shape)
    assert.equal(("x"):rep(5000), h5:attribute("", "long"))
    assert.is_nil(h5:attribute("", "other"))
    assert.same({ "x", "yy" }, h5:texts "words")
    local names = h5:attributes ""
    table.sort(names)
    assert.same({ "bytes", "empty", "fixed", "floats", "list", "long", "none", "number", "one" }, names)
    assert.error_matches(function() h5:read "words" end, "'words': expected numbers, it holds text")
  end)
  it("reads large groups, links in headers, chunks deflated and shuffled", function()
    local many <close> = core.h5.open(golden .. "good_many.h5")
    local latest <close> = core.h5.open(golden .. "good_latest.h5")
    assert.equal(302, #many:objects())
    for i = 0, 299 do assert.equal(i, many:read("g/" .. i):item()) end
    assert.same({ 0, 1, 2, 3 }, latest:read "a/x":totable())
    local chunks <close> = core.h5.open(golden .. "good_chunks.h5")
    local x = ops.reshape(ops.arange(7 * 11 * 3), { 7, 11, 3 }):totable()
    for name, dtype in pairs { plain = "float32", deflated = "int32", shuffled = "float64" } do
      assert.equal(dtype, chunks:read(name).dtype)
      assert.same(x, chunks:read(name):totable())
    end
    assert.same({ 5000, 4999 }, { chunks:read("row").size, chunks:read("row")[-1]:item() })
    assert.same({ 0, 1, 2, 3, 4, 5 }, chunks:read("growing"):totable())
  end)
  it("lists objects by path, a group before what it holds", function()
    local h5 <close> = core.h5.open(core.h5.format { { path = "b/a", tensor = ops.ones { 2 } }, { path = "b0" }, { path = "a" } })
    local paths = {}
    for i, object in ipairs(h5:objects()) do paths[i] = object.path .. ":" .. object.kind end
    assert.same({ ":group", "a:group", "b:group", "b/a:numbers", "b0:group" }, paths)
    assert.same({ path = "b/a", kind = "numbers", shape = { 2 }, dtype = "float32", bytes = 8 }, h5:find "b/a")
  end)
  it("refuses what leads elsewhere, declares what isn't there, or isn't read, and names it", function()
    for name, pattern in pairs {
      external_link = "'x' is an external link; only hard links", soft_link = "'b' is a soft link; only hard links",
      hard_links = "'[bc]' leads to an object that has a path already", cycle = "'[bc]' leads to an object that has a path already",
      external_data = "object '/x': its data are in another file", virtual = "object '/x': a virtual dataset",
      filters = "object '/x': filter 32000 is not read", checksum = "object '/x': filter 3 is not read",
      nothing_stored = "object '/x': shape %(1099511627776,%) is declared, but no data are stored",
      chunks_not_stored = "object '/x': shape %(1048576, 1048576%) takes 4398046511104 bytes, more than",
      committed_type = "object '/t': neither a group nor a dataset", dense = "object '/g': its links are in a fractal heap",
    } do
      refused("'" .. golden .. "bad_" .. name .. ".h5'.-" .. pattern, golden .. "bad_" .. name .. ".h5")
    end
    local h5 <close> = core.h5.open(golden .. "good_reference.h5")
    assert.error_matches(function() h5:read "r" end, "'r': expected numbers, it holds references")
  end)
  it("refuses what is no file, cut or of a wrong kind, and closes once", function()
    refused("there is no such file", "no/such.h5")
    refused("expected a path or bytes", nil)
    refused("expected bytes: a uint8 tensor of one axis", ops.zeros { 3 })
    refused("bytes: not an HDF5 file", ops.zeros({ 100 }, "uint8"))
    local bytes = core.file.read(golden .. "good_numbers.h5")
    for _, length in ipairs { 0, 7, 8, 40, 95, 96, 1000, bytes.size - 1 } do refused(length < 8 and "not an HDF5 file" or "truncated", bytes[":" .. length]) end
    local h5 = core.h5.open(bytes, "some bytes")
    h5:close()
    h5:close()
    assert.error_matches(function() h5:objects() end, "closed")
    assert.error(function() h5.close(5) end)
  end)
  it("keeps the bytes as long as a tensor of them lives", function()
    local t
    do
      local h5 <close> = core.h5.open(core.h5.format { { path = "w", tensor = ops.arange(5.0) } })
      t = h5:read "w"
    end
    collectgarbage()
    ops.zeros { 1000 }
    assert.same({ 0, 1, 2, 3, 4 }, t:totable())
  end)
end)

describe("core.h5.format", function()
  it("writes every dtype, rank and attribute that it reads back, the same bytes each time", function()
    local items = { { path = "", attributes = { { "title", "ü" }, { "x", "" } } } }
    for _, dtype in ipairs { "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "bfloat16", "float32", "float64" } do
      for k, x in ipairs { ops.arange(2)[1], ops.arange(3), ops.zeros { 2, 0 }, ops.reshape(ops.arange(12), { 2, 3, 2 }) } do
        items[#items + 1] = { path = ("%s/%d"):format(dtype, k), tensor = ops.cast(x, dtype) }
      end
    end
    items[#items + 1] = { path = "layers/dense/vars", attributes = { { "name", "dense" } } }
    items[#items + 1] = { path = "view", tensor = ops.transpose(ops.reshape(ops.arange(6), { 2, 3 })) }
    local bytes = core.h5.format(items)
    assert.equal(core.text(bytes), core.text(core.h5.format(items)))
    local h5 <close> = core.h5.open(bytes)
    for _, item in ipairs(items) do
      if item.tensor then
        local t = h5:read(item.path)
        assert.same({ item.tensor.dtype, item.tensor.shape, item.tensor:totable() }, { t.dtype, t.shape, t:totable() })
      end
      for _, pair in ipairs(item.attributes or {}) do assert.equal(pair[2], h5:attribute(item.path, pair[1])) end
    end
  end)
  it("writes groups of any size", function()
    for _, count in ipairs { 0, 1, 8, 9, 256, 257, 3000 } do
      local items = { { path = "g" } }
      for i = 1, count do items[#items + 1] = { path = "g/" .. i, tensor = ops.convert_to_tensor(i) } end
      local h5 <close> = core.h5.open(core.h5.format(items))
      assert.equal(count + 2, #h5:objects())
      for i = 1, count, 7 do assert.equal(i, h5:read("g/" .. i):item()) end
    end
  end)
  it("names what can't be written", function()
    local one = ops.ones { 1 }
    for _, case in ipairs {
      { { { path = "a", tensor = one }, { path = "a" } }, "two items have the path 'a'" },
      { { { path = "a", tensor = one }, { path = "a/b", tensor = one } }, "'a' is a dataset, and 'a/b' would lie in it" },
      { { { path = "/a", tensor = one } }, "the path '/a'" }, { { { path = "a//b" } }, "the path 'a//b'" },
      { { { path = "", tensor = one } }, "a dataset needs a path" }, { { { path = "a", tensor = core.symbol { 2 } } }, "a dataset needs a path and a value" },
      { { { path = ("a/"):rep(70) .. "a" } }, "at most 64 names" }, { { 5 }, "item 1: expected" }, { 5, "expected a table" },
      { { { path = "a", attributes = { { "x", 5 } } } }, "item 1: expected attributes" },
    } do
      assert.error_matches(function() core.h5.format(case[1]) end, case[2])
    end
  end)
end)

describe("core.zip", function()
  it("writes members and reads them back, in order, and refuses names that lead outside", function()
    local bytes = core.zip.format { { name = "b/x.json", bytes = "{}" }, { name = "a", bytes = ops.cast(ops.arange(3), "uint8") }, { name = "none", bytes = "" } }
    local zip <close> = core.zip.open(bytes)
    local names = {}
    for i, member in ipairs(zip:members()) do names[i] = ("%s %d %d"):format(member.name, member.size, member.packed) end
    assert.same({ "b/x.json 2 2", "a 3 3", "none 0 0" }, names)
    assert.same({ "{}", "\0\1\2", "" }, { core.text(zip:read "b/x.json"), core.text(zip:read "a"), core.text(zip:read "none") })
    assert.is_nil(zip:read "c")
    assert.error_matches(function() zip:read("a", 2) end, "member 'a': says it has 3 bytes, more than the 2 that are read")
    for _, name in ipairs { "", "../a", "/a", "a\\b", "C:a" } do
      assert.error_matches(function() core.zip.format { { name = name, bytes = "" } } end, "stays within the archive")
    end
    assert.error_matches(function() core.zip.format { { name = "a", bytes = 5 } } end, "a: expected a string or a uint8 tensor")
    assert.error_matches(function() core.zip.open "spec/hdf5_spec.lua" end, "not a zip archive")
  end)

  it("keeps no more memory for a deflated member than it takes", function()
    local bytes, members = ops.zeros({ 8 << 20 }, "uint8"), {}
    for i = 1, 8 do members[i] = { name = "m" .. i, bytes = bytes } end
    collectgarbage()
    core.set_memory_limit(core.memory().live_bytes + core.memory().lent_bytes + (24 << 20))
    local ok, text = pcall(core.zip.format, members, "zeros", true)
    core.set_memory_limit(0)
    assert.is_true(ok, text)
    assert.equal(8 << 20, core.zip.open(text):read("m8").size)
  end)

  -- One member "a" with the byte "x": local header, central header, end record. `before` counts in all offsets; `wide` gives them in Zip64's form.
  local function small(before, wide)
    local extra = wide and ("<I2I2I8"):pack(1, 8, #before) or ""
    local fields = ("<I2I2I2I4I4I4I4I2"):pack(10, 0, 0, 33 << 16, 0x8cdc1683, 1, 1, 1)
    local here = "PK\3\4" .. fields .. ("<I2"):pack(0) .. "ax"
    local there = "PK\1\2" .. ("<I2"):pack(45) .. fields .. ("<I2I2I2I2I4I4"):pack(#extra, 0, 0, 0, 0, wide and 0xffffffff or #before) .. "a" .. extra
    return before .. here .. there .. "PK\5\6" .. ("<I2I2I2I2I4I4I2"):pack(0, 0, 1, 1, #there, #before + #here, 0)
  end
  local function opened(text) return core.zip.open(ops.cast({ text:byte(1, -1) }, "uint8")) end

  it("reads archives that begin with the file alone", function()
    for _, wide in ipairs { false, true } do
      assert.equal("x", core.text(opened(small("", wide)):read "a"))
      for _, before in ipairs { "#!/bin/sh\n", "PK\3\4", small "" } do
        assert.error_matches(function() opened(small(before, wide)) end, "something else stands before the zip archive")
      end
    end
    local empty = "PK\5\6" .. ("\0"):rep(18)
    assert.same({}, opened(empty):members())
    assert.error_matches(function() opened("PK\3\4" .. empty) end, "something else stands before the zip archive")
  end)
end)
