-- Regular expressions against what Python's re says of the same: whether a pattern is found in a text, and whether it is the whole text.
require "lunula"
local regex = require "lunula.regex"

-- pattern, text, found, whole
local rows = {
  { "encoder/.*", "encoder/layer/kernel", true, true }, { "encoder", "encoder/layer", true, false }, { "", "", true, true }, { "", "a", true, false },
  { "a|bc", "bc", true, true }, { "a|bc", "xbcx", true, false }, { "^a", "ba", false, false }, { "a$", "ba", true, false }, { "a$", "a\n", true, false },
  { "^$", "", true, true }, { ".", "\n", false, false }, { "a*", "aaa", true, true }, { "a+b?", "aa", true, true }, { "a+?b", "aab", true, true },
  { "(ab)+", "ababab", true, true }, { "(?:ab)*c", "abac", true, false }, { "(a|ab)(c|bcd)", "abcd", true, true }, { "(a*)*b", "aaab", true, true },
  { "a{2}", "aaa", true, false }, { "a{2,}", "aaaa", true, true }, { "a{1,2}", "aaa", true, false }, { "a{,2}", "aa", true, true }, { "a{x", "a{x", true, true },
  { "[a-c]+", "abcd", true, false }, { "[^a-c]", "d", true, true }, { "[]x]", "]", true, true }, { "[a-]", "-", true, true }, { "[\\d_]+", "1_2", true, true },
  { "[^\\w]", "a", false, false }, { "\\d+", "x12", true, false }, { "\\w+", "a_1", true, true }, { "\\s", "a b", true, false }, { "\\S\\D\\W", "ab.", true, true },
  { "\\bout\\b", "my out put", true, false }, { "\\bout\\b", "output", false, false }, { "\\Bt", "out", true, false }, { "dense\\.1", "dense.1", true, true },
  { "dense.1", "densex1", true, true }, { "\\(x\\)", "(x)", true, true }, { "a.c", "abc", true, true }, { "%d", "%d", true, true }, { "%d", "1", false, false },
  { "x|", "y", true, false }, { "(|a)b", "ab", true, true }, { "layer_(1|2[0-4])/", "layer_23/kernel", true, false }, { "a-b", "a-b", true, true },
}

describe("a regular expression", function()
  for _, row in ipairs(rows) do
    it(("%q on %q"):format(row[1], row[2]), function()
      assert.equal(row[3], regex.search(row[1], row[2]))
      assert.equal(row[4], regex.fullmatch(row[1], row[2]))
    end)
  end

  it("that is wrong or unknown is an error that names it", function()
    for pattern, why in pairs { ["("] = "a %) is missing", [")"] = "a %( is missing", ["["] = "a %] is missing", ["*a"] = "nothing to repeat", ["a**"] = "repeated",
      ["(?=a)"] = "only plain", ["(a)\\1"] = "'\\1' is not known", ["[z-a]"] = "backwards", ["\\"] = "is not known" } do
      assert.error_matches(function() regex.search(pattern, "a") end, why)
    end
  end)

  it("that would take for ever is an error", function()
    assert.error_matches(function() regex.fullmatch("(a+)+b", ("a"):rep(64)) end, "takes too long")
  end)
end)
