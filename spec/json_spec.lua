-- keras.json: documents that Python's json module wrote come back byte for byte; what is not JSON is refused by line and column; Lua values
-- that have no JSON form are refused by path.
local keras = require "lunula"
local outside = require "outside"
local json = keras.json

local function read(path) return outside.read("spec/" .. path) end

local function message(fn, ...)
  local ok, text = pcall(fn, ...)
  assert.is_false(ok)
  return text
end

describe("json", function()
  it("gives Python's documents back", function()
    for _, name in ipairs { "numbers", "strings", "structure" } do
      local text = read("golden/json/" .. name .. ".json")
      local value = json.decode(text)
      assert.equal(text, json.encode(value))
      assert.equal(read("golden/json/" .. name .. ".indent2.json"), json.encode(value, { indent = 2 }))
    end
    local text = read "data/document.json"
    assert.equal(text, json.encode(json.decode(text)))
    assert.equal(read "data/document_indented.json", json.encode(json.decode(text), { indent = 2 }))
    text = read("data/sequential.config.json"):gsub("%s+$", "")
    assert.equal(text, json.encode(json.decode(text)))
  end)

  it("knows no locale", function()
    local old = os.setlocale(nil, "numeric")
    for _, name in ipairs { "de_DE.UTF-8", "fr_FR.UTF-8", "de_DE" } do
      if os.setlocale(name, "numeric") then break end
    end
    local text, value = json.encode { 0.5, 1e-7 }, json.decode("[0.5]")[1]
    os.setlocale(old, "numeric")
    assert.equal("[0.5, 1e-07]", text)
    assert.equal(0.5, value)
  end)
end)

