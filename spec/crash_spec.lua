-- Saving survives whatever happens to any of its system calls: spec/c/faults.c kills the process at each of them in turn, lets each fail, and lets
-- writes be short. The old file or the new one is there, whole; an error names the path and the reason; and nothing is left beside it that the next
-- save doesn't remove.
local outside = require "outside"
local program, run, read, write = outside.program, outside.run, outside.read, outside.write

-- What writes a file: Lua that prepares, and Lua that saves to `path`.
local writers = {
  { name = "t.npy", save = "keras.io.save_npy(path, t)" },
  { name = "t.npz", save = "keras.io.save_npz(path, { t = t })" },
  { name = "t.weights.h5", save = "m:save_weights(path)", prepare = [[
    local m = keras.Sequential { keras.layers.Input { shape = { 30 } }, keras.layers.Dense { 50, kernel_initializer = "ones" } }
    m:save_weights(path .. ".weights.h5")
    os.remove(path .. ".weights.h5")]] },
  { name = "t.keras", save = "m:save(path)", prepare = [[
    local m = keras.Sequential { keras.layers.Input { shape = { 30 } }, keras.layers.Dense { 50, kernel_initializer = "ones" } }
    os.date = function() return "2026-01-02@03:04:05" end -- so that the bytes are the same each time
    m:save(path .. ".keras")
    os.remove(path .. ".keras")]] },
  { name = "t.txt", save = "core.file.write(path, ('text'):rep(2500))" },
}

describe("killed or refused at any system call,", function()
  local folder, faults
  setup(function()
    folder = outside.folder()
    faults = outside.compiled("spec/c/faults.c", "-std=gnu11")
  end)

  -- Saves under a fault; gives the call that was met (or nil) and the program's output.
  local function save(mode, n)
    local text = run(("ASAN_OPTIONS=detect_leaks=0 '%s' %s %d %s '%s/w.lua'"):format(faults, mode, n, program, folder))
    return text:match "^call (%a[%w]*)\n", text
  end
  local function prepare(writer)
    writer.path = folder .. "/files/" .. writer.name
    write(folder .. "/w.lua", ([[local keras, core, path = require "lunula", require "lunula.core", [=[%s]=]
      local t, _ = keras.ops.arange(2500), keras.io
      %s
      os.remove "/faults-on"
      local ok, message = pcall(function() %s end)
      os.remove "/faults-off"
      print(ok and "saved" or message)]]):format(writer.path, writer.prepare or "", writer.save))
    run(("rm -rf '%s/files'; mkdir '%s/files'"):format(folder, folder))
    local _, text = save("kill", 1000000)
    assert(text:find "saved", text)
    writer.new = read(writer.path)
  end
  -- The bytes of a file, or nil.
  local function there(path) return outside.exists(path) and read(path) or nil end
  local function reset(writer, old)
    run(("rm -f '%s'/files/*"):format(folder))
    if old then write(writer.path, old) end
  end
  local function others(writer)
    return (run(("ls -A '%s/files'"):format(folder)):gsub("%f[^\n\0]" .. writer.name:gsub("%p", "%%%0") .. "\n", ""))
  end

  for _, writer in ipairs(writers) do
    it(writer.name .. " is the old file or the new one", function()
      prepare(writer)
      for _, old in ipairs { false, "the old file" } do
        local seen, n = {}, 0
        reset(writer, old)
        repeat
          n = n + 1
          local before = there(writer.path)
          local call, text = save("kill", n)
          local now = there(writer.path)
          seen[now == writer.new and "new" or now == before and "old" or "broken"] = true
          assert.is_nil(seen.broken, ("killed at call %d (%s): %s"):format(n, tostring(call), text))
          -- at most the temporary file is there, however many died before
          assert.is_true(others(writer) == "" or others(writer) == writer.name .. ".lunula-tmp\n", others(writer))
          if now == writer.new and call then reset(writer, old) end
        until not call
        assert.is_true(n > 8 and seen.old and seen.new)
        assert.equal("", others(writer)) -- the last save, which nobody killed, took the litter away
      end
    end)
    for errno, reason in pairs { [28] = "the disk is full", [5] = "Input/output error", [13] = "permission denied" } do
      it(("%s or an error: %s"):format(writer.name, reason), function()
        prepare(writer)
        local n, refused = 0, 0
        repeat
          n = n + 1
          reset(writer, "the old file")
          local call, text = save(errno, n)
          local now, what = there(writer.path), ("call %d (%s): %s"):format(n, tostring(call), text)
          if text:find "saved" then
            assert.equal(writer.new, now, what)
          else
            refused = refused + 1
            assert.truthy(text:find(("can't write '%s': %s"):format(writer.path, reason), 1, true), what)
            -- an error of the folder's fsync comes after the rename
            assert.is_true(now == "the old file" or call == "fsync" and now == writer.new, what)
          end
          -- only where removing the temporary file was refused too would it stay
          assert.equal("", others(writer), what)
        until not call
        assert.is_true(refused >= 4)
      end)
    end
    it(writer.name .. " is saved through interruptions and short writes", function()
      prepare(writer)
      for _, mode in ipairs { "4", "short" } do
        local n, met = 0, {}
        repeat
          n = n + 1
          reset(writer, "the old file")
          local call, text = save(mode, n)
          met[call or ""] = true
          -- what doesn't wait is never interrupted
          if mode == "short" or call == "openat" or call == "write" or call == "fsync" or call == "flock" or call == "close" or not call then
            assert.truthy(text:find "saved", ("%s of call %d (%s): %s"):format(mode, n, tostring(call), text))
            assert.equal(writer.new, read(writer.path))
            assert.equal("", others(writer))
          end
        until not call
        assert.is_true(met.write and (mode == "short" or met.fsync and met.openat))
      end
    end)
  end

  it("a full disk is a full disk", function()
    local disk = folder .. "/disk"
    local _, code = run(("mkdir '%s' && mount -t tmpfs -o size=64k tmpfs '%s'"):format(disk, disk))
    if code ~= 0 then pending "only root may mount one; the injected errors above are the same to the program" end
    finally(function() run(("umount '%s'"):format(disk)) end)
    local script = ("local save = require [[lunula]].io.save_npy save([[%s/t.npy]], { 1, 2 }) save([[%s/t.npy]], require [[lunula]].ops.zeros { 100000 })")
      :format(disk, disk)
    local text = run(("%s -e '%s'"):format(program, script))
    assert.truthy(text:find(("can't write '%s/t.npy': the disk is full"):format(disk), 1, true), text)
    assert.equal("t.npy\n", (run(("ls -A '%s'"):format(disk))))
    assert.equal(136, #read(disk .. "/t.npy"))
  end)

  it("two that save one file wait for each other", function()
    local script = ([[local core = require [=[lunula.core]=] for i = 1, 200 do core.file.write([=[%s/both]=], ([=[%%s]=]):rep(5000)) end]]):format(folder)
    local one, two = ("%s -e '%s'"):format(program, script:format "a"), ("%s -e '%s'"):format(program, script:format "b")
    assert.equal("", run(one .. " & " .. two .. "; wait"))
    assert.is_true(read(folder .. "/both") == ("a"):rep(5000) or read(folder .. "/both") == ("b"):rep(5000))
    assert.equal("", run(("ls -A '%s' | grep tmp"):format(folder)))
  end)
end)
