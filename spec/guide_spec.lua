-- docs/guide.md and docs/callbacks.md hold: the Lua of a page is one script that prints what it says, then the guide's commands do; with KERAS_PYTHON, the path
-- of a Python with Keras, its Python opens what the script has saved.
local outside = require "outside"
local program = outside.program
local folder, guide

local function run(command) return outside.output(("cd '%s'\n%s"):format(folder, command)) end

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
    guide = outside.read "docs/guide.md"
    folder = outside.folder()
    run(("mkdir bin && ln -s '%s' bin/lunula"):format(program))
  end)

  it("shows callbacks by a script that prints what it says", function()
    local page = outside.read "docs/callbacks.md"
    local script = table.concat(blocks("lua", page), "\n")
    local expected = said(script)
    assert.is_true(#expected >= 13)
    outside.write(folder .. "/callbacks.lua", script .. "\n")
    assert.equal(table.concat(expected), run(("'%s' callbacks.lua"):format(program)))
    for target in page:gmatch "%]%(([^)#]+)" do assert.is_true(outside.exists("docs/" .. target), target) end
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
    outside.write(folder .. "/guide.lua", script .. "\n")
    assert.equal(table.concat(expected), run(("'%s' guide.lua"):format(program)))
  end)
  it("shows commands that print what they say", function()
    for _, block in ipairs(blocks "console") do
      local command, expected = block:match "^%$ ([^\n]*)\n(.*)$"
      assert.is_nil(expected:find("\n$ ", 1, true))
      assert.equal(expected .. "\n", (outside.run(('cd "%s"; PATH="$PWD/bin:$PATH"; %s'):format(folder, command))))
    end
  end)
  it("leads to pages that are there", function()
    local count = 0
    for target in guide:gmatch "%]%(([^)#]+)" do
      count = count + 1
      assert.is_true(outside.exists("docs/" .. target), target)
    end
    for target in guide:gmatch "`(%l+/[%w_/.]+%.%l+)`" do
      count = count + 1
      target = target:gsub("^share/lunula/meta", "docs/meta")
      assert.is_true(outside.exists(target), target)
    end
    assert.is_true(count >= 5)
  end)
  local python = os.getenv "KERAS_PYTHON"
  if python then
    it("shows Python that opens the model", function()
      local script = blocks("python")[1]
      outside.write(folder .. "/guide.py", script)
      assert.equal(script:match "# ([^\n]*)$" .. "\n", run(("KERAS_BACKEND=jax JAX_PLATFORMS=cpu '%s' guide.py"):format(python)))
    end)
  end
end)
