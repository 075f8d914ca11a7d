-- lunula help [NAME ...]: the documentation that help(NAME) shows. The result says whether all names were found.
local usage = [[usage: lunula help [NAME ...]
Shows the documentation of an op, a class, a method, a function or a namespace: lunula help ops.sum, lunula help Huber,
lunula help Model.fit, lunula help keras.losses. Without a name: what there is.]]

return function(...)
  if ... == "--help" or ... == "-h" then
    print(usage)
    return true
  end
  local help, well = require "lunula.help", true
  for i = 1, math.max(1, select("#", ...)) do
    local name = select(i, ...)
    local ok, text = pcall(help.text, name)
    if i > 1 then print() end
    if ok then
      print(text)
    else
      io.stderr:write("lunula help: ", (tostring(text):gsub("^[^\n]-:%d+: ", ""):gsub("^ValueError: help: ", "")), "\n")
      well = false
    end
  end
  return well
end
