-- Files from strangers: valid npy, npz, HDF5 and JSON files with bytes changed, cut, doubled and inserted, and configs of models with pieces changed, thousands
-- of times, the same in every run. Each is read or refused with a message, in bounded memory. Under spec/asan the same cases show reads and writes out of bounds.
package.path = "spec/fuzz/?.lua;" .. package.path
local keras = require "lunula"
local core = require "lunula.core"
local io_, json = keras.io, keras.json

local configs = require "configs"
local outside = require "outside"
local read = outside.read

-- A small generator of our own: the same cases on every machine, whatever math.random is.
local state = 20240229
local function draw(n)
  state = (state * 6364136223846793005 + 1442695040888963407)
  return (state >> 33) % n
end

local interesting = { "\0", "\xff", "\x7f", "\x80", "0", "9", "-", "'", '"', "(", ")", ",", "{", "[", "]", "}", "\\", "\n", " ", "99999999999999999999",
  "\xff\xff\xff\xff", "\0\0\0\0", "PK\3\4", "\x93NUMPY", "\\u0000", "1e400", "True" }

local function mutate(text)
  for _ = 1, 1 + draw(3) do
    local at, kind = 1 + draw(#text + 1), draw(6)
    local before, after = text:sub(1, at - 1), text:sub(at)
    if kind == 0 then -- a bit
      local byte = after:byte()
      text = byte and before .. string.char(byte ~ 1 << draw(8)) .. after:sub(2) or text
    elseif kind == 1 then -- a byte
      text = before .. string.char(draw(256)) .. after:sub(2)
    elseif kind == 2 then -- something that often matters, instead or in between
      local word = interesting[1 + draw(#interesting)]
      text = before .. word .. after:sub(draw(2) == 0 and 1 or #word + 1)
    elseif kind == 3 then -- the end is missing
      text = before
    elseif kind == 4 then -- a piece is missing
      text = before .. after:sub(1 + draw(16))
    else -- a piece stands twice
      text = before .. after:sub(1, 1 + draw(32)) .. after
    end
  end
  return text
end

-- Reads `count` mutants of each seed; gives how many were accepted. A message that is none of ours, or that says memory ran out below a limit
-- far above what the files hold, fails.
local function fuzz(seeds, count, attempt)
  local accepted, refused = 0, 0
  collectgarbage()
  core.set_memory_limit(core.memory().live_bytes + core.memory().lent_bytes + (4 << 20))
  local problem
  for _, seed in ipairs(seeds) do
    for _ = 1, count do
      local text = mutate(seed)
      local ok, result = pcall(attempt, text)
      if ok then
        accepted = accepted + 1
      else
        refused = refused + 1
        if configs.is_broken(result) or result:find "out of memory" or #result > 1200 then
          problem = ("%q: %s"):format(text, tostring(result))
        end
      end
    end
  end
  core.set_memory_limit(0)
  assert(not problem, problem)
  assert.is_true(refused > 0 and accepted > 0, ("%d accepted, %d refused"):format(accepted, refused))
end

local path = outside.path "file"
local function through_file(load)
  return function(text) return load(outside.write(path, text)) end
end

describe("thousands of damaged files are read or refused:", function()
  after_each(function() debug.sethook() end)

  it("npy", function()
    local seeds = {}
    for _, name in ipairs { "b1", "big_f4", "little_i8", "little_f2", "fortran", "scalar", "empty", "version2", "version3" } do
      seeds[#seeds + 1] = read("spec/golden/npy/" .. name .. ".npy")
    end
    fuzz(seeds, 300, through_file(function(name)
      local t = io_.load_npy(name)
      return tostring(t), t.size < 1000 and t:totable()
    end))
  end)

  it("npz", function()
    io_.save_npz(path, { { "a", { 1, 2, 3 } }, { "b/c", { { 1.5 }, { 2.5 } } } }, { compressed = true })
    local seeds = { read(path), read "spec/golden/npy/stored.npz", read "spec/golden/npy/deflated.npz" }
    fuzz(seeds, 700, through_file(function(name)
      for _, t in pairs((io_.load_npz(name))) do tostring(t) end
    end))
  end)

  it("hdf5", function()
    local seeds = {}
    for _, name in ipairs { "good_numbers", "good_texts", "good_latest", "good_chunks" } do seeds[#seeds + 1] = read("spec/golden/hdf5/" .. name .. ".h5") end
    seeds[#seeds + 1] = core.text(core.h5.format { { path = "a/b", tensor = keras.ops.ones { 3 } }, { path = "a", attributes = { { "name", "x" } } } })
    fuzz(seeds, 400, through_file(function(name)
      local h5 <close> = core.h5.open(name)
      for _, object in ipairs(h5:objects()) do
        if object.kind == "numbers" then tostring(h5:read(object.path)) elseif object.kind == "text" then h5:texts(object.path) end
        for _, attribute in ipairs(h5:attributes(object.path)) do h5:attribute(object.path, attribute) end
      end
    end))
  end)

  it("json", function()
    local seeds = {}
    for _, name in ipairs { "numbers", "strings", "structure" } do seeds[#seeds + 1] = read("spec/golden/json/" .. name .. ".json") end
    fuzz(seeds, 700, function(text)
      local value = json.decode(text)
      local written = json.encode(value)
      assert(json.encode(json.decode(written)) == written)
    end)
  end)

  it("configs of models", function()
    local names, seen, last = outside.lines "ls spec/fixtures/*.keras spec/golden/files/*.keras", {}, nil
    assert.is_true(#names >= 13)
    -- what takes longer than any model here needs is told, not waited for
    local steps = 0
    debug.sethook(function()
      steps = steps + 1
      if steps > 2000 then error("too long: " .. last) end
    end, "", 100000)
    for _, name in ipairs(names) do
      local zip <close> = core.zip.open(name)
      local text, h5 = core.text(zip:read "config.json"), zip:read "model.weights.h5"
      for _ = 1, 60 do
        last, steps = configs.mutate(text, draw), 0
        local accepted, problem = configs.try(last, h5, path .. ".keras")
        assert(accepted, problem and problem .. "\n" .. last)
        assert(steps <= 2000, last)
        for way in pairs(accepted) do seen[way] = (seen[way] or 0) + 1 end
      end
    end
    for _, way in ipairs { "json", "load", "again", "inspect", "stub" } do assert.is_true((seen[way] or 0) > 20, way) end
    assert.is_true(seen.load < #names * 60)
  end)
end)
