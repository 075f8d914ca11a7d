-- docs/guide.md and docs/callbacks.md hold: the Lua of a page is one script that prints what it says, then the guide's commands do; with KERAS_PYTHON, the path
-- of a Python with Keras, its Python opens what the script has saved.
local program = os.getenv "LUNULA_PROGRAM" or "./build/lunula"
local folder, here, guide

local function run(command)
  local pipe = assert(io.popen(("( cd '%s'\n%s\n) 2>&1"):format(folder or ".", command)))
  local text = pipe:read "a"
  return text, pipe:close()
end

local function write(name, text)
  local file = assert(io.open(folder .. "/" .. name, "w"))
  file:write(text)
  file:close()
end

local function blocks(language, page)
  local list = {}
  for text in (page or guide):gmatch("\n```" .. language .. "\n(.-)\n```") do list[#list + 1] = text end
  return list
end

-- What the Lua of a page says that it prints: behind an arrow, or in a long comment.
local function said(script)
  local list, inside = {}, false
  for line in script:gmatch "[^\n]+" do
    if line == "--[[" or line == "]]" then
      inside = line == "--[["
    else
      list[#list + 1] = inside and line .. "\n" or line:match "%-%->%s*(.*)$" and line:match "%-%->%s*(.*)$" .. "\n" or nil
    end
  end
  return list
end

describe("docs/", function()
  setup(function()
    local file <close> = assert(io.open "docs/guide.md")
    guide = file:read "a"
    here = run("pwd"):gsub("%s+$", "")
    folder = run("mktemp -d"):gsub("%s+$", "")
    program = program:gsub("^%.", here)
    assert(run(("mkdir bin && ln -s '%s' bin/lunula"):format(program)))
  end)
  teardown(function()
    local made = folder
    folder = nil
    run("rm -rf '" .. made .. "'")
  end)

  it("shows callbacks by a script that prints what it says", function()
    local file <close> = assert(io.open "docs/callbacks.md")
    local page = file:read "a"
    local script = table.concat(blocks("lua", page), "\n")
    local expected = said(script)
    assert.is_true(#expected >= 13)
    write("callbacks.lua", script .. "\n")
    local text, ok = run(("'%s' callbacks.lua"):format(program))
    assert.equal(table.concat(expected), text)
    assert.is_true(ok)
    for target in page:gmatch "%]%(([^)#]+)" do assert(io.open("docs/" .. target), target) end
    for name in page:gmatch "\n| `(%u%w+)` |" do assert.truthy(require("lunula").callbacks[name], name) end
  end)
  it("shows nothing but Lua, commands and Python", function()
    local known = { lua = true, console = true, python = true }
    local count = 0
    for language in guide:gmatch "\n```(%w*)\n.-\n```" do
      assert.is_true(known[language], language)
      count = count + 1
    end
    assert.equal(select(2, guide:gsub("\n```", "")), 2 * count)
    assert.is_true(#blocks "lua" >= 6 and #blocks "console" >= 1 and #blocks "python" == 1)
  end)
  it("shows a script that prints what it says", function()
    local script = table.concat(blocks "lua", "\n")
    local expected = said(script)
    assert.is_true(#expected >= 10)
    write("guide.lua", script .. "\n")
    local text, ok = run(("'%s' guide.lua"):format(program))
    assert.equal(table.concat(expected), text)
    assert.is_true(ok)
  end)
  it("shows commands that print what they say", function()
    for _, block in ipairs(blocks "console") do
      local command, expected = block:match "^%$ ([^\n]*)\n(.*)$"
      assert.is_nil(expected:find("\n$ ", 1, true))
      assert.equal(expected .. "\n", (run(('PATH="%s/bin:$PATH"; %s'):format(folder, command))))
    end
  end)
  it("leads to pages that are there", function()
    local count = 0
    for target in guide:gmatch "%]%(([^)#]+)" do
      count = count + 1
      assert(io.open("docs/" .. target), target)
    end
    for target in guide:gmatch "`(%l+/[%w_/.]+%.%l+)`" do
      count = count + 1
      target = target:gsub("^share/lunula/meta", "docs/meta")
      assert(io.open(target), target)
    end
    assert.is_true(count >= 5)
  end)
  local python = os.getenv "KERAS_PYTHON"
  if python then
    it("shows Python that opens the model", function()
      local script = blocks("python")[1]
      write("guide.py", script)
      assert.equal(script:match "# ([^\n]*)$" .. "\n", (run(("KERAS_BACKEND=jax JAX_PLATFORMS=cpu '%s' guide.py"):format(python))))
    end)
  end
end)
