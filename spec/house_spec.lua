-- The rules of the house, read from the source: which rank knows of which, what nothing below lualib may do, how long a file may
-- be, and that lists name what their folders hold.

local outside = require "outside"
local read, lines_of = outside.read, outside.lines

local function files(folder, patterns)
  local names = {}
  for _, pattern in ipairs(patterns) do
    for _, name in ipairs(lines_of(("find %s -name '%s' -type f 2>/dev/null | sort"):format(folder, pattern))) do
      names[#names + 1] = name
    end
  end
  return names
end

-- The text without comments, strings and character constants, so that words in prose don't count.
local function code_of(text)
  local out, i, n = {}, 1, #text
  while i <= n do
    local two, c = text:sub(i, i + 1), text:sub(i, i)
    if two == "/*" then
      local _, stop = text:find("*/", i + 2, true)
      i = (stop or n) + 1
    elseif two == "//" then
      i = text:find("\n", i, true) or n + 1
    elseif c == '"' or c == "'" then
      i = i + 1
      while i <= n and text:sub(i, i) ~= c do
        i = i + (text:sub(i, i) == "\\" and 2 or 1)
      end
      i = i + 1
      out[#out + 1] = " "
    else
      local stop = text:find("[/\"']", i + 1) or n + 1
      out[#out + 1] = text:sub(i, stop - 1)
      i = stop
    end
  end
  return table.concat(out)
end

local sources = files("src", { "*.c", "*.h", "*.def" })
local lua_half = files("lua", { "*.lua" })

-- rank → ranks whose headers it may include; `public` is lunula.h, `lua` Lua's own headers.
local allowed = {
  base = {},
  tensor = { "base" },
  op = { "tensor", "base" },
  graph = { "op", "tensor", "base" },
  io = { "tensor", "base" },
  api = { "graph", "op", "io", "tensor", "base", "public" },
  lualib = { "public", "lua" },
  host = { "public", "lua", "lualib" },
  program = { "public", "lua" },
}

local function rank_of(header)
  if header == "lunula.h" then
    return "public"
  elseif header == "lua.h" or header == "lauxlib.h" or header == "lualib.h" or header == "luaconf.h" then
    return "lua"
  end
  return header:match "^([%w_]+)/"
end

local function may_include(rank, header, quoted)
  local target = rank_of(header)
  if not quoted and not (target == "lua" or target == "public") then
    return true -- a header of the system or of a library
  elseif target == rank or target == nil then
    return true -- its own rank, by path or by bare name
  end
  for _, name in ipairs(allowed[rank]) do
    if name == target then
      return true
    end
  end
  return false
end

describe("the C half", function()
  it("is there", function()
    assert.is_true(#sources > 10)
    assert.is_true(#lua_half > 5)
  end)

  it("lets no rank know of a higher one", function()
    local wrong = {}
    for _, path in ipairs(sources) do
      local rank = path:match "^src/([%w_]+)/"
      assert.truthy(allowed[rank], path .. " stands in no known rank")
      for quote, header in read(path):gmatch '#%s*include%s*([<"])([^>"]+)[>"]' do
        if not may_include(rank, header, quote == '"') then
          wrong[#wrong + 1] = ("%s (rank %s) includes %s"):format(path, rank, header)
        end
      end
    end
    assert.equal("", table.concat(wrong, "\n"))
  end)

  it("neither prints nor ends the process nor jumps below lualib", function()
    local forbidden = {}
    for word in ("exit _exit quick_exit abort printf vprintf puts putchar fprintf vfprintf fputs longjmp siglongjmp setjmp "
      .. "assert perror"):gmatch "%S+" do
      forbidden[word] = true
    end
    local wrong = {}
    for _, path in ipairs(sources) do
      local rank = path:match "^src/([%w_]+)/"
      if rank ~= "lualib" and rank ~= "host" and rank ~= "program" then
        local code = code_of(read(path)):gsub("__attribute__%s*%b()", "")
        for word in code:gmatch "[%a_][%w_]*" do
          if forbidden[word] then
            wrong[#wrong + 1] = ("%s names %s"):format(path, word)
          end
        end
      end
    end
    assert.equal("", table.concat(wrong, "\n"))
  end)

  it("makes no threads outside base", function()
    for _, path in ipairs(sources) do
      if not path:find "^src/base/" then
        local code = code_of(read(path))
        assert.is_nil(code:find "pthread_create", path)
        assert.is_nil(code:find "#%s*pragma%s+omp", path)
      end
    end
  end)
end)

describe("the Lua half", function()
  -- Modules from the lowest rank to the highest; a file requires its own rank or lower ones. A folder counts as one module, and init.lua,
  -- which loads namespaces at their first use, stands above all.
  local ranks = {
    { "core", "around", "attempt", "suggest", "structure", "slice" },
    { "arguments", "jit", "history" },
    { "class", "index", "json", "io", "regex" },
    { "ops" },
    { "random", "gradients", "operations", "saving", "dtype_policies", "config" },
    { "namespace" },
    { "activations", "regularizers", "constraints", "initializers", "losses", "optimizers", "callbacks" },
    { "first_values", "metrics", "layers", "variable" },
    { "files", "models", "utils", "help" },
    { "init" },
    { "repl", "command", "host" },
  }
  local rank_of_module = {}
  for rank, names in ipairs(ranks) do
    for _, name in ipairs(names) do rank_of_module[name] = rank end
  end

  local namespaces = {}
  for _, name in ipairs(lines_of "find lua/lunula -mindepth 1 -maxdepth 1 -type d | sort") do
    namespaces[name:match "[^/]+$"] = true
  end
  namespaces.ops = nil

  it("requires only modules that exist", function()
    local known = { ["lunula.core"] = true, ["lpeg"] = true, ["lunula"] = true }
    for _, path in ipairs(lua_half) do
      known[(path:gsub("^lua/", ""):gsub("%.lua$", ""):gsub("/init$", ""):gsub("/", "."))] = true
    end
    for _, path in ipairs(lua_half) do
      for name in read(path):gmatch 'require%s*%(?%s*"([%w_.]-[%w_])"' do
        assert.is_true(known[name], path .. " requires " .. name .. ", which is no module of the Lua half")
      end
    end
  end)

  it("lets no rank know of a higher one", function()
    local wrong, seen = {}, 0
    for _, path in ipairs(lua_half) do
      local module = path:match "^lua/lunula/([%w_]+)"
      local rank = rank_of_module[module]
      assert.truthy(rank, path .. ": this module has no rank; give it one in `ranks` of spec/house_spec.lua")
      for name in read(path):gsub("%-%-[^\n]*", ""):gmatch 'require%s*%(?%s*"lunula%.([%w_]+)' do
        seen = seen + 1
        if (rank_of_module[name] or 0) > rank then wrong[#wrong + 1] = ("%s requires lunula.%s, of a higher rank"):format(path, name) end
      end
    end
    assert.is_true(seen > 100)
    assert.equal("", table.concat(wrong, "\n"))
  end)

  it("names in each namespace's init what its folder holds", function()
    for name in pairs(namespaces) do
      local folder = "lua/lunula/" .. name
      if outside.exists(folder .. "/init.lua") then
        local init = read(folder .. "/init.lua")
        for _, path in ipairs(lines_of(("find %s -maxdepth 1 -name '*.lua' | sort"):format(folder))) do
          local stem = path:match "([^/]+)%.lua$"
          if stem ~= "init" and stem ~= "base" then
            assert.truthy(init:find("%f[%w_]" .. stem .. "%f[^%w_]"), folder .. "/init.lua does not name " .. stem)
          end
        end
        for _, loader in ipairs { 'require%s*%(?%s*"lunula%.' .. name .. '%.([%w_]+)"' } do
          for stem in init:gmatch(loader) do
            assert.is_true(outside.exists(folder .. "/" .. stem .. ".lua") or outside.exists(folder .. "/" .. stem .. "/init.lua"),
              folder .. "/init.lua names " .. stem .. ", which is not there")
          end
        end
      end
    end
  end)
end)

describe("every file", function()
  it("says in its first line what it is for", function()
    for _, path in ipairs(sources) do
      assert.equal("/*", read(path):sub(1, 2), path)
    end
    for _, path in ipairs(lua_half) do
      assert.equal("--", read(path):sub(1, 2), path)
    end
  end)

  it("has at most 900 lines", function()
    for _, list in ipairs { sources, lua_half, files("spec", { "*_spec.lua" }) } do
      for _, path in ipairs(list) do
        local count = 0
        for _ in read(path):gmatch "\n" do
          count = count + 1
        end
        assert.is_true(count <= 900, ("%s has %d lines"):format(path, count))
      end
    end
  end)
end)

describe("the pages that people write", function()
  local known = { ["lua.h"] = true, ["first.lua"] = true, ["first.c"] = true } -- Lua's, and what the README's reader saves
  local pages = lines_of "ls docs/*.md"
  table.move({ "README.md", "CONTRIBUTING.md" }, 1, 2, #pages + 1, pages)
  local kept = lines_of "find . -type f -not -path './build*' -not -path './.git/*' | sed 's,^\\.,,'"

  it("name files that are there", function()
    local count = 0
    for _, page in ipairs(pages) do
      for name in read(page):gmatch "`([%w_./%-]+%.%l+)`" do
        local ending = name:match "%.(%l+)$"
        if ("lua c h md py def npz"):find("%f[%l]" .. ending .. "%f[%L]") and not known[name] and not name:find "^build/" then
          count = count + 1
          local tail, found = "/" .. name:gsub("^share/lunula/meta", "docs/meta"), false
          for _, path in ipairs(kept) do found = found or path:sub(-#tail) == tail end
          assert.truthy(found, page .. " names " .. name .. ", which is not there")
        end
      end
    end
    assert.is_true(count > 80)
  end)

  it("lead to pages that are there", function()
    local count = 0
    for _, page in ipairs(pages) do
      local folder = page:match "^(.*/)" or ""
      for target in read(page):gmatch "%]%(([^)#%s]+)" do
        count = count + 1
        assert.is_true(outside.exists(folder .. target), page .. " leads to " .. target .. ", which is not there")
      end
    end
    assert.is_true(count > 20)
  end)

  it("are all in the README's list", function()
    local readme = read "README.md"
    for _, page in ipairs(lines_of "ls docs/*.md") do assert.truthy(readme:find("](" .. page .. ")", 1, true), page .. " is not in the README") end
  end)
end)
