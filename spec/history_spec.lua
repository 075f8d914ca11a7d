-- History: what it keeps, and how it draws itself.
local keras = require "lunula"
local outside = require "outside"
local nan = 0 / 0

local function history(figures, count)
  local h = keras.callbacks.History()
  h:on_train_begin()
  for epoch = 0, count - 1 do h.epoch[epoch + 1] = epoch end
  h.history = figures
  return h
end
local falling = history({ loss = { 4, 2, 1, 1 }, val_loss = { 4, 3, 3, 4 }, mae = { 1, 1, 1, 1 } }, 4)

local function lines(text)
  local list = {}
  for line in text:gmatch "([^\n]*)\n" do list[#list + 1] = line end
  return list
end

describe("History", function()
  local cases = {
    { "draws lines in Unicode", { unicode = true, metrics = { "loss" }, width = 24, height = 4 }, {
      "   ── loss   ┄┄ val_loss",
      "4 ┤──╮┄╮            ╭┄┄┄",
      "  │  ╰───╮┄┄┄┄┄┄┄┄┄┄╯",
      "  │      ╰────╮",
      "1 ┤           ╰─────────",
      "  └─────────────────────",
      "   1             epoch 4" } },
    { "draws lines in ASCII", { unicode = false, metrics = { "loss" }, width = 24, height = 4 }, {
      "   -- loss   ~~ val_loss",
      "4 +--.~.            .~~~",
      "  |  '---.~~~~~~~~~~'",
      "  |      '----.",
      "1 +           '---------",
      "  +---------------------",
      "   1             epoch 4" } },
    { "draws what stays the same in the middle", { unicode = true, metrics = { "mae" }, width = 24, height = 3 }, {
      "   ── mae",
      "  │",
      "1 ┤─────────────────────",
      "  │",
      "  └─────────────────────",
      "   1             epoch 4" } },
    { "colors lines, when told to", { unicode = true, color = true, metrics = { "mae" }, width = 24, height = 3 }, {
      "   \27[34m──\27[0m mae",
      "  │",
      "1 ┤\27[34m─────────────────────\27[0m",
      "  │",
      "  └─────────────────────",
      "   1             epoch 4" } },
  }
  for _, case in ipairs(cases) do
    it(case[1], function()
      case[2].color = case[2].color or false
      assert.same(case[3], lines(falling:to_text(case[2])))
    end)
  end

  it("draws the loss first, leaves gaps where a figure is not finite, and stays within the width", function()
    local h = history({ accuracy = { 0.5, nan, 1e-300, 1e300 }, loss = { 1, nan, math.huge, 2 }, gone = { nan, nan }, val_loss = { 3, 1 } }, 4)
    for width = 24, 100, 19 do
      local text = h:to_text { width = width, unicode = true, color = false }
      for _, line in ipairs(lines(text)) do
        if not line:find "── " then assert.is_true(utf8.len(line) <= width, line) end
      end
      assert.is_true(text:find "loss" < text:find "accuracy")
      assert.falsy(text:find "gone")
      assert.falsy(text:find "nan")
    end
    assert.matches("\n +1\n$", history({ loss = { 7 } }, 1):to_text { width = 24 })
  end)

  it("takes the width from COLUMNS, and draws plainly where it can't be colored", function()
    local script = [[local h = require [=[lunula]=].callbacks.History() h:on_train_begin() h:on_epoch_end(0, { loss = 2 }) h:on_epoch_end(1, { loss = 1 }) h:plot()]]
    local function drawn(environment) return outside.output(("%s '%s' -e '%s'"):format(environment, outside.program, script)) end
    local text = drawn "LC_ALL=C.UTF-8 COLUMNS=40"
    assert.equal(40, utf8.len(text:match "\n([^\n]*)\n[^\n]*\n$"))
    assert.falsy(text:find "\27")
    assert.falsy(drawn "LC_ALL=en_US.ISO-8859-1":find "[\x80-\xff]")
    -- in a terminal, which script makes
    local function terminal(environment)
      return outside.output(("%s TERM=xterm script -qec \"'%s' -e '%s'\" /dev/null"):format(environment, outside.program, script))
    end
    assert.truthy(terminal "":find "\27%[34m")
    assert.falsy(terminal "NO_COLOR=1":find "\27")
  end)

  it("draws itself into an SVG file", function()
    local path = outside.path "run.svg"
    local h = history({ ["a<b>&\"c"] = { 1, 2, 3 }, loss = { 3, 2, 1 }, val_loss = { 2 } }, 3)
    h:save_plot(path, { width = 400, height = 200 })
    local text = outside.read(path)
    assert.matches('^<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400" viewBox="0 0 400 400">', text)
    assert.truthy(text:find("a&lt;b&gt;&amp;&quot;c", 1, true))
    assert.truthy(text:find('<polyline class="a" points="64,28 224,98 384,168"/>', 1, true), text)
    assert.truthy(text:find('<circle class="b" cx="384" cy="98" r="3"/>', 1, true), text)
    assert.truthy(text:find ">1</text>" and text:find ">2</text>" and text:find ">3</text>")
    local depth = 0 -- every element is closed
    for slash, closed in text:gmatch "<(/?)[%a][^>]-(/?)>" do depth = depth + (slash == "/" and -1 or closed == "/" and 0 or 1) end
    assert.equal(0, depth)
  end)

  it("says what can't be drawn", function()
    assert.error_matches(function() keras.callbacks.History():plot() end, "History:to_text: there are no finite figures")
    assert.error_matches(function() falling:to_text { metrics = { "los" } } end, "there is no figure 'los'; there are loss, mae")
    assert.error_matches(function() falling:to_text { colour = true } end, "there is no option 'colour'")
    assert.error_matches(function() falling:to_text { width = "wide" } end, "width is a number, got string")
    assert.error_matches(function() falling:save_plot "run.png" end, "charts are written as SVG")
    assert.error_matches(function() falling:save_plot "/nowhere/run.svg" end, "can't write '/nowhere/run.svg': its folder is not there")
  end)
end)
