-- Native code (src/graph/native.h): the same bits as the ops one by one, on every instruction set, and what becomes of the interpreter's work.
local keras = require "lunula"
local ops = keras.ops

local program = os.getenv "LUNULA_PROGRAM" or "./build/lunula"

local function lines_of(isa)
  local pipe = assert(io.popen(("LUNULA_ISA=%s %s spec/native_bits.lua 2>&1"):format(isa, program)))
  local text = pipe:read "a"
  assert(pipe:close(), text)
  return text
end

describe("native code", function()
  it("gives the bits of the ops one by one on every instruction set", function()
    local base, v3 = lines_of "base", lines_of "v3"
    for _, text in ipairs { base, v3 } do
      assert.is_nil(text:find "differs", text)
      assert.truthy(select(2, text:gsub("\n", "")) > 45, text)
    end
    assert.equal(v3, lines_of "v4")
  end)
  it("makes one instruction of a chain, and keeps to loops for what it has no instructions for", function()
    local isa = io.popen(program .. " --version"):read "a"
    local x = ops.arange(200, { dtype = "float32" })
    local chain = keras.jit(function(a) return ops.where(ops.less(ops.abs(a - 3), 1), 0.5 * ops.square(a), ops.sqrt(a) / 7) end)
    chain(x)
    assert.truthy(chain:dump():find(isa:find "v[34]" and "8 ops in 1 instructions" or "8 ops in 8 instructions", 1, true), chain:dump())
    local broken = keras.jit(function(a) return ops.sin(a * 2 + 1) * 3 - a end)
    broken(x)
    assert.truthy(broken:dump():find(isa:find "v[34]" and "5 ops in 3 instructions" or "5 ops in 5 instructions", 1, true), broken:dump())
    local functions = keras.jit(function(a) return ops.log(ops.exp(a * 0.01) + 1) * ops.tanh(a) end)
    functions(x)
    assert.truthy(functions:dump():find(isa:find "v[34]" and "6 ops in 1 instructions" or "6 ops in 6 instructions", 1, true), functions:dump())
  end)
end)
