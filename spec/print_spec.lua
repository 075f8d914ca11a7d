-- Printing agrees with NumPy, character by character.
local keras = require "lunula"
local core = require "lunula.core"

describe("printing as NumPy does", function()
  for n, case in ipairs(dofile "spec/golden/print.lua") do
    it(("%d: %s of %d elements"):format(n, case.dtype, #case.values), function()
      local flat
      if case.dtype:find "^u?int" then
        flat = core.tensor(core.tensor(case.values, "int64"), case.dtype)
      elseif case.dtype == "bool" then
        flat = core.tensor(case.values, "bool")
      else
        flat = core.tensor(case.values, case.dtype)
      end
      assert.equal(case.text, tostring(keras.ops.reshape(flat, case.shape)))
    end)
  end
  it("shows a symbol's shape and dtype", function()
    assert.equal("<symbol shape=(None, 3), dtype=float32>", tostring(core.symbol { core.null, 3 }))
  end)
end)
