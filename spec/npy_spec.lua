-- NumPy's files: what NumPy wrote is read, what is written reads back, and malformed bytes are refused by name.
local keras = require "lunula"
local outside = require "outside"
local io_, read = keras.io, outside.read
local folder = "spec/golden/npy/"

local function message(fn, ...)
  local ok, text = pcall(fn, ...)
  assert.is_false(ok)
  return text
end

local function with_file(bytes, fn) return fn(outside.write(outside.path "file", bytes)) end

local function npy(header, data)
  return "\x93NUMPY\1\0" .. string.pack("<s2", header) .. (data or "")
end

describe("load_npy", function()
  it("reads every dtype and byte order that NumPy writes", function()
    local names = { b1 = "bool", u1 = "uint8", i1 = "int8" }
    local wide = { u2 = "uint16", u4 = "uint32", u8 = "uint64", i2 = "int16", i4 = "int32", i8 = "int64", f2 = "float16",
      f4 = "float32", f8 = "float64" }
    for code, dtype in pairs(wide) do
      names["little_" .. code], names["big_" .. code] = dtype, dtype
    end
    for name, dtype in pairs(names) do
      local t = io_.load_npy(folder .. name .. ".npy")
      assert.equal(dtype, t.dtype)
      if dtype == "bool" then
        assert.same({ { false, true, true }, { true, true, true } }, t:totable())
      else
        assert.equal("0 1 2 3 4 5", (("%d %d %d %d %d %d"):format(table.unpack(keras.ops.reshape(t, { 6 }):totable()))))
      end
    end
  end)
  it("reads Fortran order, scalars, empty tensors and versions 2 and 3", function()
    local t = io_.load_npy(folder .. "fortran.npy")
    assert.same({ 2, 3, 4 }, t.shape)
    assert.same({ 12, 13, 14, 15 }, t:totable()[2][1])
    assert.same({}, io_.load_npy(folder .. "scalar.npy").shape)
    assert.same({ 0, 3 }, io_.load_npy(folder .. "empty.npy").shape)
    for version = 2, 3 do
      assert.same({ 0, 1, 2 }, io_.load_npy(folder .. "version" .. version .. ".npy"):totable())
    end
  end)
  it("reads empty tensors whose other axes multiply to more than fits", function()
    with_file(npy "{'descr': '<f4', 'fortran_order': True, 'shape': (0, 2222222222222222, 3, 22211111111111111, 4), }\n", function(path)
      assert.same({ 0, 2222222222222222, 3, 22211111111111111, 4 }, io_.load_npy(path).shape)
    end)
  end)
  it("refuses malformed bytes and says what and where", function()
    local function header(descr, order, shape)
      return ("{'descr': %s, 'fortran_order': %s, 'shape': %s, }\n"):format(descr, order, shape)
    end
    local good = header("'<i4'", "False", "(2,)")
    local cases = {
      { "", "not an npy file" },
      { "PK\3\4 is no npy", "not an npy file" },
      { "\x93NUMPY\1", "truncated within the npy preamble" },
      { "\x93NUMPY\4\0" .. ("\0"):rep(8), "npy version 4.0" },
      { npy(good):sub(1, 30), "truncated within the npy header" },
      { npy(good, "1234567"), "truncated: shape %(2,%) of int32 takes 8 bytes, 7 are there" },
      { npy(good, "123456789"), "too long" },
      { npy("[" .. good), "byte 0: expected '{'" },
      { npy(header("'|O'", "False", "(2,)")), "dtype '|O' is not read" },
      { npy(header("'<c8'", "False", "(2,)")), "dtype '<c8' is not read" },
      { npy(header("'i4'", "False", "(2,)")), "dtype 'i4' is not read" },
      { npy(header("[('x', '<i4')]", "False", "(2,)")), "structured" },
      { npy(header("'<i4'", "Maybe", "(2,)")), "True or False" },
      { npy(header("'<i4'", "False", "(2)")), "needs a comma" },
      { npy(header("'<i4'", "False", "(-2,)")), "expected a dimension" },
      { npy(header("'<i4'", "False", "(99999999999999999999,)")), "too large" },
      { npy(header("'<i4'", "False", "(4000000000, 4000000000, 4000000000)")), "larger than any file" },
      { npy(header("'<i4'", "False", "(1000000000000,)"), "1234"), "truncated" },
      { npy(header("'<i4'", "False", "(" .. ("1, "):rep(33) .. ")")), "at most 32 axes" },
      { npy("{'descr': '<i4', 'shape': (2,)}"), "'fortran_order' is missing" },
      { npy("{'descr': '<i4', 'descr': '<i4'}"), "stands twice" },
      { npy("{'other': 1}"), "unknown key 'other'" },
      { npy("{'descr': '<i4"), "doesn't end" },
      { npy(good .. "x"), "something follows" },
    }
    for _, case in ipairs(cases) do
      with_file(case[1], function(path)
        local text = message(io_.load_npy, path)
        assert.matches(case[2], text)
        assert.truthy(text:find(path, 1, true), text)
      end)
    end
  end)
  it("tells missing files, folders and devices apart", function()
    assert.matches("'no/such.npy': there is no such file", message(io_.load_npy, "no/such.npy"))
    assert.matches("'spec': it is a folder", message(io_.load_npy, "spec"))
    assert.matches("'/dev/null': it is not a regular file", message(io_.load_npy, "/dev/null"))
    assert.matches("expected a string, got nil", message(io_.load_npy, nil))
  end)
end)

describe("save_npy", function()
  it("writes what NumPy writes, byte for byte", function()
    for _, name in ipairs { "b1", "u1", "little_i4", "little_f2", "little_f8", "scalar", "empty" } do
      with_file("", function(path)
        io_.save_npy(path, io_.load_npy(folder .. name .. ".npy"))
        assert.equal(read(folder .. name .. ".npy"), read(path))
      end)
    end
  end)
  it("refuses bfloat16 and folders, and leaves the old file", function()
    with_file("old", function(path)
      assert.matches("cast to float32", message(io_.save_npy, path, keras.ops.ones({ 2 }, "bfloat16")))
      assert.equal("old", read(path))
    end)
    assert.matches("can't write 'no/such.npy'", message(io_.save_npy, "no/such.npy", keras.ops.ones({ 2 })))
    assert.matches("can't write 'spec'", message(io_.save_npy, "spec", keras.ops.ones({ 2 })))
  end)
end)
