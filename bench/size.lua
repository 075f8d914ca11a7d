-- How large a statically linked, stripped C program is that runs a script, and what it is made of: lua5.4 bench/size.lua [BUILD_FOLDER ...]. Needs a
-- static library in each folder; the parts are read from the linker's map.
local program = [[
#include <lunula.h>
int main(void)
{
    lunula_host *host = lunula_host_create(0);
    int bad = host == 0 || lunula_host_run_string(host, "assert(require('lunula').ops.sum { 1.0, 2.0 }:item() == 3)", "=size", false) != LUNULA_OK;
    lunula_host_free(host);
    return bad;
}
]]

-- What a part of the map belongs to, by the object's path; the first that fits.
local parts = {
  { "embedded%.c%.o", "the Lua half, as text" }, { "_v[234]%.c%.o", "kernels for x86-64-v2, v3, v4" }, { "/src/op/loops_", "kernels, element by element" },
  { "/src/tensor/convert", "kernels, conversions" }, { "/src/op/", "kernels and ops, others" }, { "/src/graph/", "compiled functions" },
  { "/src/io/", "files and JSON" }, { "/src/", "the rest of Lunula" }, { "loops_", "kernels, element by element" }, { "lpeg", "LPeg" }, { "liblua5", "Lua" },
}

local function run(command)
  local pipe = assert(io.popen("( " .. command .. " ) 2>&1"))
  local text = pipe:read "a"
  if not pipe:close() then error(command .. "\n" .. text, 0) end
  return text
end

-- liblunula.a's members have names without folders: their sources tell where they belong.
local folder_of = {}
for path in run("ls src/*/*.c src/*/*/*.c"):gmatch "%S+" do folder_of[path:match "[^/]+$" .. ".o"] = path:match "^(.*)/" end

local function part_of(file)
  local member = file:match "liblunula%.a%(([^)]+)%)"
  local path = member and folder_of[member] and ("/%s/%s"):format(folder_of[member], member) or file
  for _, part in ipairs(parts) do
    if path:find(part[1]) then return part[2] end
  end
  return "the C compiler's and library's"
end

local function measure(folder)
  local here = run("mktemp -d"):gsub("%s+$", "")
  local file <close> = assert(io.open(here .. "/size.c", "w"))
  file:write(program)
  file:close()
  run(("PKG_CONFIG_PATH='%s' sh -c 'cc -Os -Iinclude %s/size.c -o %s/size $(pkg-config --libs lunula-static) -Wl,--gc-sections -s -Wl,-Map=%s/map'"):format(
    folder, here, here, here))
  run(here .. "/size")
  local bytes = tonumber(run("stat -c %s " .. here .. "/size"))
  local sums, counted, address = {}, 0, false
  for line in io.lines(here .. "/map") do
    address = address or line:find "^Linker script and memory map"
    local where, size, object = line:match "^%s+%.?[%w_.]*%s+(0x%x+)%s+(0x%x+)%s+(%S+)$"
    if address and where and tonumber(where) > 0 and object:find "[/.]" and not line:find "%.bss" and not line:find "%.comment" and not line:find "debug" then
      sums[part_of(object)] = (sums[part_of(object)] or 0) + tonumber(size)
      counted = counted + tonumber(size)
    end
  end
  sums["tables of the linker's"] = bytes - counted
  local names = {}
  for name in pairs(sums) do names[#names + 1] = name end
  table.sort(names, function(a, b) return sums[a] > sums[b] end)
  print(("%s: %.2f MB (%d bytes)"):format(folder, bytes / 1e6, bytes))
  for _, name in ipairs(names) do print(("  %7.1f KB  %s"):format(sums[name] / 1e3, name)) end
  local needed = {}
  for name in run(("readelf -d %s/size"):format(here)):gmatch "NEEDED.-%[([^%]]+)%]" do needed[#needed + 1] = name end
  print("  with the shared libraries " .. table.concat(needed, ", "))
  run("rm -r " .. here)
end

for _, folder in ipairs(#arg > 0 and arg or { "build" }) do measure(folder) end
