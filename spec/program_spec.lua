-- The command line: options, scripts, the prompt, exit codes, warnings and errors.
local program = os.getenv "LUNULA_PROGRAM" or "./build/lunula"

-- What a command prints, both streams together, and its exit code.
local function run(command, input)
  local pipe = assert(io.popen(("printf '%%s' '%s' | %s %s 2>&1"):format(input or "", program, command)))
  local text = pipe:read "a"
  local _, _, code = pipe:close()
  return text, code
end

local function script(text)
  local path = os.tmpname()
  local file = assert(io.open(path, "w"))
  file:write(text)
  file:close()
  finally(function() os.remove(path) end)
  return path
end

describe("lunula", function()
  it("says what it is and what it takes", function()
    assert.matches("^Lunula %d+%.%d+%.%d+\n", (run "-v"))
    assert.matches("^usage: lunula %[options%] %[script", (run "-h"))
    local text, code = run "-x"
    assert.matches("^lunula: unknown option '%-x'\nusage: ", text)
    assert.equal(1, code)
  end)

  it("runs pieces of Lua, a script with its arguments, and its standard input", function()
    assert.equal("3\n4\n", (run "-e 'print(1 + 2)' -e 'print(4)'"))
    assert.equal("a\t2\ta\tb c\n", (run(script "print(arg[1], #arg, ...)" .. " a 'b c'")))
    assert.equal("7\n", (run("-", "print(7)")))
  end)

  it("ends with 1 and the place of the error", function()
    local path = script "local ops = require('lunula').ops\n\nlocal function f() return ops.sum({ 1, 2 }, { axs = 0 }) + 1 end\nf()\n"
    local text, code = run(path)
    assert.equal(1, code)
    assert.truthy(text:find(path .. ":3: sum: there is no argument 'axs'; did you mean 'axis'?\nstack traceback:", 1, true), text)
    text, code = run "/nowhere/script.lua"
    assert.equal(1, code)
    assert.matches("cannot open /nowhere/script.lua", text)
  end)

  it("shows warnings, unless the script turns them off", function()
    local warning = "require('lunula') warn 'a warning'"
    assert.equal("Lua warning: a warning\n", (run(script(warning))))
    assert.equal("", (run(script("warn '@off' " .. warning))))
  end)

  it("prints the values of expressions at its prompt", function()
    assert.equal("tensor(6, shape=(), dtype=int32)\n2\n", (run("", "ops.sum { 1, 2, 3 }\nlocal x = 1; x = x + 1; print(x)\n")))
    assert.equal("<class Loss>\n", (run("", "keras.Loss.base\n")))
  end)
end)
