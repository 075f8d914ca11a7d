-- What the specs do outside of Lua: commands, C programs, files, folders that are gone at the end, what is printed and warned. Knows nothing of Lunula but where
-- it was built.
local lfs = require "lfs"

local outside = { here = lfs.currentdir() }

-- The program that is tested; spec/sanitize names another.
local program = os.getenv "LUNULA_PROGRAM" or "./build/lunula"
outside.program = program:find "^/" and program or outside.here .. program:gsub("^%.?/?", "/", 1)
outside.built = outside.program:match "^(.*)/" -- where programs of spec/ are built too

-- How C programs link liblunula.
outside.linked = os.getenv "LUNULA_EMBED_FLAGS" or "-Lbuild -llunula -Wl,-rpath,$PWD/build"

-- What a command of the shell prints, both streams together, and its exit code, or the number of the signal that ended it.
function outside.run(command)
  local pipe = assert(io.popen("exec 2>&1\n" .. command))
  local text = pipe:read "a"
  local _, _, code = pipe:close()
  return text, code
end

-- What a command prints that must succeed.
function outside.output(command)
  local text, code = outside.run(command)
  if code ~= 0 then error(("%s\nended with %d:\n%s"):format(command, code, text), 2) end
  return text
end

-- The lines that it prints, without their ends.
function outside.lines(command)
  local list = {}
  for line in outside.output(command):gmatch "[^\n]+" do list[#list + 1] = line end
  return list
end

-- Makes a program of a file of C, which the compiler must take without a warning, and gives its path.
function outside.compiled(source, flags)
  local path = outside.path "program"
  outside.output(("cc -Wall -Wextra -Wpedantic -Werror -Iinclude '%s' -o '%s' %s"):format(source, path, flags))
  return path
end

function outside.exists(path) return lfs.symlinkattributes(path) ~= nil end

-- The bytes of a file, which must be there.
function outside.read(path)
  local file <close> = assert(io.open(path, "rb"))
  return file:read "a"
end

-- Writes a file and gives its path.
function outside.write(path, text)
  local file <close> = assert(io.open(path, "wb"))
  assert(file:write(text))
  return path
end

-- A fresh folder. All are removed when the file of specs that asked for them is done with, and this module of its with it.
local root
function outside.folder()
  if not root then
    root = { path = outside.lines("mktemp -d")[1], count = 0 }
    setmetatable(root, { __gc = function() os.execute(("chmod -R u+w '%s'; rm -rf '%s'"):format(root.path, root.path)) end })
  end
  root.count = root.count + 1
  local path = ("%s/%d"):format(root.path, root.count)
  assert(lfs.mkdir(path))
  return path
end

-- The path of a file of that name in a fresh folder.
function outside.path(name) return outside.folder() .. "/" .. name end

-- Calls fn(...) while functions stand in for others, { table, name, function } each; gives what fn gives.
local function replacing(replaced, fn, ...)
  local function exchange()
    for _, r in ipairs(replaced) do r[1][r[2]], r[3] = r[3], r[1][r[2]] end
  end
  exchange()
  local results = table.pack(pcall(fn, ...))
  exchange()
  if not results[1] then error(results[2], 0) end
  return table.unpack(results, 2, results.n)
end

-- What fn(...) prints and writes to the standard output, then what it gives.
function outside.printed(fn, ...)
  local out = {}
  local function write(...) out[#out + 1] = table.concat { ... } end
  local function print(...)
    for i = 1, select("#", ...) do write(i > 1 and "\t" or "", tostring((select(i, ...)))) end
    write "\n"
  end
  local results = table.pack(replacing({ { io, "write", write }, { _G, "print", print } }, fn, ...))
  return table.concat(out), table.unpack(results, 1, results.n)
end

-- A list of what fn(...) warns of, then what it gives.
function outside.warned(fn, ...)
  local out = {}
  local results = table.pack(replacing({ { _G, "warn", function(...) out[#out + 1] = table.concat { ... } end } }, fn, ...))
  return out, table.unpack(results, 1, results.n)
end

return outside
