-- Every example runs, and prints what it says.
local function run(script)
  local pipe = assert(io.popen("./build/lunula " .. script .. " 2>&1"))
  local text = pipe:read "a"
  local ok, _, code = pipe:close()
  assert(ok, script .. " ended with " .. tostring(code) .. ":\n" .. text)
  return text
end

describe("examples/seeds", function()
  it("constraint.lua", function()
    assert.equal("tensor([-0.,  1.], shape=(2,), dtype=float32)\n<Dense name=dense, built=false>\n", run "examples/seeds/constraint.lua")
  end)
  it("loss.lua", function()
    assert.equal("tensor(123.5, shape=(), dtype=float32)\ntensor(112.8125, shape=(), dtype=float32)\n", run "examples/seeds/loss.lua")
  end)
  it("registry.lua", function()
    assert.equal("null\tModifiedMeanSquaredError\tmy_package>ModifiedMeanSquaredError\nmean_squared_error\tsum_over_batch_size\n"
      .. "<ModifiedMeanSquaredError>\n<Adam>\t0.89999997615814\n", run "examples/seeds/registry.lua")
  end)
end)
