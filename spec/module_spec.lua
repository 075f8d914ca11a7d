-- The module in a stock lua5.4: found where `cmake --install` puts it without LUA_CPATH, the same numbers as in the program, no trace in the
-- globals, and the same module however often it is required.
local outside = require "outside"
local run, folder = outside.output, outside.folder()

-- A training with a loss, a constraint and a layer of its own; prints every bit of what came out.
local training = [[
local keras = require "lunula"
local ops = keras.ops
keras.utils.set_random_seed(3)
local NonNegative = keras.Constraint("NonNegative", { call = function(self, w) return ops.maximum(w, 0) end })
local Cubic = keras.Loss("Cubic", { call = function(self, y_true, y_pred) return ops.mean(ops.abs(y_pred - y_true) ^ 3, -1) end })
local Twice = keras.Layer("Twice", { call = function(self, x) return 2 * x end })
local model = keras.Sequential { input_shape = { 4 }, keras.layers.Dense { 8, activation = "tanh", kernel_constraint = NonNegative() },
  keras.layers.Dropout(0.1), Twice(), keras.layers.Dense(1) }
model:compile { loss = Cubic(), optimizer = "adam", metrics = { "mae" } }
local x = keras.random.normal { 64, 4 }
local history = model:fit(x, ops.sum(x, { axis = 1, keepdims = true }), { epochs = 3, verbose = 0 })
for _, loss in ipairs(history.history.loss) do io.write(("%a "):format(loss)) end
for _, weight in ipairs(model:get_weights()) do
  for _, value in ipairs(ops.reshape(weight, { -1 }):totable()) do io.write(("%a "):format(value)) end
end
print(keras.json.encode(keras.saving.serialize_keras_object(model)))
]]

-- Everything reached from the globals and from the metatable of strings, by path; `package` changes by what it is for.
local unchanged = [[
local function everything()
  local values, seen = {}, { [package.loaded] = true, [package.preload] = true, [package.searchers] = true }
  local function walk(t, path)
    if seen[t] then return end
    seen[t] = true
    for key, value in pairs(t) do
      local name = path .. "." .. tostring(key)
      values[name] = value
      if type(value) == "table" then walk(value, name) end
    end
    values[path .. "'s metatable"] = getmetatable(t)
  end
  walk(_G, "_G")
  walk(debug.getmetatable "", "string")
  for _, value in ipairs { 0, false, print, coroutine.create(print) } do values[type(value) .. "'s metatable"] = debug.getmetatable(value) end
  values.hook, values.locale = debug.gethook(), os.setlocale()
  return values
end
local before = everything()
do %s end
local count = 0
local after = everything()
for name, value in pairs(after) do
  count = count + 1
  if before[name] ~= value then print(name, before[name], value) end
end
for name, value in pairs(before) do
  if after[name] == nil then print(name, value, "nothing") end
end
print(count > 150, debug.getmetatable(nil))
]]

local function write(name, text) return ("'%s'"):format(outside.write(folder .. "/" .. name, text)) end

local function stock(script) return run("LUA_CPATH='build/lua/?.so;;' lua5.4 " .. script) end

describe("the module in stock lua5.4", function()
  it("is found where cmake --install puts it for /usr/local and /usr, without LUA_CPATH", function()
    for _, prefix in ipairs { "/usr/local", "/usr" } do
      run(("DESTDIR='%s' cmake --install build --prefix %s"):format(folder, prefix))
      -- lua5.4's own path, as it looks when DESTDIR is the root
      local script = ([[package.cpath = package.cpath:gsub("/usr/", "%s/usr/")
        local found = package.searchpath("lunula", package.cpath)
        print(found, require("lunula").ops.sum { 1, 2 })]]):format(folder)
      local text = run(("unset LUA_CPATH LUA_CPATH_5_4; cd / && lua5.4 -e '%s'"):format(script))
      assert.matches(("^%s%s/lib.*/lua/5%%.4/lunula%%.so\ttensor%%(3, "):format(folder:gsub("%p", "%%%0"), prefix), text)
      run(("rm -rf '%s/usr'"):format(folder))
    end
  end)
  it("gives the same bits as the program", function()
    local script = write("training.lua", training)
    local text = stock(script)
    assert.is_true(#text > 1000)
    assert.equal(run(("'%s' %s"):format(outside.program, script)), text)
  end)
  it("leaves the globals alone, also by training", function()
    local quiet = training:gsub("print%b()", ""):gsub("io%.write%b()", "local _")
    assert.equal("true\tnil\n", stock(write("globals.lua", unchanged:format(quiet))))
    assert.matches("^_G.leaked\tnil\t1\n", stock(write("leaking.lua", unchanged:format(quiet .. "leaked = 1"))))
  end)
  it("is the same table however often it is required, and another after it was unloaded, which takes the first one's tensors", function()
    local script = [[local first = require "lunula" assert(first == require "lunula")
      local t, C = first.ops.ones { 2 }, first.Loss("C", { call = function(self, a, b) return b - a end })
      for name in pairs(package.loaded) do if name:find "^lunula" then package.loaded[name] = nil end end
      local second = require "lunula"
      print(first ~= second, second.ops.sum(t):item(), first.ops.sum(second.ops.ones { 3 }):item(), C()({ 0.0, 0.0 }, t):item())]]
    assert.equal("true\t2.0\t3.0\t1.0\n", stock(write("again.lua", script)))
  end)
  it("works in coroutines and without the debug library, io and os", function()
    local script = [[local keras = require "lunula"
      debug, io, os = nil, nil, nil
      package.loaded.debug, package.loaded.io, package.loaded.os = nil, nil, nil
      local Doubled = keras.Loss("Doubled", { inherit = keras.losses.MeanSquaredError, call = function(self, a, b) return 2 * super.call(self, a, b) end })
      print(coroutine.wrap(function() coroutine.yield(Doubled()({ 1.0 }, { 3.0 }):item()) end)())]]
    assert.equal("8.0\n", stock(write("bare.lua", script)))
  end)
end)
