-- What lunula.h promises of the library as a whole: every function is documented, the bindings need no more than the core part, nothing ends the
-- process, and nothing is shared among runtimes but what is named here.
local outside = require "outside"
local lines = outside.lines

local header = {}
for line in io.lines "include/lunula.h" do header[#header + 1] = line end

local function declared(first, last)
  local names = {}
  for i = first, last do
    if header[i]:find "^LUNULA_API" then names[#names + 1] = header[i]:match "(lunula_[%w_]+)%(" end
  end
  return names
end

local host_part
for i, line in ipairs(header) do host_part = host_part or line:find "^/%* Host part" and i end

describe("lunula.h", function()
  it("documents every function right above it", function()
    local bare = {}
    for i, line in ipairs(header) do
      if line:find "^LUNULA_API" and not header[i - 1]:find "%*/$" then bare[#bare + 1] = line end
    end
    assert.same({}, bare)
    assert.is_true(#declared(1, #header) > 150)
  end)
  it("declares what the library exports, and nothing else", function()
    local exported = {}
    for _, line in ipairs(lines "nm -D --defined-only build/liblunula.so") do
      local name = line:match " T (lunula_[%w_]+)$"
      if name then exported[#exported + 1] = name end
    end
    local names = declared(1, #header)
    table.sort(names)
    table.sort(exported)
    assert.same(names, exported)
  end)
  it("has a core part that the Lua bindings need no more than", function()
    local text = {}
    for _, path in ipairs(lines "ls src/lualib/*.c src/lualib/*.h") do text[#text + 1] = outside.read(path) end
    text = table.concat(text)
    for _, name in ipairs(declared(host_part, #header)) do assert.falsy(text:find("%f[%w_]" .. name .. "%f[^%w_]"), name) end
    assert.truthy(text:find "lunula_call%f[^%w_]")
  end)
  it("has one function that frees for every kind of handle", function()
    local text = table.concat(header, "\n")
    for handle in ("runtime tensor variable tape trace graph signature npz zip h5 json host object"):gmatch "%a[%w]*" do
      local frees = {}
      for _, name in ipairs(declared(1, #header)) do
        if name == ("lunula_%s_free"):format(handle) or name == ("lunula_%s_release"):format(handle) or name == ("lunula_%s_close"):format(handle)
          or handle == "runtime" and name == "lunula_free" then
          frees[#frees + 1] = name
        end
      end
      assert.equal(1, #frees, handle)
      assert.truthy(text:find("typedef struct [%w_]+ lunula_" .. handle .. ";"), handle .. " is not opaque")
    end
  end)
end)

describe("the libraries", function()
  it("end no process, jump nowhere, handle no signals and leave the locale alone", function()
    local used = {}
    for _, line in ipairs(lines "nm -A -u build/liblunula.a") do
      local object, name = line:match ":([%w_]+)%.c%.o:%s+U ([%w_]+)"
      if name then used[name] = (used[name] and used[name] .. " " or "") .. object end
    end
    assert.truthy(used.malloc)
    for name in ([[exit _exit _Exit quick_exit abort __assert_fail atexit raise kill signal sigaction longjmp _longjmp siglongjmp setjmp _setjmp
      __sigsetjmp printf vprintf puts putchar perror setlocale fork system popen execve srand rand strtok localtime gmtime strerror
      setenv putenv chdir umask]]):gmatch "%S+" do
      assert.is_nil(used[name], name)
    end
    -- to standard output and error: what a trusted host's scripts say, when no function takes it
    for name in ("stdout stderr fprintf fputs fwrite fflush"):gmatch "%S+" do
      assert.truthy(used[name] == nil or used[name] == "output", name .. " is used by " .. tostring(used[name]))
    end
  end)
  it("have no state beside runtimes", function()
    local allowed = {
      ln_cpu_found = "the CPU's instruction set; threads that find it at once find the same",
      forks = "how often this process was forked", ["once.0"] = "whether forks are counted yet",
    }
    local seen = 0
    for _, line in ipairs(lines "objdump -t build/liblunula.a") do
      local section, name = line:match "^%x+ .......%s+(%.[%w.]+)%s+%x+%s+.-([%w_.]+)$"
      if section and name ~= section and (section:find "^%.data%f[%z.]" and not section:find "^%.data%.rel%.ro" or section:find "^%.bss" or section:find "^%.t[bd]") then
        assert.truthy(allowed[name], ("%s in %s"):format(name, section))
        seen = seen + 1
      end
    end
    assert.equal(3, seen)
  end)
end)
