-- keras.json: documents that Python's json.dumps wrote come back byte for byte; numbers; errors.
local keras = require "lunula"
local json = keras.json

local function read(name)
  local file = assert(io.open("spec/data/" .. name, "rb"))
  local text = file:read "a"
  file:close()
  return text
end

describe("json", function()
  it("gives Python's documents back", function()
    local text = read "document.json"
    assert.equal(text, json.encode(json.decode(text)))
    assert.equal(read "document_indented.json", json.encode(json.decode(text), { indent = 2 }))
  end)

  it("keeps integers and floats apart", function()
    assert.equal("integer", math.type(json.decode "9223372036854775807"))
    assert.equal("float", math.type(json.decode "9223372036854775808"))
    assert.equal("float", math.type(json.decode "1.0"))
    assert.equal("1e-07", json.encode(1e-7))
    assert.equal("1e+16", json.encode(1e16))
    assert.equal("5.0", json.encode(5.0))
    assert.equal("a\0b", json.decode '"a\\u0000b"')
    assert.equal(keras.null, json.decode "null")
    assert.equal("{}", json.encode {})
  end)

  it("refuses what is not JSON, with line and column", function()
    for _, text in ipairs { "", " ", "[", "{", "[1,]", "{,}", '{"a"}', '{"a":}', '{"a":1,}', "01", "1.", "-", "1e", "+1", "nul", "tru",
      "Nan", "'a'", '"a', '"\\x"', '"\\u12"', '"\\ud800"', '"\\udc00"', '"\n"', "1 2", "[1]]", "{1:2}", ("["):rep(513) } do
      local ok, message = pcall(json.decode, text)
      assert.is_false(ok, text)
      assert.truthy(tostring(message):find "line %d+, column %d+", text)
    end
  end)

  it("names the path of what has no JSON form", function()
    local ok, message = pcall(json.encode, { a = { 1, print } })
    assert.is_false(ok)
    assert.truthy(tostring(message):find("value.a[2]", 1, true))
    local cycle = {}
    cycle.a = cycle
    assert.is_false((pcall(json.encode, cycle)))
  end)
end)
