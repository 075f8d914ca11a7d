-- The prompt, used as people use it: keystrokes at a pseudo-terminal (spec/pty.c), and lines from a pipe.
local outside = require "outside"
local program, shell, read, write = outside.program, outside.run, outside.read, outside.write
local folder

-- What stands on the terminal after the steps of spec/pty.c, without escapes and carriage returns unless `raw`. The steps begin when the prompt is there and end
-- when the program has ended. options: environment, arguments, raw.
local function play(steps, options)
  options = options or {}
  local path = write(folder .. "/steps", steps .. "\nend\n")
  local text = shell(("env -u NO_COLOR -u LUNULA_TRACEBACK HOME='%s' XDG_STATE_HOME= TERM=xterm %s %s '%s' %s %s"):format(folder,
    options.environment or "NO_COLOR=1", outside.built .. "/pty", path, options.program or program, options.arguments or ""))
  assert.is_truthy(text:find "\n%[exit %d+%]" or text:find "\n%[signal %d+%]", text) -- the steps came to their end
  if options.raw then return text end
  return (text:gsub("\27%[[%d;?]*%a", ""):gsub("\r", ""):gsub("\a", ""))
end

-- Lines typed one after another, each when the prompt is there.
local function typed(lines, options)
  local steps = {}
  for line in lines:gmatch "[^\n]+" do steps[#steps + 1] = "prompt\ntype " .. line .. "\\n" end
  return play(table.concat(steps, "\n") .. "\nprompt\ntype \\x04", options)
end

-- What lines from a pipe print, and the exit code.
local function piped(lines, arguments)
  return shell(("%s %s < '%s'"):format(program, arguments or "", write(folder .. "/lines", lines)))
end

before_each(function() folder = outside.folder() end)

describe("the prompt shows", function()
  local cases = { -- what is typed, and the text or a pattern of what comes
    { "1 + 2", "3" }, { "'a\"b\\t'", '"a\\"b\\t"' }, { "nil", "nil" }, { "1, 'x', nil", '1\t"x"\tnil' }, { "x = 1", "" }, { "print 'p'", "p" },
    { "{}", "{}" }, { "{ 1, 2.5, name = 'x', ['a b'] = { true } }", '{ 1, 2.5, ["a b"] = { true }, name = "x" }' },
    { "t = { 1 } t.self = t\nt", "{ 1, self = <cycle> }" }, { "{ { { { { { 1 } } } } } }", "{ { { { { {...} } } } } }" },
    { "ops.ones { 2, 3 }", "tensor([[1., 1., 1.],\n        [1., 1., 1.]], shape=(2, 3), dtype=float32)" },
    { "ops.zeros { 1000, 1000 }", pattern = "^tensor%(%[%[0%., 0%., 0%., %.%.%., .*shape=%(1000, 1000%), dtype=float32%)$" },
    { "keras.losses.Huber()", "<Huber>" }, { "keras.losses", "<namespace keras.losses: help(keras.losses) lists it>" },
    { "ops.relu6", "<function relu6(x)>" }, { "function f(a, ...) end\nf", "<function(a, ...) at stdin:1>" }, { "keras.null", "null" },
    { "setmetatable({}, { __tostring = function() return 'mine' end })", "mine" },
    { "{ a = setmetatable({}, { __index = error, __pairs = error }) }", "{ a = {} }" },
  }
  for _, case in ipairs(cases) do
    it((case[1]:gsub("\n", "; ")), function()
      local text, code = piped(case[1] .. "\n")
      assert.equal(0, code)
      text = text:gsub("\n$", "")
      if case.pattern then assert.matches(case.pattern, text) else assert.equal(case[2], text) end
    end)
  end

  it("long tables over several lines, cut where they are too long", function()
    local text = piped "{ first = ('x'):rep(60), second = ('y'):rep(60) }\nt = {} for i = 1, 1000 do t[i] = i end\nt\n"
    assert.matches('^{\n  first = "x+",\n  second = "y+"\n}\n{\n  1, 2, 3.-,\n.-%.%.%. 940 more\n}\n$', text)
    for line in text:gmatch "[^\n]+" do assert.is_true(#line <= 80, line) end
  end)
end)

describe("the prompt", function()
  it("keeps the last value in _, what `local` makes, and goes on over lines until a piece is whole", function()
    assert.equal("3\n6\n5\n", (piped "1 + 2\n_ * 2\nlocal x, y = 5\nx\n"))
    assert.equal("1\n2\n", (piped "for i = 1, 2 do\n  print(i)\nend\n"))
    assert.equal("7\n", (piped "local function f()\n  return 7\nend\nf()\n"))
    assert.equal('{ "a\\nb" }\n', (piped "{ 'a\\\nb' }\n"))
    assert.equal("a\nb\n", (piped "[[a\nb]]\n"))
    assert.equal("{ 1, 2 }\n3\n", (piped "{ 1,\n2 }\n1 +\n2\n"))
    assert.equal("nil\n", (piped "local z\nz\n"))
    assert.equal("5\t6\n", (piped "local a <const>, b < const > = 5, 6\na, b\n"))
    assert.equal("nil\n<const>\n", (piped "local c <close> = nil\nc\nlocal d = '<const>'\nprint(d)\n"))
    assert.equal("5\ntrue\n", (piped "= 5\n =_ == 5\n"))
  end)

  it("reads a pipe to its first error, after -i to its end", function()
    local text, code = piped "print(1)\nerror 'no'\nprint(2)\n"
    assert.equal("1\nstdin:1: no\n", text)
    assert.equal(1, code)
    text, code = piped("print(1)\nerror 'no'\nprint(2)\n", "-i")
    assert.equal("1\nstdin:1: no\n2\n", text)
    assert.equal(0, code)
    assert.equal("stdin:1: unexpected symbol near '*'\n", (piped "1 + * 2\n"))
    assert.equal("stdin:1: unexpected symbol near <eof>\n", (piped "1 +\n"))
    assert.equal("stdin:1: '}' expected near <eof>\n", (piped "{ 1, 2\n"))
    assert.equal("stdin:1: ')' expected near '='; named arguments stand in braces: f { name = value }\n", (piped "keras.layers.Dense(units=10)\n"))
    text, code = piped "x = = 1\n"
    assert.equal("stdin:1: unexpected symbol near '='\n", text)
    assert.equal(1, code)
    text, code = piped "for i = 1, 2 do\n"
    assert.matches("^stdin:1: 'end' expected near <eof>\n", text)
    assert.equal(1, code)
    assert.equal("1\n", (piped("print(a)\n", "-i -e 'a = 1'")))
    assert.equal("", (piped "exit\nprint(1)\n"))
  end)

  it("explains names and measures time", function()
    assert.equal(shell(program .. " help ops.sum"), (piped "?ops.sum\n"))
    assert.equal(shell(program .. " help Huber"), (piped "keras.losses.Huber?\n"))
    assert.equal(shell(program .. " help keras.losses"), (piped "help(keras.losses)\n"))
    assert.equal(shell(program .. " help"), (piped "help()\n"))
    assert.equal((piped "%help\n"), (piped "help\n"))
    assert.matches("^keras.Model:fit%(x, y = nil, batch_size = 32, ", (piped "m = keras.Sequential { keras.layers.Dense(1) }\n?m:fit\n"))
    assert.equal("x: a tensor of shape (2) and dtype int32, 2 elements; ?Tensor tells what tensors have\n", (piped "x = keras.ops.arange(2)\n?x\n"))
    assert.matches("^f: <function%(a%) at stdin:1> typed here\n", (piped "function f(a) end\n?f\n"))
    local text, code = piped "?nowher\n"
    assert.matches("^there is no 'nowher'", text)
    assert.equal(1, code)
    assert.matches("^time: [%d.]+ %S+, of the processors: [%d.]+ %S+\n3\n$", (piped "%time 1 + 2\n"))
    assert.matches("^time: [^\n]+\n{ 1, 2 }\n$", (piped "%time {\n1, 2 }\n"))
    assert.equal("stdin:1: x\n", (piped "%time error 'x'\n"))
    local guide = piped "%help\n"
    assert.matches("EXPRESSION", guide)
    for line in guide:gmatch "[^\n]+" do assert.is_true(#line <= 96, line) end
    assert.matches("^there is no %%tim; did you mean %%time%?\n", (piped "%tim 1\n"))
  end)

  it("shows where errors come from, its own frames left out; %trace shows the rest", function()
    local lines = "function f() error 'low' end\nfunction g() f() return 1 end\ng()\n"
    local text = piped(lines, "-i")
    assert.matches("^stdin:1: low\n\tstdin:1: in function 'f'\n\tstdin:1: in function 'g'\n$", text)
    assert.matches("stack traceback:\n\t%[C%]: in function 'error'\n", (piped(lines .. "%trace\n", "-i")))
    assert.matches("^stdin:1: keras.ops has no op 'summ'; did you mean 'sum'%?\n$", (piped("ops.summ { 1 }\n", "-i")))
  end)
end)

describe("at a terminal", function()
  it("greets, answers, and leaves by Ctrl-D, exit and quit with the terminal as it was", function()
    local text = typed "1 + 2"
    assert.matches("^Lunula %d[^\n]*\n> 1 %+ 2\n3\n> ", text)
    assert.matches("\n%[exit 0%]\n%[sane%]\n$", text)
    for _, word in ipairs { "exit", "quit()" } do
      assert.matches("\n%[exit 0%]\n%[sane%]\n$", play("prompt\ntype " .. word .. "\\n"))
    end
  end)

  it("goes on over several lines, and Ctrl-C gives a piece up", function()
    assert.matches("> for i = 1, 2 do\n>> print%(i%) end\n1\n2\n> ", (typed "for i = 1, 2 do\nprint(i) end"))
    local text = play "prompt\ntype for i = 1, 2 do\\n\nprompt\ntype prin\nquiet 100\ntype \\x03\nprompt\ntype 5 + 5\\n\nwait 10\nprompt\ntype \\x04"
    assert.matches("\n> 5 %+ 5\n10\n", text)
    assert.matches("%[exit 0%]\n%[sane%]", text)
  end)

  local loops = {
    ["a loop"] = "while true do end",
    ["a loop that catches errors"] = "while true do pcall(function() while true do end end) end",
    ["a loop whose handler loops"] = "while true do xpcall(error, function() while true do end end) end",
    ["a handler that loops"] = "xpcall(function() while true do end end, function() while true do end end)",
    ["a coroutine"] = "coroutine.wrap(function() while true do end end)()",
    ["coroutines that catch errors"] = "while true do coroutine.resume(coroutine.create(function() while true do pcall(function() while true do end end) end end)) end",
    ["a kernel"] = "a = ops.ones { 4000, 4000 } for i = 1, 1000 do ops.matmul(a, a) end",
    ["a sort"] = "table.sort(setmetatable({}, { __len = function() return 2^30 end, __index = function() return 1 end }), function(a, b) return a < b end)",
    ["a pattern that backtracks"] = "('a'):rep(40):find(('a?'):rep(40) .. ('a'):rep(40))",
    ["training"] = "m = keras.Sequential { keras.layers.Dense(100) } m:compile { loss = 'mse' } "
      .. "m:fit(ops.ones { 1000, 100 }, ops.ones { 1000, 100 }, { epochs = 1000000, verbose = 0 })",
  }
  for name, line in pairs(loops) do
    it("ends " .. name .. " by Ctrl-C", function()
      local text = play("prompt\ntype " .. line .. "\\n\npause 400\ntype \\x03\nwait interrupted\nprompt\ntype ops.sum { 20, 22 }\\n\nwait tensor(42\nprompt\ntype \\x04")
      assert.matches("interrupted\n> ops.sum.-tensor%(42.-%[exit 0%]\n%[sane%]\n$", text)
    end)
  end

  it("outlives Ctrl-C pressed more often than needed", function()
    local once = "type print(40 .. 'y') while true do end\\n\nwait 40y\ntype \\x03\\x03\nwait interrupted\ntype \\x03\\x03\nprompt\ntype \\x03\nprompt\nquiet 50\n"
    local text = play("prompt\n" .. once:rep(20) .. "type 40 .. 'x'\\n\nwait 40x\nprompt\ntype \\x04")
    assert.matches("%[exit 0%]\n%[sane%]", text)
  end)

  it("outlives SIGINT sent while a line is typed, and ends a completion by it", function()
    local text = play("prompt\ntype os.execute '(sleep 0.3; kill -INT $PPID) &'\\n\nprompt\npause 600\n"
      .. "type require('lunula.repl.complete').answer = function() print 'asked' while true do end end\\n\nprompt\n"
      .. "type os.execute '(sleep 1; kill -INT $PPID) &'\\n\nprompt\ntype 40 .. \\t\nwait asked\npause 1500\ntype 'x'\\n\nwait \"40x\"\nprompt\ntype \\x04")
    assert.matches("%[exit 0%]\n%[sane%]", text)
  end)

  it("leaves the terminal's noflsh as the user has it: to what runs, when it leaves and when it is ended", function()
    local ask = "type os.execute 'stty -a | grep -o -e -*noflsh'\\n\nprompt\n"
    for _, mode in ipairs { "noflsh", "-noflsh" } do
      for _, last in ipairs { "type \\x04", "type os.execute '(sleep 0.3; kill $PPID) &'\\n\nwait terminated", "type os.exit()\\n" } do
        local text = play("prompt\n" .. ask .. "type error 'no'\\n\nprompt\ntype = =\\n\nprompt\n" .. ask .. last,
          { program = ("/bin/sh -c 'set -m; stty %s; %s; echo terminated; stty -a | grep -o -e -*noflsh'"):format(mode, program) })
        local count = select(2, text:gsub("\n" .. mode:gsub("%-", "%%-") .. "\n", "\n"))
        assert.equal(3, count, text)
      end
    end
  end)

  it("ends by a second Ctrl-C where nothing heeds the first", function()
    local endless = "setmetatable({}, { __gc = function() while true do end end })"
    local text = play(("prompt\ntype %s collectgarbage()\\n\npause 300\ntype \\x03\npause 2100\ntype \\x03"):format(endless))
    assert.matches("%[signal 2%]\n%[sane%]", text)
    text = play(("prompt\ntype x = %s\\n\nprompt\ntype \\x04\npause 300\ntype \\x03\npause 1000\ntype \\x03\npause 3000\ntype \\x03"):format(endless)) -- while it leaves
    assert.matches("%[signal 2%]\n%[sane%]", text)
  end)

  -- what is typed before Tab, and what Tab adds
  local completions = {
    { "keras.layers.Dense { activa", "tion = " }, { "keras.losses.Hub", "er" }, { "ops.sum({ 1, 2 }, { keepd", "ims = " }, { "collectg", "arbage" },
    { "math.maxi", "nteger" }, { "('x'):rev", "" }, { '"x":rev', "erse" }, { "_G.string.form", "at" }, { 'keras.layers.Dense { activation = "sigm', 'oid"' },
    { "keras.optimiz", "ers" }, { "keras.optimizers.Adam(0.1, { weight_d", "ecay = " }, { "?keras.losses.Hub", "er" }, { "?Hub", "er" }, { 'help "Hub', 'er"' },
    { "nowhere.x", "" }, { "-- keras.lay", "" }, { "keras.Loss('A', { inh", "erit = " }, { "keras.Model { outp", "uts = " }, { "ops.cast(1, 'bf", "loat16'" },
    { 'keras.layers.Dense { dtype = "float6', '4"' }, { "keras.Sequential { name = 'x', keras.layers.Den", "se" },
  }
  for _, case in ipairs(completions) do
    it(("completes %s<Tab>"):format(case[1]), function()
      local answered = case[2] == "" and "quiet 300" or "wait " .. case[2]:gsub("%s+$", "")
      local text = play(("prompt\ntype %s\nwait %s\ntype \\t\n%s\nquiet 100\ntype \\x03\nprompt\ntype \\x04"):format(case[1], case[1], answered))
      assert.truthy(text:find("> " .. case[1] .. case[2] .. "^C", 1, true), text)
    end)
  end

  it("completes the methods and arguments of what was made", function()
    local text = play [[
prompt
type m = keras.Sequential { keras.layers.Dense(2) }\n
prompt
type m:pred
quiet 100
type \t
quiet 200
type \t
wait predict_on_batch
type \x03
prompt
type m:compile { optim
quiet 100
type \t
wait izer =
type \x03
prompt
type t = ops.ones { 2 }\n
prompt
type t:resh
quiet 100
type \t
wait ape
type \x03
prompt
type m.layers[1].kernel_r
quiet 100
type \t
wait egularizer
type \x03
prompt
type m.trainable_w
quiet 100
type \t
wait eights
type \x03
prompt
type \x04]]
    assert.matches("predict +predict_on_batch", text)
  end)

  it("completes arguments in the lines below, and indents where there is nothing yet", function()
    local text = play [[
prompt
type layer = keras.layers.Dense {\n
prompt
type \tunits = 3, activa
quiet 100
type \t"relu"\n
prompt
type }\n
prompt
type layer.units .. 'u'\n
wait 3u
prompt
type \x04]]
    assert.truthy(text:find('>> units = 3, activation = "relu"\n', 1, true), text)
  end)

  it("completes files inside strings, and lists what there is", function()
    write(folder .. "/weights.npz", "")
    write(folder .. "/words.txt", "")
    local text = play(("prompt\ntype io.open(\"%s/w\nquiet 100\ntype \\t\nwait words.txt\ntype ei\\t\nwait ghts.npz\"\ntype \\x03\nprompt\ntype \\x04"):format(folder))
    assert.matches("weights%.npz +%S*words%.txt", text)
  end)

  it("keeps lines from one session to the next, for the user alone", function()
    typed "first = 1\nfor i = 1, 1 do\nprint(i) end\n\nx = 2 -- why"
    local path = folder .. "/.lunula_history"
    assert.equal("first = 1\nfor i = 1, 1 do print(i) end\nx = 2 -- why\n", read(path))
    assert.matches("^%-rw%-%-%-%-%-%-%-", (shell("ls -l " .. path)))
    local text = play "prompt\ntype \\e[A\\e[A\\e[A\nwait first = 1\ntype 1\\n\nprompt\ntype first\\n\nwait 11\nprompt\ntype \\x04"
    assert.matches("first = 11\n> first\n11\n", text)
    typed("elsewhere = 1", { environment = ("NO_COLOR=1 XDG_STATE_HOME='%s/local/state'"):format(folder) })
    assert.equal("elsewhere = 1\n", read(folder .. "/local/state/lunula/history"))
    assert.matches("^drwx%-%-%-%-%-%-", (shell(("ls -ld '%s/local/state'"):format(folder))))
  end)

  it("shortens a long history, whose file is whole at any time", function()
    local lines = {}
    for i = 1, 2500 do lines[i] = ("line%d = %d"):format(i, i) end
    write(folder .. "/.lunula_history", table.concat(lines, "\n") .. "\n")
    typed "last = 1"
    local text = read(folder .. "/.lunula_history")
    assert.equal("line1501 = 1501\nline1502", text:sub(1, 24))
    assert.equal("line2500 = 2500\nlast = 1\n", text:sub(-25))
    assert.equal(".lunula_history\nsteps\n", (shell(("ls -A '%s'"):format(folder))))
  end)

  it("works without a place for a history", function()
    for _, environment in ipairs { "HOME=/nowhere", "HOME=", "XDG_STATE_HOME=/dev/null/state" } do
      local text = play("prompt\ntype 1 + 2\\n\nprompt\ntype \\e[A\nwait 1 + 2\ntype 1\\n\nwait 22\nprompt\ntype \\x04", { environment = "NO_COLOR=1 " .. environment })
      assert.matches("> 1 %+ 2\n3\n.*1 %+ 21\n22\n.*%[exit 0%]", text)
    end
  end)

  it("paints values and errors where the terminal has colours, unless NO_COLOR says no", function()
    local steps = "wait Ctrl-D leaves\nquiet 200\ntype 'text', 12\\n\nwait 12\nquiet 100\ntype error 'no'\\n\nquiet 200\ntype \\x04"
    local text = play(steps, { raw = true, environment = "A=1" })
    assert.truthy(text:find('\27[32m"text"\27[0m\t\27[36m12\27[0m', 1, true), text)
    assert.truthy(text:find("\27[31mstdin:1: no\27[0m", 1, true), text)
    for _, environment in ipairs { "NO_COLOR=1", "TERM=dumb" } do
      assert.is_nil((play(steps, { raw = true, environment = environment })):find("\27[3", 1, true))
    end
  end)

  it("follows the terminal's size, also while a line is typed", function()
    local text = play [[
prompt
size 24 40
quiet 100
type { a = 'xxxxxxxxxxxxxxxx', b = 'yyyyyyyyyyyyyyyy' }\n
wait }
prompt
type \x04]]
    assert.matches('{\n  a = "x+",\n  b = "y+"\n}', text)
    text = play("prompt\nsize 24 50\nquiet 100\ntype keras.Sequential { input_shape = { 2 }, keras.layers.Dense(1) }:summary()\\n\nprompt\ntype \\x04")
    local line = text:match "\n(┏[^\n]*)\n"
    assert.equal(46, line and utf8.len(line), text)
    assert.matches("%[exit 0%]\n%[sane%]", text)
  end)

  it("is stopped by Ctrl-Z and goes on with the line as it stood", function()
    local steps = "prompt\ntype kept = 4\nquiet 100\ntype \\x1a\nwait gone on\nprompt\nquiet 100\ntype 2\\n\nprompt\ntype kept .. 'x'\\n\nwait 42x\nprompt\ntype \\x04"
    local text = play(steps, { program = ("/bin/sh -c 'set -m; %s; echo gone on; fg'"):format(program) })
    assert.matches("gone on\n.*> kept = 42\n> kept .. 'x'\n\"42x\"\n", text)
    assert.matches("%[exit 0%]\n%[sane%]", text)
  end)

  it("edits text beyond ASCII", function()
    local text = play "prompt\ntype #'äöü'\\n\nwait 6\nprompt\ntype 'aäb\\x7f\\x7fc'\\n\nwait \"ac\"\nprompt\ntype \\x04"
    assert.matches("%[exit 0%]", text)
  end)

  it("knows the keys that move and delete, however the terminal sends them", function()
    for _, keys in ipairs { { "\\e[H", "\\e[F", "\\e[1;5D" }, { "\\eOH", "\\eOF", "\\e[5D" }, { "\\e[1~", "\\e[4~", "\\e[1;3D" } } do
      local home, last, word = table.unpack(keys)
      local text = play(("prompt\ntype \\e[3~bc'%s'a%sx\\e[D\\e[3~\\n\nwait \"abc\"\nprompt\ntype 'one two'%sX%s\\n\nwait \"one Xtwo\"\nprompt\ntype \\x04"):format(
        home, last, word, last))
      assert.matches("%[exit 0%]\n%[sane%]", text)
    end
  end)

  it("takes the width from COLUMNS, as charts and summaries do", function()
    local lines = write(folder .. "/lines", '{ "one and one more", "two and two more" }\n')
    local function shown(columns) return (shell(("env COLUMNS=%s %s < '%s'"):format(columns, program, lines))) end
    assert.equal('{\n  "one and one more",\n  "two and two more"\n}\n', shown "30")
    assert.equal('{ "one and one more", "two and two more" }\n', shown "0")
    assert.equal('{ "one and one more", "two and two more" }\n', shown "90")
  end)

  it("follows a script with -i", function()
    write(folder .. "/s.lua", "made = 41")
    assert.matches("\n42\n", (typed("made + 1", { arguments = "-i " .. folder .. "/s.lua" })))
  end)
end)

describe("without libedit", function()
  it("the prompt reads whole lines; what it says, shows and stops is the same", function()
    local path = folder .. "/plain"
    local text = shell(("cc -O1 -std=c11 -D_GNU_SOURCE -Wall -Wextra -Werror src/program/*.c -o '%s' $(PKG_CONFIG_PATH=build pkg-config --cflags lunula-static lua5.4)"
      .. " -Wl,--wrap=lua_resume -Wl,-E $(PKG_CONFIG_PATH=build pkg-config --libs lunula-static)"):format(path))
    assert.equal("", text)
    text = play("wait > \ntype for i = 1, 2 do\\n\nwait > \ntype print(i) end\\n\nwait > \ntype 'ä', 1 + 1\\n\nwait > \ntype while true do end\\n\npause 300\n"
      .. "type \\x03\nwait interrupted\nwait > \ntype half a li\nquiet 100\ntype \\x03\nwait > \ntype 40 .. 'x'\\n\nwait 40x\nwait > \ntype \\x04", { program = path })
    assert.matches("^Lunula [%d.]+ %?name explains, [^\n]*\n> ", text)
    assert.matches('\n1\n2\n> [^\n]*\n"ä"\t2\n', text)
    assert.matches('\n"40x"\n.*\n%[exit 0%]\n%[sane%]\n$', text)
    assert.equal("3\n", (shell(("echo '1 + 2' | '%s'"):format(path))))
  end)
end)

describe("Ctrl-C in a script", function()
  local function run(text, steps) return play(steps, { arguments = write(folder .. "/s.lua", text) }) end

  it("ends it with an error, a second one at once", function()
    local text = run("print 'on' while true do end", "wait on\npause 100\ntype \\x03")
    assert.matches("%^C\nlunula: [^\n]*s.lua:1: interrupted!\nstack traceback:\n.*%[exit 1%]\n%[sane%]", text)
    text = run("print 'on' while true do pcall(function() while true do end end) end", "wait on\npause 100\ntype \\x03\npause 200\ntype \\x03")
    assert.matches("%[signal 2%]\n%[sane%]", text)
  end)

  it("ends a pattern that backtracks", function()
    local text = run("print 'on' local s = ('a'):rep(40):find(('a?'):rep(40) .. ('a'):rep(40))", "wait on\npause 100\ntype \\x03")
    assert.matches("\nlunula: [^\n]*s.lua:1: interrupted!\nstack traceback:\n.*s.lua:1: in main chunk.*%[exit 1%]\n%[sane%]", text)
  end)

  it("ends the compression of a file", function()
    local text = run([[
local core, ops = require "lunula.core", require "lunula".ops
local members = { { name = "x", bytes = ops.cast(require "lunula".random.randint({ 8 << 20 }, 0, 256), "uint8") } }
local function seconds()
  local start = core.clock()
  local ok, message = pcall(core.zip.format, members, "x", true)
  return core.clock() - start, ok and "whole" or message
end
local whole = seconds()
os.execute(("(sleep %.2f; kill -INT $PPID) &"):format(whole / 4))
local part, message = seconds()
print(message, part < 0.7 * whole or part)
]], "wait \t")
    assert.matches("cancelled\ttrue\n", text)
  end)

  it("ends training with its place in the script", function()
    local text = run("local keras = require 'lunula'\nlocal m = keras.Sequential { keras.layers.Dense(1) }\nm:compile { loss = 'mse' }\n"
      .. "m:fit(keras.ops.ones { 10, 2 }, keras.ops.ones { 10, 1 }, { epochs = 1000000, verbose = 1 })", "wait Epoch 2\npause 300\ntype \\x03")
    assert.matches("\nlunula: [^\n]*s.lua:4: [^\n]*interrupted!\nstack traceback:\n.*s.lua:4: in main chunk.*%[exit 1%]\n%[sane%]", text)
  end)

  -- every weight and the optimizer's count come from the same number of steps, each of which adds 1 to every weight
  for _, way in ipairs { { "compiled", "true" }, { "eager", "false" } } do
    it(("stops %s training between steps: the script may catch it, save and go on"):format(way[1]), function()
      local text = run(([[
local keras = require "lunula"
local ops = keras.ops
local Step = keras.Loss("Step", { call = function(self, y_true, y_pred) return y_pred * 0 end })
local Rise = keras.Constraint("Rise", { call = function(self, w) for i = 1, 100 do i = i + 1 end return w + 1 end })
local layers = { keras.layers.Input { shape = { 5 } } }
for i = 1, 30 do layers[i + 1] = keras.layers.Dense(5, { kernel_constraint = Rise(), kernel_initializer = "zeros", use_bias = false, activation = "tanh" }) end
local model = keras.Sequential(layers)
model:compile { optimizer = "sgd", loss = Step(), jit_compile = %s }
print "on"
local ok, message = pcall(model.fit, model, ops.ones { 1000, 5 }, ops.ones { 1000, 5 }, { epochs = 1000000, verbose = 0 })
print(ok, message)
local steps, same = model.optimizer.iterations.value:item(), true
for _, w in ipairs(model.weights) do same = same and ops.all(ops.equal(w.value, steps)):item() end
print("whole", steps > 0, same, #model:predict(ops.ones { 2, 5 }, { verbose = 0 }))
]]):format(way[2]), "wait on\npause 500\ntype \\x03")
      assert.matches("false\t[^\n]*\nwhole\ttrue\ttrue\t2\n", text)
      assert.matches("%[exit 0%]\n%[sane%]", text)
    end)
  end
end)

describe("the page docs/repl.md", function()
  -- a transcript, typed line by line at one terminal, gives what the page shows
  it("shows what comes", function()
    local page, steps, shown = read "docs/repl.md", {}, {}
    for transcript in page:gmatch "\n```\n(.-)\n```" do
      shown[#shown + 1] = transcript
      for line in transcript:gmatch "[^\n]+" do
        local text = line:match "^>>? (.*)$"
        if text then steps[#steps + 1] = "prompt\ntype " .. text:gsub("\\", "\\\\") .. "\\n" end
      end
    end
    assert.is_true(#shown >= 3)
    local text = play(table.concat(steps, "\n") .. "\nprompt\ntype \\x04")
    text = text:gsub("^[^\n]*\n", ""):gsub("\n> %^?D?\n?\n%[exit.*$", "")
    assert.equal(table.concat(shown, "\n"), text)
  end)

  it("names every command, as the manual page does every option", function()
    local page, manual = read "docs/repl.md", read "docs/lunula.1"
    for _, name in ipairs { "%%time", "%%trace", "%%help", "XDG_STATE_HOME", "NO_COLOR" } do assert.matches(name, page) end
    local usage = shell(program .. " -h")
    for option in usage:gmatch "\n  (%-%-?%a*)" do assert.truthy(manual:find("\\" .. option:gsub("%-", "\\-"):sub(2), 1, true), option) end
    for macro in manual:gmatch "\n%.(%a+)" do assert.truthy(("TH SH TP PP br B I BR BI IR RB"):find("%f[%a]" .. macro .. "%f[%A]"), macro) end
    for _, section in ipairs { "NAME", "SYNOPSIS", "OPTIONS", "EXIT STATUS", "ENVIRONMENT", "FILES" } do assert.truthy(manual:find("\n.SH " .. section, 1, true)) end
  end)
end)
