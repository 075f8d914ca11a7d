-- Saving replaces a file at once: whatever goes wrong, the old file or the new one is there, and the message says what went wrong. Each case
-- runs in a process of its own, to which the shell gives its limits and rights.
local outside = require "outside"
local program, run, read, write = outside.program, outside.run, outside.read, outside.write

local function names(folder)
  return (run(("ls -A '%s'"):format(folder)):gsub("%s+$", ""))
end

-- The shell command that saves n float32 zeros to `path` by each function.
local function save(path, n)
  local script = [[local keras = require [=[lunula]=]; local t = keras.ops.zeros { %d };]]
  script = script .. (path:find "npz$" and "keras.io.save_npz([=[%s]=], { t = t })" or "keras.io.save_npy([=[%s]=], t)")
  return ("'%s' -e '%s'"):format(program, script:format(n, path))
end

-- Without root's right to pass over permissions, which the specs may have.
local unprivileged = run "id -u" == "0\n" and "setpriv --bounding-set=-all --inh-caps=-all " or ""

describe("saving", function()
  it("replaces the old file and leaves nothing beside it", function()
    local folder = outside.folder()
    for _, name in ipairs { "t.npy", "t.npz" } do
      write(folder .. "/" .. name, "old")
      assert.equal("", run(save(folder .. "/" .. name, 10)))
      assert.matches("NUMPY", read(folder .. "/" .. name))
    end
    assert.equal("t.npy\nt.npz", names(folder))
  end)
  it("keeps the old file's permissions, and follows links", function()
    local folder = outside.folder()
    write(folder .. "/t.npy", "old")
    run(("chmod 640 '%s/t.npy'; ln -s t.npy '%s/link.npy'"):format(folder, folder))
    assert.equal("", run("umask 000; " .. save(folder .. "/link.npy", 10)))
    assert.equal("640\n", run(("stat -c %%a '%s/t.npy'"):format(folder)))
    assert.matches("NUMPY", read(folder .. "/t.npy"))
    assert.equal("t.npy\n", run(("readlink '%s/link.npy'"):format(folder)))
    assert.equal("", run("umask 027; " .. save(folder .. "/fresh.npy", 10)))
    assert.equal("640\n", run(("stat -c %%a '%s/fresh.npy'"):format(folder)))
  end)
  it("leaves the old file when the disk takes no more", function()
    local folder = outside.folder()
    for _, name in ipairs { "t.npy", "t.npz" } do
      local path = folder .. "/" .. name
      write(path, "old")
      local text = run("trap '' XFSZ; ulimit -f 8; " .. save(path, 100000))
      assert.truthy(text:find(("can't write '%s': File too large"):format(path), 1, true), text)
      assert.equal("old", read(path))
    end
    assert.equal("t.npy\nt.npz", names(folder))
  end)
  it("leaves the old file when the process is killed while it writes", function()
    local folder = outside.folder()
    local path = folder .. "/t.npy"
    write(path, "old")
    local _, code = run("ulimit -c 0; ulimit -f 8; exec " .. save(path, 100000))
    assert.is_true(code == 25 or code == 153, code) -- SIGXFSZ
    assert.equal("old", read(path))
    assert.equal("t.npy\nt.npy.lunula-tmp", names(folder))
    assert.equal("", run(save(path, 10))) -- what the crash left is removed
    assert.matches("NUMPY", read(path))
  end)
  it("says which right is missing", function()
    local folder = outside.folder()
    local path = folder .. "/t.npy"
    write(path, "old")
    run(("chmod 444 '%s'"):format(path))
    local wanted = ("can't write '%s': permission denied"):format(path)
    assert.truthy(run(unprivileged .. save(path, 10)):find(wanted, 1, true), "a file that is only to be read")
    run(("chmod 644 '%s'; chmod 555 '%s'"):format(path, folder))
    assert.truthy(run(unprivileged .. save(path, 10)):find(wanted, 1, true), "a folder that is only to be read")
    assert.equal("old", read(path))
    run(("chmod 000 '%s'"):format(path))
    local load = ("'%s' -e 'require [[lunula]].io.load_npy [[%s]]'"):format(program, path)
    assert.truthy(run(unprivileged .. load):find(("can't read '%s': permission denied"):format(path), 1, true))
  end)
  it("tells missing folders, files as folders, folders, devices and long names apart", function()
    local keras = require "lunula"
    local folder = outside.folder()
    write(folder .. "/file", "old")
    for path, wanted in pairs {
      ["none/t.npy"] = "its folder is not there", ["file/t.npy"] = "a part of the path is not a folder", ["."] = "it is a folder",
      [("n"):rep(250) .. ".npy"] = "File name too long",
    } do
      local ok, text = pcall(keras.io.save_npy, folder .. "/" .. path, { 1 })
      assert.is_false(ok)
      assert.truthy(text:find(("can't write '%s/%s': %s"):format(folder, path, wanted), 1, true), text)
    end
    assert.equal("file", names(folder))
    for _, device in ipairs { "/dev/full", "/dev/null" } do
      local ok, text = pcall(keras.io.save_npy, device, { 1 })
      assert.is_false(ok)
      assert.truthy(text:find(("can't write '%s': it is not a regular file"):format(device), 1, true), text)
      assert.equal("character special file\n", run("stat -c %F " .. device))
    end
  end)
end)