describe("json.decode", function()
  it("keeps integers, floats and integers beyond 64 bits apart", function()
    assert.equal("integer", math.type(json.decode "9223372036854775807"))
    assert.equal("integer", math.type(json.decode "-9223372036854775808"))
    assert.equal("float", math.type(json.decode "1.0"))
    assert.equal("float", math.type(json.decode "1e2"))
    assert.equal(0, json.decode "-0")
    assert.equal(math.huge, json.decode "1e400")
    local big = json.decode "18446744073709551616"
    assert.equal("18446744073709551616", tostring(big))
    assert.equal(2.0 ^ 64, big:tofloat())
    assert.is_true(big == json.number "18446744073709551616")
    assert.equal("[18446744073709551616]", json.encode { big })
  end)

  it("tells null, empty arrays and empty objects apart", function()
    assert.equal(keras.null, json.decode "null")
    local v = json.decode ' { "a" : [ ] , "o" : { } , "n" : null } '
    assert.equal(json.array, getmetatable(v.a))
    assert.equal("keras.json.object", getmetatable(v.o).__name)
    assert.equal(keras.null, v.n)
    assert.same({ "a", "o", "n" }, getmetatable(v).keys)
    assert.same({ "a", "o", "n" }, json.keys(v))
  end)

  it("keeps zero bytes and lone surrogates of values and keys", function()
    assert.equal("a\0b", json.decode '"a\\u0000b"')
    assert.equal(1, json.decode '{"a\\u0000b": 1}'["a\0b"])
    assert.equal("\xed\xa0\x80", json.decode '"\\ud800"')
    assert.equal('"\\ud800x"', json.encode(json.decode '"\\uD800x"'))
    assert.equal("\u{1f600}", json.decode '"\\ud83d\\ude00"')
    assert.equal("\x7f0", json.decode '"\x7f0"')
  end)

  it("takes of a key that stands twice the last value at the first place", function()
    assert.equal('{"a": 3, "b": 2}', json.encode(json.decode '{"a": 1, "b": 2, "a": 3}'))
  end)

  it("reads a byte order mark, 512 levels and numbers of any length", function()
    assert.equal(1, json.decode "\xef\xbb\xbf 1")
    assert.equal(("["):rep(512) .. ("]"):rep(512), json.encode(json.decode(("["):rep(512) .. ("]"):rep(512))))
    local digits = ("7"):rep(5000)
    assert.equal(digits, json.encode(json.decode(digits)))
    assert.equal(("a"):rep(100000), json.decode('"' .. ("a"):rep(100000) .. '"'))
  end)

  it("says where and what is wrong", function()
    for text, wanted in pairs {
      [""] = "line 1, column 1: expected a value, got the end of the text", ["\n  "] = "line 2, column 3: expected a value",
      ["["] = "line 1, column 2: expected a value", ["{"] = "line 1, column 2: expected a key in double quotes, got the end",
      ["[1,]"] = "line 1, column 4: expected a value, got ']'", ["{,}"] = "column 2: expected a key in double quotes, got ','",
      ['{"a"}'] = "column 5: expected ':' after a key, got '}'", ['{"a":}'] = "column 6: expected a value",
      ['{"a":1,}'] = "column 8: expected a key", ["{1:2}"] = "column 2: expected a key in double quotes, got '1'",
      ["[1 2]"] = "column 4: expected ',' or ']', got '2'", ['{"a":1 "b"}'] = "column 8: expected ',' or '}', got '\"'",
      ["[1}"] = "column 3: expected ',' or ']', got '}'", ["01"] = "column 2: a number doesn't start with a 0",
      ["1."] = "column 3: expected a digit after the point", ["-"] = "column 2: expected a digit", ["1e"] = "column 3: expected a digit of the",
      ["1e+"] = "column 4: expected a digit", ["+1"] = "column 1: expected a value, got '+'", [".5"] = "column 1: expected a value",
      ["0x10"] = "column 2: expected nothing after the value, got 'x'", ["1 2"] = "column 3: expected nothing after the value",
      ["[1]]"] = "column 4: expected nothing after the value", ["nul"] = "column 1: expected a value", ["nan"] = "column 1: expected a value",
      ["-NaN"] = "column 2: expected a digit, got 'N'", ["True"] = "column 1: expected a value", ["'a'"] = "column 1: expected a value, got '''",
      ['"a'] = "column 1: this string doesn't end", ['"a\\'] = "column 3: this escape is none of", ['"\\x41"'] = "column 2: this escape",
      ['"\\u12"'] = "column 2: \\u wants four hexadecimal digits", ['"\\u12g4"'] = "column 2: \\u wants", ['"a\nb"'] = "column 3: a control character",
      ["[\n\n 1,\n x]"] = "line 4, column 2: expected a value, got 'x'", ['["é", x]'] = "line 1, column 7: expected a value",
      ['"\xff"'] = "the byte 0xff in a string is no valid UTF-8", ['"\xc0\x80"'] = "no valid UTF-8", ['"\xed\xa0\x80"'] = "no valid UTF-8",
      ['"\xe2\x82"'] = "no valid UTF-8", ['"\xf4\x90\x80\x80"'] = "no valid UTF-8", ["1\0"] = "column 2: expected nothing after the value, got the byte",
      ["\0"] = "expected a value, got the byte 0x00", ["//"] = "expected a value, got '/'", [("["):rep(513)] = "column 513: nested more than 512 deep",
      [('{"a":'):rep(513)] = "nested more than 512 deep", ["\xef\xbb"] = "got the byte 0xef",
    } do
      local got = message(json.decode, text)
      assert.truthy(got:find(wanted, 1, true), ("%q: %s"):format(text:sub(1, 20), got))
    end
    assert.matches("expected a string, got nil", message(json.decode, nil))
    assert.matches("expected a string, got number", message(json.decode, 1))
  end)

  it("reads or refuses any bytes, and all that it reads it writes back to the same", function()
    local state = 42
    local function random(n)
      state = (state * 1103515245 + 12345) % 2147483648
      return state // 65536 % n
    end
    local seeds = { read "golden/json/structure.json", read "data/document.json", '[1, -2.5e3, "\\u0000\\ud800", NaN, {"k": [true, null]}]' }
    local alphabet = '{}[],:"\\u0019aeEdD8.+-NIntf \n\0\x7f\x80\xc3\xed\xff'
    local read_back = 0
    for round = 1, 3000 do
      local text = seeds[round % #seeds + 1]
      for _ = 1, 1 + random(3) do
        local at, c = 1 + random(#text), 1 + random(#alphabet)
        text = text:sub(1, at - 1) .. alphabet:sub(c, c) .. text:sub(at + random(2))
      end
      if random(8) == 0 then text = text:sub(1, random(#text)) end
      local ok, value = pcall(json.decode, text)
      if ok then
        read_back = read_back + 1
        local written = json.encode(value)
        assert.equal(written, json.encode(json.decode(written)), text)
      else
        assert.matches("json: line %d+, column %d+: ", value)
      end
    end
    assert.is_true(read_back > 100)
  end)

  it("keeps a memory limit", function()
    local config, text = keras.config, "[" .. ("0,"):rep(100000) .. "0]"
    collectgarbage()
    config.set_memory_limit(config.memory().live_bytes + config.memory().lent_bytes + 4000000)
    local ok, got = pcall(json.decode, text)
    config.set_memory_limit(0)
    assert.is_false(ok)
    assert.matches("out of memory", got)
    assert.equal(100001, #json.decode(text))
  end)
end)

describe("json.encode", function()
  it("writes numbers as Python does", function()
    for _, case in ipairs { { 1e-7, "1e-07" }, { 1e16, "1e+16" }, { 5.0, "5.0" }, { 0.1 + 0.2, "0.30000000000000004" }, { -0.0, "-0.0" }, { 3, "3" },
      { 2 ^ -44, "5.684341886080802e-14" }, { 5e-324, "5e-324" }, { 0 / 0, "NaN" }, { -1 / 0, "-Infinity" }, { math.mininteger, "-9223372036854775808" },
      { 123456.789, "123456.789" }, { 1e15, "1000000000000000.0" }, { 0.0001, "0.0001" }, { 0.00001, "1e-05" } } do
      assert.equal(case[2], json.encode(case[1]))
    end
  end)

  it("tells arrays and objects apart", function()
    assert.equal("{}", json.encode {})
    assert.equal("[]", json.encode(json.array {}))
    assert.equal("[]", json.encode(json.array()))
    assert.equal("[1, 2]", json.encode { 1, 2 })
    assert.equal('[null, {"a": null}]', json.encode { keras.null, { a = keras.null } })
    assert.equal("null", json.encode(nil))
    assert.equal('"\\u00e9"', json.encode "é")
  end)

  it("writes keys in the remembered order, then the others, sorted", function()
    local object = json.object({ b = 1, a = 2, d = 3, c = 4, gone = nil }, { "b", "gone", "a", "b" })
    assert.equal('{"b": 1, "a": 2, "c": 4, "d": 3}', json.encode(object))
    object = json.decode '{"y": 1, "x": 2}'
    object.y, object.w = nil, 3
    assert.equal('{"x": 2, "w": 3}', json.encode(object))
    assert.same({ "x", "w" }, json.keys(object))
    assert.equal('{"": 1, "A": 2, "a": 3}', json.encode { a = 3, A = 2, [""] = 1 })
  end)

  it("indents", function()
    assert.equal('{\n    "a": [\n        1,\n        []\n    ],\n    "b": {}\n}', json.encode({ a = { 1, json.array {} }, b = {} }, { indent = 4 }))
    assert.equal("[\n1\n]", json.encode({ 1 }, { indent = 0 }))
    assert.equal("[1]", json.encode({ 1 }, { indent = keras.null }))
  end)

  it("names the path of what has no JSON form", function()
    local cycle, deep = { x = { 1 } }, {}
    cycle.x[2] = cycle
    for _ = 1, 600 do deep = { deep } end
    for _, case in ipairs {
      { print, "value: a function has no JSON form" }, { { a = { 1, print } }, "value.a[2]: a function" },
      { { ["b c"] = { d = io.stdout } }, 'value["b c"].d: a userdata' }, { cycle, "value.x[2]: is a table that contains itself" },
      { { t = keras.ops.ones { 2 } }, "value.t: a tensor has no JSON form; :totable() or :item()" },
      { { l = { keras.losses.MeanSquaredError() } }, "value.l[1]: a " }, { { 1, nil, 3 }, "value: is a list with holes" },
      { { a = { 1, b = 2 } }, "value.a: has both named and positional entries" }, { { [1.5] = 1 }, "value: a key is a string or a position" },
      { { [true] = 1 }, "a key is a string or a position from 1 on, not boolean" }, { { [0] = 1 }, "a key is a string or a position" },
      { json.array { a = 1 }, "keras.json.array with named entries" }, { json.object { 1 }, "keras.json.object with positional entries" },
      { { s = "\xff" }, "value.s: a string that is no valid UTF-8 (byte 0xff at position 1)" }, { { ["\xc0\x80"] = 1 }, "no valid UTF-8" },
      { deep, "is nested more than 512 deep" }, { setmetatable({ token = "1x" }, getmetatable(json.number "1")), "'1x' is no JSON number" },
      { coroutine.create(print), "value: a thread has no JSON form" },
    } do
      local got = message(json.encode, case[1])
      assert.truthy(got:find(case[2], 1, true), got)
      assert.matches("^spec/json_spec.lua:%d+: json.encode: ", got)
    end
  end)

  it("may use a table twice", function()
    local shared = { 1 }
    assert.equal("[[1], [1]]", json.encode { shared, shared })
  end)

  it("refuses wrong options and arguments", function()
    assert.matches("unknown option 'indnt'", message(json.encode, 1, { indnt = 2 }))
    assert.matches("indent: expected an integer from 0 to 16, got %-1", message(json.encode, 1, { indent = -1 }))
    assert.matches("options: expected a table, got number", message(json.encode, 1, 2))
    assert.matches("json.number: expected the digits", message(json.number, "1.5"))
    assert.matches("json.array: expected a table", message(json.array, 1))
    assert.matches("json.object: keys", message(json.object, {}, "a"))
    assert.matches("json.keys: expected an object", message(json.keys, { 1 }))
  end)
end)
