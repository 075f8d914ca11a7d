-- The README holds: its scripts print what it says, its commands work, and its C program compiles against the installed library and runs by the
-- commands shown.
local outside = require "outside"
local program, run, readme = outside.program, outside.output, outside.read "README.md"
local folder = outside.folder()

local function write(name, text) outside.write(folder .. "/" .. name, text) end

local function blocks(language)
  local list = {}
  for text in readme:gmatch("\n```" .. language .. "\n(.-\n)```") do list[#list + 1] = text end
  assert(#list > 0, "no " .. language .. " in the README")
  return list
end

describe("the README", function()
  it("shows scripts that print what it says", function()
    for _, script in ipairs(blocks "lua") do
      local expected = {}
      for text in script:gmatch "%-%->%s*([^\n]*)" do expected[#expected + 1] = text .. "\n" end
      assert.is_true(#expected > 0)
      write("first.lua", script)
      assert.equal(table.concat(expected), run(("%s '%s/first.lua'"):format(program, folder)))
    end
  end)
  it("shows what is typed at the prompt and what comes", function()
    local transcript, steps = blocks ""[1], {}
    for line in transcript:gmatch "[^\n]+" do
      local typed = line:match "^> (.*)$"
      if typed then steps[#steps + 1] = "prompt\ntype " .. typed .. "\\n\n" end
    end
    assert.is_true(#steps >= 3)
    write("steps", table.concat(steps) .. "prompt\ntype \\x04\nend\n")
    local text = run(("HOME='%s' XDG_STATE_HOME= TERM=xterm NO_COLOR=1 %s '%s/steps' %s"):format(folder, outside.built .. "/pty", folder, program))
    text = text:gsub("\27%[[%d;?]*%a", ""):gsub("\r", ""):gsub("\a", "")
    assert.truthy(text:find("\n" .. transcript .. "> ", 1, true), text)
  end)
  it("shows commands that work", function()
    local stock = readme:match "`(LUA_CPATH=[^`]+)`"
    assert.equal(require("lunula").version .. "\n", run(stock))
    assert.matches("usage: lunula", run(program .. " -h"))
    for path in readme:gmatch "`([%w_/.]+%.%a+)`" do
      if path:find "/" then run("test -e " .. path) end
    end
    for path in readme:gmatch "%]%(([^)]+)%)" do run("test -e " .. path) end
    assert.matches("Adam", run(program .. " help Adam"))
  end)
  it("shows a C program that runs by the commands below it", function()
    write("first.c", blocks("c")[1])
    local commands = blocks("sh")[1]:gsub("%$HOME", folder):gsub("cmake %-%-install build", ("cmake --install '%s/build'"):format(outside.here))
    local expected = {}
    for text in blocks("c")[1]:gmatch "show%b(); /%* ([^\n]*) %*/" do expected[#expected + 1] = text .. "\n" end
    assert.equal(2, #expected)
    local text = run(("set -e; cd '%s'\n%s"):format(folder, commands))
    assert.equal(table.concat(expected), text:sub(-#table.concat(expected)))
  end)
end)
