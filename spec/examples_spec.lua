-- Every example runs, and prints what it says.
local outside = require "outside"

local function run(script) return outside.output(outside.program .. " " .. script) end

describe("a short example", function()
  it("constraint.lua", function()
    assert.equal("tensor([-0.,  1.], shape=(2,), dtype=float32)\n<Dense name=dense, built=false>\n", run "examples/constraint.lua")
  end)
  it("loss.lua", function()
    assert.equal("tensor(123.5, shape=(), dtype=float32)\ntensor(112.8125, shape=(), dtype=float32)\n", run "examples/loss.lua")
  end)
  it("registry.lua", function()
    assert.equal("null\tModifiedMeanSquaredError\tmy_package>ModifiedMeanSquaredError\nmean_squared_error\tsum_over_batch_size\n"
      .. "<ModifiedMeanSquaredError>\n<Adam>\t0.89999997615814\n", run "examples/registry.lua")
  end)
end)

describe("examples/functional.lua", function()
  it("learns both outputs, and makes the model again from its JSON", function()
    local text = run "examples/functional.lua"
    assert.matches("left %(InputLayer%)", text)
    assert.is_true(tonumber(text:match "accuracy of the first output: ([%d.]+)\n") > 0.9, text)
    assert.is_true(tonumber(text:match "mean error of the second: ([%d.]+)\n") < 0.4, text)
    assert.matches("its copy differs by 0\n$", text)
  end)
end)

describe("examples/", function()
  it("holds no script that isn't run here", function()
    local text, paths = outside.read "spec/examples_spec.lua", outside.lines "ls examples/*.lua"
    for _, path in ipairs(paths) do assert.truthy(text:find(('run "%s"'):format(path), 1, true), path) end
    assert.is_true(#paths >= 5)
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
