-- Every example runs, and prints what it says.
local program = os.getenv "LUNULA_PROGRAM" or "./build/lunula"

local function run(script)
  local pipe = assert(io.popen(program .. " " .. script .. " 2>&1"))
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

describe("examples/digits.lua", function()
  it("reads at least 97 % of the held-out digits, with no negative constrained weight", function()
    local text = run "examples/digits.lua"
    local accuracy = tonumber(text:match "test accuracy: ([%d.]+) %%\n$")
    assert.is_true(accuracy >= 97, text)
    local smallest = tonumber(text:match "smallest constrained weight: (%S+)")
    assert.is_true(smallest >= 0, text)
    assert.matches("differs by 0\n", text)
  end)
end)
